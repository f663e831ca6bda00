// The whole summary of worked patients; rules one by one are in rules_test.cc.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "risk_patients.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

// The worked patients below the threshold sets of docs/clinical.md.
TEST(ClinicalReference_5_5, WomanOf70OnPrednisone) {
  const json patient = {
      {"age_years", 70},
      {"sex", "female"},
      {"postmenopausal", true},
      {"glucocorticoid", {{"dose_mg_per_day", 10}, {"duration_months", 12}, {"current", true}}},
      {"prior_fractures", json::array()},
      {"frax",
       {{"major_osteoporotic_percent", 18},
        {"hip_percent", 2.6},
        {"glucocorticoid_box", true},
        {"country", "US"}}}};
  const RiskSummary summary = Summary(patient, WithTScore(-1.8));
  ASSERT_TRUE(summary.frax.has_value());
  EXPECT_NEAR(*summary.frax->adjusted.major_osteoporotic_percent, 20.7, 1e-9);
  EXPECT_NEAR(*summary.frax->adjusted.hip_percent, 3.12, 1e-9);
  EXPECT_THAT(Fired(summary), IsSupersetOf({"BHOF2022-frax-adjusted", "ACR2022-40-high",
                                            "S2-R12-osteopenia-treat-dose-adjusted", "ACR-screening"}));
  for (const char* id : {"BHOF2022-frax", "S1-S2-R11-osteopenia-treat", "ACR2022-40-very-high"}) {
    EXPECT_THAT(Fired(summary), Not(Contains(id)));
  }
}

TEST(ClinicalReference_5_5, ManOf38OnPrednisone) {
  const json patient = {
      {"age_years", 38},
      {"sex", "male"},
      {"prior_fractures", json::array()},
      {"glucocorticoid", {{"dose_mg_per_day", 10}, {"duration_months", 8}, {"current", true}}}};
  const auto fired = Fired(Summary(patient, WithZScore(-3.2)));
  EXPECT_THAT(fired, IsSupersetOf({"ACR2022-under40-moderate", "ACR2017-under40-moderate"}));
  EXPECT_THAT(fired, Contains("ISCD-R05-below-expected-range"));
  EXPECT_THAT(fired, Not(Contains("ACR2022-under40-very-high")));
}

TEST(ClinicalReference_5_5, WomanOf62WithTScoreBelowMinus3) {
  const json patient = {{"age_years", 62},
                        {"sex", "female"},
                        {"postmenopausal", true},
                        {"prior_fractures", json::array()},
                        {"glucocorticoid", {{"dose_mg_per_day", 0}}}};
  const auto fired = Fired(Summary(patient, WithTScore(-3.2)));
  EXPECT_THAT(fired, Contains("AACE2020-very-high"));
  EXPECT_THAT(fired, Not(Contains("NOGG2024-very-high")));
  for (const std::string& id : fired) EXPECT_THAT(id, Not(::testing::StartsWith("ACR")));
}

TEST(ClinicalReference_5_5, WomanOf74WithFrax33) {
  const json patient = {{"age_years", 74},
                        {"sex", "female"},
                        {"postmenopausal", true},
                        {"frax", {{"major_osteoporotic_percent", 33}, {"country", "UK"}}}};
  EXPECT_THAT(Fired(Summary(patient)), IsSupersetOf({"NOGG2024-very-high", "AACE2020-very-high"}));
}

TEST(ClinicalReference_5_5, WomanOf66WhoseFilmShowsT12Grade2) {
  const json patient = {
      {"age_years", 66},
      {"sex", "female"},
      {"postmenopausal", true},
      {"prior_fractures", json::array()},
      {"frax", {{"major_osteoporotic_percent", 9}, {"hip_percent", 1}, {"prior_fracture_box", false}}}};
  const StudyAssessment film = Film({Deformity(VertebralLevel::kT12, 2)});
  const RiskSummary summary = Summary(patient, WithTScore(-1.5), &film);
  EXPECT_TRUE(summary.frax->reissue_with_prior_fracture);
  EXPECT_THAT(Fired(summary), IsSupersetOf({"BHOF2022-fracture", "FRAX-prior-fracture-reissue",
                                            "S2-R15-fragility-fracture", "FILM-deformity-moderate"}));
  const auto& findings = summary.findings;
  const auto reissue = std::find_if(findings.begin(), findings.end(), [](const RiskFinding& finding) {
    return finding.rule_id == "FRAX-prior-fracture-reissue";
  });
  EXPECT_THAT(reissue->text, HasSubstr("T12 (grade 2, wedge)"));
}

