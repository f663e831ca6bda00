#include "dicomdir.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/error.h"
#include "openvfa/image/silence_dicom.h"

namespace openvfa::batch {
namespace {

namespace fs = std::filesystem;

// Media are written in capitals and often copied in small letters.
fs::path Found(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  if (fs::exists(folder / name, ignored)) return folder / name;
  std::string small = name;
  std::transform(small.begin(), small.end(), small.begin(), [](unsigned char c) { return std::tolower(c); });
  return fs::exists(folder / small, ignored) ? folder / small : folder / name;
}

}  // namespace

bool IsDicomDir(const fs::path& path) {
  if (!HasDicomMark(path)) return false;
  SilenceDicomLibrary();
  DcmMetaInfo meta;
  OFString sop_class;
  return meta.loadFile(OFFilename(path.c_str())).good() &&
         meta.findAndGetOFString(DCM_MediaStorageSOPClassUID, sop_class).good() &&
         sop_class == UID_MediaStorageDirectoryStorage;
}

std::vector<fs::path> FilesOfDicomDir(const fs::path& path) {
  SilenceDicomLibrary();
  DcmFileFormat file;
  const OFCondition loaded = file.loadFile(OFFilename(path.c_str()));
  DcmSequenceOfItems* records = nullptr;
  if (loaded.bad() || file.getDataset()->findAndGetSequence(DCM_DirectoryRecordSequence, records).bad()) {
    throw ReadError("\"" + path.string() + "\" is a DICOMDIR that cannot be read.");
  }
  std::vector<fs::path> files;
  for (unsigned long i = 0; i < records->card(); ++i) {
    OFString id;
    if (records->getItem(i)->findAndGetOFStringArray(DCM_ReferencedFileID, id).bad() || id.empty()) continue;
    std::string name(id.c_str(), id.size());
    std::replace(name.begin(), name.end(), '\\', '/');
    files.push_back(Found(path.parent_path(), name));
  }
  return files;
}

}  // namespace openvfa::batch
