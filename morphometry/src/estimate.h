// Lengths, ratios and angles of uncertain points, with first-order standard deviations.
#ifndef OPENVFA_MORPHOMETRY_SRC_ESTIMATE_H_
#define OPENVFA_MORPHOMETRY_SRC_ESTIMATE_H_

#include <Eigen/Core>

#include "openvfa/morphometry/vertebra_measurement.h"

namespace openvfa {

// Below this a length is no length: landmarks fall together.
inline constexpr double kNoLength = 1e-6;

// A landmark in an isotropic frame (square pixels or millimetres).
struct UncertainPoint {
  Eigen::Vector2d position;
  Eigen::Matrix2d covariance;
};

// `scale` = size of one pixel in x and y, in the unit of the frame.
UncertainPoint Scaled(const Landmark& landmark, const Eigen::Vector2d& scale);

// Two points with independent errors.
struct UncertainSegment {
  UncertainPoint from, to;

  Eigen::Vector2d Direction() const { return to.position - from.position; }
  Eigen::Matrix2d Covariance() const { return from.covariance + to.covariance; }
};

double Cross(const Eigen::Vector2d& a, const Eigen::Vector2d& b);

Estimate LengthOf(const UncertainSegment& segment);

// Of two estimates whose errors have this correlation, -1..1. Requires denominator.value > 0.
Estimate RatioOf(const Estimate& numerator, const Estimate& denominator, double correlation = 0);

// Mean of two independent estimates.
Estimate MeanOf(const Estimate& a, const Estimate& b);

// Turn from `a` to `b` in degrees, (-180, 180], positive from x towards y. Requires both lengths > 0.
Estimate TurnDeg(const UncertainSegment& a, const UncertainSegment& b);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_SRC_ESTIMATE_H_