TEST(RiskSummary, NothingKnownIsNothingClaimed) {
  const RiskSummary summary = Summary(json::object());
  EXPECT_THAT(summary.findings, IsEmpty());
  EXPECT_FALSE(summary.frax.has_value());
  EXPECT_FALSE(summary.qfracture.has_value());
  EXPECT_GT(summary.undecided.size(), 100u);
  EXPECT_THAT(summary.not_computed, Contains(HasSubstr("QFracture: needs sex, age_years")));
  EXPECT_THAT(summary.not_computed, Contains(HasSubstr("FRAX")));
}

// A film that shows a part of the spine does not say that there is no fracture.
TEST(RiskSummary, AFilmSaysNoFractureOnlyWhereItShowsT7ToL4) {
  StudyAssessment whole = Film();
  const auto fact = [](const StudyAssessment& film) {
    const Facts facts = CollectFacts({}, {}, &film);
    const auto found = facts.find("fracture_on_film");
    return found == facts.end() ? std::optional<bool>() : std::get<bool>(found->second);
  };
  EXPECT_EQ(fact(whole), false);
  const auto lose = [&whole](VertebralLevel level) {
    for (GenantGrade& grade : whole.grades) {
      if (grade.level == level) grade.evaluable = false;
    }
  };
  lose(VertebralLevel::kT4);
  lose(VertebralLevel::kT8);
  EXPECT_EQ(fact(whole), false);  // one of T7-L4
  lose(VertebralLevel::kL4);
  EXPECT_EQ(fact(whole), std::nullopt);  // two of them
  whole.grades.back() = Deformity(VertebralLevel::kL4, 1);
  EXPECT_EQ(fact(whole), true);
}

// The scale was made for T4-L4; higher up a grade is shown, but no finding may rest on it.
TEST(RiskSummary, GradesAboveT4AreNoFractures) {
  StudyAssessment film = Film();
  film.grades.insert(film.grades.begin(), Deformity(VertebralLevel::kT2, 2));
  Facts facts = CollectFacts({}, {}, &film);
  EXPECT_EQ(std::get<bool>(facts.at("fracture_on_film")), false);
  EXPECT_EQ(std::get<double>(facts.at("fractures_on_film")), 0);
  EXPECT_EQ(std::get<double>(facts.at("max_genant_grade")), 0);
  film.grades.back() = Deformity(VertebralLevel::kL4, 1);
  facts = CollectFacts({}, {}, &film);
  EXPECT_EQ(std::get<bool>(facts.at("fracture_on_film")), true);
  EXPECT_EQ(std::get<double>(facts.at("fractures_on_film")), 1);
}

TEST(RiskSummary, ALevelThatTheFilmGradesLeavesTheSpinesDensity) {
  DensitometryRecord record;
  record.maker = DensitometerMaker::kHologic;
  using enum BoneSite;
  int i = 0;
  for (const BoneSite site : {kSpineL1, kSpineL2, kSpineL3, kSpineL4}) {
    BoneDensityResult vertebra = At(site);
    vertebra.bmd_g_per_cm2 = 0.9;
    vertebra.bmc_g = 13.5 + i;
    vertebra.area_cm2 = (13.5 + i) / 0.9;
    record.results.push_back(vertebra);
    ++i;
  }
  const StudyAssessment film = Film({Deformity(VertebralLevel::kL2, 1)});
  const RiskSummary summary = Summary(WholePatient(), record, &film);
  ASSERT_FALSE(summary.densitometry->excluded.empty());
  EXPECT_EQ(summary.densitometry->excluded.front().site, kSpineL2);
  EXPECT_THAT(summary.densitometry->spine_used, Not(Contains(kSpineL2)));
}

