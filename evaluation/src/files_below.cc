#include "files_below.h"

#include <algorithm>

#include "openvfa/image/error.h"

namespace openvfa {

namespace fs = std::filesystem;

std::vector<fs::path> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error; at.increment(error)) {
    const bool hidden = at->path().filename().string().starts_with(".");
    if (!hidden && at->is_regular_file()) files.push_back(at->path());
  }
  if (error)
    throw ReadError("The folder \"" + folder.string() + "\" cannot be read: " + error.message() + ".");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace openvfa
