#include <gmock/gmock.h>

#include "openvfa/scoring/fracture_risk.h"

namespace openvfa {
namespace {

using ::testing::IsEmpty;

// The patient of ClinicalReference_5_5: 70, FRAX 18 % and 2.6 %, 10 mg/d.
Patient Woman(double dose_mg_per_day = 10) {
  Patient patient;
  patient.sex = Sex::kFemale;
  patient.age_years = 70;
  patient.height_cm = 160;
  patient.weight_kg = 64;  // BMI 25
  patient.glucocorticoid.emplace();
  patient.glucocorticoid->dose_mg_per_day = dose_mg_per_day;
  FraxResult frax;
  frax.major_osteoporotic_percent = 18;
  frax.hip_percent = 2.6;
  frax.glucocorticoid_box = true;
  frax.with_bmd = true;
  frax.prior_fracture_box = false;
  patient.frax = frax;
  return patient;
}

DensitometrySummary Density(std::optional<double> tbs, std::optional<double> neck_t = {},
                            std::optional<double> spine_t = {}) {
  DensitometrySummary summary;
  summary.maker = DensitometerMaker::kHologic;
  summary.reported_tbs = tbs;
  for (const auto& [site, t_score] :
       {std::pair(BoneSite::kFemoralNeck, neck_t), {BoneSite::kSpineL1L4, spine_t}})
    if (t_score) {
      SiteSummary s;
      s.site = site;
      s.t_score = t_score;
      summary.sites.push_back(s);
    }
  return summary;
}

const FraxAdjustment* Find(const FraxSummary& summary, const std::string& id) {
  for (const FraxAdjustment& candidate : summary.candidates)
    if (candidate.id == id) return &candidate;
  return nullptr;
}

bool Says(const FraxSummary& summary, const std::string& code, const std::string& text = "") {
  for (const Diagnostic& d : summary.diagnostics)
    if (d.code == code && d.text.find(text) != std::string::npos) return true;
  return false;
}

TEST(ClinicalReference_5_5, TenMilligramsTakeFraxOverTheThresholds) {
  const auto summary = SummariseFrax(Woman(), {}, {});
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->issued.major_osteoporotic_percent, 18);
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 20.7, 1e-9);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 3.12, 1e-9);
  const FraxAdjustment* dose = Find(*summary, "glucocorticoid-dose");
  ASSERT_TRUE(dose);
  EXPECT_TRUE(dose->applied);
  EXPECT_EQ(dose->inputs, "10 mg/d, all ages");
  EXPECT_THAT(summary->diagnostics, IsEmpty());
}

TEST(FraxSummary, IsAbsentWithoutAResult) {
  EXPECT_FALSE(SummariseFrax({}, {}, true));
  Patient patient = Woman();
  patient.frax = FraxResult();
  EXPECT_FALSE(SummariseFrax(patient, {}, true));
}

TEST(FraxSummary, GivesOnlyTheOutcomesItWasGiven) {
  Patient patient = Woman();
  patient.frax->hip_percent.reset();
  const auto summary = SummariseFrax(patient, Density(1.1), {});
  EXPECT_FALSE(summary->adjusted.hip_percent);
  EXPECT_FALSE(Find(*summary, "tbs")->adjusted.hip_percent);
  EXPECT_TRUE(summary->adjusted.major_osteoporotic_percent);
}

TEST(FraxSummary, AdjustsByAgeWhenAsked) {
  FraxOptions options;
  options.glucocorticoid_mode = GlucocorticoidMode::kByAge;
  Patient patient = Woman();
  patient.age_years = 50;
  auto summary = SummariseFrax(patient, {}, {}, options);
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 21.6, 1e-9);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 3.25, 1e-9);
  patient.age_years.reset();
  summary = SummariseFrax(patient, {}, {}, options);
  EXPECT_EQ(summary->adjusted.hip_percent, 2.6);
  EXPECT_TRUE(Says(*summary, "frax-glucocorticoid-age", "needs age"));
}

TEST(FraxSummary, SaysThatSevenAndAHalfMilligramsIsAnEdge) {
  const auto summary = SummariseFrax(Woman(7.5), {}, {});
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 20.7, 1e-9);
  EXPECT_TRUE(Says(*summary, "frax-glucocorticoid-threshold"));
  EXPECT_FALSE(Says(*SummariseFrax(Woman(7.6), {}, {}), "frax-glucocorticoid-threshold"));
}

TEST(FraxSummary, MediumDoseIsListedAndChangesNothing) {
  const auto summary = SummariseFrax(Woman(5), {}, {});
  ASSERT_TRUE(Find(*summary, "glucocorticoid-dose"));
  EXPECT_FALSE(Find(*summary, "glucocorticoid-dose")->applied);
  EXPECT_EQ(summary->adjusted.hip_percent, 2.6);
}

TEST(FraxSummary, NoDoseAndPastUseAreNoCandidates) {
  EXPECT_THAT(SummariseFrax(Woman(0), {}, {})->candidates, IsEmpty());
  Patient past = Woman();
  past.glucocorticoid->current = false;
  EXPECT_THAT(SummariseFrax(past, {}, {})->candidates, IsEmpty());
}