TEST(RiskSummary, QFractureOfAWholePatientIsThePublishedValue) {
  json patient = WholePatient();
  const auto score = Summary(patient).qfracture;
  ASSERT_TRUE(score.has_value());
  EXPECT_NEAR(score->osteoporotic_percent, 6.285854, 1e-6);
  EXPECT_NEAR(score->hip_percent, 2.159089, 1e-6);
  patient["glucocorticoid"] = {{"dose_mg_per_day", 5}, {"current", true}};
  EXPECT_NEAR(Summary(patient).qfracture->osteoporotic_percent, 7.569497, 1e-6);
}

// Each answer that the equations use has to be there: none is taken for "no".
TEST(RiskSummary, QFractureNamesTheAnswerItLacks) {
  for (const char* field :
       {"age_years", "sex", "height_cm", "prior_fractures", "glucocorticoid", "medications", "conditions",
        "smoking", "alcohol", "falls_past_year", "qfracture_ethnicity"}) {
    json patient = WholePatient();
    patient.erase(field);
    const RiskSummary summary = Summary(patient);
    EXPECT_FALSE(summary.qfracture.has_value()) << field;
    EXPECT_THAT(summary.not_computed, Contains(HasSubstr(field)));
  }
  json old = WholePatient();
  old["age_years"] = 101;
  EXPECT_THAT(Summary(old).not_computed, Contains(HasSubstr("30 to 100")));
  json woman = WholePatient();  // the women's equations have no care home, the men's no HRT
  woman.erase("care_home");
  EXPECT_TRUE(Summary(woman).qfracture.has_value());
  json man = WholePatient();
  man["sex"] = "male";
  man.erase("postmenopausal");
  EXPECT_TRUE(Summary(man).qfracture.has_value());
  man.erase("care_home");
  EXPECT_FALSE(Summary(man).qfracture.has_value());
}

TEST(RiskFacts, AcrMultipliesAbove7Point5Only) {
  const auto adjusted = [](double dose, bool already = false) {
    json patient = WholePatient();
    patient["glucocorticoid"] = {{"dose_mg_per_day", dose}, {"current", true}};
    patient["frax"]["already_adjusted"] = already;
    patient["frax"]["glucocorticoid_box"] = true;
    return std::get<double>(CollectFacts(PatientOf(patient), {}, nullptr).at("frax_major_acr"));
  };
  EXPECT_DOUBLE_EQ(adjusted(7.5), 12);
  EXPECT_DOUBLE_EQ(adjusted(7.6), 12 * 1.15);
  EXPECT_DOUBLE_EQ(adjusted(10, true), 12);
  json unknown = WholePatient();
  unknown.erase("glucocorticoid");
  EXPECT_FALSE(CollectFacts(PatientOf(unknown), {}, nullptr).contains("frax_major_acr"));
  json unticked = WholePatient();  // issued without the glucocorticoid: to be issued again, not adjusted
  unticked["glucocorticoid"] = {{"dose_mg_per_day", 10}, {"current", true}};
  EXPECT_FALSE(CollectFacts(PatientOf(unticked), {}, nullptr).contains("frax_major_acr"));
}

TEST(RiskFacts, AStoppedGlucocorticoidIsPastNotPresent) {
  json patient = WholePatient();
  patient["glucocorticoid"] = {{"dose_mg_per_day", 10}, {"duration_months", 6}, {"current", false}};
  const Facts facts = CollectFacts(PatientOf(patient), {}, nullptr);
  EXPECT_EQ(std::get<double>(facts.at("gc_dose")), 0);
  EXPECT_EQ(std::get<double>(facts.at("gc_dose_ever")), 10);
  const auto fired = Fired(Summary(patient));
  EXPECT_THAT(fired, Contains("S1-R13-frax-gc-input"));
  EXPECT_THAT(fired, Contains("S1-R13-frax-gc-box-unticked"));
  EXPECT_THAT(fired, Not(Contains("S2-R12-dose-above-7.5")));
}

