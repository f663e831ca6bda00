// Orders candidates along one spine.
#ifndef OPENVFA_SEGMENTATION_CHAIN_H_
#define OPENVFA_SEGMENTATION_CHAIN_H_

#include <vector>

#include "candidate.h"

namespace openvfa {

struct Chain {
  std::vector<Candidate> bodies;  // cranial to caudal; gaps of up to three bodies are filled in between
  double score = 0;               // sum over bodies and links, > 0 for anything that resembles a spine
};

// The best-scoring sequence of candidates that could be neighbours in one spine, by dynamic programming over
// the candidates from the lowest up. Strays are left out.
Chain LinkSpine(const std::vector<Candidate>& candidates);

// How likely `chain` is the spine on a film of `rows` rows, for choosing among chains of bodies of different
// size; no more than the score, lowest without bodies. Texture makes long chains of bodies that are hardly
// seen, and short ones that leave most of the film empty, while a spine runs through the film.
double Plausibility(const Chain& chain, double rows);

// Centre distance of neighbours over their mean height: body and disc.
constexpr double kCentrePerHeight = 1.27;

// A body that was not seen, a share t of the way from `upper` to `lower`.
Candidate Between(const Candidate& upper, const Candidate& lower, double t);

// The body that would follow the lowest (`below`) or the highest of `bodies` (cranial to caudal, not empty),
// continued from the last two.
Candidate Continue(const std::vector<Candidate>& bodies, bool below);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_CHAIN_H_