TEST(FraxSummary, DoseFactorsNeedAFraxWithTheBoxTicked) {
  Patient patient = Woman();
  patient.frax->glucocorticoid_box = false;
  auto summary = SummariseFrax(patient, {}, {});
  EXPECT_FALSE(Find(*summary, "glucocorticoid-dose")->applied);
  EXPECT_EQ(summary->adjusted.major_osteoporotic_percent, 18);
  EXPECT_TRUE(Says(*summary, "frax-glucocorticoid-box", "issue it again"));
  patient.frax->glucocorticoid_box.reset();
  summary = SummariseFrax(patient, {}, {});
  EXPECT_FALSE(Find(*summary, "glucocorticoid-dose")->applied);
  EXPECT_TRUE(Says(*summary, "frax-glucocorticoid-box", "needs frax.glucocorticoid_box"));
}

TEST(FraxSummary, AppliesTheDominantCandidateAndListsAll) {
  Patient patient = Woman();
  patient.falls_past_year = 2;  // x 1.3 / 1.5: more than x 1.15 / 1.2
  patient.prior_fractures = {{FractureSite::kHip, {}, true, {}, {}},
                             {FractureSite::kForearm, {}, true, {}, {}}};
  patient.frax->prior_fracture_box = true;
  const auto summary = SummariseFrax(patient, Density(1.30, -1.8, -2.9), {});
  ASSERT_EQ(summary->candidates.size(), 5u);
  for (const FraxAdjustment& candidate : summary->candidates)
    EXPECT_EQ(candidate.applied, candidate.id == "falls");
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 23.4, 1e-9);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 3.9, 1e-9);
  EXPECT_NEAR(Find(*summary, "discordance")->factor_major, 1.1, 1e-12);
  EXPECT_EQ(Find(*summary, "discordance")->factor_hip, 1);
  EXPECT_NEAR(Find(*summary, "fracture-count")->factor_hip, 1.1, 1e-12);
}

TEST(FraxSummary, ReductionsCompeteToo) {
  const auto summary = SummariseFrax(Woman(1), {}, {});
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 14.4, 1e-9);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 1.69, 1e-9);
}

TEST(FraxSummary, MultipliesOnlyWhenAskedAndSaysSo) {
  Patient patient = Woman();
  patient.falls_past_year = 2;
  FraxOptions options;
  options.combine_all = true;
  auto summary = SummariseFrax(patient, {}, {}, options);
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 18 * 1.15 * 1.3, 1e-9);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 2.6 * 1.2 * 1.5, 1e-9);
  EXPECT_TRUE(Says(*summary, "frax-combined"));
  patient.frax->major_osteoporotic_percent = 90;
  EXPECT_EQ(SummariseFrax(patient, {}, {}, options)->adjusted.major_osteoporotic_percent, 100);
}

TEST(FraxSummary, AlreadyAdjustedIsNotAdjustedAgain) {
  Patient patient = Woman();
  patient.frax->already_adjusted = true;
  const auto summary = SummariseFrax(patient, Density(1.1), {});
  EXPECT_EQ(summary->adjusted.major_osteoporotic_percent, 18);
  EXPECT_EQ(summary->candidates.size(), 2u);
  for (const FraxAdjustment& candidate : summary->candidates) EXPECT_FALSE(candidate.applied);
  EXPECT_TRUE(Says(*summary, "frax-already-adjusted"));
}

TEST(ClinicalReference_4_3, TbsIsAppliedThroughTheEquations) {
  Patient patient = Woman(0);
  patient.frax->major_osteoporotic_percent = 15;
  patient.frax->hip_percent = 4;
  const auto summary = SummariseFrax(patient, Density(1.10), {});
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 18.6770, 5e-5);
  EXPECT_NEAR(*summary->adjusted.hip_percent, 5.2925, 5e-5);
  EXPECT_NEAR(Find(*summary, "tbs")->factor_hip, 5.2925 / 4, 5e-5);
  EXPECT_TRUE(Says(*summary, "frax-tbs-2015"));
}

TEST(ClinicalReference_4_3, HipKeepsItsValueAbove80) {
  Patient patient = Woman(0);
  patient.age_years = 85;
  patient.frax->major_osteoporotic_percent = 30;
  patient.frax->hip_percent = 15;
  auto summary = SummariseFrax(patient, Density(1.40), {});
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 25.5398, 5e-5);
  EXPECT_EQ(summary->adjusted.hip_percent, 15);
  EXPECT_TRUE(Says(*summary, "frax-tbs-age", "it would give 16 %"));
  patient.age_years = 80;
  EXPECT_FALSE(Says(*SummariseFrax(patient, Density(1.40), {}), "frax-tbs-age"));
}

