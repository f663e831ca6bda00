// Numeric content items of a DICOM structured report.
#ifndef OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_SR_H_
#define OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_SR_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcitem.h>

#include <string>

#include "report_node.h"

namespace openvfa::image {

// The content tree, tolerant of what the standard demands beyond value types, names and values. Text is taken
// along only where its name says that it names a region. Throws ReadError for a tree too deep or too large.
ReportNode ReadStructuredReport(DcmItem& dataset, const std::string& name);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_SR_H_
