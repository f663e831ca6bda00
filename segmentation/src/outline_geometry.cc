#include "openvfa/segmentation/outline_geometry.h"

#include <cmath>

namespace openvfa {

std::optional<Eigen::Vector2d> MidEndplatePoint(const std::vector<Eigen::Vector2d>& outline,
                                                const Eigen::Vector2d& anterior,
                                                const Eigen::Vector2d& posterior, double max_offset) {
  const Eigen::Vector2d chord = posterior - anterior;
  const double length = chord.norm();
  if (length <= 0 || outline.size() < 3) return std::nullopt;
  const Eigen::Vector2d along = chord / length;
  const Eigen::Vector2d across(-along.y(), along.x());
  const Eigen::Vector2d middle = (anterior + posterior) / 2;
  std::optional<Eigen::Vector2d> best;
  double best_offset = max_offset;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Eigen::Vector2d a = outline[i] - middle;
    const Eigen::Vector2d b = outline[(i + 1) % outline.size()] - middle;
    const double ua = a.dot(along), ub = b.dot(along);
    if ((ua < 0) == (ub < 0)) continue;  // the edge does not cross the bisector
    const double t = ua / (ua - ub);
    const double offset = (a + t * (b - a)).dot(across);
    if (std::abs(offset) > best_offset) continue;
    best_offset = std::abs(offset);
    best = middle + offset * across;
  }
  return best;
}

double PolygonArea(const std::vector<Eigen::Vector2d>& outline) {
  double twice = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Eigen::Vector2d& a = outline[i];
    const Eigen::Vector2d& b = outline[(i + 1) % outline.size()];
    twice += a.x() * b.y() - a.y() * b.x();
  }
  return std::abs(twice) / 2;
}

}  // namespace openvfa
