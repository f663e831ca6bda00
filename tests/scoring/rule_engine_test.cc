// The rule engine on rules of its own.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "openvfa/image/error.h"
#include "openvfa/scoring/risk.h"

namespace openvfa::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string File(const std::string& rules) {
  return R"({"schema":"openvfa/rules/1","rules":[)" + rules + "]}";
}

std::string RuleText(const std::string& when, const std::string& id = "a", const std::string& text = "text") {
  return R"({"id":")" + id + R"(","source":"s","evidence":"[D]","severity":"note","text":")" + text +
         R"(","when":)" + when + "}";
}

enum class Answer { kNo, kOpen, kYes };

struct Judged {
  Answer answer = Answer::kNo;
  std::vector<std::string> facts;  // that made it fire, or that are needed
};

Judged Judge(const std::string& when, const Facts& facts) {
  std::vector<RiskFinding> fired;
  std::vector<UndecidedRule> undecided;
  RuleSet::Parse(File(RuleText(when)), "test").Evaluate(facts, fired, undecided);
  if (!undecided.empty()) return {Answer::kOpen, undecided.front().needs};
  if (fired.empty()) return {};
  Judged judged{Answer::kYes, {}};
  for (const auto& input : fired.front().inputs) judged.facts.push_back(input.first);
  return judged;
}

const char* const kAge = R"({"fact":"age","ge":50})";
const char* const kBmi = R"({"fact":"bmi","lt":20})";
const char* const kFalls = R"({"fact":"falls","ge":2})";

std::string Joined(const std::string& name, std::initializer_list<std::string> parts) {
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : ",") + part;
  return R"({")" + name + R"(":[)" + list + "]}";
}

TEST(RuleEngine, EachComparisonAtItsBoundary) {
  const auto fires = [](const std::string& test, double age) {
    return Judge(R"({"fact":"age",)" + test + "}", {{"age", age}}).answer == Answer::kYes;
  };
  EXPECT_FALSE(fires(R"("lt":50)", 50));
  EXPECT_TRUE(fires(R"("lt":50)", 49.9));
  EXPECT_TRUE(fires(R"("le":50)", 50));
  EXPECT_FALSE(fires(R"("gt":50)", 50));
  EXPECT_TRUE(fires(R"("ge":50)", 50));
  EXPECT_FALSE(fires(R"("ge":50)", 49.9));
  EXPECT_TRUE(fires(R"("eq":50)", 50));
  EXPECT_TRUE(fires(R"("in":[40,50])", 50));
  EXPECT_FALSE(fires(R"("in":[40,60])", 50));
  EXPECT_TRUE(fires(R"("ge":50,"lt":55)", 54.9));
  EXPECT_FALSE(fires(R"("ge":50,"lt":55)", 55));
}

// 0.1 + 0.2 is not 0.3 in binary; a threshold must not hang on that.
TEST(RuleEngine, ABoundaryIsReachedWhateverTheArithmetic) {
  EXPECT_EQ(Judge(R"({"fact":"age","ge":0.3})", {{"age", 0.1 + 0.2}}).answer, Answer::kYes);
  EXPECT_EQ(Judge(R"({"fact":"age","gt":0.3})", {{"age", 0.1 + 0.2}}).answer, Answer::kNo);
  EXPECT_EQ(Judge(R"({"fact":"frax_hip","ge":3})", {{"frax_hip", 2.5 * 1.2}}).answer, Answer::kYes);
}

TEST(RuleEngine, KleeneTablesOfAllAndAny) {
  const Facts yes_no = {{"age", 60.0}, {"bmi", 25.0}};
  EXPECT_EQ(Judge(Joined("all", {kAge, kBmi}), yes_no).answer, Answer::kNo);
  EXPECT_EQ(Judge(Joined("any", {kAge, kBmi}), yes_no).answer, Answer::kYes);
  // unknown and no: no. unknown and yes: open. unknown or yes: yes. unknown or no: open.
  EXPECT_EQ(Judge(Joined("all", {kFalls, kBmi}), yes_no).answer, Answer::kNo);
  EXPECT_EQ(Judge(Joined("all", {kFalls, kAge}), yes_no).answer, Answer::kOpen);
  EXPECT_EQ(Judge(Joined("any", {kFalls, kAge}), yes_no).answer, Answer::kYes);
  EXPECT_EQ(Judge(Joined("any", {kFalls, kBmi}), yes_no).answer, Answer::kOpen);
  EXPECT_EQ(Judge(R"({"not":)" + std::string(kFalls) + "}", yes_no).answer, Answer::kOpen);
  EXPECT_EQ(Judge(R"({"not":)" + std::string(kBmi) + "}", yes_no).answer, Answer::kYes);
  EXPECT_EQ(Judge(R"({"not":)" + std::string(kAge) + "}", yes_no).answer, Answer::kNo);
}

