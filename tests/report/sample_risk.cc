#include "sample_risk.h"

namespace openvfa::testing {
namespace {

DensitometrySummary Density() {
  DensitometrySummary density;
  density.source = "dxa.json";
  density.maker = DensitometerMaker::kHologic;
  SiteSummary neck;
  neck.site = BoneSite::kFemoralNeck;
  neck.bmd_g_per_cm2 = 0.65;
  neck.t_score = -1.733333;
  neck.t_score_computed = true;
  neck.t_score_reference = "NHW F 20-29, NHANES III";
  neck.standardised_mg_per_cm2 = 725.55;
  neck.bone_mass = BoneMassClass::kLowBoneMass;
  neck.change_g_per_cm2 = -0.03;
  neck.change_is_real = true;
  SiteSummary spine;
  spine.site = BoneSite::kSpineL1L4;
  spine.z_score = -0.4;
  density.sites = {neck, spine};
  density.excluded = {{BoneSite::kSpineL2, "grade 2 on the film"}};
  density.spine_used = {BoneSite::kSpineL1, BoneSite::kSpineL3};
  density.diagnostic_site = BoneSite::kFemoralNeck;
  density.lowest_t_score = -1.733333;
  density.lowest_z_score = -0.4;
  density.diagnosis = BoneMassClass::kLowBoneMass;
  density.reported_tbs = 1.21;
  density.diagnostics = {{Severity::kWarning, "densitometry-sample", "A note."}};
  return density;
}

TextureSummary Texture() {
  TextureSummary texture;
  texture.regions = {
      {.region = "L1", .slope = 1.1, .slope_sd = 0.02, .variogram = {{1, 2.5}, {100, 90}}, .pixels = 250},
      {.region = "L3", .slope = 1.3, .slope_sd = 0.03, .variogram = {{1, 3}, {120, 110}}, .pixels = 300}};
  texture.mean_slope = 1.2;
  return texture;
}

FraxSummary Frax() {
  FraxSummary frax;
  frax.issued = {18.0, 2.6};
  frax.adjusted = {20.7, 3.12};
  frax.candidates = {{.id = "glucocorticoid-dose",
                      .source = "Kanis 2011",
                      .inputs = "10 mg/d, all ages",
                      .factor_major = 1.15,
                      .factor_hip = 1.2,
                      .adjusted = {20.7, 3.12},
                      .applied = true},
                     {.id = "discordance",
                      .source = "Leslie 2011",
                      .inputs = "neck -1.7, spine -2.9",
                      .factor_major = 1.1,
                      .factor_hip = 1,
                      .adjusted = {19.8, std::nullopt},
                      .applied = false}};
  frax.reissue_with_prior_fracture = true;
  return frax;
}

}  // namespace

RiskSummary SampleRisk() {
  RiskSummary summary;
  summary.densitometry = Density();
  summary.texture = Texture();
  summary.frax = Frax();
  summary.qfracture = qfracture::Score{.osteoporotic_percent = 7.569497, .hip_percent = 2.55418};
  summary.findings = {{.rule_id = "A-1",
                       .source = "Source, 2020",
                       .evidence = "[L]",
                       .severity = FindingSeverity::kCritical,
                       .text = "Something, with a comma.",
                       .inputs = {{"age", "70 y"}, {"lowest_t_score", "-1.7"}}},
                      {.rule_id = "B-2",
                       .source = "Other, 2021",
                       .evidence = "[L] reported association",
                       .severity = FindingSeverity::kNote,
                       .text = "Less.",
                       .inputs = {{"medication.ppi", "yes"}}}};
  summary.undecided = {{"C-3", {"falls", "vitamin_d"}}, {"D-4", {"falls"}}};
  summary.not_computed = {"Garvan: needs garvan_any_percent"};
  summary.missing_report_items = {"VFA: referrer", "DXA: model"};
  summary.diagnostics = {{Severity::kInfo, "sample", "Another note."}};
  return summary;
}

}  // namespace openvfa::testing
