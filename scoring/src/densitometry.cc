#include "openvfa/scoring/densitometry.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bone_density.h"
#include "lumbar_spine.h"
#include "openvfa/image/densitometry_fields.h"

namespace openvfa {
namespace {

// A printed T-score further than this from the computed one was counted in another reference.
constexpr double kPrintedTolerance = 0.15;
constexpr double kChangeTolerance_g_per_cm2 = 1e-9;

std::string Text(const char* format, double a, double b = 0) {
  char text[96];
  std::snprintf(text, sizeof text, format, a, b);
  return text;
}

bool IsDiagnosticSite(BoneSite site) {
  return site == BoneSite::kFemoralNeck || site == BoneSite::kTotalHip || site == BoneSite::kSpineL1L4 ||
         site == BoneSite::kRadius33;
}

// What every site is judged with.
struct Context {
  const DensitometryRecord& record;
  const ReferenceTables& tables;
  const LumbarSpine& spine;
  std::optional<bool> uses_t_score;
  bool fragility_fracture = false;
  std::vector<Diagnostic>& diagnostics;

  void Note(Severity severity, const char* code, const std::string& text) const {
    diagnostics.push_back({severity, code, text});
  }
};

void NoteMissingT(const Context& context, const BoneDensityResult& result) {
  if (!IsDiagnosticSite(result.site)) return;
  const std::string site(NameOf(result.site));
  const char* needs = !result.bmd_g_per_cm2 ? "a BMD or the printed T-score"
                      : !context.record.maker
                          ? "the maker of the densitometer or the printed T-score"
                          : "the printed T-score: the tables hold no reference for this site";
  context.Note(Severity::kInfo, "densitometry-no-t-score",
               "T-score of " + site + " not computed: needs " + needs + ".");
}

void FillTScore(const Context& context, const BoneDensityResult& result, SiteSummary& site) {
  const auto maker = context.record.maker;
  const BmdReference* reference = maker ? context.tables.ForTScore(result.site, *maker) : nullptr;
  if (reference && result.bmd_g_per_cm2) {
    site.t_score = TScore(*result.bmd_g_per_cm2, *reference);
    site.t_score_computed = true;
    site.t_score_reference =
        reference->population + "; " + reference->source + " [" + reference->confidence + "]";
    if (result.t_score && std::abs(RoundScore(*site.t_score) - *result.t_score) > kPrintedTolerance)
      context.Note(Severity::kWarning, "densitometry-t-score-differs",
                   "T-score of " + std::string(NameOf(result.site)) +
                       Text(": computed %.1f, printed %.1f", RoundScore(*site.t_score), *result.t_score) +
                       "; the densitometer used another reference; the computed one is used.");
  } else if (result.t_score) {
    site.t_score = result.t_score;
    site.t_score_reference = "as printed";
  } else {
    NoteMissingT(context, result);
  }
}

void FillClass(const Context& context, SiteSummary& site) {
  if (!context.uses_t_score || !IsDiagnosticSite(site.site)) return;
  const bool by_t = *context.uses_t_score;
  const auto& score = by_t ? site.t_score : site.z_score;
  if (!score) return;
  const BoneMassClass unrounded = by_t ? ClassOfT(*score, context.fragility_fracture) : ClassOfZ(*score);
  site.bone_mass = by_t ? ClassifyTScore(*score, context.fragility_fracture) : ClassifyZScore(*score);
  site.rounding_decides = unrounded != *site.bone_mass;
  if (site.rounding_decides)
    context.Note(Severity::kInfo, "densitometry-rounding-decides",
                 "class of " + std::string(NameOf(site.site)) +
                     Text(" rests on rounding: %.2f is reported as %.1f.", *score, RoundScore(*score)));
}

// The earlier BMD over the same bone: with vertebrae left out now, the same ones are left out then.
std::optional<double> PreviousBmd(const Context& context, BoneSite site) {
  const auto& previous = context.record.previous;
  if (site == BoneSite::kSpineL1L4 && context.spine.summed) {
    const auto sum = SumOver(previous, context.spine.used);
    if (!sum && !previous.empty())
      context.Note(Severity::kInfo, "densitometry-previous-spine",
                   "change of the lumbar spine not computed: needs BMC and area of the same vertebrae at the "
                   "previous visit.");
    return sum ? sum->bmd_g_per_cm2 : std::nullopt;
  }
  const BoneDensityResult* result = FindSite(previous, site);
  return result ? result->bmd_g_per_cm2 : std::nullopt;
}

void FillChange(const Context& context, SiteSummary& site) {
  if (!site.bmd_g_per_cm2) return;
  const auto previous = PreviousBmd(context, site.site);
  if (!previous) return;
  site.change_g_per_cm2 = *site.bmd_g_per_cm2 - *previous;
  const auto& lscs = context.record.least_significant_change;
  const auto lsc = std::ranges::find(lscs, site.site, &DensitometryRecord::SiteLsc::site);
  if (lsc != lscs.end())
    site.change_is_real = std::abs(*site.change_g_per_cm2) >= lsc->lsc_g_per_cm2 - kChangeTolerance_g_per_cm2;
  else if (IsDiagnosticSite(site.site))
    context.Note(Severity::kInfo, "densitometry-no-lsc",
                 "whether the change of " + std::string(NameOf(site.site)) +
                     " is real was not computed: needs this centre's least significant change.");
}

SiteSummary SummariseSite(const Context& context, const BoneDensityResult& result) {
  SiteSummary site;
  site.site = result.site;
  site.bmd_g_per_cm2 = result.bmd_g_per_cm2;
  site.z_score = result.z_score;
  FillTScore(context, result, site);
  if (result.bmd_g_per_cm2 && context.record.maker)
    site.standardised_mg_per_cm2 =
        StandardisedBmd_mg_per_cm2(*result.bmd_g_per_cm2, result.site, *context.record.maker);
  FillClass(context, site);
  FillChange(context, site);
  return site;
}

void Lower(const std::optional<double>& score, std::optional<double>& lowest) {
  if (score && (!lowest || *score < *lowest)) lowest = score;
}

// Diagnosis on the lowest of the sites; needs to know whether T or Z applies.
void Diagnose(const Context& context, DensitometrySummary& summary) {
  for (const SiteSummary& site : summary.sites) {
    if (!IsDiagnosticSite(site.site)) continue;
    Lower(site.t_score, summary.lowest_t_score);
    Lower(site.z_score, summary.lowest_z_score);
  }
  if (!context.uses_t_score) {
    context.Note(
        Severity::kWarning, "densitometry-t-or-z",
        "no diagnosis: whether T or Z applies needs sex, and menopausal status (women) or age (men).");
    return;
  }
  const bool by_t = *context.uses_t_score;
  const auto& lowest = by_t ? summary.lowest_t_score : summary.lowest_z_score;
  if (!lowest) {
    context.Note(Severity::kWarning, "densitometry-no-diagnosis",
                 std::string("no diagnosis: needs a ") + (by_t ? "T-score" : "Z-score") +
                     " of lumbar spine, total hip, femoral neck or 33 % radius.");
    return;
  }
  for (const SiteSummary& site : summary.sites) {
    const auto& score = by_t ? site.t_score : site.z_score;
    if (!IsDiagnosticSite(site.site) || score != lowest) continue;
    summary.diagnostic_site = site.site;
    summary.diagnosis = site.bone_mass;
    break;
  }
}

bool HasFragilityFracture(const Patient& patient, const std::set<VertebralLevel>& fractured) {
  if (!fractured.empty()) return true;
  return patient.prior_fractures && std::ranges::any_of(*patient.prior_fractures, [](const PriorFracture& f) {
           return f.fragility.value_or(false);
         });
}

void NoteSeverity(const Context& context, const Patient& patient, const std::set<VertebralLevel>& fractured,
                  const DensitometrySummary& summary) {
  if (summary.diagnosis == BoneMassClass::kOsteoporosis && !patient.prior_fractures)
    context.Note(Severity::kInfo, "densitometry-severity",
                 "whether osteoporosis is severe (WHO: with a fragility fracture) needs prior fractures.");
  if (summary.diagnosis == BoneMassClass::kSevereOsteoporosis && !HasFragilityFracture(patient, {}) &&
      !fractured.empty())
    context.Note(
        Severity::kInfo, "densitometry-severity",
        "severe for a vertebral fracture on this film, taken as a fragility fracture: verify that no "
        "trauma explains it.");
}

}  // namespace

DensitometrySummary SummariseDensitometry(const DensitometryRecord& record, const Patient& patient,
                                          const std::set<VertebralLevel>& fractured,
                                          const ReferenceTables& tables) {
  DensitometrySummary summary;
  summary.source = record.source;
  summary.maker = record.maker;
  summary.reported_tbs = record.reported_tbs;
  LumbarSpine spine = AssessLumbarSpine(record, fractured, tables);
  summary.diagnostics = spine.diagnostics;
  const Context context{record,
                        tables,
                        spine,
                        UsesTScore(patient),
                        HasFragilityFracture(patient, fractured),
                        summary.diagnostics};
  for (const BoneDensityResult& result : record.results)
    if (result.site != BoneSite::kSpineL1L4) summary.sites.push_back(SummariseSite(context, result));
  if (spine.total) summary.sites.push_back(SummariseSite(context, *spine.total));
  std::ranges::sort(summary.sites, {}, &SiteSummary::site);
  if (spine.summed && !spine.excluded.empty())
    context.Note(
        Severity::kInfo, "densitometry-spine-summed",
        "lumbar spine over the vertebrae that are left (sum BMC / sum area); its T-score is counted in "
        "the L1-L4 reference.");
  if (!summary.sites.empty()) {
    Diagnose(context, summary);
    NoteSeverity(context, patient, fractured, summary);
  }
  summary.excluded = std::move(spine.excluded);
  summary.spine_used = std::move(spine.used);
  return summary;
}

}  // namespace openvfa
