#include "outline_fit.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <optional>

#include "edge_field.h"

namespace openvfa {
namespace {

using Eigen::Matrix2d;
using Eigen::Vector2d;

// In depths of the body (a depth is about 34 mm): 0.02 is 0.7 mm.
constexpr double kPointFloor = 0.008;  // least standard deviation of a network point as an observation
constexpr double kMaskSd = 0.05, kMaskReach = 0.14;
// The masks were drawn with the pixels their outline touches, half a patch pixel too wide.
constexpr double kMaskDilation = 0.5 * kPatchWidth / kPatchSize;
constexpr double kEdgeSd = 0.12, kEdgeReach = 0.05;
constexpr double kAlongSd = 0.5;       // an edge says nothing about the place along it
constexpr double kEdgeSigma = 0.018;   // of the Gaussian before the gradient
constexpr double kEdgeStrength = 1.3;  // of the typical gradient around, for an edge to count
constexpr int kSteps = 15;
constexpr double kBendReach = 0.3;  // of a corner that moves, along its outline
// Of the spots that the heat maps were trained with (SIGMA in refine_train.py, patch pixels): a map is never
// narrower, however sure it is.
constexpr double kSpotSd = 1.2 * kPatchWidth / kPatchSize;
// A landmark's standard deviation from what its heat map spreads beyond the spot, so that the stated
// intervals of the heights hold what they say on simulated films (docs/accuracy.md); the floor in depths.
struct Spread {
  double gain, floor;
};
constexpr Spread kCornerSpread = {0.82, 0.005}, kMiddleSpread = {0.74, 0.0025};
// By how much less than its spread a middle point is taken to err when the outline is fitted.
constexpr double kMiddleTrust = 0.45;

Vector2d OutwardNormal(const Shape& shape, int k) {
  const Vector2d tangent =
      shape.col((k + 1) % kOutlinePoints) - shape.col((k + kOutlinePoints - 1) % kOutlinePoints);
  Vector2d normal = Vector2d(tangent.y(), -tangent.x()).normalized();
  return normal.dot(shape.col(k)) < 0 ? Vector2d(-normal) : normal;  // the origin lies inside
}

ShapeObservation Across(int index, const Vector2d& position, const Vector2d& normal, double sd) {
  const Vector2d along(-normal.y(), normal.x());
  return {index, position,
          normal * normal.transpose() / (sd * sd) + along * along.transpose() / (kAlongSd * kAlongSd)};
}

std::vector<ShapeObservation> PointObservations(const RefinedBody& body, const ShapeFrame& frame) {
  const Matrix2d to_frame = frame.axes.inverse();
  std::vector<ShapeObservation> seen;
  for (int k = 0; k < 6; ++k) {
    // Middle points are believed more: a deep concavity is rare among shapes and would be drawn too shallow.
    const double gain = k == kSM || k == kIM ? kMiddleTrust * kMiddleTrust : 1;
    const Matrix2d covariance = gain * to_frame * body.covariance[k] * to_frame.transpose() +
                                kPointFloor * kPointFloor * Matrix2d::Identity();
    seen.push_back({kOutlinePoints + k, frame.ToFrame(body.points[k]), covariance.inverse()});
  }
  return seen;
}

// Body probability at a film point; absent outside the patch.
std::optional<double> MaskAt(const RefinedBody& body, const Matrix2d& patch_from_px,
                             const Vector2d& film_px) {
  const Vector2d p = patch_from_px * (film_px - body.px_from_patch.col(2));
  const int x = static_cast<int>(std::floor(p.x())), y = static_cast<int>(std::floor(p.y()));
  if (x < 0 || y < 0 || x + 1 >= body.mask.cols || y + 1 >= body.mask.rows) return std::nullopt;
  const double tx = p.x() - x, ty = p.y() - y;
  const auto m = [&](int v, int u) { return static_cast<double>(body.mask.at<float>(v, u)); };
  return (1 - ty) * ((1 - tx) * m(y, x) + tx * m(y, x + 1)) +
         ty * ((1 - tx) * m(y + 1, x) + tx * m(y + 1, x + 1));
}

// Where the mask falls below one half along the outline's normals.
void AddMaskObservations(const RefinedBody& body, const ShapeFrame& frame, const Shape& shape,
                         std::vector<ShapeObservation>& seen) {
  const Matrix2d patch_from_px = body.px_from_patch.leftCols<2>().inverse();
  for (int k = 0; k < kOutlinePoints; ++k) {
    const Vector2d normal = OutwardNormal(shape, k), point = shape.col(k);
    std::optional<double> before;
    for (int s = -kSteps; s <= kSteps; ++s) {
      const double t = kMaskReach * s / kSteps;
      const std::optional<double> m = MaskAt(body, patch_from_px, frame.FromFrame(point + t * normal));
      if (m && before && *before >= 0.5 && *m < 0.5) {
        const double at = t - kMaskReach / kSteps * (0.5 - *m) / (*before - *m);
        seen.push_back(Across(k, point + (at - kMaskDilation) * normal, normal, kMaskSd));
        break;
      }
      before = m;
    }
  }
}

// The strongest fall of brightness outwards (bone is bright) along each normal.
void AddEdgeObservations(const EdgeField& field, const ShapeFrame& frame, const Shape& shape,
                         std::vector<ShapeObservation>& seen) {
  for (int k = 0; k < kOutlinePoints; ++k) {
    const Vector2d normal = OutwardNormal(shape, k), point = shape.col(k);
    const Vector2d film_normal = (frame.axes * normal).normalized();
    double best = kEdgeStrength * field.Typical(), at = 0;
    bool found = false;
    for (int s = -kSteps; s <= kSteps; ++s) {
      const double t = kEdgeReach * s / kSteps;
      const std::optional<Vector2d> g = field.At(frame.FromFrame(point + t * normal));
      if (!g) continue;
      const double fall = -g->dot(film_normal) * (1 - 0.3 * std::abs(t) / kEdgeReach);
      if (fall > best) best = fall, at = t, found = true;
    }
    if (found) seen.push_back(Across(k, point + at * normal, normal, kEdgeSd));
  }
}

// The shape moved and bent so that its corners lie on `corners` (SA, SP, IA, IP): all of it by what they move
// by together, and what lies near a corner by the rest, less and less up to kBendReach or the next corner.
Shape Through(const std::array<Vector2d, 4>& corners, Shape shape) {
  constexpr std::array<int, 4> kCorners = {kSA, kSP, kIA, kIP};
  std::array<Vector2d, 4> by;
  Vector2d together = Vector2d::Zero();
  for (std::size_t c = 0; c < corners.size(); ++c) {
    by[c] = corners[c] - shape.col(kOutlinePoints + kCorners[c]);
    together += by[c] / 4;
  }
  shape.colwise() += together;
  const Shape moved = shape;
  const auto corner = [&](std::size_t c) -> Vector2d { return moved.col(kOutlinePoints + kCorners[c]); };
  const double reach = std::min({kBendReach, (corner(0) - corner(1)).norm(), (corner(0) - corner(2)).norm(),
                                 (corner(1) - corner(3)).norm(), (corner(2) - corner(3)).norm()});
  for (std::size_t c = 0; c < corners.size(); ++c)
    for (int k = 0; k < shape.cols(); ++k) {
      const double far = std::min(1.0, (moved.col(k) - corner(c)).norm() / std::max(reach, 1e-6));
      shape.col(k) += (1 - far) * (1 - far) * (by[c] - together);
    }
  return shape;
}

Landmark LandmarkAt(const Vector2d& position, const Matrix2d& heat_spread, const Spread& spread,
                    double depth) {
  const double floor = spread.floor * depth, spot = kSpotSd * depth;
  const double beyond = std::max(0.0, 1 - spot * spot / (heat_spread.trace() / 2));
  return {position, spread.gain * spread.gain * beyond * heat_spread + floor * floor * Matrix2d::Identity()};
}

}  // namespace

FittedOutline FitOutline(const ShapeModel& model, const RefinedBody& body, const cv::Mat& film) {
  const ShapeFrame frame = FrameOf({body.points[kSA], body.points[kSP], body.points[kIA], body.points[kIP]});
  const double depth = frame.axes.col(0).norm();
  const std::vector<ShapeObservation> points = PointObservations(body, frame);
  Shape shape = model.Fit(points);
  std::vector<ShapeObservation> seen = points;
  AddMaskObservations(body, frame, shape, seen);
  shape = model.Fit(seen);
  const EdgeField field(film, frame.origin, 0.95 * depth, std::max(0.7, kEdgeSigma * depth));
  AddEdgeObservations(field, frame, shape, seen);
  shape = model.Fit(seen);
  shape = Through({frame.ToFrame(body.points[kSA]), frame.ToFrame(body.points[kSP]),
                   frame.ToFrame(body.points[kIA]), frame.ToFrame(body.points[kIP])},
                  shape);

  FittedOutline fitted;
  for (int k = 0; k < kOutlinePoints; ++k) fitted.outline.push_back(frame.FromFrame(shape.col(k)));
  // The points are the body's: the fitted shape's err more, and it draws deep concavities too shallow.
  const auto landmark = [&](Point k, const Spread& spread) {
    return LandmarkAt(body.points[k], body.covariance[k], spread, depth);
  };
  SixPoints& p = fitted.points;
  p.superior_anterior = landmark(kSA, kCornerSpread), p.superior_posterior = landmark(kSP, kCornerSpread);
  p.inferior_anterior = landmark(kIA, kCornerSpread), p.inferior_posterior = landmark(kIP, kCornerSpread);
  p.superior_middle = landmark(kSM, kMiddleSpread), p.inferior_middle = landmark(kIM, kMiddleSpread);
  return fitted;
}

}  // namespace openvfa
