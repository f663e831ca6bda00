#include "lumbar_spine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace openvfa {
namespace {

constexpr std::array<BoneSite, 4> kVertebrae = {BoneSite::kSpineL1, BoneSite::kSpineL2, BoneSite::kSpineL3,
                                                BoneSite::kSpineL4};
// ISCD: a vertebra is left out when it differs from its neighbours by more than this.
constexpr double kGreatestDifference = 1.0;
constexpr double kTolerance = 1e-9;
// A printed total may differ from the sum over the listed vertebrae by the rounding of areas and BMDs.
constexpr double kTotalTolerance_g_per_cm2 = 0.006;

std::size_t Number(BoneSite vertebra) {
  return static_cast<std::size_t>(vertebra) - static_cast<std::size_t>(BoneSite::kSpineL1);
}

VertebralLevel LevelOf(BoneSite vertebra) {
  return static_cast<VertebralLevel>(static_cast<std::size_t>(VertebralLevel::kL1) + Number(vertebra));
}

std::string Name(BoneSite vertebra) { return LevelName(LevelOf(vertebra)); }

struct ScoredVertebra {
  BoneSite site;
  double t_score;
};

std::optional<double> VertebraTScore(const BoneDensityResult& result, const DensitometryRecord& record,
                                     const ReferenceTables& tables) {
  if (result.t_score) return result.t_score;
  if (!result.bmd_g_per_cm2 || !record.maker) return std::nullopt;
  const BmdReference* reference = tables.ForTScore(result.site, *record.maker);
  if (!reference) return std::nullopt;
  return TScore(*result.bmd_g_per_cm2, *reference);
}

// How far vertebra i lies from the nearer of its neighbours among `kept`, and how many there are.
struct Isolation {
  double least_difference;
  int neighbours;
};

Isolation IsolationOf(const std::vector<ScoredVertebra>& kept, std::size_t i) {
  Isolation isolation{0, 0};
  const auto look = [&](std::size_t k) {
    const double difference = std::abs(kept[i].t_score - kept[k].t_score);
    isolation.least_difference =
        isolation.neighbours == 0 ? difference : std::min(isolation.least_difference, difference);
    ++isolation.neighbours;
  };
  if (i > 0) look(i - 1);
  if (i + 1 < kept.size()) look(i + 1);
  return isolation;
}

// The vertebra that differs from each of its neighbours: one with two neighbours before one with a single
// neighbour (which may be the odd one itself), then the one that differs most.
std::optional<std::size_t> OddOne(const std::vector<ScoredVertebra>& kept) {
  std::optional<std::size_t> odd;
  Isolation worst{0, 0};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const Isolation isolation = IsolationOf(kept, i);
    if (isolation.least_difference <= kGreatestDifference + kTolerance) continue;
    if (isolation.neighbours < worst.neighbours ||
        (isolation.neighbours == worst.neighbours && isolation.least_difference <= worst.least_difference))
      continue;
    odd = i;
    worst = isolation;
  }
  return odd;
}

std::string OneDecimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", RoundScore(value));
  return text;
}

void ExcludeOddOnes(std::vector<ScoredVertebra> kept, LumbarSpine& spine) {
  while (const auto odd = OddOne(kept)) {
    if (kept.size() <= 2) {
      spine.diagnostics.push_back({Severity::kWarning, "densitometry-vertebrae-disagree",
                                   "the last two lumbar vertebrae differ by more than 1.0 T: which one is "
                                   "wrong cannot be told, look at "
                                   "both; both were kept."});
      return;
    }
    const ScoredVertebra out = kept[*odd];
    kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(*odd));
    std::erase(spine.used, out.site);
    spine.excluded.push_back(
        {out.site, "T-score " + OneDecimal(out.t_score) +
                       " differs by more than 1.0 from each adjacent vertebra that was kept (ISCD)"});
  }
}

void ApplyDifferenceRule(const DensitometryRecord& record, const ReferenceTables& tables,
                         LumbarSpine& spine) {
  std::vector<ScoredVertebra> scored;
  std::string without;
  for (const BoneSite site : spine.used) {
    const BoneDensityResult* result = FindSite(record.results, site);
    const auto t_score = result ? VertebraTScore(*result, record, tables) : std::nullopt;
    if (t_score)
      scored.push_back({site, *t_score});
    else
      without += (without.empty() ? "" : ", ") + Name(site);
  }
  if (without.empty()) return ExcludeOddOnes(scored, spine);
  spine.diagnostics.push_back({Severity::kInfo, "densitometry-vertebra-rule",
                               "whether a vertebra differs by more than 1.0 T from its neighbours was not "
                               "checked: needs the T-score of " +
                                   without + "."});
}

