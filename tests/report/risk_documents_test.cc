// The pages on rules, facts and columns say what the program does.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

#include "openvfa/report/risk.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

std::string Page(const std::string& name) {
  std::ifstream in(std::string(OPENVFA_DOCS) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands between <!-- name --> and <!-- /name -->.
std::string Part(const std::string& page, const std::string& name) {
  const std::string begin = "<!-- " + name + " -->\n", end = "<!-- /" + name + " -->";
  const auto from = page.find(begin), to = page.find(end);
  if (from == std::string::npos || to == std::string::npos) return "";
  return page.substr(from + begin.size(), to - from - begin.size());
}

std::size_t RowsOf(const std::string& table) {
  const auto lines = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n'));
  return lines < 2 ? 0 : lines - 2;  // head and rule
}

std::string RuleRow(const RuleDescription& rule) {
  std::string name = rule.id;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  std::ostringstream row;
  row << "| `" << rule.id << "` | " << rule.requirement << " | " << SeverityName(rule.severity) << " | "
      << rule.text << " | " << rule.source << " | " << rule.evidence << " | `Rule/" << name << "` |\n";
  return row.str();
}

TEST(ClinicalPage, HasARowForEachRuleAndNoOther) {
  const std::string table = Part(Page("clinical.md"), "rules");
  const auto rules = RuleSet::Shipped().Descriptions();
  EXPECT_EQ(RowsOf(table), rules.size()) << "run scripts/update-clinical";
  for (const RuleDescription& rule : rules) EXPECT_THAT(table, HasSubstr(RuleRow(rule)));
}

TEST(ClinicalPage, HasARowForEachRequirementAndItsRulesExist) {
  const std::string page = Page("clinical.md");
  for (int i = 1; i <= 28; ++i) {
    const std::string number = (i < 10 ? "R0" : "R") + std::to_string(i);
    EXPECT_THAT(page, HasSubstr("\n| " + number + " | "));
  }
  std::string all;
  for (const RuleDescription& rule : RuleSet::Shipped().Descriptions()) all += rule.requirement + "\n";
  for (int i = 1; i <= 27; ++i) {  // R28 is the verify sentence
    const std::string number = (i < 10 ? "R0" : "R") + std::to_string(i);
    EXPECT_THAT(all, HasSubstr(number));
  }
}

TEST(RulesPage, HasARowForEachFactAndNoOther) {
  const std::string table = Part(Page("formats/rules.md"), "facts");
  std::size_t rows = 0;
  for (const FactDescription& fact : FactTable()) {
    // Codes of the patient's lists are described where they are: docs/formats/patient.md.
    if (fact.name.find('.') != std::string::npos) continue;
    const std::string kind = fact.kind == FactKind::kYesNo  ? "yes/no"
                             : fact.kind == FactKind::kText ? "text"
                                                            : fact.unit;
    EXPECT_THAT(table, HasSubstr("| `" + fact.name + "` | " + kind + " | " + fact.meaning + " | " +
                                 fact.given_by + " |\n"));
    ++rows;
  }
  EXPECT_EQ(RowsOf(table), rows);
}

TEST(RiskPage, HasARowForEachColumnAndNoOther) {
  const std::string table = Part(Page("formats/risk.md"), "columns");
  EXPECT_EQ(RowsOf(table), RiskColumns().size());
  for (const RiskColumn& column : RiskColumns()) {
    EXPECT_THAT(table,
                HasSubstr("| `" + column.name + "` | " + column.unit + " | " + column.meaning + " |\n"));
  }
}

}  // namespace
}  // namespace openvfa::testing