TEST(ClinicalReference_4_2, TbsHoldsForBodyMassIndex15To37) {
  Patient patient = Woman(0);
  patient.height_cm = 100;
  for (const double bmi : {15., 37.}) {
    patient.weight_kg = bmi;
    EXPECT_TRUE(Find(*SummariseFrax(patient, Density(1.1), {}), "tbs")) << bmi;
  }
  for (const double bmi : {14.9, 37.1}) {
    patient.weight_kg = bmi;
    const auto summary = SummariseFrax(patient, Density(1.1), {});
    EXPECT_FALSE(Find(*summary, "tbs")) << bmi;
    EXPECT_TRUE(Says(*summary, "frax-tbs-invalid", "outside 15-37"));
  }
  patient.weight_kg.reset();
  EXPECT_TRUE(Says(*SummariseFrax(patient, Density(1.1), {}), "frax-tbs-invalid", "needs height and weight"));
}

TEST(ClinicalReference_4_3, TbsHoldsForAges40To90) {
  Patient patient = Woman(0);
  for (const double age : {40., 90.}) {
    patient.age_years = age;
    EXPECT_TRUE(Find(*SummariseFrax(patient, Density(1.1), {}), "tbs")) << age;
  }
  for (const double age : {39.9, 90.1}) {
    patient.age_years = age;
    EXPECT_TRUE(Says(*SummariseFrax(patient, Density(1.1), {}), "frax-tbs-invalid", "outside 40-90")) << age;
  }
  patient.age_years.reset();
  EXPECT_TRUE(Says(*SummariseFrax(patient, Density(1.1), {}), "frax-tbs-invalid", "needs age"));
}

TEST(ClinicalReference_7, TheWebsiteDiffersForMenOnAHologic) {
  Patient man = Woman(0);
  man.sex = Sex::kMale;
  EXPECT_TRUE(Says(*SummariseFrax(man, Density(1.1), {}), "frax-tbs-2015", "men on a Hologic"));
  EXPECT_FALSE(Says(*SummariseFrax(Woman(0), Density(1.1), {}), "frax-tbs-2015", "men on a Hologic"));
}

TEST(Leslie2011, DiscordanceNeedsAFraxWithBoneDensity) {
  Patient patient = Woman(0);
  auto summary = SummariseFrax(patient, Density({}, -1.8, -2.96), {});  // reported as -3.0
  EXPECT_NEAR(*summary->adjusted.major_osteoporotic_percent, 19.8, 1e-9);
  EXPECT_EQ(summary->adjusted.hip_percent, 2.6);
  patient.frax->with_bmd = false;
  summary = SummariseFrax(patient, Density({}, -1.8, -3.0), {});
  EXPECT_EQ(summary->adjusted.major_osteoporotic_percent, 18);
  EXPECT_TRUE(Says(*summary, "frax-discordance-bmd"));
  EXPECT_THAT(SummariseFrax(patient, Density({}, -1.8, -2.0), {})->candidates, IsEmpty());
}

TEST(Kanis2022, CountsFragilityFracturesOnly) {
  Patient patient = Woman(0);
  patient.frax->prior_fracture_box = true;
  const PriorFracture fragile{FractureSite::kHip, {}, true, {}, {}},
      unknown{FractureSite::kHip, {}, {}, {}, {}}, traumatic{FractureSite::kHip, {}, false, {}, {}};
  patient.prior_fractures = {fragile, unknown, traumatic};
  auto summary = SummariseFrax(patient, {}, {});
  EXPECT_THAT(summary->candidates, IsEmpty());
  EXPECT_TRUE(Says(*summary, "frax-fracture-count", "needs prior_fractures.fragility"));
  patient.prior_fractures = {fragile, fragile, traumatic};
  summary = SummariseFrax(patient, {}, {});
  EXPECT_NEAR(*summary->adjusted.hip_percent, 2.86, 1e-9);
  patient.frax->prior_fracture_box = false;
  summary = SummariseFrax(patient, {}, {});
  EXPECT_EQ(summary->adjusted.hip_percent, 2.6);
  EXPECT_TRUE(Says(*summary, "frax-prior-fracture-listed"));
}

// NHANES uses the FRAX pair with prior fracture as soon as VFA shows one (SQ >= 1).
TEST(ClinicalReference_5_2, AFractureOnTheFilmAsksForFraxAgain) {
  Patient patient = Woman(0);
  auto summary = SummariseFrax(patient, {}, true);
  EXPECT_TRUE(summary->reissue_with_prior_fracture);
  EXPECT_TRUE(Says(*summary, "frax-reissue"));
  EXPECT_EQ(summary->adjusted.major_osteoporotic_percent, 18);  // nothing is invented
  EXPECT_FALSE(SummariseFrax(patient, {}, false)->reissue_with_prior_fracture);
  EXPECT_FALSE(SummariseFrax(patient, {}, {})->reissue_with_prior_fracture);
  patient.frax->prior_fracture_box = true;
  EXPECT_FALSE(SummariseFrax(patient, {}, true)->reissue_with_prior_fracture);
  patient.frax->prior_fracture_box.reset();
  summary = SummariseFrax(patient, {}, true);
  EXPECT_FALSE(summary->reissue_with_prior_fracture);
  EXPECT_TRUE(Says(*summary, "frax-prior-fracture-unknown", "needs frax.prior_fracture_box"));
}

}  // namespace
}  // namespace openvfa
