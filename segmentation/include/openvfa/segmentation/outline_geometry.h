// Plane geometry of a vertebral outline.
#ifndef OPENVFA_SEGMENTATION_OUTLINE_GEOMETRY_H_
#define OPENVFA_SEGMENTATION_OUTLINE_GEOMETRY_H_

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace openvfa {

// The point of `outline` on the endplate between `anterior` and `posterior` whose projection on their chord
// is half way: the intersection of the chord's perpendicular bisector with the outline nearest the chord,
// searched within `max_offset` (same unit) of it. `outline` is a closed polygon. Absent when there is none.
// All in one isotropic unit.
std::optional<Eigen::Vector2d> MidEndplatePoint(const std::vector<Eigen::Vector2d>& outline,
                                                const Eigen::Vector2d& anterior,
                                                const Eigen::Vector2d& posterior, double max_offset);

// Area enclosed (>= 0).
double PolygonArea(const std::vector<Eigen::Vector2d>& outline);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_OUTLINE_GEOMETRY_H_
