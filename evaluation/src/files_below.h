// The files of a folder.
#ifndef OPENVFA_EVALUATION_SRC_FILES_BELOW_H_
#define OPENVFA_EVALUATION_SRC_FILES_BELOW_H_

#include <filesystem>
#include <vector>

namespace openvfa {

// All files below `folder` whose names do not begin with a dot, in the order of their paths. Throws ReadError
// where it cannot be read.
std::vector<std::filesystem::path> FilesBelow(const std::filesystem::path& folder);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_FILES_BELOW_H_
