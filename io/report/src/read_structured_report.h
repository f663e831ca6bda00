// The structured reports of this program, read back.
#ifndef OPENVFA_REPORT_SRC_READ_STRUCTURED_REPORT_H_
#define OPENVFA_REPORT_SRC_READ_STRUCTURED_REPORT_H_

#include <filesystem>

#include "openvfa/report/landmarks.h"

namespace openvfa {

// Points, outlines, names and verdicts of what WriteStructuredReport wrote. Coordinates are those of a 4-byte
// float (about 1e-4 px). Throws ReadError for damaged files, for what is no structured report of this program
// and for one that a newer version wrote.
LandmarkFile ReadStructuredReportLandmarks(const std::filesystem::path& path);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_READ_STRUCTURED_REPORT_H_
