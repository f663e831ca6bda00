#include "openvfa/report/uid_map.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "openvfa/report/risk.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

constexpr char kHeader[] = "original,replacement,kind\r\n";

std::string SpaceOf(const std::string& kind) { return kind == "patient" || kind == "file" ? kind : "uid"; }

// A file that is locked while this lives.
class LockedFile {
 public:
  LockedFile(const fs::path& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (file_ >= 0 && ::flock(file_, LOCK_EX) != 0) Close();
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() { Close(); }
  int Handle() const { return file_; }

 private:
  void Close() {
    if (file_ >= 0) ::close(file_);  // unlocks
    file_ = -1;
  }
  int file_;
};

std::string Cause() { return std::generic_category().message(errno); }

[[noreturn]] void CannotWrite(const fs::path& path) {
  throw WriteError("The UID map \"" + path.string() + "\" cannot be written: " + Cause() + ".");
}

std::string BytesFrom(int file, long long offset) {
  std::string bytes;
  std::array<char, 1 << 16> block{};
  for (;;) {
    const ssize_t count = ::pread(file, block.data(), block.size(),
                                  static_cast<off_t>(offset) + static_cast<off_t>(bytes.size()));
    if (count <= 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(count));
  }
}

// Fields of one line; originals that are file names may hold commas and quotes.
std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string RandomHex() {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw WriteError("A replacement cannot be made: no random numbers are available.");
  }
  std::string text;
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace

std::string KindName(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::kStudy:
      return "study";
    case IdentifierKind::kSeries:
      return "series";
    case IdentifierKind::kInstance:
      return "instance";
    case IdentifierKind::kPatient:
      return "patient";
    case IdentifierKind::kFile:
      return "file";
    case IdentifierKind::kOtherUid:
      break;
  }
  return "uid";
}

UidMap::UidMap(Generator generate) : generate_(std::move(generate)) {}

UidMap::UidMap(fs::path file, Generator generate) : file_(std::move(file)), generate_(std::move(generate)) {
  const LockedFile locked(file_, O_RDONLY);
  if (locked.Handle() >= 0) {
    ReadNewLines(locked.Handle());
  } else if (errno != ENOENT) {
    throw ReadError("The UID map \"" + file_.string() + "\" cannot be read: " + Cause() + ".");
  }
}

// A last line without end was cut off by a crash: nothing was written with its replacement.
void UidMap::ReadNewLines(int file) {
  const std::string bytes = BytesFrom(file, read_bytes_);
  std::size_t start = 0;
  for (std::size_t end = 0; (end = bytes.find("\r\n", start)) != std::string::npos; start = end + 2) {
    const std::string line = bytes.substr(start, end - start);
    const bool first = read_bytes_ == 0 && start == 0;
    if (!first) {
      AddLine(line);
    } else if (line + "\r\n" != kHeader) {
      throw ReadError("\"" + file_.string() +
                      "\" is no UID map: its first line is not original,replacement,kind.");
    }
  }
  if (read_bytes_ == 0 && start == 0 && std::string(kHeader).compare(0, bytes.size(), bytes) != 0) {
    throw ReadError("\"" + file_.string() + "\" is no UID map.");
  }
  read_bytes_ += static_cast<long long>(start);
}

void UidMap::AddLine(const std::string& line) {
  const auto fields = Fields(line);
  if (fields.size() != 3 || fields[0].empty() || fields[1].empty()) {
    throw ReadError("The UID map \"" + file_.string() +
                    "\" has a line that is not original,replacement,kind.");
  }
  replacements_.emplace(Key{SpaceOf(fields[2]), fields[0]}, fields[1]);
}

std::string UidMap::Append(const Key& key, IdentifierKind kind) {
  const LockedFile locked(file_, O_RDWR | O_CREAT);
  if (locked.Handle() < 0) CannotWrite(file_);
  ReadNewLines(locked.Handle());  // what other processes have added since
  const auto known = replacements_.find(key);
  if (known != replacements_.end()) return known->second;
  const std::string replacement = generate_(kind);
  std::string line = read_bytes_ == 0 ? kHeader : "";
  line.append(CsvField(key.second)).append(",").append(CsvField(replacement));
  line.append(",").append(KindName(kind)).append("\r\n");
  // Cuts off what a crash has left half written.
  if (::ftruncate(locked.Handle(), static_cast<off_t>(read_bytes_)) != 0 ||
      ::pwrite(locked.Handle(), line.data(), line.size(), static_cast<off_t>(read_bytes_)) !=
          static_cast<ssize_t>(line.size()) ||
      ::fsync(locked.Handle()) != 0) {
    CannotWrite(file_);
  }
  read_bytes_ += static_cast<long long>(line.size());
  return replacement;
}

std::string UidMap::Replace(const std::string& original, IdentifierKind kind) {
  const Key key{SpaceOf(KindName(kind)), original};
  const auto known = replacements_.find(key);
  if (known != replacements_.end()) return known->second;
  if (original.empty() || original.find_first_of("\r\n") != std::string::npos) {
    throw InputError("An identifier that is empty or has several lines cannot be replaced.");
  }
  const std::string replacement = file_.empty() ? generate_(kind) : Append(key, kind);
  replacements_.emplace(key, replacement);
  return replacement;
}

UidMap::Generator RandomReplacements(const std::string& root) {
  return [root](IdentifierKind kind) {
    if (kind == IdentifierKind::kPatient) return "VFA-" + RandomHex();
    if (kind == IdentifierKind::kFile) return "film-" + RandomHex();
    return RandomUid(root);
  };
}

}  // namespace openvfa
