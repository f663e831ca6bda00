#include "assessment_names.h"

namespace openvfa {

std::string ViewToken(View view) {
  switch (view) {
    case View::kLateralRadiograph:
      return "lateral_radiograph";
    case View::kLateralDxa:
      return "lateral_dxa";
    case View::kOther:
      break;
  }
  return "other";
}

std::string PlaneToken(CalibrationPlane plane) {
  switch (plane) {
    case CalibrationPlane::kDetector:
      return "detector";
    case CalibrationPlane::kPatient:
      return "patient";
    case CalibrationPlane::kNone:
      break;
  }
  return "none";
}

std::optional<CalibrationPlane> ParsePlane(std::string_view token) {
  for (const auto plane :
       {CalibrationPlane::kNone, CalibrationPlane::kDetector, CalibrationPlane::kPatient}) {
    if (token == PlaneToken(plane)) return plane;
  }
  return std::nullopt;
}

std::string SideToken(AnteriorSide side) { return side == AnteriorSide::kLeft ? "left" : "right"; }

std::string SeverityToken(Severity severity) { return severity == Severity::kInfo ? "info" : "warning"; }

}  // namespace openvfa
