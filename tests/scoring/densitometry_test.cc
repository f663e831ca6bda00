#include "openvfa/scoring/densitometry.h"

#include <gmock/gmock.h>

namespace openvfa {
namespace {

using enum BoneSite;
using enum DensitometerMaker;
using enum BoneMassClass;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Patient Woman() {
  Patient patient;
  patient.sex = Sex::kFemale;
  patient.age_years = 70;
  patient.postmenopausal = true;
  patient.prior_fractures.emplace();
  return patient;
}

BoneDensityResult Bmd(BoneSite site, double bmd) {
  BoneDensityResult result;
  result.site = site;
  result.bmd_g_per_cm2 = bmd;
  return result;
}

BoneDensityResult Vertebra(BoneSite site, double bmc, double area, double t_score) {
  BoneDensityResult result;
  result.site = site;
  result.bmc_g = bmc;
  result.area_cm2 = area;
  result.bmd_g_per_cm2 = bmc / area;
  result.t_score = t_score;
  return result;
}

// The vector of ClinicalReference_3_1: 57 g over 59.5 cm2.
DensitometryRecord Spine(double t1 = -0.9, double t2 = -0.9, double t3 = -0.8, double t4 = -0.5) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Vertebra(kSpineL1, 12, 13, t1), Vertebra(kSpineL2, 13, 14, t2),
                    Vertebra(kSpineL3, 15, 15.5, t3), Vertebra(kSpineL4, 17, 17, t4)};
  return record;
}

const SiteSummary* At(const DensitometrySummary& summary, BoneSite site) {
  for (const SiteSummary& s : summary.sites)
    if (s.site == site) return &s;
  return nullptr;
}

bool Says(const DensitometrySummary& summary, const std::string& code, const std::string& text = "") {
  for (const Diagnostic& d : summary.diagnostics)
    if (d.code == code && d.text.find(text) != std::string::npos) return true;
  return false;
}

std::vector<BoneSite> Excluded(const DensitometrySummary& summary) {
  std::vector<BoneSite> sites;
  for (const ExcludedVertebra& vertebra : summary.excluded) sites.push_back(vertebra.site);
  return sites;
}

TEST(ClinicalReference_3_1, SpineIsSumOfContentOverSumOfArea) {
  const auto summary = SummariseDensitometry(Spine(), Woman(), {});
  ASSERT_TRUE(At(summary, kSpineL1L4));
  EXPECT_NEAR(*At(summary, kSpineL1L4)->bmd_g_per_cm2, 57 / 59.5, 1e-12);  // 0.958, not the mean 0.955
  EXPECT_THAT(summary.spine_used, ElementsAre(kSpineL1, kSpineL2, kSpineL3, kSpineL4));
  EXPECT_THAT(summary.excluded, IsEmpty());
}

TEST(ClinicalReference_3_1, LeavesOutFracturedVertebrae) {
  const auto summary = SummariseDensitometry(Spine(), Woman(), {VertebralLevel::kL2, VertebralLevel::kT12});
  EXPECT_THAT(Excluded(summary), ElementsAre(kSpineL2));
  EXPECT_THAT(summary.excluded[0].reason, HasSubstr("fractured"));
  EXPECT_THAT(summary.spine_used, ElementsAre(kSpineL1, kSpineL3, kSpineL4));
  const SiteSummary* spine = At(summary, kSpineL1L4);
  ASSERT_TRUE(spine);
  EXPECT_NEAR(*spine->bmd_g_per_cm2, 44 / 45.5, 1e-12);
  EXPECT_NEAR(*spine->t_score, (44 / 45.5 - 1.047) / 0.110, 1e-12);
  EXPECT_TRUE(spine->t_score_computed);
}

TEST(ClinicalReference_3_1, RecomputedSpineLosesThePrintedScores) {
  DensitometryRecord record = Spine();
  record.maker.reset();
  BoneDensityResult total = Bmd(kSpineL1L4, 0.958);
  total.t_score = -0.8;
  total.z_score = 0.4;
  record.results.push_back(total);
  EXPECT_EQ(At(SummariseDensitometry(record, Woman(), {}), kSpineL1L4)->t_score, -0.8);
  const auto summary = SummariseDensitometry(record, Woman(), {VertebralLevel::kL4});
  EXPECT_FALSE(At(summary, kSpineL1L4)->t_score);
  EXPECT_FALSE(At(summary, kSpineL1L4)->z_score);
  EXPECT_TRUE(Says(summary, "densitometry-no-t-score", "needs the maker"));
}

