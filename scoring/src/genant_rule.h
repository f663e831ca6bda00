// The height rule itself, on three heights and a reference: cheap enough to be sampled.
#ifndef OPENVFA_SCORING_SRC_GENANT_RULE_H_
#define OPENVFA_SCORING_SRC_GENANT_RULE_H_

#include <optional>

#include "openvfa/scoring/genant.h"

namespace openvfa {

struct RuleOutcome {
  double deformity = 0;
  int grade = 0;
  DeformityType type = DeformityType::kNone;
  std::optional<DeformityType> secondary_type;
  bool posterior_wedge = false;
};

// Finite, none negative, the posterior one positive.
bool AreGradable(const HeightTriple& heights);

// Requires AreGradable(heights), *hp_reference > 0 and valid options.
RuleOutcome ApplyRule(const HeightTriple& heights, std::optional<double> hp_reference,
                      const GenantOptions& options);

// Whether `deformity` lies within the margin of any grade's threshold.
bool IsBoundary(double deformity, const GenantOptions& options);

// What is reported of a body that is not graded.
GenantGrade Ungraded(VertebralLevel level, std::string reason);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_GENANT_RULE_H_
