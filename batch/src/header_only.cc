#include "header_only.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <fstream>
#include <string_view>
#include <vector>

#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/silence_dicom.h"

namespace openvfa::batch {
namespace {

std::string Text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  item.findAndGetOFStringArray(tag, value);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return {value.c_str(), value.size()};
}

std::string Uid(DcmItem& item, const DcmTagKey& tag) {
  std::string uid = Text(item, tag);
  constexpr std::size_t kLongest = 64;
  if (uid.size() > kLongest || uid.find_first_not_of("0123456789.") != std::string::npos) return {};
  return uid;
}

std::vector<unsigned char> Head(const std::filesystem::path& path) {
  std::vector<unsigned char> head(kDicomHeadBytes);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

}  // namespace

std::optional<ObjectHeader> ReadObjectHeader(const std::filesystem::path& path) {
  if (!HasDicomMark(path)) return std::nullopt;
  SilenceDicomLibrary();
  constexpr Uint32 kLargestValue = 4096;
  DcmFileFormat file;
  const OFCondition read = file.loadFileUntilTag(OFFilename(path.c_str()), EXS_Unknown, EGL_noChange,
                                                 kLargestValue, ERM_autoDetect, DCM_PixelData);
  if (read.bad()) return std::nullopt;
  DcmDataset& data = *file.getDataset();
  std::string sop_class = Text(data, DCM_SOPClassUID);
  if (sop_class.empty()) sop_class = Text(*file.getMetaInfo(), DCM_MediaStorageSOPClassUID);
  const char* name = sop_class.empty() ? nullptr : dcmFindNameOfUID(sop_class.c_str());
  return ObjectHeader{.sop_class_name = name == nullptr ? "an unknown kind" : name,
                      .modality = Text(data, DCM_Modality),
                      .study_uid = Uid(data, DCM_StudyInstanceUID),
                      .sop_uid = Uid(data, DCM_SOPInstanceUID),
                      // An image says how large it is; whether pixels follow is not read here.
                      .has_pixels = data.tagExists(DCM_Rows) || data.tagExists(DCM_PixelData)};
}

bool LooksLikeImage(const std::filesystem::path& path) {
  using namespace std::string_view_literals;
  const std::vector<unsigned char> head = Head(path);
  if (HasDicomMark(head)) return true;
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  constexpr std::array kMarks{"\x89PNG"sv, "\xFF\xD8\xFF"sv, "II*\0"sv, "MM\0*"sv, "NRRD000"sv};
  for (const auto mark : kMarks) {
    if (text.starts_with(mark)) return true;
  }
  return false;
}

}  // namespace openvfa::batch
