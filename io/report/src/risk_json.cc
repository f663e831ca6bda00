#include "risk_json.h"

#include <algorithm>

#include "assessment_json.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/report/risk.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

Json Quantity(const std::optional<double>& value) { return value ? Number(*value, 1e-6) : Json(nullptr); }
Json YesNo(const std::optional<bool>& value) { return value ? Json(*value) : Json(nullptr); }
Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json SiteOrNull(const std::optional<BoneSite>& site) { return site ? Json(NameOf(*site)) : Json(nullptr); }
Json ClassOrNull(const std::optional<BoneMassClass>& bone_mass) {
  return bone_mass ? Json(BoneMassToken(*bone_mass)) : Json(nullptr);
}

Json MakerOrNull(const std::optional<DensitometerMaker>& maker) {
  for (const DensitometerMakerName& name : DensitometerMakerNames()) {
    if (name.maker == maker) return name.name;
  }
  return nullptr;
}

Json SiteJson(const SiteSummary& site) {
  return {{"site", NameOf(site.site)},
          {"bmd_g_per_cm2", Quantity(site.bmd_g_per_cm2)},
          {"t_score", Quantity(site.t_score)},
          {"z_score", Quantity(site.z_score)},
          {"t_score_computed", site.t_score_computed},
          {"t_score_reference", TextOrNull(site.t_score_reference)},
          {"standardised_mg_per_cm2", Quantity(site.standardised_mg_per_cm2)},
          {"class", ClassOrNull(site.bone_mass)},
          {"rounding_decides", site.rounding_decides},
          {"change_g_per_cm2", Quantity(site.change_g_per_cm2)},
          {"change_is_real", YesNo(site.change_is_real)}};
}

Json TbsClasses(const std::optional<double>& tbs) {
  if (!tbs) return nullptr;
  return {{"manufacturer", TbsToken(ClassifyTbsManufacturer(*tbs))},
          {"meta_analysis", TbsToken(ClassifyTbsMetaAnalysis(*tbs))}};
}

Json Pair(const ProbabilityPair& pair) {
  return {{"major_percent", Quantity(pair.major_osteoporotic_percent)},
          {"hip_percent", Quantity(pair.hip_percent)}};
}

Json FraxJson(const std::optional<FraxSummary>& frax) {
  if (!frax) return nullptr;
  Json candidates = Json::array();
  for (const FraxAdjustment& candidate : frax->candidates) {
    candidates.push_back({{"id", candidate.id},
                          {"source", candidate.source},
                          {"inputs", candidate.inputs},
                          {"factor_major", Quantity(candidate.factor_major)},
                          {"factor_hip", Quantity(candidate.factor_hip)},
                          {"adjusted", Pair(candidate.adjusted)},
                          {"applied", candidate.applied}});
  }
  return {{"issued", Pair(frax->issued)},
          {"adjusted", Pair(frax->adjusted)},
          {"candidates", candidates},
          {"reissue_with_prior_fracture", frax->reissue_with_prior_fracture},
          {"diagnostics", DiagnosticsJson(frax->diagnostics)}};
}

Json QFractureJson(const std::optional<qfracture::Score>& score) {
  if (!score) return nullptr;
  return {{"osteoporotic_percent", Quantity(score->osteoporotic_percent)},
          {"hip_percent", Quantity(score->hip_percent)},
          {"years", 10},
          {"bmi_clamped", score->bmi_clamped},
          {"disclaimer", qfracture::kDisclaimer}};
}

Json FindingsJson(const std::vector<RiskFinding>& findings) {
  Json out = Json::array();
  for (const RiskFinding& finding : findings) {
    Json inputs = Json::object();
    for (const auto& [name, value] : finding.inputs) inputs[name] = value;
    out.push_back({{"rule_id", finding.rule_id},
                   {"source", finding.source},
                   {"evidence", finding.evidence},
                   {"severity", SeverityName(finding.severity)},
                   {"text", finding.text},
                   {"inputs", inputs}});
  }
  return out;
}

Json FactsJson(const Facts& facts) {
  Json out = Json::object();
  for (const auto& [name, fact] : facts) {
    if (const double* number = std::get_if<double>(&fact)) {
      out[name] = Number(*number, 1e-6);
    } else {
      std::visit([&out, &key = name](const auto& value) { out[key] = value; }, fact);
    }
  }
  return out;
}

}  // namespace

