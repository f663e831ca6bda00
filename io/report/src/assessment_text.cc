#include "assessment_text.h"

#include <cmath>
#include <cstdio>

namespace openvfa {
namespace {

void AddFlag(const std::string& flag, std::string& flags) { flags += (flags.empty() ? "" : ", ") + flag; }

}  // namespace

std::string Fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string WithSd(const Estimate& estimate, int digits) {
  return Fixed(estimate.value, digits) + "±" + Fixed(estimate.sd, digits);
}

std::string Percent(double probability) { return Fixed(100 * probability, 0) + "%"; }

std::string Flags(const VertebraRow& row) {
  std::string flags;
  if (!row.Evaluable()) AddFlag("not evaluable: " + row.reason, flags);
  if (row.body->level_probability < 0.8) AddFlag("level " + Percent(row.body->level_probability), flags);
  if (row.grade == nullptr) return flags;
  if (row.grade->boundary) AddFlag("boundary", flags);
  if (row.grade->secondary_type) AddFlag("also " + DeformityName(*row.grade->secondary_type), flags);
  if (row.grade->posterior_wedge) AddFlag("posterior wedge / atypical", flags);
  return flags;
}

std::string AngleText(const std::optional<CobbAngle>& angle) {
  if (!angle) return "not measured";
  return LevelName(angle->upper) + "-" + LevelName(angle->lower) + " " + WithSd(angle->angle_deg, 1) + " deg";
}

std::string IndexText(const SpinalDeformityIndex& index) {
  if (index.evaluable_levels == 0) return "not given (none of 13 levels T4-L4 evaluable)";
  return std::to_string(index.sum) + " (" + std::to_string(index.evaluable_levels) +
         " of 13 levels T4-L4 evaluable)";
}

std::string ScaleText(const Calibration& calibration) {
  if (!calibration.mm_per_px) return "none, lengths are in pixels (give --pixel-spacing for millimetres)";
  std::string text = Fixed(calibration.mm_per_px->x(), 4) + " x " + Fixed(calibration.mm_per_px->y(), 4) +
                     " mm/px from " + calibration.source;
  if (calibration.plane == CalibrationPlane::kDetector) text += ", at the detector (lengths are magnified)";
  if (calibration.plane == CalibrationPlane::kPatient) text += ", at the spine";
  if (calibration.magnification)
    text += ", magnification " + Fixed(*calibration.magnification, 3) + " divided out";
  return text;
}

}  // namespace openvfa
