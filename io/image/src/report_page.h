// Telling a page of text and graphs from a film by its pixels.
#ifndef OPENVFA_IO_IMAGE_SRC_REPORT_PAGE_H_
#define OPENVFA_IO_IMAGE_SRC_REPORT_PAGE_H_

#include "openvfa/image/radiograph.h"

namespace openvfa::image {

// Needs rows, columns and pixels only.
bool LooksLikeReportPage(const Radiograph& image);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_REPORT_PAGE_H_
