#include "openvfa/report/atomic_file.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

// Unique among processes and threads, hidden, on the same file system as `path` so that rename is atomic.
fs::path TemporaryFor(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  std::string name = ".";
  name.append(path.filename().string()).append(".").append(std::to_string(::getpid()));
  name.append(".").append(std::to_string(counter++)).append(".part");
  return path.parent_path() / name;
}

[[noreturn]] void Fail(const fs::path& path, const std::string& cause) {
  throw WriteError("Cannot write \"" + path.string() + "\": " + cause + ".");
}

// A stream does not say why it failed, and its cause may be long past.
std::string CauseOf(int error_number, const fs::path& path) {
  if (error_number != 0) return std::generic_category().message(error_number);
  std::error_code error;
  const fs::space_info space = fs::space(path, error);
  return !error && space.available == 0 ? "no space is left on the disk" : "the stream failed";
}

// The file to be replaced: of a link, what it leads to.
fs::path Target(const fs::path& path) {
  std::error_code ignored;  // what is not there will be made
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) Fail(path, "it is a folder");
  // Renaming over a device or a pipe would put a file in its place.
  if (fs::exists(status) && !fs::is_regular_file(status)) Fail(path, "it is a device or a pipe, not a file");
  if (!fs::is_symlink(fs::symlink_status(path, ignored))) return path;
  std::error_code error;
  fs::path target = fs::weakly_canonical(path, error);
  if (error) Fail(path, error.message());
  return target;
}

class Removal {
 public:
  explicit Removal(fs::path path) : path_(std::move(path)) {}
  Removal(const Removal&) = delete;
  Removal& operator=(const Removal&) = delete;
  ~Removal() {
    std::error_code ignored;  // after success there is nothing left to remove
    fs::remove(path_, ignored);
  }

 private:
  fs::path path_;
};

}  // namespace

void ReplaceFileAtomically(const fs::path& path, const std::function<void(const fs::path&)>& produce) {
  const fs::path target = Target(path);
  const fs::path temporary = TemporaryFor(target);
  const Removal removal(temporary);
  produce(temporary);
  std::error_code error;
  fs::rename(temporary, target, error);
  if (error) Fail(path, error.message());
}

void WriteFileAtomically(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  ReplaceFileAtomically(path, [&](const fs::path& temporary) {
    errno = 0;
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    if (!out) Fail(path, CauseOf(errno, temporary));
    write(out);
    errno = 0;
    out.close();
    if (!out) Fail(path, CauseOf(errno, temporary));
  });
}

}  // namespace openvfa
