#include "lumbosacral.h"

#include <array>
#include <cmath>

namespace openvfa {
namespace {

// Of 1,627 simulated spines, L5 in the frame of L4: centre in depths of L4 towards anterior and caudal, turn
// in radians (+ = anterior end down). Standard deviations half as large again as there: patients differ more.
constexpr double kForward = -0.12, kDown = 1.10, kTurn = 0.23;
constexpr double kForwardSd = 0.09, kDownSd = 0.19, kTurnSd = 0.16;
// Corners of an L5 about its centre, in depths: towards anterior, half the height there.
constexpr double kHalfDepth = 0.5, kHalfAnterior = 0.44, kHalfPosterior = 0.39;

struct Frame {
  Eigen::Vector2d centre, anterior, caudal;
  double depth;
};

Frame FrameOf(const Candidate& body, bool anterior_right) {
  const auto& c = body.corners;
  const Eigen::Vector2d right =
      (c[kSuperiorRight] + c[kInferiorRight] - c[kSuperiorLeft] - c[kInferiorLeft]).normalized();
  Eigen::Vector2d caudal(-right.y(), right.x());
  if (caudal.dot(body.Cranial()) > 0) caudal = -caudal;
  return {body.Centre(), anterior_right ? right : Eigen::Vector2d(-right), caudal, body.Depth()};
}

}  // namespace

Candidate ExpectedL5(const Candidate& l4, const Candidate& l5, bool anterior_right) {
  const Frame f = FrameOf(l4, anterior_right);
  const Eigen::Vector2d centre = f.centre + f.depth * (kForward * f.anterior + kDown * f.caudal);
  const Eigen::Vector2d anterior = std::cos(kTurn) * f.anterior + std::sin(kTurn) * f.caudal;
  const Eigen::Vector2d caudal = std::cos(kTurn) * f.caudal - std::sin(kTurn) * f.anterior;
  Candidate expected = l5;
  for (const int corner : {kSuperiorLeft, kSuperiorRight, kInferiorLeft, kInferiorRight}) {
    const bool at_right = corner == kSuperiorRight || corner == kInferiorRight;
    const bool above = corner == kSuperiorLeft || corner == kSuperiorRight;
    const bool in_front = at_right == anterior_right;
    const double height = in_front ? kHalfAnterior : kHalfPosterior;
    expected.corners[corner] = centre + f.depth * ((in_front ? kHalfDepth : -kHalfDepth) * anterior +
                                                   (above ? -height : height) * caudal);
  }
  return expected;
}

double LumbosacralMisfit(const Candidate& l4, const Candidate& l5, bool anterior_right) {
  const Frame upper = FrameOf(l4, anterior_right), lower = FrameOf(l5, anterior_right);
  const Eigen::Vector2d step = (lower.centre - upper.centre) / upper.depth;
  const double turn = std::atan2(lower.anterior.dot(upper.caudal), lower.anterior.dot(upper.anterior));
  const Eigen::Vector3d off((step.dot(upper.anterior) - kForward) / kForwardSd,
                            (step.dot(upper.caudal) - kDown) / kDownSd, (turn - kTurn) / kTurnSd);
  return off.squaredNorm() / 2;
}

}  // namespace openvfa
