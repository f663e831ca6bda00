#include "openvfa/report/formats.h"

#include "openvfa/image/error.h"
#include "openvfa/report/annotated_image.h"
#include "openvfa/report/csv.h"
#include "openvfa/report/dicom_objects.h"
#include "openvfa/report/html.h"
#include "openvfa/report/json.h"
#include "openvfa/report/svg.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {
namespace {

void Json(const ReportInput& input, std::ostream& out) {
  WriteJson(input.assessment, out, {.assessment = input.options});
}
void Csv(const ReportInput& input, std::ostream& out) { WriteCsv(input.assessment, out); }
void Png(const ReportInput& input, std::ostream& out) {
  WriteAnnotatedPng(input.radiograph, input.assessment, out);
}

}  // namespace

const std::vector<ReportFormat>& ReportFormats() {
  static const std::vector<ReportFormat> formats = {
      {.name = "json",
       .extension = ".json",
       .description = "everything, for programs",
       .by_default = true,
       .write = Json},
      {.name = "csv",
       .extension = ".csv",
       .description = "one row per vertebra",
       .by_default = true,
       .write = Csv},
      {.name = "png",
       .extension = ".png",
       .description = "the annotated film",
       .by_default = true,
       .write = Png},
      {.name = "html",
       .extension = ".html",
       .description = "the report for people, one file",
       .by_default = true,
       .write = WriteHtml},
      {.name = "svg",
       .extension = ".svg",
       .description = "the annotated film, annotations as vectors",
       .write = WriteAnnotatedSvg},
      {.name = "coco",
       .extension = ".coco.json",
       .description = "the points as COCO keypoints",
       .write = WriteCoco},
      {.name = "labelme",
       .extension = ".labelme.json",
       .description = "the points for LabelMe",
       .write = WriteLabelMe},
      {.name = "slicer",
       .extension = ".mrk.json",
       .description = "the points for 3D Slicer",
       .write = WriteSlicerMarkups},
      {.name = "sr",
       .extension = ".sr.dcm",
       .description = "DICOM structured report (TID 1500)",
       .needs_dicom = true,
       .write = WriteStructuredReport},
      {.name = "seg",
       .extension = ".seg.dcm",
       .description = "DICOM segmentation of the vertebral bodies",
       .needs_dicom = true,
       .write = WriteSegmentation},
      {.name = "pr",
       .extension = ".pr.dcm",
       .description = "DICOM presentation state: annotations on the original film",
       .needs_dicom = true,
       .write = WritePresentationState},
      {.name = "sc",
       .extension = ".sc.dcm",
       .description = "DICOM secondary capture of the annotated film",
       .needs_dicom = true,
       .write = WriteSecondaryCapture},
  };
  return formats;
}

const ReportFormat& FormatByName(const std::string& name) {
  std::string known;
  for (const ReportFormat& format : ReportFormats()) {
    if (format.name == name) return format;
    known += (known.empty() ? "" : ", ") + format.name;
  }
  throw InputError("\"" + name + "\" is not a result format; known are " + known + ".");
}

}  // namespace openvfa
