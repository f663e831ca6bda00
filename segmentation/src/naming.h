// Names for the bodies of a chain.
#ifndef OPENVFA_SEGMENTATION_NAMING_H_
#define OPENVFA_SEGMENTATION_NAMING_H_

#include <optional>
#include <vector>

#include "candidate.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

// One way to name the whole chain.
struct Naming {
  std::vector<VertebralLevel> levels;  // per body, cranial to caudal
  double probability = 0;
};

// All plausible namings, likeliest first; probabilities sum to 1. Evidence: a sacrum seen below the lowest body
// and the network's own opinion of each body. `bodies` cranial to caudal, gap-free. `lowest`: the name is given.
std::vector<Naming> NameLevels(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                               std::optional<VertebralLevel> lowest);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_NAMING_H_
