// Bytes onto the disk.
#ifndef OPENVFA_IMAGE_SYNC_FILE_H_
#define OPENVFA_IMAGE_SYNC_FILE_H_

#include <filesystem>
#include <system_error>

namespace openvfa {

// Returns when what was written to the file, or the names in the folder, would survive a loss of power.
std::error_code SyncFile(const std::filesystem::path& path);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_SYNC_FILE_H_