std::vector<BoneSite> ListedVertebrae(const DensitometryRecord& record) {
  std::vector<BoneSite> listed;
  for (const BoneSite site : kVertebrae) {
    const BoneDensityResult* result = FindSite(record.results, site);
    if (result && (result->bmd_g_per_cm2 || result->bmc_g || result->t_score)) listed.push_back(site);
  }
  return listed;
}

void ExcludeFractured(const std::set<VertebralLevel>& fractured, LumbarSpine& spine) {
  std::erase_if(spine.used, [&](BoneSite site) {
    if (!fractured.contains(LevelOf(site))) return false;
    spine.excluded.push_back({site, "fractured on this film (grade 1 or more)"});
    return true;
  });
}

void Sum(const DensitometryRecord& record, const char* why, LumbarSpine& spine) {
  spine.total = SumOver(record.results, spine.used);
  spine.summed = spine.total.has_value();
  if (!spine.total)
    spine.diagnostics.push_back(
        {Severity::kWarning, "densitometry-spine-needs-area",
         std::string("lumbar spine not computed: ") + why +
             "; needs BMC and area (or BMD and area) of every vertebra that is left."});
}

void TotalOf(const DensitometryRecord& record, const BoneDensityResult* printed, LumbarSpine& spine) {
  if (!spine.excluded.empty()) return Sum(record, "vertebrae are left out", spine);
  if (!printed || (!printed->bmd_g_per_cm2 && !printed->t_score && !printed->z_score))
    return Sum(record, "the record holds no total", spine);
  spine.total = *printed;
  const auto sum = SumOver(record.results, spine.used);
  if (!sum || !printed->bmd_g_per_cm2) return;
  if (std::abs(*sum->bmd_g_per_cm2 - *printed->bmd_g_per_cm2) <= kTotalTolerance_g_per_cm2) return;
  spine.total = sum;
  spine.summed = true;
  spine.diagnostics.push_back(
      {Severity::kWarning, "densitometry-spine-total",
       "the printed spine total is not that of the listed vertebrae (sum BMC / sum area): "
       "the sum is used."});
}

}  // namespace

const BoneDensityResult* FindSite(const std::vector<BoneDensityResult>& results, BoneSite site) {
  const auto found = std::ranges::find(results, site, &BoneDensityResult::site);
  return found == results.end() ? nullptr : &*found;
}

std::optional<BoneDensityResult> SumOver(const std::vector<BoneDensityResult>& results,
                                         const std::vector<BoneSite>& sites) {
  double bmc_g = 0, area_cm2 = 0;
  for (const BoneSite site : sites) {
    const BoneDensityResult* result = FindSite(results, site);
    if (!result || !result->area_cm2) return std::nullopt;
    if (!result->bmc_g && !result->bmd_g_per_cm2) return std::nullopt;
    area_cm2 += *result->area_cm2;
    bmc_g += result->bmc_g ? *result->bmc_g : *result->bmd_g_per_cm2 * *result->area_cm2;
  }
  if (!(area_cm2 > 0)) return std::nullopt;
  BoneDensityResult sum;
  sum.site = BoneSite::kSpineL1L4;
  sum.bmd_g_per_cm2 = bmc_g / area_cm2;
  sum.bmc_g = bmc_g;
  sum.area_cm2 = area_cm2;
  return sum;
}

LumbarSpine AssessLumbarSpine(const DensitometryRecord& record, const std::set<VertebralLevel>& fractured,
                              const ReferenceTables& tables) {
  LumbarSpine spine;
  const BoneDensityResult* printed = FindSite(record.results, BoneSite::kSpineL1L4);
  spine.used = ListedVertebrae(record);
  // A total with fewer than two vertebrae beside it: what it covers is not told, so all four are taken.
  if (printed && spine.used.size() < 2) spine.used.assign(kVertebrae.begin(), kVertebrae.end());
  if (spine.used.empty()) return spine;
  ExcludeFractured(fractured, spine);
  ApplyDifferenceRule(record, tables, spine);
  if (spine.used.size() >= 2) {
    TotalOf(record, printed, spine);
  } else {
    spine.diagnostics.push_back({Severity::kWarning, "densitometry-spine-too-short",
                                 "the lumbar spine does not count: fewer than 2 vertebrae are left (ISCD)."});
  }
  std::ranges::sort(spine.excluded, {}, &ExcludedVertebra::site);
  return spine;
}

}  // namespace openvfa
