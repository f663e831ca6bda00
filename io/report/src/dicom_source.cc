#include "openvfa/report/dicom_source.h"

#include <dcmtk/dcmdata/dcistrmf.h>

#include "dicom_header_data.h"
#include "openvfa/image/error.h"
#include "openvfa/image/silence_dicom.h"

namespace openvfa {
namespace {

// Values longer than this stay in the file: the pixels, and whatever else no result repeats.
constexpr Uint32 kLargestValue = 1 << 16;

}  // namespace

std::string HeaderText(const DicomHeader& header, const DcmTagKey& key) {
  OFString value;
  header.dataset.findAndGetOFStringArray(key, value);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.pop_back();
  return value.c_str();
}

std::optional<DicomSource> ReadDicomSource(const std::filesystem::path& path, std::optional<int> frame) {
  SilenceDicomLibrary();
  DcmFileFormat file;
  // Stops before the pixels.
  const OFCondition read = file.loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, kLargestValue,
                                                 ERM_autoDetect, DCM_PixelData);
  OFString sop_class, sop_instance;
  if (read.good()) {
    file.getDataset()->findAndGetOFString(DCM_SOPClassUID, sop_class);
    file.getDataset()->findAndGetOFString(DCM_SOPInstanceUID, sop_instance);
  }
  // Anything can look like DICOM without a preamble; what names no object is none.
  if (read.bad() || sop_class.empty() || sop_instance.empty()) return std::nullopt;
  auto header = std::make_shared<DicomHeader>();
  header->dataset = *file.getDataset();
  header->frame = frame;
  return DicomSource(std::move(header));
}

const DicomHeader& RequireDicomHeader(const DicomSource* source, const std::string& path,
                                      const std::string& what) {
  if (source == nullptr) {
    throw InputError(what + " of \"" + path +
                     "\" needs a DICOM film: the file holds no patient, study or UIDs to refer to.");
  }
  return source->Header();
}

}  // namespace openvfa
