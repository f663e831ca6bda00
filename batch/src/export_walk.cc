#include "openvfa/batch/export_walk.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <istream>
#include <system_error>
#include <utility>

#include "dicomdir.h"
#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

// A path as it was given, made to lie below a folder.
std::string NameOf(const fs::path& path) {
  fs::path name;
  for (const fs::path& part : path.lexically_normal().relative_path()) name /= part == ".." ? "__" : part;
  return name.string();
}

ExportFile Described(fs::path path, std::string name) {
  ExportFile file{.path = std::move(path), .name = std::move(name)};
  struct stat about = {};
  if (::stat(file.path.c_str(), &about) != 0) {
    file.trouble = "it cannot be opened: " + std::generic_category().message(errno);
    return file;
  }
  file.bytes = static_cast<std::uint64_t>(about.st_size);
  constexpr std::int64_t kNanoseconds = 1000000000;
  file.modified_ns = about.st_mtim.tv_sec * kNanoseconds + about.st_mtim.tv_nsec;
  return file;
}

}  // namespace

class ExportWalk::Source {
 public:
  virtual ~Source() = default;
  virtual std::optional<ExportFile> Next() = 0;
};

// Depth first: files and folders of one folder in the order of their names.
class ExportWalk::Folder : public Source {
 public:
  Folder(fs::path root, std::string prefix, fs::path except)
      : root_(std::move(root)), except_(std::move(except)) {
    if (!prefix.empty()) prefix += '/';
    prefix_ = std::move(prefix);
    Enter(root_, "");
  }

  std::optional<ExportFile> Next() override {
    while (!levels_.empty()) {
      if (trouble_) return std::exchange(trouble_, std::nullopt);
      Level& level = levels_.back();
      if (level.next == level.entries.size()) {
        levels_.pop_back();
        continue;
      }
      const Entry entry = level.entries[level.next++];
      const std::string name = level.name + entry.name;
      if (!entry.folder) return Described(root_ / name, prefix_ + name);
      std::error_code ignored;
      if (except_.empty() || !fs::equivalent(root_ / name, except_, ignored)) Enter(root_ / name, name + '/');
    }
    return std::exchange(trouble_, std::nullopt);
  }

 private:
  struct Entry {
    std::string name;
    bool folder = false;
    bool operator<(const Entry& other) const { return name < other.name; }
  };
  struct Level {
    std::string name;  // from the root, with "/" at its end unless empty
    std::vector<Entry> entries = {};
    std::size_t next = 0;
  };

  void Enter(const fs::path& folder, std::string name) {
    Level level{.name = std::move(name)};
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      level.entries.push_back({entry->path().filename().string(),
                               entry->symlink_status(ignored).type() == fs::file_type::directory});
    }
    if (error) {
      const std::string shown = level.name.empty() ? "." : level.name;
      trouble_ = ExportFile{.path = folder,
                            .name = prefix_ + shown,
                            .trouble = "the folder cannot be searched: " + error.message()};
    }
    std::sort(level.entries.begin(), level.entries.end());
    levels_.push_back(std::move(level));
  }

  fs::path root_;
  std::string prefix_;
  fs::path except_;
  std::vector<Level> levels_;
  std::optional<ExportFile> trouble_;
};

class ExportWalk::Single : public Source {
 public:
  explicit Single(ExportFile file) : file_(std::move(file)) {}
  std::optional<ExportFile> Next() override { return std::exchange(file_, std::nullopt); }

 private:
  std::optional<ExportFile> file_;
};

class ExportWalk::Directory : public Source {
 public:
  Directory(const fs::path& path, bool only) : only_(only), folder_(path.parent_path()) {
    files_ = batch::FilesOfDicomDir(path);
  }
  std::optional<ExportFile> Next() override {
    if (next_ == files_.size()) return std::nullopt;
    const fs::path& path = files_[next_++];
    return Described(path, NameOf(only_ ? path.lexically_relative(folder_.empty() ? "." : folder_) : path));
  }

 private:
  bool only_;
  fs::path folder_;
  std::vector<fs::path> files_;
  std::size_t next_ = 0;
};

