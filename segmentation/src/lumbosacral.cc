#include "lumbosacral.h"

#include <array>
#include <cmath>

#include "refine.h"

namespace openvfa {
namespace {

// Of 1,627 simulated spines, L5 in the frame of L4: centre in depths of L4 towards posterior and caudal, turn
// in radians (+ = anterior end down). Standard deviations half as large again as there: patients differ more.
constexpr double kBehind = 0.12, kDown = 1.10, kTurn = 0.23;
constexpr double kBehindSd = 0.09, kDownSd = 0.19, kTurnSd = 0.16;
// Corners of an L5 about its centre, in depths: half the depth, and half the height in front and behind.
constexpr double kHalfDepth = 0.5, kHalfAnterior = 0.44, kHalfPosterior = 0.39;

}  // namespace

Candidate ExpectedL5(const Candidate& l4, const Candidate& l5, bool anterior_right) {
  const BodyAxes axes = l4.Axes(anterior_right);
  const Eigen::Vector2d centre = l4.Centre() + l4.Depth() * (kBehind * axes.posterior + kDown * axes.caudal);
  const Eigen::Vector2d posterior = std::cos(kTurn) * axes.posterior - std::sin(kTurn) * axes.caudal;
  const Eigen::Vector2d caudal = std::cos(kTurn) * axes.caudal + std::sin(kTurn) * axes.posterior;
  const std::array<Point, 4> points = PointsByCorner(anterior_right);
  Candidate expected = l5;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const bool in_front = points[k] == kSA || points[k] == kIA, above = points[k] == kSA || points[k] == kSP;
    const double height = in_front ? kHalfAnterior : kHalfPosterior;
    expected.corners[k] = centre + l4.Depth() * ((in_front ? -kHalfDepth : kHalfDepth) * posterior +
                                                 (above ? -height : height) * caudal);
  }
  return expected;
}

double LumbosacralMisfit(const Candidate& l4, const Candidate& l5, bool anterior_right) {
  const BodyAxes upper = l4.Axes(anterior_right), lower = l5.Axes(anterior_right);
  const Eigen::Vector2d step = (l5.Centre() - l4.Centre()) / l4.Depth();
  const double turn = std::atan2(-lower.posterior.dot(upper.caudal), lower.posterior.dot(upper.posterior));
  const Eigen::Vector3d off((step.dot(upper.posterior) - kBehind) / kBehindSd,
                            (step.dot(upper.caudal) - kDown) / kDownSd, (turn - kTurn) / kTurnSd);
  return off.squaredNorm() / 2;
}

}  // namespace openvfa
