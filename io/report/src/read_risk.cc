#include <algorithm>
#include <utility>

#include "openvfa/image/densitometry_fields.h"
#include "read_assessment.h"
#include "risk_json.h"

namespace openvfa {
namespace {

std::optional<double> NumberOf(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}
std::optional<bool> AnswerOf(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<bool>());
}
std::string TextOf(const Json& value) { return value.is_null() ? "" : value.get<std::string>(); }

std::optional<BoneSite> SiteOf(const Json& value) {
  if (value.is_null()) return std::nullopt;
  for (const BoneSiteName& name : BoneSiteNames()) {
    if (name.name == value.get<std::string>()) return name.site;
  }
  throw ReadError("\"" + value.get<std::string>() + "\" is not a site of densitometry.");
}

std::optional<DensitometerMaker> MakerOf(const Json& value) {
  for (const DensitometerMakerName& name : DensitometerMakerNames()) {
    if (name.name == TextOf(value)) return name.maker;
  }
  return std::nullopt;
}

std::optional<BoneMassClass> ClassOf(const Json& value) {
  using enum BoneMassClass;
  for (const BoneMassClass bone_mass : {kNormal, kLowBoneMass, kOsteoporosis, kSevereOsteoporosis,
                                        kWithinExpectedRange, kBelowExpectedRange}) {
    if (BoneMassToken(bone_mass) == TextOf(value)) return bone_mass;
  }
  return std::nullopt;
}

SiteSummary SiteSummaryOf(const Json& in) {
  SiteSummary site;
  site.site = SiteOf(in.at("site")).value();
  site.bmd_g_per_cm2 = NumberOf(in.at("bmd_g_per_cm2"));
  site.t_score = NumberOf(in.at("t_score"));
  site.z_score = NumberOf(in.at("z_score"));
  site.t_score_computed = in.at("t_score_computed").get<bool>();
  site.t_score_reference = TextOf(in.at("t_score_reference"));
  site.standardised_mg_per_cm2 = NumberOf(in.at("standardised_mg_per_cm2"));
  site.bone_mass = ClassOf(in.at("class"));
  site.rounding_decides = in.at("rounding_decides").get<bool>();
  site.change_g_per_cm2 = NumberOf(in.at("change_g_per_cm2"));
  site.change_is_real = AnswerOf(in.at("change_is_real"));
  return site;
}

std::optional<DensitometrySummary> DensityOf(const Json& in) {
  if (in.is_null()) return std::nullopt;
  DensitometrySummary density;
  density.source = TextOf(in.at("source"));
  density.maker = MakerOf(in.at("maker"));
  for (const Json& site : in.at("sites")) density.sites.push_back(SiteSummaryOf(site));
  for (const Json& vertebra : in.at("excluded")) {
    density.excluded.push_back({SiteOf(vertebra.at("site")).value(), TextOf(vertebra.at("reason"))});
  }
  for (const Json& site : in.at("spine_used")) density.spine_used.push_back(SiteOf(site).value());
  density.diagnostic_site = SiteOf(in.at("diagnostic_site"));
  density.lowest_t_score = NumberOf(in.at("lowest_t_score"));
  density.lowest_z_score = NumberOf(in.at("lowest_z_score"));
  density.diagnosis = ClassOf(in.at("diagnosis"));
  density.reported_tbs = NumberOf(in.at("reported_tbs"));
  density.diagnostics = DiagnosticsOf(in.at("diagnostics"));
  return density;
}

std::optional<TextureSummary> TextureOf(const Json& in) {
  if (in.is_null()) return std::nullopt;
  TextureSummary texture;
  texture.mean_slope = NumberOf(in.at("mean_slope"));
  texture.research_only = in.at("research_only").get<bool>();
  for (const Json& region : in.at("regions")) {
    TextureIndex index;
    index.region = TextOf(region.at("region"));
    index.slope = region.at("slope").get<double>();
    index.slope_sd = region.at("slope_sd").get<double>();
    index.pixels = region.at("pixels").get<int>();
    index.variogram.value = region.at("variogram").get<std::vector<double>>();
    index.variogram.pairs = region.at("pairs").get<std::vector<long long>>();
    texture.regions.push_back(std::move(index));
  }
  texture.diagnostics = DiagnosticsOf(in.at("diagnostics"));
  return texture;
}

ProbabilityPair PairOf(const Json& in) {
  return {NumberOf(in.at("major_percent")), NumberOf(in.at("hip_percent"))};
}

std::optional<FraxSummary> FraxOf(const Json& in) {
  if (in.is_null()) return std::nullopt;
  FraxSummary frax;
  frax.issued = PairOf(in.at("issued"));
  frax.adjusted = PairOf(in.at("adjusted"));
  for (const Json& from : in.at("candidates")) {
    frax.candidates.push_back({.id = TextOf(from.at("id")),
                               .source = TextOf(from.at("source")),
                               .inputs = TextOf(from.at("inputs")),
                               .factor_major = from.at("factor_major").get<double>(),
                               .factor_hip = from.at("factor_hip").get<double>(),
                               .adjusted = PairOf(from.at("adjusted")),
                               .applied = from.at("applied").get<bool>()});
  }
  frax.reissue_with_prior_fracture = in.at("reissue_with_prior_fracture").get<bool>();
  frax.diagnostics = DiagnosticsOf(in.at("diagnostics"));
  return frax;
}

std::optional<qfracture::Score> QFractureOf(const Json& in) {
  if (in.is_null()) return std::nullopt;
  return qfracture::Score{.osteoporotic_percent = in.at("osteoporotic_percent").get<double>(),
                          .hip_percent = in.at("hip_percent").get<double>(),
                          .bmi_clamped = in.at("bmi_clamped").get<bool>()};
}

FindingSeverity SeverityOf(const Json& name) {
  using enum FindingSeverity;
  for (const FindingSeverity severity : {kCritical, kHigh, kModerate, kNote}) {
    if (SeverityName(severity) == name.get<std::string>()) return severity;
  }
  throw ReadError("\"" + name.get<std::string>() + "\" is not a severity.");
}

RiskFinding FindingOf(const Json& in) {
  RiskFinding finding{.rule_id = TextOf(in.at("rule_id")),
                      .source = TextOf(in.at("source")),
                      .evidence = TextOf(in.at("evidence")),
                      .severity = SeverityOf(in.at("severity")),
                      .text = TextOf(in.at("text"))};
  for (const auto& [name, value] : in.at("inputs").items()) finding.inputs.emplace_back(name, TextOf(value));
  return finding;
}

}  // namespace

std::shared_ptr<const RiskSummary> ReadRisk(const Json& assessment) {
  auto summary = std::make_shared<RiskSummary>();
  const Json& risk = assessment.at("risk");
  summary->densitometry = DensityOf(assessment.at("densitometry"));
  summary->texture = TextureOf(assessment.at("texture"));
  summary->frax = FraxOf(risk.at("frax"));
  summary->qfracture = QFractureOf(risk.at("qfracture"));
  for (const Json& finding : risk.at("findings")) summary->findings.push_back(FindingOf(finding));
  for (const Json& rule : risk.at("undecided")) {
    summary->undecided.push_back(
        {TextOf(rule.at("rule_id")), rule.at("needs").get<std::vector<std::string>>()});
  }
  summary->not_computed = risk.at("not_computed").get<std::vector<std::string>>();
  summary->missing_report_items = risk.at("missing_report_items").get<std::vector<std::string>>();
  summary->diagnostics = DiagnosticsOf(risk.at("diagnostics"));
  return summary;
}

}  // namespace openvfa
