// Where L5 lies, seen from L4: the spine bends sharply there, and a pelvis often hides it.
#ifndef OPENVFA_SEGMENTATION_LUMBOSACRAL_H_
#define OPENVFA_SEGMENTATION_LUMBOSACRAL_H_

#include "candidate.h"

namespace openvfa {

// The likeliest L5 under an L4; its corners are all that is new, the rest is as of `l5`.
Candidate ExpectedL5(const Candidate& l4, const Candidate& l5, bool anterior_right);

// How far an L5 lies from there: half the sum of squared standard deviations of place and turn.
double LumbosacralMisfit(const Candidate& l4, const Candidate& l5, bool anterior_right);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_LUMBOSACRAL_H_
