// Deciding from several cues what kind of image a DICOM file is.
#ifndef OPENVFA_IO_IMAGE_SRC_ROUTING_H_
#define OPENVFA_IO_IMAGE_SRC_ROUTING_H_

#include <optional>
#include <string>
#include <vector>

#include "dicom_header.h"
#include "dicom_layout.h"
#include "openvfa/image/radiograph.h"

namespace openvfa::image {

struct Routing {
  View view = View::kOther;
  std::string reason;  // one sentence without its subject's file name
  std::vector<RoutingCue> cues;
  bool is_dxa = false;  // a densitometer made it, whatever it shows
  bool undecided = false;  // nothing in the header speaks for or against: `view` is a guess
  std::vector<Diagnostic> diagnostics;
};

// `looks_like_report`: what the pixels say, where they were read (see report_page.h).
Routing RouteDicom(const DicomHeader& header, const PixelLayout& layout,
                   std::optional<bool> looks_like_report);

// PNG and the like carry no cues: taken for a lateral radiograph, and said so.
Routing RoutePlain(const std::string& format);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_ROUTING_H_
