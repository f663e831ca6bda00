// The whole summary of patients drawn at random: whatever is known or not, numbers stay numbers.
#include <gmock/gmock.h>

#include <cmath>
#include <iterator>
#include <random>
#include <sstream>

#include "risk_patients.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;

// `json` with each member kept by the toss of a coin, also inside objects.
json SubsetOf(const json& whole, std::mt19937& random) {
  json part = json::object();
  for (const auto& [key, value] : whole.items()) {
    if (random() % 2 == 0) part[key] = value.is_object() ? SubsetOf(value, random) : value;
  }
  return part;
}

void ExpectOnlyNumbers(const Facts& facts) {
  for (const auto& [name, fact] : facts) {
    const double* number = std::get_if<double>(&fact);
    EXPECT_TRUE(number == nullptr || std::isfinite(*number)) << name;
  }
}

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// Every probability of the summary.
std::vector<double> Percentages(const RiskSummary& summary) {
  std::vector<double> values;
  const auto add = [&values](const ProbabilityPair& pair) {
    if (pair.major_osteoporotic_percent) values.push_back(*pair.major_osteoporotic_percent);
    if (pair.hip_percent) values.push_back(*pair.hip_percent);
  };
  if (summary.qfracture) add({summary.qfracture->osteoporotic_percent, summary.qfracture->hip_percent});
  if (!summary.frax) return values;
  add(summary.frax->issued);
  add(summary.frax->adjusted);
  for (const FraxAdjustment& candidate : summary.frax->candidates) add(candidate.adjusted);
  return values;
}

// A busier patient, so that rules fire and adjustments apply.
json BusyPatient(std::mt19937& random) {
  json patient = WholePatient();
  const auto any = [&random](std::initializer_list<double> values) {
    return *(values.begin() + random() % values.size());
  };
  patient["age_years"] = any({0, 25, 40, 50, 65, 70, 85, 120});
  if (random() % 2 == 0) patient["sex"] = "male";
  patient["glucocorticoid"] = {{"dose_mg_per_day", any({0, 2.5, 7.5, 40})},
                               {"duration_months", any({0, 3, 60})},
                               {"cumulative_g_per_year", any({0, 5, 10})},
                               {"current", random() % 2 == 0}};
  patient["prior_fractures"] = json::array(
      {{{"site", "vertebra"}, {"months_ago", any({0, 12, 300})}}, {{"site", "hip"}, {"fragility", true}}});
  patient["medications"] = {"tki", "bisphosphonate", "ppi"};
  patient["conditions"] = {"myositis", "hiv", "malignancy"};
  patient["frax"]["major_osteoporotic_percent"] = any({0, 0.1, 20, 100});
  patient["frax"]["hip_percent"] = any({0, 3, 99.9, 100});
  patient["falls_past_year"] = static_cast<int>(any({0, 1, 2, 5}));
  return patient;
}

TEST(RiskSummary, TenThousandSubsetsOfAPatientHaveNoNanAndNoCrash) {
  std::mt19937 random(1);
  const StudyAssessment film = Film({Deformity(VertebralLevel::kT12, 3), Deformity(VertebralLevel::kL1, 1)});
  for (int draw = 0; draw < 10000; ++draw) {
    json patient = SubsetOf(BusyPatient(random), random);
    patient.erase("postmenopausal");
    std::optional<DensitometryRecord> density;
    if (random() % 2 == 0) density = WithTScore(-0.1 * static_cast<double>(random() % 40));
    if (density && random() % 2 == 0) density->reported_tbs = 1.0 + 0.01 * static_cast<double>(random() % 50);
    const StudyAssessment* shown = random() % 2 == 0 ? &film : nullptr;
    const Patient known = PatientOf(patient);
    const RiskSummary summary = SummariseRisk(known, density, shown, std::nullopt);
    ExpectOnlyNumbers(CollectFacts(known, summary, shown));
    for (const RiskFinding& finding : summary.findings) {
      for (const std::string& word : Words(finding.text)) {
        EXPECT_TRUE(word != "nan" && word != "inf" && word != "-nan" && word != "-inf")
            << finding.text << patient;
      }
    }
    for (const double value : Percentages(summary)) {
      EXPECT_TRUE(value >= 0 && value <= 100) << value << " " << patient;
    }
    if (HasFailure()) break;
  }
}

// What is not known cannot make a rule fire that more knowledge would have kept silent.
TEST(RiskSummary, FindingsOfLessAreNeverMoreThanThoseOfAll) {
  std::mt19937 random(2);
  const std::set<std::string> of_absence = {"S1-R22-myositis-early-fracture", "BHOF2022-vfa-age-without-bmd",
                                            "ISCD2023-dxa"};
  for (int draw = 0; draw < 300; ++draw) {
    json whole = BusyPatient(random);
    whole.erase("postmenopausal");
    whole.erase("frax");  // its dominant adjustment depends on what else is known
    json part = whole;
    for (const auto& member : whole.items()) {
      if (random() % 3 == 0) part.erase(member.key());
    }
    const auto all = Fired(Summary(whole));
    for (const std::string& id : Fired(Summary(part))) {
      if (of_absence.contains(id)) continue;
      EXPECT_THAT(all, Contains(id)) << part;
    }
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace openvfa::testing
