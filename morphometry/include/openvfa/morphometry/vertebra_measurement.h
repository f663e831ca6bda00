// SpineOutlines -> heights, ratios and angles with their standard deviations.
#ifndef OPENVFA_MORPHOMETRY_VERTEBRA_MEASUREMENT_H_
#define OPENVFA_MORPHOMETRY_VERTEBRA_MEASUREMENT_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// A value and its standard deviation in the same unit.
struct Estimate {
  double value = 0;
  double sd = 0;
};

struct Heights {
  Estimate anterior;   // Ha: superior to inferior anterior corner
  Estimate middle;     // Hm: superior to inferior mid-endplate point
  Estimate posterior;  // Hp: superior to inferior posterior corner
};

struct VertebraMeasurement {
  VertebralLevel level = VertebralLevel::kL1;
  bool evaluable = true;
  std::string reason;  // why not evaluable; empty otherwise
  // "px" lengths are in units of the column distance, corrected for oblong pixels (SquarePx).
  Heights heights_px;
  std::optional<Heights> heights_mm;  // absent without calibration
  Estimate wedge_ratio;         // Ha / Hp
  Estimate biconcavity_ratio;   // Hm / Hp
  Estimate wedge_angle_deg;     // between the endplates; + = anterior end lower in height
  Estimate depth_px;            // mean of the two endplate chords
  std::optional<Estimate> depth_mm;
  double area_px2 = 0;          // enclosed by the outline, in squared "px"
  std::optional<double> area_mm2;
  // Covariance of (Ha, Hm, Hp) in px^2: what a grade's probabilities are sampled from.
  Eigen::Matrix3d height_covariance_px2 = Eigen::Matrix3d::Zero();
};

// Angle between the superior endplate of `upper` and the inferior endplate of `lower`.
struct CobbAngle {
  VertebralLevel upper;
  VertebralLevel lower;
  Estimate angle_deg;  // + in the usual sense of the curve (kyphosis or lordosis)
};

struct SpineMeasurements {
  std::vector<VertebraMeasurement> vertebrae;  // same order and count as SpineOutlines::bodies
  std::optional<CobbAngle> kyphosis;  // T4 (else T5) superior to T12 inferior
  std::optional<CobbAngle> lordosis;  // L1 superior to L5 inferior (S1 where seen)
};

SpineMeasurements MeasureSpine(const SpineOutlines& outlines, const Calibration& calibration);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_VERTEBRA_MEASUREMENT_H_
