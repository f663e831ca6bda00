// The words that stand for enumerators in files.
#ifndef OPENVFA_REPORT_SRC_ASSESSMENT_NAMES_H_
#define OPENVFA_REPORT_SRC_ASSESSMENT_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "openvfa/image/radiograph.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Of the files we write, and the newest we read.
inline constexpr char kAssessmentSchema[] = "openvfa/assessment/1";

std::string ViewToken(View view);                // "lateral_radiograph", "lateral_dxa", "other"
std::string PlaneToken(CalibrationPlane plane);  // "none", "detector", "patient"
std::optional<CalibrationPlane> ParsePlane(std::string_view token);
std::string SideToken(AnteriorSide side);      // "left", "right"
std::string SeverityToken(Severity severity);  // "info", "warning"

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ASSESSMENT_NAMES_H_
