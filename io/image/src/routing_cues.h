// The observations that routing decides on, each with the sentence part that names it.
#ifndef OPENVFA_IO_IMAGE_SRC_ROUTING_CUES_H_
#define OPENVFA_IO_IMAGE_SRC_ROUTING_CUES_H_

#include <optional>
#include <string>
#include <vector>

#include "dicom_header.h"
#include "dicom_layout.h"
#include "openvfa/image/radiograph.h"

namespace openvfa::image {

// A finding's text is "NAME is VALUE" or "NAME says WORD".
using Finding = std::optional<std::string>;

// What one source of information says about the image.
struct ViewFindings {
  Finding lateral, frontal, oblique, spine, cervical, elsewhere, vfa, dxa, report;
};

enum class Device { kProjection, kUnspecific, kOther };

struct RoutingEvidence {
  ViewFindings coded;  // ViewPosition and the view code
  ViewFindings image;  // protocol, series, body part: about this image
  ViewFindings study;  // about the whole study, which may hold several views
  ViewFindings orientation;
  Device device = Device::kUnspecific;
  std::string device_text;  // "Modality (0008,0060) is CT"
  Finding densitometer;
  bool long_and_narrow = false;  // the shape of a lateral vertebral scan
  bool portrait = false;
  bool is_dx = false;
  int report_points = 0;
  std::string report_text;  // what the points came from
  bool colour = false;
  std::vector<RoutingCue> cues;
};

RoutingEvidence CollectEvidence(const DicomHeader& header, const PixelLayout& layout,
                                std::optional<bool> looks_like_report);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_ROUTING_CUES_H_