TEST(RiskFacts, PriorFracturesInThreeValues) {
  const auto fact = [](const char* fractures, const char* name) -> std::optional<bool> {
    const json patient = {{"prior_fractures", json::parse(fractures)}};
    const Facts facts = CollectFacts(PatientOf(patient), {}, nullptr);
    const auto found = facts.find(name);
    return found == facts.end() ? std::nullopt : std::optional(std::get<bool>(found->second));
  };
  EXPECT_EQ(fact("[]", "prior_fragility_fracture"), false);
  EXPECT_EQ(fact(R"([{"site":"hip"}])", "prior_fragility_fracture"), std::nullopt);
  EXPECT_EQ(fact(R"([{"site":"hip","fragility":false}])", "prior_fragility_fracture"), false);
  EXPECT_EQ(fact(R"([{"site":"hip"},{"site":"rib","fragility":true}])", "prior_fragility_fracture"), true);
  EXPECT_EQ(fact(R"([{"site":"vertebra","morphometric":true}])", "prior_vertebral_fracture"), true);
  EXPECT_EQ(fact(R"([{"site":"rib","fragility":true}])", "prior_vertebral_fracture"), false);
  EXPECT_EQ(fact(R"([{"site":"rib","fragility":true,"months_ago":12}])", "fracture_within_12_months"), true);
  EXPECT_EQ(fact(R"([{"site":"rib","fragility":true,"months_ago":12.1}])", "fracture_within_12_months"),
            false);
  EXPECT_EQ(fact(R"([{"site":"rib","fragility":true}])", "fracture_within_12_months"), std::nullopt);
}

TEST(RiskFacts, CountriesHaveOneSpelling) {
  const auto country = [](const char* given) {
    json patient = WholePatient();
    patient["frax"]["country"] = given;
    return std::get<std::string>(CollectFacts(PatientOf(patient), {}, nullptr).at("frax_country"));
  };
  EXPECT_EQ(country("United Kingdom"), "UK");
  EXPECT_EQ(country("u.k."), "UK");
  EXPECT_EQ(country("USA"), "US");
  EXPECT_EQ(country("US (Caucasian)"), "US");
  EXPECT_EQ(country("Hungary"), "Hungary");
}

TEST(ReportItems, AreNamedWhereMissing) {
  const StudyAssessment film = Film({Deformity(VertebralLevel::kL1, 1)});
  DensitometryRecord record = WithTScore(-2.6);
  const auto missing = Summary(WholePatient(), record, &film).missing_report_items;
  for (const char* item : {"VFA: patient identification", "VFA: unexplained", "VFA: technical quality",
                           "VFA: whether the deformities", "DXA: manufacturer", "DXA: model",
                           "DXA: bone density", "DXA: follow-up: previous study"}) {
    EXPECT_THAT(missing, Contains(HasSubstr(item)));
  }
  // T -2.6 is an indication for VFA, and the deformities are listed.
  EXPECT_THAT(missing, Not(Contains("VFA: indication")));
  EXPECT_THAT(missing, Not(Contains("VFA: deformed vertebrae")));
  EXPECT_THAT(missing, Not(Contains("DXA: T-score or Z-score")));
  record.maker = DensitometerMaker::kGeLunar;
  record.model = "iDXA";
  const auto fewer = Summary(WholePatient(), record, &film).missing_report_items;
  EXPECT_EQ(fewer.size() + 2, missing.size());
  EXPECT_THAT(Summary(WholePatient()).missing_report_items, IsEmpty());
}

TEST(RiskOptions, TakeTheRulesOfAFile) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "risk_test.rules.json";
  std::ofstream(path) << R"({"schema": "openvfa/rules/1", "rules": [{"id": "LOCAL", "source": "ours",
    "evidence": "[D]", "severity": "high", "text": "Age {age}.", "when": {"fact": "age", "ge": 70}}]})";
  RiskOptions options;
  options.rules_path = path.string();
  const RiskSummary summary = SummariseRisk(PatientOf(WholePatient()), {}, nullptr, {}, options);
  std::filesystem::remove(path);
  ASSERT_EQ(summary.findings.size(), 1u);
  EXPECT_EQ(summary.findings[0].text, "Age 70 y.");
}

}  // namespace
}  // namespace openvfa::testing
