// Which lumbar vertebrae count, and the bone density over those that do.
#ifndef OPENVFA_SCORING_SRC_LUMBAR_SPINE_H_
#define OPENVFA_SCORING_SRC_LUMBAR_SPINE_H_

#include <optional>
#include <set>
#include <vector>

#include "openvfa/scoring/densitometry.h"

namespace openvfa {

struct LumbarSpine {
  std::vector<ExcludedVertebra> excluded;
  std::vector<BoneSite> used;
  std::optional<BoneDensityResult> total;  // absent: the spine does not count; diagnostics say why
  bool summed = false;                     // the total was summed here over `used`, not taken as printed
  std::vector<Diagnostic> diagnostics;
};

LumbarSpine AssessLumbarSpine(const DensitometryRecord& record, const std::set<VertebralLevel>& fractured,
                              const ReferenceTables& tables);

const BoneDensityResult* FindSite(const std::vector<BoneDensityResult>& results, BoneSite site);

// BMD = sum BMC / sum area over `sites`, without scores. Absent when a site lacks its area, or both BMC and
// BMD.
std::optional<BoneDensityResult> SumOver(const std::vector<BoneDensityResult>& results,
                                         const std::vector<BoneSite>& sites);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_LUMBAR_SPINE_H_
