// Names for the bodies of a chain.
#ifndef OPENVFA_SEGMENTATION_NAMING_H_
#define OPENVFA_SEGMENTATION_NAMING_H_

#include <array>
#include <optional>
#include <vector>

#include "candidate.h"
#include "context.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

// One way to name the whole chain. Bodies at its lower end may be no vertebrae but sacrum or pelvis taken for
// such: they are named S1.
struct Naming {
  std::vector<VertebralLevel> levels;  // per body, cranial to caudal
  double probability = 0;
};

// What is known of a chain. `bodies` cranial to caudal, gap-free; `context` of the same bodies, or empty.
struct NamingEvidence {
  std::vector<Candidate> bodies;
  std::vector<Candidate> sacra;
  SpineContext context;
};

// All plausible namings, likeliest first; probabilities sum to 1. `lowest`: the name of the lowest vertebra
// is given; which body that is, and whether there is a T13, is still weighed.
std::vector<Naming> NameLevels(const NamingEvidence& evidence, std::optional<VertebralLevel> lowest);

// The last `tail` bodies are none, the one above is called `lowest`; with `t13`, a T13 stands between T12
// and L1.
struct NamingHypothesis {
  VertebralLevel lowest;
  std::size_t tail = 0;
  bool t13 = false;
};

// What speaks for a hypothesis, as logarithms that are weighted and summed. The weights are fitted on
// simulated films (segmentation/training/naming_fit.py).
enum NamingTerm {
  kContextTerm,      // levels by the context network, summed over the bodies
  kContextMeanTerm,  // the same, divided by the root of their number
  kOpinionTerm,      // levels by the locating network
  kOpinionMeanTerm,
  kHeatTerm,   // the heat of a sacrum where the hypothesis wants one
  kPlaceTerm,  // the context network's sacrum there
  kBodyTerm,   // how sure the lowest bodies are
  kL6Term,     // 1 for hypotheses with an L6, and so on
  kT13Term,
  kL5Term,
  kL4Term,
  kStopTerm,  // the chain stops above L5 although the film goes on
  kNamingTerms
};
using NamingTerms = std::array<double, kNamingTerms>;

std::vector<NamingHypothesis> NamingHypotheses(std::size_t bodies);
std::vector<VertebralLevel> LevelsOf(const NamingHypothesis& hypothesis, std::size_t bodies);
NamingTerms TermsOf(const NamingHypothesis& hypothesis, const NamingEvidence& evidence);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_NAMING_H_
