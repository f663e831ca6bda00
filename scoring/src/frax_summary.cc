#include <algorithm>
#include <cmath>

#include "frax_candidates.h"
#include "openvfa/scoring/fracture_risk.h"

namespace openvfa {
namespace {

constexpr double kTolerance = 1e-9;

// How far a candidate moves the result, on a scale where x 1.25 and x 0.8 are equally far.
double Change(const FraxAdjustment& a) {
  const auto distance = [](const std::optional<double>& percent, double factor) {
    return percent && *percent > 0 && factor > 0 ? std::abs(std::log(factor)) : 0;
  };
  return std::max(distance(a.adjusted.major_osteoporotic_percent, a.factor_major),
                  distance(a.adjusted.hip_percent, a.factor_hip));
}

void ApplyDominant(std::vector<FraxCandidate>& candidates, FraxSummary& summary) {
  FraxAdjustment* dominant = nullptr;
  for (FraxCandidate& candidate : candidates) {
    if (!candidate.usable || Change(candidate.adjustment) < kTolerance) continue;
    if (!dominant || Change(candidate.adjustment) > Change(*dominant) + kTolerance)
      dominant = &candidate.adjustment;
  }
  if (!dominant) return;
  dominant->applied = true;
  summary.adjusted = dominant->adjusted;
}

void ApplyAll(std::vector<FraxCandidate>& candidates, FraxSummary& summary) {
  const auto multiply = [](std::optional<double>& percent, double factor) {
    if (percent) percent = std::min(100.0, *percent * factor);
  };
  int applied = 0;
  for (FraxCandidate& candidate : candidates) {
    FraxAdjustment& adjustment = candidate.adjustment;
    if (!candidate.usable || Change(adjustment) < kTolerance) continue;
    adjustment.applied = true;
    ++applied;
    multiply(summary.adjusted.major_osteoporotic_percent, adjustment.factor_major);
    multiply(summary.adjusted.hip_percent, adjustment.factor_hip);
  }
  if (applied > 1)
    summary.diagnostics.push_back({Severity::kWarning, "frax-combined",
                                   "several FRAX adjustments are multiplied, as asked; none of them was "
                                   "published for use together."});
}

void NotePriorFracture(const Patient& patient, std::optional<bool> fracture_on_film, FraxSummary& summary) {
  const auto& box = patient.frax->prior_fracture_box;
  const bool listed = patient.prior_fractures &&
                      std::ranges::any_of(*patient.prior_fractures,
                                          [](const PriorFracture& f) { return f.fragility == true; });
  if (fracture_on_film == true && box == false) {
    summary.reissue_with_prior_fracture = true;
    summary.diagnostics.push_back({Severity::kWarning, "frax-reissue",
                                   "this film shows a vertebral fracture and FRAX was issued without a "
                                   "previous fracture: issue it again with it."});
  } else if (fracture_on_film == true && !box) {
    summary.diagnostics.push_back({Severity::kWarning, "frax-prior-fracture-unknown",
                                   "this film shows a vertebral fracture; whether FRAX was issued with a "
                                   "previous fracture needs frax.prior_fracture_box."});
  } else if (listed && box == false) {
    summary.diagnostics.push_back({Severity::kWarning, "frax-prior-fracture-listed",
                                   "a fragility fracture is listed and FRAX was issued without a previous "
                                   "fracture: issue it again with it."});
  }
}

}  // namespace

std::optional<FraxSummary> SummariseFrax(const Patient& patient,
                                         const std::optional<DensitometrySummary>& densitometry,
                                         std::optional<bool> fracture_on_film, const FraxOptions& options) {
  if (!patient.frax) return std::nullopt;
  const FraxResult& frax = *patient.frax;
  if (!frax.major_osteoporotic_percent && !frax.hip_percent) return std::nullopt;
  FraxSummary summary;
  summary.issued = {frax.major_osteoporotic_percent, frax.hip_percent};
  summary.adjusted = summary.issued;
  auto candidates = FraxCandidates({patient, densitometry, options}, summary.diagnostics);
  if (frax.already_adjusted == true) {
    if (!candidates.empty())
      summary.diagnostics.push_back({Severity::kInfo, "frax-already-adjusted",
                                     "FRAX was adjusted by whoever issued it: nothing is adjusted again."});
  } else if (options.combine_all) {
    ApplyAll(candidates, summary);
  } else {
    ApplyDominant(candidates, summary);
  }
  for (FraxCandidate& candidate : candidates) summary.candidates.push_back(std::move(candidate.adjustment));
  NotePriorFracture(patient, fracture_on_film, summary);
  return summary;
}

}  // namespace openvfa
