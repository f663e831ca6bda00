// Every shipped rule on a case and on its neighbour, read from rule_cases.json: a new rule needs a row in
// scoring/data/rules.json and one there.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "openvfa/scoring/risk.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::IsSupersetOf;

const json& Cases() {
  static const json cases = [] {
    std::ifstream in(OPENVFA_RULE_CASES);
    return json::parse(in);
  }();
  return cases;
}

Fact FactFrom(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>();
  return value.get<std::string>();
}

// null takes the fact away.
void Change(const json& members, Facts& facts) {
  for (const auto& [name, value] : members.items()) {
    facts.erase(name);
    if (!value.is_null()) facts.emplace(name, FactFrom(value));
  }
}

struct Outcome {
  std::vector<RiskFinding> fired;
  std::vector<UndecidedRule> undecided;

  const RiskFinding* Finding(const std::string& id) const {
    const auto found = std::find_if(fired.begin(), fired.end(),
                                    [&id](const auto& finding) { return finding.rule_id == id; });
    return found == fired.end() ? nullptr : &*found;
  }
  bool IsUndecided(const std::string& id) const {
    return std::any_of(undecided.begin(), undecided.end(),
                       [&id](const auto& rule) { return rule.rule_id == id; });
  }
};

Outcome Evaluate(const Facts& facts) {
  Outcome outcome;
  RuleSet::Shipped().Evaluate(facts, outcome.fired, outcome.undecided);
  return outcome;
}

class Rule : public ::testing::TestWithParam<std::string> {};

TEST_P(Rule, FiresOnItsCaseAndNotOnTheNeighbour) {
  ASSERT_TRUE(Cases().contains(GetParam())) << "rule_cases.json has no case for " << GetParam();
  for (const json& test : Cases().at(GetParam())) {
    Facts facts;
    Change(test.at("fires"), facts);
    const Outcome with = Evaluate(facts);
    const RiskFinding* finding = with.Finding(GetParam());
    ASSERT_NE(finding, nullptr) << test;
    EXPECT_FALSE(finding->inputs.empty());
    for (const auto& [name, value] : finding->inputs) EXPECT_TRUE(facts.contains(name)) << name;
    EXPECT_EQ(finding->text.find('{'), std::string::npos);
    ASSERT_EQ(test.at("but_not_with").size(), 1u) << "a neighbour differs in one fact: " << test;
    Change(test.at("but_not_with"), facts);
    EXPECT_EQ(Evaluate(facts).Finding(GetParam()), nullptr) << test;
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Rule, ::testing::ValuesIn(RuleSet::Shipped().Ids()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::replace_if(
                               name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; },
                               '_');
                           return name;
                         });

// Knowing less may leave a rule open, but never turns its answer round.
TEST(RuleCases, AreNeverTurnedRoundByMissingFacts) {
  std::mt19937 random(7);
  for (const auto& [id, tests] : Cases().items()) {
    Facts part;
    Change(tests.front().at("fires"), part);
    for (auto fact = part.begin(); fact != part.end();) fact = random() % 2 == 0 ? part.erase(fact) : ++fact;
    const Outcome outcome = Evaluate(part);
    EXPECT_TRUE(outcome.Finding(id) != nullptr || outcome.IsUndecided(id)) << id;
  }
}

TEST(RuleCases, AreUndecidedWhereNothingIsKnown) {
  const Outcome outcome = Evaluate({});
  EXPECT_TRUE(outcome.fired.empty());
  EXPECT_EQ(outcome.undecided.size(), RuleSet::Shipped().Ids().size());
}

TEST(RuleCases, SpeakOfShippedRulesOnly) {
  const std::vector<std::string> ids = RuleSet::Shipped().Ids();
  for (const auto& test : Cases().items()) EXPECT_THAT(ids, Contains(test.key()));
}

TEST(ShippedRules, StateSourceAndEvidence) {
  for (const RuleDescription& rule : RuleSet::Shipped().Descriptions()) {
    EXPECT_FALSE(rule.source.empty()) << rule.id;
    EXPECT_FALSE(rule.requirement.empty()) << rule.id;
    EXPECT_EQ(rule.evidence.front(), '[') << rule.id << ": evidence begins with its confidence tag";
  }
}

// What the listed medications and the conditions that are no measured cause say is "reported association".
TEST(ShippedRules, ClaimNoMoreThanReportedAssociationForMedications) {
  for (const RuleDescription& rule : RuleSet::Shipped().Descriptions()) {
    if (rule.id.find("iatrogenic") == std::string::npos) continue;
    EXPECT_NE(rule.evidence.find("reported association"), std::string::npos) << rule.id;
  }
}

// Every medication of the iatrogenic list of S4, and the TKI of S0, has a rule.
TEST(ShippedRules, CoverEveryMedicationOfTheIatrogenicList) {
  Facts facts;
  for (const ListedCode& code : MedicationCodes()) {
    const bool listed = code.source.starts_with("S4") || code.source.starts_with("S0");
    if (!listed) continue;
    facts = {{"medication." + std::string(code.code), true}};
    const Outcome outcome = Evaluate(facts);
    const bool fires = std::any_of(outcome.fired.begin(), outcome.fired.end(), [](const auto& finding) {
      return finding.rule_id.find("iatrogenic") != std::string::npos;
    });
    EXPECT_TRUE(fires) << code.code;
  }
}

TEST(ShippedRules, FindingsComeBySeverityThenById) {
  Facts facts;
  for (const auto& test : Cases()) Change(test.front().at("fires"), facts);
  const Outcome outcome = Evaluate(facts);
  ASSERT_GT(outcome.fired.size(), 40u);
  EXPECT_TRUE(std::is_sorted(outcome.fired.begin(), outcome.fired.end(), [](const auto& a, const auto& b) {
    return std::pair(a.severity, a.rule_id) < std::pair(b.severity, b.rule_id);
  }));
}

// The sources that disagree on "anabolic first" each speak for themselves.
TEST(ShippedRules, KeepTheThreeSourcesOnAnabolicTreatmentApart) {
  const auto fired = [](double t_score) {
    std::vector<std::string> ids;
    for (const auto& finding : Evaluate({{"prior_fragility_fracture", true},
                                         {"prior_vertebral_fracture", false},
                                         {"fracture_on_film", false},
                                         {"fracture_within_24_months", true},
                                         {"lowest_t_score", t_score}})
                                   .fired) {
      if (finding.rule_id.find("R16") != std::string::npos) ids.push_back(finding.rule_id);
    }
    return ids;
  };
  using ::testing::UnorderedElementsAre;
  EXPECT_THAT(fired(-1.9), UnorderedElementsAre("S3-R16-anabolic"));
  EXPECT_THAT(fired(-2.5), UnorderedElementsAre("S3-R16-anabolic", "S2-R16-anabolic-t-score"));
  EXPECT_THAT(fired(-3.1), UnorderedElementsAre("S3-R16-anabolic", "S2-R16-anabolic-t-score",
                                                "S1-R16-anabolic", "S1-R16-anabolic-recent"));
}

TEST(FactTable, NamesEachFactOnce) {
  std::set<std::string> names;
  for (const FactDescription& fact : FactTable()) {
    EXPECT_TRUE(names.insert(fact.name).second) << fact.name;
    EXPECT_FALSE(fact.meaning.empty()) << fact.name;
    EXPECT_FALSE(fact.given_by.empty()) << fact.name;
  }
}

}  // namespace
}  // namespace openvfa::testing
