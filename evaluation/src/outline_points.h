// Six points of bodies of which only the outline is known.
#ifndef OPENVFA_EVALUATION_SRC_OUTLINE_POINTS_H_
#define OPENVFA_EVALUATION_SRC_OUTLINE_POINTS_H_

#include <Eigen/Core>
#include <array>
#include <optional>
#include <vector>

#include "openvfa/report/landmarks.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Once around a body through its points.
inline constexpr std::array kAroundBody = {kSuperiorAnterior,  kSuperiorMiddle, kSuperiorPosterior,
                                           kInferiorPosterior, kInferiorMiddle, kInferiorAnterior};

// Order of LandmarkIndex.
using DerivedPoints = std::array<std::optional<Eigen::Vector2d>, 6>;

// In the frame of each body's rectangle of least area, whose height axis is the one nearer to the course of
// the spine through the neighbours' centres, the corners are the outline's farthest points towards the four
// diagonals of that rectangle, the middle points lie on the outline half way between them. Rounded corners
// come out where the rounding is steepest; a reader's are up to a few % of the depth apart. `outlines` of one
// film in any order, pixels.
std::vector<DerivedPoints> PointsOfOutlines(const std::vector<std::vector<Eigen::Vector2d>>& outlines,
                                            AnteriorSide anterior, double pixel_aspect);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_OUTLINE_POINTS_H_
