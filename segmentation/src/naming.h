// Names for the bodies of a chain.
#ifndef OPENVFA_SEGMENTATION_NAMING_H_
#define OPENVFA_SEGMENTATION_NAMING_H_

#include <optional>
#include <vector>

#include "candidate.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

// One way to name the whole chain. Bodies at its lower end may be no vertebrae but sacrum or pelvis taken for
// such: they are named S1.
struct Naming {
  std::vector<VertebralLevel> levels;  // per body, cranial to caudal
  double probability = 0;
};

// All plausible namings, likeliest first; probabilities sum to 1. Evidence: a sacrum seen below (or at) a
// body, how sure the lowest bodies are, and the network's own opinion of each body. `bodies` cranial to
// caudal, gap-free. `lowest`: the name of the lowest vertebra is given.
std::vector<Naming> NameLevels(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                               std::optional<VertebralLevel> lowest);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_NAMING_H_
