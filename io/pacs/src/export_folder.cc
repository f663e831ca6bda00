#include "export_folder.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "openvfa/image/sync_file.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

constexpr char kEnding[] = ".dcm";

// The study of the object in `file`, where it is whole and the one announced.
std::optional<std::string> StudyOf(const fs::path& file, const std::string& instance) {
  DcmFileFormat object;
  if (object.loadFile(file.c_str()).bad()) return std::nullopt;
  OFString study, uid;
  object.getDataset()->findAndGetOFString(DCM_StudyInstanceUID, study);
  object.getDataset()->findAndGetOFString(DCM_SOPInstanceUID, uid);
  if (uid.c_str() != instance || !IsUid(study.c_str())) return std::nullopt;
  return std::string(study.c_str());
}

bool IsObject(const fs::directory_entry& entry) {
  std::error_code ignored;
  const std::string name = entry.path().filename().string();
  return name.front() != '.' && entry.path().extension() == kEnding && entry.is_regular_file(ignored);
}

std::string GigabyteText(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g GB", static_cast<double>(bytes) / 1e9);
  return text;
}

std::string LimitReached(const DiskLimit& limit) {
  return "the limit of " + GigabyteText(*limit.folder_bytes) + " is reached";
}

}  // namespace

ExportFolder::ExportFolder(fs::path folder, const DiskLimit& limit)
    : folder_(std::move(folder)), incoming_(folder_ / ".incoming"), limit_(limit) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) Lock();
  if (!error) fs::remove_all(incoming_, error);
  if (!error) fs::create_directories(incoming_, error);
  if (error) {
    if (lock_ >= 0) ::close(lock_);
    throw InputError("The folder \"" + folder_.string() + "\" cannot be used: " + error.message() + ".");
  }
  if (!limit_.folder_bytes) return;
  for (const std::string& study : Studies()) {
    for (const auto& entry : fs::directory_iterator(StudyFolder(study), error)) {
      if (IsObject(entry)) used_bytes_ += entry.file_size(error);
    }
  }
}

ExportFolder::~ExportFolder() {
  std::error_code ignored;
  fs::remove_all(incoming_, ignored);
  ::close(lock_);  // gives up the lock
}

void ExportFolder::Lock() {
  const fs::path file = folder_ / ".lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  const std::string cause =
      errno == EWOULDBLOCK ? "another program receives into it" : std::generic_category().message(errno);
  if (lock_ >= 0) ::close(lock_);
  throw InputError("The folder \"" + folder_.string() + "\" cannot be used: " + cause + ".");
}

bool ExportFolder::Has(const std::string& study, const std::string& instance) const {
  std::error_code ignored;
  return fs::exists(StudyFolder(study) / (instance + kEnding), ignored);
}

std::vector<std::string> ExportFolder::Studies() const {
  std::vector<std::string> studies;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (IsUid(name) && entry.is_directory(error)) studies.push_back(name);
  }
  std::sort(studies.begin(), studies.end());
  return studies;
}

std::size_t ExportFolder::CountObjects(const std::string& study) const {
  std::error_code error;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(StudyFolder(study), error))
    count += IsObject(entry) ? 1 : 0;
  return count;
}

fs::path ExportFolder::NewTemporary() {
  const std::lock_guard lock(mutex_);
  return incoming_ / (std::to_string(++temporaries_) + ".part");
}

bool ExportFolder::IsFull() {
  std::error_code error;
  const fs::space_info space = fs::space(folder_, error);
  const std::lock_guard lock(mutex_);
  std::string cause;
  if (limit_.folder_bytes && used_bytes_ >= *limit_.folder_bytes) {
    cause = LimitReached(limit_);
  } else if (!error && space.available < limit_.free_bytes) {
    cause = "less than " + GigabyteText(limit_.free_bytes) + " are free on the disk";
  }
  if (!cause.empty()) trouble_ = trouble_.value_or(cause);
  return !cause.empty();
}

Received ExportFolder::Take(const fs::path& temporary, const std::string& instance,
                            const std::optional<std::string>& wanted_study) {
  const auto study = StudyOf(temporary, instance);
  Received received;
  if (!study) {
    received.reception = Reception::kUnreadable;
  } else if (wanted_study && *study != *wanted_study) {
    received.reception = Reception::kUnwanted;
  } else {
    received = Keep(temporary, instance, *study);
  }
  std::error_code ignored;
  if (received.reception != Reception::kNew) fs::remove(temporary, ignored);
  return received;
}

Received ExportFolder::Keep(const fs::path& temporary, const std::string& instance, std::string study) {
  std::error_code error;
  const std::uint64_t bytes = fs::file_size(temporary, error);
  const fs::path target = StudyFolder(study) / (instance + kEnding);
  if (!error) error = SyncFile(temporary);  // so that a name never outlives its bytes when the power fails
  const std::lock_guard lock(mutex_);       // the same object may come over two associations
  if (fs::exists(target)) return {Reception::kKnown, std::move(study), 0};
  if (!error && limit_.folder_bytes && used_bytes_ + bytes > *limit_.folder_bytes) {
    trouble_ = trouble_.value_or(LimitReached(limit_));
    return {Reception::kFull, {}, 0};
  }
  if (!error) fs::create_directory(StudyFolder(study), error);
  if (!error) fs::rename(temporary, target, error);
  if (error) {
    trouble_ = trouble_.value_or("objects cannot be written to it: " + error.message());
    return {Reception::kFull, {}, 0};
  }
  SyncFile(StudyFolder(study));
  used_bytes_ += bytes;
  return {Reception::kNew, std::move(study), bytes};
}

std::optional<std::string> ExportFolder::Trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace openvfa
