// Analysis results as XML, as Hologic densitometers put them into a private element.
#ifndef OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_XML_H_
#define OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_XML_H_

#include <string>

#include "report_node.h"

namespace openvfa::image {

inline constexpr std::size_t kMaxXmlBytes = 4 << 20;

// Elements and attributes alike become nodes. Throws ReadError for what is not well-formed, or is too deep or
// too large.
ReportNode ReadReportXml(const std::string& xml, const std::string& name);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_XML_H_