TEST(RuleEngine, AtLeastTwoOfThree) {
  const std::string two = R"({"at_least":2,"of":[)" + std::string(kAge) + "," + kBmi + "," + kFalls + "]}";
  EXPECT_EQ(Judge(two, {{"age", 60.0}, {"bmi", 19.0}}).answer, Answer::kYes);
  EXPECT_EQ(Judge(two, {{"age", 40.0}, {"bmi", 21.0}}).answer, Answer::kNo);
  const Judged open = Judge(two, {{"age", 60.0}, {"bmi", 21.0}});
  EXPECT_EQ(open.answer, Answer::kOpen);
  EXPECT_THAT(open.facts, ElementsAre("falls"));
  EXPECT_EQ(Judge(two, {{"age", 60.0}}).answer, Answer::kOpen);
}

TEST(RuleEngine, NeedsNameExactlyWhatCouldStillDecide) {
  // (age and bmi) or (falls and vitamin D): once bmi is a no, age no longer matters.
  const std::string when = Joined(
      "any", {Joined("all", {kAge, kBmi}), Joined("all", {kFalls, R"({"fact":"vitamin_d","lt":20})"})});
  EXPECT_THAT(Judge(when, {}).facts, UnorderedElementsAre("age", "bmi", "falls", "vitamin_d"));
  EXPECT_THAT(Judge(when, {{"bmi", 25.0}}).facts, UnorderedElementsAre("falls", "vitamin_d"));
  EXPECT_THAT(Judge(when, {{"bmi", 25.0}, {"falls", 3.0}}).facts, ElementsAre("vitamin_d"));
}

TEST(RuleEngine, InputsNameExactlyWhatMadeItFire) {
  EXPECT_THAT(
      Judge(Joined("any", {kAge, kBmi, kFalls}), {{"age", 60.0}, {"bmi", 25.0}, {"falls", 2.0}}).facts,
      ElementsAre("age", "falls"));
  const std::string neither = R"({"not":)" + Joined("any", {kBmi, kFalls}) + "}";
  EXPECT_THAT(Judge(neither, {{"bmi", 25.0}, {"falls", 0.0}}).facts, ElementsAre("bmi", "falls"));
  const std::string not_both = R"({"not":)" + Joined("all", {kAge, kBmi}) + "}";
  EXPECT_THAT(Judge(not_both, {{"age", 60.0}, {"bmi", 25.0}}).facts, ElementsAre("bmi"));
}

TEST(RuleEngine, TextsAndInputsShowValuesWithUnits) {
  std::vector<RiskFinding> fired;
  std::vector<UndecidedRule> undecided;
  RuleSet::Parse(File(RuleText(R"({"fact":"lowest_t_score","le":-2})", "a",
                               "T {lowest_t_score}, FRAX {frax_hip}, on {gc_dose}, falls {falls}")),
                 "test")
      .Evaluate({{"lowest_t_score", -2.0}, {"frax_hip", 3.12}, {"gc_dose", 10.0}}, fired, undecided);
  ASSERT_EQ(fired.size(), 1u);
  EXPECT_EQ(fired[0].text, "T -2.0, FRAX 3.12 %, on 10 mg/d, falls unknown");
  EXPECT_THAT(fired[0].inputs, ElementsAre(Pair("lowest_t_score", "-2.0")));
}

