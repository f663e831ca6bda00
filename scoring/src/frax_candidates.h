// Each published adjustment of a FRAX result as a candidate: its factors, and whether it may be applied.
#ifndef OPENVFA_SCORING_SRC_FRAX_CANDIDATES_H_
#define OPENVFA_SCORING_SRC_FRAX_CANDIDATES_H_

#include <optional>
#include <vector>

#include "openvfa/scoring/fracture_risk.h"

namespace openvfa {

struct FraxInputs {
  const Patient& patient;  // patient.frax is present
  const std::optional<DensitometrySummary>& densitometry;
  const FraxOptions& options;
};

struct FraxCandidate {
  FraxAdjustment adjustment;
  bool usable = true;  // off: listed only; a diagnostic says why
};

// In the order of FraxAdjustment::id; those whose inputs are absent or have no effect to speak of are left
// out.
std::vector<FraxCandidate> FraxCandidates(const FraxInputs& inputs, std::vector<Diagnostic>& diagnostics);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_FRAX_CANDIDATES_H_
