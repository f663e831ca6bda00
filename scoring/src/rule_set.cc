#include <algorithm>
#include <fstream>
#include <iterator>

#include "embedded/RulesJson.h"
#include "openvfa/image/error.h"
#include "rule.h"

namespace openvfa {

RuleSet::RuleSet() = default;
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

const RuleSet& RuleSet::Shipped() {
  static const RuleSet rules = Parse(std::string(RulesJson()), "rules.json");
  return rules;
}

RuleSet RuleSet::FromFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good()) throw ReadError("The rules \"" + path + "\" cannot be read.");
  return Parse(text, path);
}

RuleSet RuleSet::Parse(const std::string& json, const std::string& name) {
  RuleSet set;
  set.rules_ = ParseRules(json, name);
  // Sorted once, so that findings come out sorted.
  std::sort(set.rules_.begin(), set.rules_.end(), [](const Rule& a, const Rule& b) {
    return a.about.severity != b.about.severity ? a.about.severity < b.about.severity
                                                : a.about.id < b.about.id;
  });
  return set;
}

std::vector<std::string> RuleSet::Ids() const {
  std::vector<std::string> ids;
  for (const Rule& rule : rules_) ids.push_back(rule.about.id);
  return ids;
}

std::vector<RuleDescription> RuleSet::Descriptions() const {
  std::vector<RuleDescription> descriptions;
  for (const Rule& rule : rules_) descriptions.push_back(rule.about);
  return descriptions;
}

void RuleSet::Evaluate(const Facts& facts, std::vector<RiskFinding>& fired,
                       std::vector<UndecidedRule>& undecided) const {
  for (const Rule& rule : rules_) {
    Verdict verdict = Judge(rule.when, facts);
    if (verdict.truth == Truth::kUnknown) undecided.push_back({rule.about.id, std::move(verdict.facts)});
    if (verdict.truth != Truth::kTrue) continue;
    RiskFinding finding{.rule_id = rule.about.id,
                        .source = rule.about.source,
                        .evidence = rule.about.evidence,
                        .severity = rule.about.severity,
                        .text = FillIn(rule.about.text, facts)};
    for (const std::string& name : verdict.facts) {
      finding.inputs.emplace_back(name, FactText(name, facts.at(name)));
    }
    fired.push_back(std::move(finding));
  }
}

}  // namespace openvfa