class ExportWalk::List : public Source {
 public:
  List(std::istream& in, fs::path except) : in_(&in), except_(std::move(except)) {}
  List(const fs::path& path, fs::path except) : file_(path, std::ios::binary), except_(std::move(except)) {
    in_ = &file_;
  }

  std::optional<ExportFile> Next() override {
    for (;;) {
      if (folder_) {
        if (auto file = folder_->Next()) return file;
        folder_.reset();
      }
      std::string item;
      if (!ReadItem(item)) return std::nullopt;
      if (item.empty()) continue;
      std::error_code ignored;
      if (!fs::is_directory(item, ignored)) return Described(item, NameOf(item));
      folder_ = std::make_unique<Folder>(item, NameOf(item), except_);
    }
  }

 private:
  // A NUL ends an item; before the first NUL a line end does, too, since the list may be of either kind. With
  // NULs a name may hold line ends.
  bool ReadItem(std::string& item) {
    if (!separator_) separator_ = FirstSeparator();
    if (!std::getline(*in_, item, *separator_)) return false;
    if (*separator_ == '\n' && !item.empty() && item.back() == '\r') item.pop_back();
    return true;
  }

  // By the first bytes: longer than any path.
  char FirstSeparator() {
    constexpr std::size_t kLongest = 8192;
    begin_.resize(kLongest);
    in_->read(begin_.data(), static_cast<std::streamsize>(kLongest));
    begin_.resize(static_cast<std::size_t>(in_->gcount()));
    const char found = begin_.find('\0') != std::string::npos ? '\0' : '\n';
    in_->clear();
    joined_ = std::make_unique<Joined>(begin_, *in_->rdbuf());
    rest_ = std::make_unique<std::istream>(joined_.get());
    in_ = rest_.get();
    return found;
  }

  // What was read to look at it, then the rest: a pipe cannot be rewound.
  class Joined : public std::streambuf {
   public:
    Joined(std::string& begin, std::streambuf& rest) : rest_(&rest) {
      setg(begin.data(), begin.data(), begin.data() + begin.size());
    }

   protected:
    int_type underflow() override {
      const std::streamsize read = rest_->sgetn(buffer_, sizeof buffer_);
      if (read <= 0) return traits_type::eof();
      setg(buffer_, buffer_, buffer_ + read);
      return traits_type::to_int_type(*gptr());
    }

   private:
    std::streambuf* rest_;
    char buffer_[4096];
  };

  std::ifstream file_;
  std::istream* in_ = nullptr;
  fs::path except_;
  std::string begin_;
  std::unique_ptr<Joined> joined_;
  std::unique_ptr<std::istream> rest_;
  std::optional<char> separator_;
  std::unique_ptr<Folder> folder_;
};

ExportWalk::ExportWalk(const std::vector<std::string>& roots, std::istream& standard_input,
                       std::filesystem::path except)
    : except_(std::move(except)) {
  for (const std::string& root : roots) sources_.push_back(Open(root, roots.size() == 1, standard_input));
}

ExportWalk::~ExportWalk() = default;

std::unique_ptr<ExportWalk::Source> ExportWalk::Open(const std::string& root, bool only,
                                                     std::istream& standard_input) {
  if (root == "-") return std::make_unique<List>(standard_input, except_);
  std::error_code error;
  const auto status = fs::status(root, error);
  if (!fs::exists(status)) throw ReadError("There is no export at \"" + root + "\".");
  if (fs::is_directory(status)) {
    return std::make_unique<Folder>(root, only ? std::string() : NameOf(root), except_);
  }
  if (batch::IsDicomDir(root)) return std::make_unique<Directory>(root, only);
  try {
    InspectImage(root);
  } catch (const Error&) {
    if (!HasDicomMark(root)) return std::make_unique<List>(fs::path(root), except_);
  }
  return std::make_unique<Single>(Described(root, only ? fs::path(root).filename().string() : NameOf(root)));
}

std::optional<ExportFile> ExportWalk::Next() {
  for (; current_ < sources_.size(); sources_[current_++].reset()) {
    if (auto file = sources_[current_]->Next()) return file;
  }
  return std::nullopt;
}

}  // namespace openvfa