TEST(ClinicalReference_3_1, LeavesOutAVertebraMoreThanOneTFromItsNeighbours) {
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-2, -2, -0.9, -2), Woman(), {})), ElementsAre(kSpineL3));
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-2, -2, -1.0, -2), Woman(), {})),
              IsEmpty());  // exactly 1.0
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-1.2, -2.2, -2.2, -2.2), Woman(), {})), IsEmpty());
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-0.5, -2, -2, -2), Woman(), {})), ElementsAre(kSpineL1));
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-2, -2, -2, 0.5), Woman(), {})), ElementsAre(kSpineL4));
  // A steady slope: each but the ends has a neighbour within 1.0.
  EXPECT_THAT(Excluded(SummariseDensitometry(Spine(-3, -2.2, -1.4, -0.6), Woman(), {})), IsEmpty());
}

TEST(ClinicalReference_3_1, NeedsTwoVertebrae) {
  const auto two = SummariseDensitometry(Spine(), Woman(), {VertebralLevel::kL1, VertebralLevel::kL2});
  EXPECT_NEAR(*At(two, kSpineL1L4)->bmd_g_per_cm2, 32 / 32.5, 1e-12);
  const auto one = SummariseDensitometry(Spine(), Woman(),
                                         {VertebralLevel::kL1, VertebralLevel::kL2, VertebralLevel::kL4});
  EXPECT_FALSE(At(one, kSpineL1L4));
  EXPECT_THAT(one.spine_used, ElementsAre(kSpineL3));
  EXPECT_FALSE(one.diagnosis);
  EXPECT_TRUE(Says(one, "densitometry-spine-too-short", "fewer than 2"));
  EXPECT_TRUE(Says(one, "densitometry-no-diagnosis", "needs a T-score"));
}

TEST(Densitometry, CannotTellWhichOfTheLastTwoVertebraeIsWrong) {
  const auto summary =
      SummariseDensitometry(Spine(-1, -3, -2, -2), Woman(), {VertebralLevel::kL3, VertebralLevel::kL4});
  EXPECT_THAT(summary.spine_used, ElementsAre(kSpineL1, kSpineL2));
  EXPECT_TRUE(Says(summary, "densitometry-vertebrae-disagree"));
}

TEST(Densitometry, SaysWhatTheExclusionNeeds) {
  DensitometryRecord record = Spine();
  record.results[2].area_cm2.reset();
  record.results.push_back(Bmd(kSpineL1L4, 0.958));
  const auto no_area = SummariseDensitometry(record, Woman(), {VertebralLevel::kL1});
  EXPECT_FALSE(At(no_area, kSpineL1L4));
  EXPECT_TRUE(Says(no_area, "densitometry-spine-needs-area", "needs BMC and area"));

  DensitometryRecord total_only;
  total_only.maker = kHologic;
  total_only.results = {Bmd(kSpineL1L4, 0.772)};
  const auto fractured = SummariseDensitometry(total_only, Woman(), {VertebralLevel::kL1});
  EXPECT_FALSE(At(fractured, kSpineL1L4));
  EXPECT_TRUE(Says(fractured, "densitometry-spine-needs-area"));
  const auto whole = SummariseDensitometry(total_only, Woman(), {VertebralLevel::kT12});
  EXPECT_NEAR(*At(whole, kSpineL1L4)->t_score, -2.5, 1e-9);
  EXPECT_TRUE(Says(whole, "densitometry-vertebra-rule", "needs the T-score of L1, L2, L3, L4"));
}

TEST(Densitometry, TakesTheSumWhenThePrintedTotalIsOfOtherVertebrae) {
  DensitometryRecord record = Spine();
  record.results.push_back(Bmd(kSpineL1L4, 1.050));
  const auto summary = SummariseDensitometry(record, Woman(), {});
  EXPECT_NEAR(*At(summary, kSpineL1L4)->bmd_g_per_cm2, 57 / 59.5, 1e-12);
  EXPECT_TRUE(Says(summary, "densitometry-spine-total"));
}

