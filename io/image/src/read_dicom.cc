#include "read_dicom.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcuid.h>

#include "calibration.h"
#include "dicom_file.h"
#include "dicom_frame.h"
#include "dicom_layout.h"
#include "dicom_pixels.h"
#include "frames.h"
#include "openvfa/image/error.h"
#include "report_page.h"
#include "routing.h"
#include "text.h"

namespace openvfa::image {
namespace {

std::string TransferSyntaxName(const std::string& uid) {
  const char* known = uid.empty() ? nullptr : dcmFindNameOfUID(uid.c_str());
  return known != nullptr ? known : Printable(uid);
}

// A UID has digits and dots only: anything else would carry foreign text into results.
std::string Uid(const DicomHeader& header, const DcmTagKey& tag) {
  std::string uid = header.Text(tag);
  constexpr std::size_t kLongest = 64;
  if (uid.size() > kLongest || uid.find_first_not_of("0123456789.") != std::string::npos) return {};
  return uid;
}

StudyReference Reference(const DicomHeader& header) {
  return {Uid(header, DCM_SOPClassUID), Uid(header, DCM_SOPInstanceUID), Uid(header, DCM_SeriesInstanceUID),
          Uid(header, DCM_StudyInstanceUID), Printable(header.Text(DCM_Modality))};
}

CalibrationResult Calibrate(const DicomHeader& header, const PixelLayout& layout, const Routing& routing,
                            const ReadOptions& options) {
  if (options.pixel_spacing_mm) return CalibrateByOption(*options.pixel_spacing_mm);
  return CalibrateDicom(header, static_cast<int>(layout.rows), static_cast<int>(layout.columns),
                        routing.is_dxa);
}

std::string NotLateral(const Routing& routing) {
  return "not a lateral spine image, because " + routing.reason;
}

void Append(std::vector<Diagnostic>& to, const std::vector<Diagnostic>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

ImageInfo InspectDicom(const std::filesystem::path& path, const std::vector<unsigned char>& head,
                       const ReadOptions& options) {
  DicomFile file = LoadDicomFile(path, head);
  const PixelLayout layout = ReadLayout(file, options.max_pixels);
  const auto header = file.Header();
  const Routing routing = RouteDicom(header, layout, std::nullopt);
  const auto calibration = Calibrate(header, layout, routing, options);
  ImageInfo info;
  info.format = "DICOM";
  info.transfer_syntax = TransferSyntaxName(file.transfer_syntax_uid);
  info.photometric = layout.photometric;
  info.rows = static_cast<int>(layout.rows);
  info.columns = static_cast<int>(layout.columns);
  info.frames = static_cast<int>(layout.frames);
  info.bits_stored = layout.bits_stored;
  info.is_signed = layout.is_signed;
  info.view = routing.view;
  info.view_reason = routing.view == View::kOther ? NotLateral(routing) : routing.reason;
  info.view_undecided = routing.undecided;
  info.routing = routing.cues;
  info.calibration = calibration.calibration;
  info.reference = Reference(header);
  info.diagnostics = file.diagnostics;
  Append(info.diagnostics, routing.diagnostics);
  Append(info.diagnostics, calibration.diagnostics);
  return info;
}

Radiograph ReadDicom(const std::filesystem::path& path, const std::vector<unsigned char>& head,
                     const ReadOptions& options) {
  DicomFile file = LoadDicomFile(path, head);
  const PixelLayout layout = ReadLayout(file, options.max_pixels);
  const std::int64_t frame = ChooseFrame(file.name, layout.frames, options.frame);
  const auto header = file.Header();
  Radiograph radiograph;
  FillPixels(file, ReadFrame(file, layout, frame), radiograph);
  const Routing routing = RouteDicom(header, layout, LooksLikeReportPage(radiograph));
  const auto calibration = Calibrate(header, layout, routing, options);
  radiograph.calibration = calibration.calibration;
  radiograph.view = routing.view;
  radiograph.routing = routing.cues;
  radiograph.reference = Reference(header);
  Append(radiograph.diagnostics, file.diagnostics);
  Append(radiograph.diagnostics, routing.diagnostics);
  Append(radiograph.diagnostics, calibration.diagnostics);
  if (routing.view == View::kOther) {
    radiograph.diagnostics.push_back(
        {Severity::kWarning, kViewRefused, file.name + " is " + NotLateral(routing)});
  }
  return radiograph;
}

}  // namespace openvfa::image