std::string Complaint(const std::string& rules) {
  try {
    RuleSet::Parse(rules, "mine.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(RuleFile, ComplaintsNameFileRuleAndCause) {
  const auto complaint = [](const std::string& when) { return Complaint(File(RuleText(when, "X-1"))); };
  EXPECT_THAT(complaint(R"({"fact":"age","above":3})"), HasSubstr(R"(Rule "X-1" of "mine.json")"));
  EXPECT_THAT(complaint(R"({"fact":"age","above":3})"), HasSubstr(R"(no operator "above")"));
  EXPECT_THAT(complaint(R"({"either":[]})"), HasSubstr(R"(no operator "either")"));
  EXPECT_THAT(complaint(R"({"fact":"shoe_size","ge":3})"), HasSubstr(R"(no fact "shoe_size")"));
  EXPECT_THAT(complaint(R"({"fact":"age","ge":"old"})"), HasSubstr("cannot be compared with \"old\""));
  EXPECT_THAT(complaint(R"({"fact":"sex","lt":"male"})"), HasSubstr("is no number"));
  EXPECT_THAT(complaint(R"({"fact":"current_smoker","eq":1})"), HasSubstr("cannot be compared with 1"));
  EXPECT_THAT(complaint(R"({"fact":"age"})"), HasSubstr("compared with nothing"));
  EXPECT_THAT(complaint(R"({"fact":"age","in":[]})"), HasSubstr("needs a list"));
  EXPECT_THAT(complaint(R"({"all":[]})"), HasSubstr("needs a list of conditions"));
  EXPECT_THAT(complaint(R"({"at_least":3,"of":[{"fact":"age","ge":1}]})"), HasSubstr("at_least"));
  EXPECT_THAT(complaint(R"({"at_least":0,"of":[{"fact":"age","ge":1}]})"), HasSubstr("at_least"));
  EXPECT_THAT(complaint("7"), HasSubstr("has to be an object"));
  EXPECT_THAT(complaint(R"({"all":[{"fact":"age","ge":1}],"any":[{"fact":"age","ge":1}]})"),
              HasSubstr("beside others"));
}

TEST(RuleFile, RefusesDuplicatesAndWhatIsMissing) {
  EXPECT_THAT(Complaint(File(RuleText(kAge) + "," + RuleText(kBmi))), HasSubstr("same id"));
  EXPECT_THAT(Complaint(File(RuleText(kAge, "a", "{shoe_size}"))), HasSubstr("no fact \"shoe_size\""));
  EXPECT_THAT(Complaint(File(R"({"id":"a","source":"s","evidence":"e","severity":"note","text":"t"})")),
              HasSubstr("\"when\" is missing"));
  EXPECT_THAT(Complaint(File(R"({"source":"s"})")), HasSubstr("Rule number 1"));
  EXPECT_THAT(
      Complaint(File(R"({"id":"a","source":"s","evidence":"e","severity":"loud","text":"t","when":{}})")),
      HasSubstr("severity \"loud\""));
  EXPECT_THAT(Complaint(File(R"({"id":"a","weight":1})")), HasSubstr("no member \"weight\""));
  EXPECT_THAT(Complaint("{"), HasSubstr("not JSON"));
  EXPECT_THAT(Complaint("[]"), HasSubstr("openvfa/rules/1"));
  EXPECT_THROW(RuleSet::FromFile("/no/such/rules.json"), ReadError);
}

// A rule is added by writing it down: nothing is compiled.
TEST(RuleFile, ARuleIsAddedByEditingADataFile) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "rule_engine_test.rules.json";
  std::ofstream(path) << File(RuleText(
      R"({"all":[{"fact":"vitamin_d","lt":10},{"fact":"sex","eq":"female"}]})", "LOCAL-1", "D {vitamin_d}"));
  const RuleSet rules = RuleSet::FromFile(path.string());
  std::filesystem::remove(path);
  EXPECT_THAT(rules.Ids(), ElementsAre("LOCAL-1"));
  std::vector<RiskFinding> fired;
  std::vector<UndecidedRule> undecided;
  rules.Evaluate({{"vitamin_d", 9.0}, {"sex", std::string("female")}}, fired, undecided);
  ASSERT_EQ(fired.size(), 1u);
  EXPECT_EQ(fired[0].text, "D 9 ng/mL");
  rules.Evaluate({{"vitamin_d", 9.0}, {"sex", std::string("male")}}, fired, undecided);
  EXPECT_EQ(fired.size(), 1u);
  EXPECT_THAT(undecided, IsEmpty());
}

}  // namespace
}  // namespace openvfa::testing
