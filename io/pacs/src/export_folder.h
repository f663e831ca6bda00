// The folder that received objects go to: EXPORT/<StudyInstanceUID>/<SOPInstanceUID>.dcm.
#ifndef OPENVFA_PACS_SRC_EXPORT_FOLDER_H_
#define OPENVFA_PACS_SRC_EXPORT_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/pacs/disk_limit.h"

namespace openvfa {

enum class Reception {
  kNew,         // lies in its study folder now
  kKnown,       // lay there before, and was left as it is
  kUnreadable,  // no whole DICOM object, or another one than announced
  kUnwanted,    // of a study that was not asked for
  kFull,        // cannot be kept; Trouble() says why
};

struct Received {
  Reception reception = Reception::kUnreadable;
  std::string study;  // for kNew and kKnown
  std::uint64_t bytes = 0;
};

// Safe to use from several threads; one process at a time has a folder.
class ExportFolder {
 public:
  // Makes the folder and removes what an earlier run had not received wholly. Throws InputError where it
  // cannot be used or another process has it.
  ExportFolder(std::filesystem::path folder, const DiskLimit& limit);
  ExportFolder(const ExportFolder&) = delete;
  ExportFolder& operator=(const ExportFolder&) = delete;
  ~ExportFolder();

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path StudyFolder(const std::string& study) const { return folder_ / study; }
  bool Has(const std::string& study, const std::string& instance) const;
  std::vector<std::string> Studies() const;                  // that have a folder, sorted
  std::size_t CountObjects(const std::string& study) const;  // 0 where there is no folder

  // A name for an object while it is received: hidden, and never used twice.
  std::filesystem::path NewTemporary();
  // Whether there is no room for another object at this moment; why is remembered as Trouble().
  bool IsFull();
  // Takes the file `temporary`, which holds an object announced as `instance`, to where it belongs, or
  // removes it. `wanted_study`: the only one to take objects of.
  Received Take(const std::filesystem::path& temporary, const std::string& instance,
                const std::optional<std::string>& wanted_study);
  // Why no more can be kept, as a clause without full stop; the first cause stays.
  std::optional<std::string> Trouble() const;

 private:
  void Lock();
  Received Keep(const std::filesystem::path& temporary, const std::string& instance, std::string study);

  std::filesystem::path folder_, incoming_;
  DiskLimit limit_;
  int lock_ = -1;
  mutable std::mutex mutex_;
  std::uint64_t used_bytes_ = 0;
  std::size_t temporaries_ = 0;
  std::optional<std::string> trouble_;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_EXPORT_FOLDER_H_