std::string BoneMassToken(BoneMassClass bone_mass) {
  std::string token = BoneMassText(bone_mass);
  std::replace(token.begin(), token.end(), ' ', '_');
  return token;
}

std::string BoneMassText(BoneMassClass bone_mass) {
  switch (bone_mass) {
    case BoneMassClass::kNormal:
      return "normal";
    case BoneMassClass::kLowBoneMass:
      return "low bone mass";
    case BoneMassClass::kOsteoporosis:
      return "osteoporosis";
    case BoneMassClass::kSevereOsteoporosis:
      return "severe osteoporosis";
    case BoneMassClass::kWithinExpectedRange:
      return "within expected range";
    default:
      return "below expected range";
  }
}

std::string TbsToken(TbsClass tbs) {
  if (tbs == TbsClass::kNormal) return "normal";
  return tbs == TbsClass::kDegraded ? "degraded" : "partially_degraded";
}

Json DensitometryJson(const std::optional<DensitometrySummary>& summary) {
  if (!summary) return nullptr;
  Json sites = Json::array(), excluded = Json::array(), used = Json::array();
  for (const SiteSummary& site : summary->sites) sites.push_back(SiteJson(site));
  for (const ExcludedVertebra& vertebra : summary->excluded) {
    excluded.push_back({{"site", NameOf(vertebra.site)}, {"reason", vertebra.reason}});
  }
  for (const BoneSite site : summary->spine_used) used.push_back(NameOf(site));
  return {{"source", TextOrNull(summary->source)},
          {"maker", MakerOrNull(summary->maker)},
          {"sites", sites},
          {"excluded", excluded},
          {"spine_used", used},
          {"diagnostic_site", SiteOrNull(summary->diagnostic_site)},
          {"lowest_t_score", Quantity(summary->lowest_t_score)},
          {"lowest_z_score", Quantity(summary->lowest_z_score)},
          {"diagnosis", ClassOrNull(summary->diagnosis)},
          {"reported_tbs", Quantity(summary->reported_tbs)},
          {"reported_tbs_class", TbsClasses(summary->reported_tbs)},
          {"diagnostics", DiagnosticsJson(summary->diagnostics)}};
}

Json TextureJson(const std::optional<TextureSummary>& summary) {
  if (!summary) return nullptr;
  Json regions = Json::array();
  for (const TextureIndex& index : summary->regions) {
    Json values = Json::array();
    for (const double value : index.variogram.value) values.push_back(Quantity(value));
    regions.push_back({{"region", index.region},
                       {"slope", Quantity(index.slope)},
                       {"slope_sd", Quantity(index.slope_sd)},
                       {"pixels", index.pixels},
                       {"variogram", values},
                       {"pairs", index.variogram.pairs}});
  }
  return {{"name", "TBS-like"},
          {"mean_slope", Quantity(summary->mean_slope)},
          {"research_only", summary->research_only},
          {"regions", regions},
          {"diagnostics", DiagnosticsJson(summary->diagnostics)}};
}

Json RiskJson(const RiskSummary& summary) {
  Json undecided = Json::array();
  for (const UndecidedRule& rule : summary.undecided) {
    undecided.push_back({{"rule_id", rule.rule_id}, {"needs", rule.needs}});
  }
  return {{"verify", kVerifySentence},
          {"frax", FraxJson(summary.frax)},
          {"qfracture", QFractureJson(summary.qfracture)},
          {"findings", FindingsJson(summary.findings)},
          {"undecided", undecided},
          {"not_computed", summary.not_computed},
          {"missing_report_items", summary.missing_report_items},
          {"diagnostics", DiagnosticsJson(summary.diagnostics)}};
}

void WriteRiskJson(const RiskSummary& summary, std::ostream& out, const std::optional<Facts>& facts) {
  Json json = {
      {"schema", "openvfa/risk/1"},
      {"software", {{"name", "openvfa"}, {"version", ProgramVersion()}, {"commit", ProgramCommit()}}},
      {"densitometry", DensitometryJson(summary.densitometry)},
      {"texture", TextureJson(summary.texture)},
      {"risk", RiskJson(summary)}};
  if (facts) json["facts"] = FactsJson(*facts);
  WriteJsonText(json, out);
}

}  // namespace openvfa
