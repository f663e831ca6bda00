// How a regular spine looks, and where the corners of its bodies then most likely are.
#ifndef OPENVFA_SEGMENTATION_SPINE_REGULARITY_H_
#define OPENVFA_SEGMENTATION_SPINE_REGULARITY_H_

#include <Eigen/Core>
#include <array>
#include <vector>

#include "candidate.h"

namespace openvfa {

// How surely each corner of a body was seen, px^2; order as Candidate::corners.
using CornerCovariances = std::array<Eigen::Matrix2d, 4>;

// The most likely corners of a row of bodies (cranial to caudal, none missing between), given where each was
// seen, how surely, and that heights, depths, discs, tilts and places change little and steadily from one
// body to the next, as much as on simulated spines: maximum a posteriori, iteratively reweighted least
// squares. `seen` has one entry per body, positive definite. What deviates far and was seen surely (a
// slipped body, a collapsed disc) stays as it is, and the heights and wedge of a body that surely is lower
// than those around (a fracture) are compared with none of them. Fewer than three bodies come back unchanged.
std::vector<Candidate> RegulariseSpine(const std::vector<Candidate>& bodies,
                                       const std::vector<CornerCovariances>& seen);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SPINE_REGULARITY_H_