TEST(ClinicalReference_3_1, DiagnosesOnTheLowestSite) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kFemoralNeck, .650), Bmd(kTotalHip, .637), Bmd(kSpineL1L4, .900)};
  const auto summary = SummariseDensitometry(record, Woman(), {});
  EXPECT_EQ(summary.diagnostic_site, kTotalHip);
  EXPECT_NEAR(*summary.lowest_t_score, -2.5, 1e-9);
  EXPECT_EQ(summary.diagnosis, kOsteoporosis);
  EXPECT_EQ(At(summary, kFemoralNeck)->bone_mass, kLowBoneMass);
  EXPECT_NEAR(*At(summary, kTotalHip)->standardised_mg_per_cm2, 1000 * (.006 + 1.008 * .637), 1e-9);
  record.results[1].bmd_g_per_cm2 = .9;
  BoneDensityResult radius;
  radius.site = kRadius33;
  radius.t_score = -2.6;
  record.results.push_back(radius);
  const auto by_radius = SummariseDensitometry(record, Woman(), {});
  EXPECT_EQ(by_radius.diagnostic_site, kRadius33);
  EXPECT_EQ(At(by_radius, kRadius33)->t_score_reference, "as printed");
}

TEST(Densitometry, NeverDiagnosesOnOneVertebra) {
  DensitometryRecord record;
  BoneDensityResult vertebra;
  vertebra.site = kSpineL2;
  vertebra.t_score = -3.5;
  record.results = {vertebra};
  const auto summary = SummariseDensitometry(record, Woman(), {});
  EXPECT_FALSE(summary.diagnosis);
  EXPECT_FALSE(summary.lowest_t_score);
}

TEST(ClinicalReference_3_1, SevereNeedsAFragilityFracture) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kTotalHip, .600)};
  Patient patient = Woman();
  EXPECT_EQ(SummariseDensitometry(record, patient, {}).diagnosis, kOsteoporosis);
  const auto film = SummariseDensitometry(record, patient, {VertebralLevel::kT8});
  EXPECT_EQ(film.diagnosis, kSevereOsteoporosis);
  EXPECT_TRUE(Says(film, "densitometry-severity", "this film"));
  patient.prior_fractures->push_back({FractureSite::kHip, {}, true, {}, {}});
  EXPECT_EQ(SummariseDensitometry(record, patient, {}).diagnosis, kSevereOsteoporosis);
  patient.prior_fractures->back().fragility = false;
  EXPECT_EQ(SummariseDensitometry(record, patient, {}).diagnosis, kOsteoporosis);
  patient.prior_fractures.reset();
  EXPECT_TRUE(
      Says(SummariseDensitometry(record, patient, {}), "densitometry-severity", "needs prior fractures"));
}

TEST(ClinicalReference_3_1, YoungerPeopleAreJudgedByZ) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kFemoralNeck, .500)};
  record.results[0].z_score = -2.0;
  Patient man;
  man.sex = Sex::kMale;
  man.age_years = 38;
  const auto summary = SummariseDensitometry(record, man, {});
  EXPECT_EQ(summary.diagnosis, kBelowExpectedRange);  // not osteoporosis, whatever T is
  EXPECT_EQ(summary.diagnostic_site, kFemoralNeck);
  record.results[0].z_score.reset();
  EXPECT_TRUE(Says(SummariseDensitometry(record, man, {}), "densitometry-no-diagnosis", "needs a Z-score"));
  man.age_years.reset();
  const auto unknown = SummariseDensitometry(record, man, {});
  EXPECT_FALSE(unknown.diagnosis);
  EXPECT_TRUE(unknown.lowest_t_score);
  EXPECT_TRUE(Says(unknown, "densitometry-t-or-z"));
}

// Trap: the scanner's printed T of a man is often counted in men.
TEST(ClinicalReference_7, MenAreCountedInTheFemaleReference) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kFemoralNeck, .650)};
  record.results[0].t_score = -2.1;  // (0.650 - 0.934) / 0.137
  Patient man;
  man.sex = Sex::kMale;
  man.age_years = 72;
  const auto summary = SummariseDensitometry(record, man, {});
  EXPECT_NEAR(*summary.lowest_t_score, -1.733, 0.0005);
  EXPECT_TRUE(Says(summary, "densitometry-t-score-differs", "computed -1.7, printed -2.1"));
}

