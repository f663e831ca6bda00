// Stretches of a spine where bodies were hardly seen, counted again from the spacing of those that were.
#ifndef OPENVFA_SEGMENTATION_RESPACE_H_
#define OPENVFA_SEGMENTATION_RESPACE_H_

#include <optional>
#include <vector>

#include "candidate.h"

namespace openvfa {

// Doubtful bodies first..last (indices, cranial to caudal) between two sure ones; last = first - 1: none, but
// there may be room for some.
struct DoubtfulRun {
  int first = 0, last = 0;
};

// From the lowest up; a run touches neither end of the spine.
std::vector<DoubtfulRun> DoubtfulRuns(const std::vector<bool>& sure);

// How many bodies fit between the neighbours of `run` at the spacing of the spine around it, not rounded;
// absent where the run holds bodies and ends at one that is not sure.
std::optional<double> RoomFor(const std::vector<Candidate>& bodies, const std::vector<bool>& sure,
                              const DoubtfulRun& run);

// `count` bodies instead of those of `run`, evenly spaced on a smooth curve.
std::vector<Candidate> Respaced(const std::vector<Candidate>& bodies, const std::vector<bool>& sure,
                                const DoubtfulRun& run, int count);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_RESPACE_H_
