// The beginning of a file, which tells its format.
#ifndef OPENVFA_IO_IMAGE_SRC_FILE_HEAD_H_
#define OPENVFA_IO_IMAGE_SRC_FILE_HEAD_H_

#include <filesystem>
#include <vector>

namespace openvfa::image {

// At most 64 KiB: enough for every format's signature and a usual DICOM meta header. Empty when unreadable.
std::vector<unsigned char> ReadHead(const std::filesystem::path& path);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_FILE_HEAD_H_
