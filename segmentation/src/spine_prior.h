// What neighbouring bodies say about a body that can hardly be seen.
#ifndef OPENVFA_SEGMENTATION_SPINE_PRIOR_H_
#define OPENVFA_SEGMENTATION_SPINE_PRIOR_H_

#include <array>
#include <cstddef>
#include <vector>

#include "candidate.h"

namespace openvfa {

// Standard deviation of each corner of a body as it was seen, in depths of the body; order as
// Candidate::corners.
using CornerSds = std::array<double, 4>;

// The most likely corners of a row of bodies (cranial to caudal), given where each was seen, how surely, and
// that corners run along a spine in smooth curves. Bodies that were seen well stay where they are: a fracture
// is not smoothed away.
std::vector<Candidate> SmoothSpine(const std::vector<Candidate>& bodies, const std::vector<CornerSds>& sds);

// That body `at` is far larger than the two nearest on each side: it took in a disc, or two bodies, or the
// pelvis. Smaller ones may be fractured; and beside fractured ones a sound body is far higher, but never that
// high for its depth. Without two others around nothing can be said: false.
bool IsOutgrown(const std::vector<Candidate>& bodies, std::size_t at);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SPINE_PRIOR_H_
