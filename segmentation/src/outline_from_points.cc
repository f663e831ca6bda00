#include "openvfa/segmentation/outline_from_points.h"

#include <algorithm>
#include <limits>

#include "shipped_shapes.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

// The six points in the order of the outline: along the superior endplate, back along the inferior one.
constexpr std::array<std::size_t, 6> kAround = {0, 1, 2, 5, 4, 3};
// How closely the shape follows the points before the rest is warped, in depths of the body.
constexpr double kPointSd = 0.01;

// Displacement at the place of the hexagon `from` that is nearest to `point`.
Vector2d DisplacementAt(const Vector2d& point, const SixPositions& from, const SixPositions& to) {
  double nearest = std::numeric_limits<double>::infinity();
  Vector2d displacement = Vector2d::Zero();
  for (std::size_t k = 0; k < kAround.size(); ++k) {
    const std::size_t a = kAround[k], b = kAround[(k + 1) % kAround.size()];
    const Vector2d side = from[b] - from[a];
    const double squared = side.squaredNorm();
    const double t = squared > 0 ? std::clamp((point - from[a]).dot(side) / squared, 0.0, 1.0) : 0;
    const double distance = (point - from[a] - t * side).norm();
    if (!(distance < nearest)) continue;
    nearest = distance;
    displacement = (1 - t) * (to[a] - from[a]) + t * (to[b] - from[b]);
  }
  return displacement;
}

SixPositions Stretched(const SixPositions& points, double factor) {
  SixPositions stretched = points;
  for (Vector2d& point : stretched) point.y() = (point.y() + 0.5) * factor - 0.5;
  return stretched;
}

}  // namespace

std::vector<Vector2d> WarpOutline(const std::vector<Vector2d>& outline, const SixPositions& from,
                                  const SixPositions& to) {
  std::vector<Vector2d> warped;
  warped.reserve(outline.size());
  for (const Vector2d& point : outline) warped.emplace_back(point + DisplacementAt(point, from, to));
  return warped;
}

std::vector<Vector2d> OutlineFromPoints(const SixPositions& points, double pixel_aspect) {
  const SixPositions square = Stretched(points, pixel_aspect);
  const ShapeFrame frame = FrameOf({square[0], square[2], square[3], square[5]});
  if (!(frame.axes.determinant() != 0) || !frame.axes.allFinite()) return {};
  std::vector<ShapeObservation> seen;
  for (int k = 0; k < 6; ++k) {
    seen.push_back({kOutlinePoints + k, frame.ToFrame(square[static_cast<std::size_t>(k)]),
                    Eigen::Matrix2d::Identity() / (kPointSd * kPointSd)});
  }
  const Shape shape = ShippedShapes().Fit(seen);
  std::vector<Vector2d> outline;
  for (int k = 0; k < kOutlinePoints; ++k) outline.push_back(frame.FromFrame(shape.col(k)));
  SixPositions fitted;
  for (int k = 0; k < 6; ++k) {
    fitted[static_cast<std::size_t>(k)] = frame.FromFrame(shape.col(kOutlinePoints + k));
  }
  outline = WarpOutline(outline, fitted, square);
  for (Vector2d& point : outline) point.y() = (point.y() + 0.5) / pixel_aspect - 0.5;
  return outline;
}

}  // namespace openvfa
