// What a DICOMDIR names.
#ifndef OPENVFA_BATCH_SRC_DICOMDIR_H_
#define OPENVFA_BATCH_SRC_DICOMDIR_H_

#include <filesystem>
#include <vector>

namespace openvfa::batch {

// Whether the file is a DICOM media storage directory.
bool IsDicomDir(const std::filesystem::path& path);

// The files it names, in its order, as paths beside it; they need not exist. Throws ReadError.
std::vector<std::filesystem::path> FilesOfDicomDir(const std::filesystem::path& path);

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_DICOMDIR_H_
