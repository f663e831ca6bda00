// An outline that agrees with six points somebody set.
#ifndef OPENVFA_SEGMENTATION_OUTLINE_FROM_POINTS_H_
#define OPENVFA_SEGMENTATION_OUTLINE_FROM_POINTS_H_

#include <Eigen/Core>
#include <array>
#include <vector>

namespace openvfa {

// SA, SM, SP, IA, IM, IP: superior or inferior; anterior, middle or posterior. Pixels.
using SixPositions = std::array<Eigen::Vector2d, 6>;

// `outline` moved so that what lay at `from` lies at `to`: each of its points goes by the displacements of
// the two of the six that it lies between, in proportion to its way between them. Points that do not move
// leave the outline as it is there. Requires a closed outline of at least 3 points.
std::vector<Eigen::Vector2d> WarpOutline(const std::vector<Eigen::Vector2d>& outline,
                                         const SixPositions& from, const SixPositions& to);

// The likeliest outline of a body with these six points, after the shape model: 64 points, through all six;
// none where the corners span no area. `pixel_aspect`: row distance / column distance.
std::vector<Eigen::Vector2d> OutlineFromPoints(const SixPositions& points, double pixel_aspect = 1);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_OUTLINE_FROM_POINTS_H_
