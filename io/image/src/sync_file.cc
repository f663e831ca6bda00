#include "openvfa/image/sync_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace openvfa {

std::error_code SyncFile(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool failed = file < 0 || ::fsync(file) != 0;
  const std::error_code error(failed ? errno : 0, std::generic_category());
  if (file >= 0) ::close(file);
  return error;
}

}  // namespace openvfa
