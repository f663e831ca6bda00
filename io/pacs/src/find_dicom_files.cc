#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <system_error>

#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/silence_dicom.h"
#include "openvfa/pacs/send.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

bool IsStorable(const fs::path& path) {
  if (!HasDicomMark(path)) return false;
  DcmMetaInfo meta;
  OFString sop_class;
  return meta.loadFile(path.c_str()).good() &&
         meta.findAndGetOFString(DCM_MediaStorageSOPClassUID, sop_class).good() &&
         sop_class != UID_MediaStorageDirectoryStorage;
}

}  // namespace

std::vector<fs::path> FindDicomFiles(const fs::path& path) {
  SilenceDicomLibrary();
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) throw ReadError("There is nothing at \"" + path.string() + "\".");
  if (!fs::is_directory(status)) return IsStorable(path) ? std::vector{path} : std::vector<fs::path>{};
  std::vector<fs::path> files;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(path, options, error), end; !error && entry != end;
       entry.increment(error)) {
    const bool hidden = entry->path().filename().string().front() == '.';
    std::error_code ignored;  // a file that vanished meanwhile is none
    if (hidden && entry->is_directory(ignored)) entry.disable_recursion_pending();
    if (!hidden && entry->is_regular_file(ignored) && IsStorable(entry->path()))
      files.push_back(entry->path());
  }
  if (error) throw ReadError("\"" + path.string() + "\" cannot be searched: " + error.message() + ".");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace openvfa