TEST(ClinicalReference_7, ClassifiesTheRoundedScoreAndSaysWhenThatDecides) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kFemoralNeck, .858 - 2.46 * .120)};
  const auto rounded = SummariseDensitometry(record, Woman(), {});
  EXPECT_EQ(rounded.diagnosis, kOsteoporosis);
  EXPECT_TRUE(At(rounded, kFemoralNeck)->rounding_decides);
  EXPECT_TRUE(Says(rounded, "densitometry-rounding-decides", "-2.46 is reported as -2.5"));
  record.results = {Bmd(kFemoralNeck, .558)};
  EXPECT_FALSE(At(SummariseDensitometry(record, Woman(), {}), kFemoralNeck)->rounding_decides);
  record.results = {Bmd(kFemoralNeck, .738)};
  const auto normal = SummariseDensitometry(record, Woman(), {});
  EXPECT_EQ(normal.diagnosis, kNormal);
  EXPECT_FALSE(At(normal, kFemoralNeck)->rounding_decides);
}

TEST(ClinicalReference_3_4, ChangeIsRealFromTheLscOn) {
  DensitometryRecord record;
  record.maker = kHologic;
  record.results = {Bmd(kTotalHip, .800)};
  record.previous = {Bmd(kTotalHip, .830)};
  auto summary = SummariseDensitometry(record, Woman(), {});
  EXPECT_NEAR(*At(summary, kTotalHip)->change_g_per_cm2, -.030, 1e-12);
  EXPECT_FALSE(At(summary, kTotalHip)->change_is_real);
  EXPECT_TRUE(Says(summary, "densitometry-no-lsc", "needs this centre's least significant change"));
  record.least_significant_change = {{kTotalHip, .030}};
  EXPECT_EQ(At(SummariseDensitometry(record, Woman(), {}), kTotalHip)->change_is_real, true);
  record.least_significant_change = {{kTotalHip, .0301}};
  EXPECT_EQ(At(SummariseDensitometry(record, Woman(), {}), kTotalHip)->change_is_real, false);
}

TEST(Densitometry, ComparesTheSpineOverTheSameVertebrae) {
  DensitometryRecord record = Spine();
  record.previous = {Bmd(kSpineL1L4, 1.0)};
  const auto no_parts = SummariseDensitometry(record, Woman(), {VertebralLevel::kL1});
  EXPECT_FALSE(At(no_parts, kSpineL1L4)->change_g_per_cm2);
  EXPECT_TRUE(Says(no_parts, "densitometry-previous-spine"));
  record.previous = {Vertebra(kSpineL2, 13.5, 14, 0), Vertebra(kSpineL3, 15, 15.5, 0),
                     Vertebra(kSpineL4, 17, 17, 0)};
  const auto same = SummariseDensitometry(record, Woman(), {VertebralLevel::kL1});
  EXPECT_NEAR(*At(same, kSpineL1L4)->change_g_per_cm2, -0.5 / 46.5, 1e-12);
}

TEST(Densitometry, UsesTheTablesItIsGiven) {
  DensitometryRecord record;
  record.results = {Bmd(kFemoralNeck, .800)};
  EXPECT_TRUE(Says(SummariseDensitometry(record, Woman(), {}), "densitometry-no-t-score", "needs the maker"));
  record.maker = kGeLunar;
  const auto lunar = SummariseDensitometry(record, Woman(), {});
  EXPECT_NEAR(*lunar.lowest_t_score, -1.712, 0.0005);
  EXPECT_THAT(At(lunar, kFemoralNeck)->t_score_reference, HasSubstr("[D]"));
  const auto none = SummariseDensitometry(record, Woman(), {}, ReferenceTables());
  EXPECT_TRUE(Says(none, "densitometry-no-t-score", "hold no reference"));
  EXPECT_FALSE(none.diagnosis);
}

TEST(Densitometry, AnEmptyRecordSaysNothing) {
  const auto summary = SummariseDensitometry({}, {}, {VertebralLevel::kL1});
  EXPECT_THAT(summary.sites, IsEmpty());
  EXPECT_THAT(summary.excluded, IsEmpty());
  EXPECT_FALSE(summary.diagnosis);
}

}  // namespace
}  // namespace openvfa
