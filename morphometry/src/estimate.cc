#include "estimate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace openvfa {
namespace {

// Variance of `gradient` . x for x of covariance `covariance`.
double Variance(const Eigen::Vector2d& gradient, const Eigen::Matrix2d& covariance) {
  return std::max(0.0, gradient.dot(covariance * gradient));
}

// Variance of the direction angle of `segment`, rad^2.
double DirectionVariance(const UncertainSegment& segment) {
  const Eigen::Vector2d v = segment.Direction();
  return Variance(Eigen::Vector2d(-v.y(), v.x()) / v.squaredNorm(), segment.Covariance());
}

}  // namespace

UncertainPoint Scaled(const Landmark& landmark, const Eigen::Vector2d& scale) {
  return {landmark.position_px.cwiseProduct(scale),
          scale.asDiagonal() * landmark.covariance_px2 * scale.asDiagonal()};
}

double Cross(const Eigen::Vector2d& a, const Eigen::Vector2d& b) { return a.x() * b.y() - a.y() * b.x(); }

Estimate LengthOf(const UncertainSegment& segment) {
  const Eigen::Vector2d v = segment.Direction();
  const double length = v.norm();
  // The gradient of a vanishing length has no direction: the larger of all its variances is an upper bound.
  if (length < kNoLength) return {length, std::sqrt(std::max(0.0, segment.Covariance().trace()))};
  return {length, std::sqrt(Variance(v / length, segment.Covariance()))};
}

Estimate RatioOf(const Estimate& numerator, const Estimate& denominator, double correlation) {
  const double ratio = numerator.value / denominator.value, above = numerator.sd,
               below = ratio * denominator.sd;
  const double variance = above * above + below * below - 2 * correlation * above * below;
  return {ratio, std::sqrt(std::max(0.0, variance)) / denominator.value};
}

Estimate MeanOf(const Estimate& a, const Estimate& b) {
  return {(a.value + b.value) / 2, std::hypot(a.sd, b.sd) / 2};
}

Estimate TurnDeg(const UncertainSegment& a, const UncertainSegment& b) {
  constexpr double kDegPerRad = 180 / std::numbers::pi;
  const double turn = std::atan2(Cross(a.Direction(), b.Direction()), a.Direction().dot(b.Direction()));
  return {turn * kDegPerRad, std::sqrt(DirectionVariance(a) + DirectionVariance(b)) * kDegPerRad};
}

}  // namespace openvfa
