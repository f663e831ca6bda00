#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "fact_table.h"
#include "openvfa/image/error.h"
#include "rule.h"

namespace openvfa {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<std::string_view, Comparison>, 6> kComparisons = {
    {{"lt", Comparison::kLess},
     {"le", Comparison::kAtMost},
     {"gt", Comparison::kGreater},
     {"ge", Comparison::kAtLeast},
     {"eq", Comparison::kEqual},
     {"in", Comparison::kIn}}};

std::optional<Comparison> ComparisonNamed(std::string_view name) {
  for (const auto& [token, comparison] : kComparisons) {
    if (token == name) return comparison;
  }
  return std::nullopt;
}

const FactDescription& KnownFact(const std::string& name) {
  const FactDescription* fact = FindFact(name);
  if (fact == nullptr) throw InputError("there is no fact \"" + name + "\"");
  return *fact;
}

// The operand as the fact's type.
Fact Operand(const FactDescription& fact, const Json& value) {
  if (fact.kind == FactKind::kYesNo && value.is_boolean()) return value.get<bool>();
  if (fact.kind == FactKind::kNumber && value.is_number()) return value.get<double>();
  if (fact.kind == FactKind::kText && value.is_string()) return value.get<std::string>();
  throw InputError("the fact \"" + fact.name + "\" cannot be compared with " + value.dump());
}

Condition Compare(const FactDescription& fact, const std::string& name, const Json& value) {
  const auto comparison = ComparisonNamed(name);
  if (!comparison) throw InputError("there is no operator \"" + name + "\"");
  const bool orders = *comparison != Comparison::kEqual && *comparison != Comparison::kIn;
  if (orders && fact.kind != FactKind::kNumber) {
    throw InputError("the fact \"" + fact.name + "\" is no number and has no \"" + name + "\"");
  }
  Condition condition{.fact = fact.name, .comparison = *comparison};
  if (*comparison == Comparison::kIn) {
    if (!value.is_array() || value.empty()) throw InputError("\"in\" needs a list");
    for (const Json& each : value) condition.operands.push_back(Operand(fact, each));
  } else {
    condition.operands.push_back(Operand(fact, value));
  }
  return condition;
}

Condition Count(std::vector<Condition> parts, std::size_t least) {
  Condition condition{.kind = Condition::Kind::kCount};
  condition.parts = std::move(parts);
  condition.least = least;
  return condition;
}

// {"fact": "age", "ge": 50, "lt": 55}: all of its comparisons.
Condition ParseComparisons(const Json& in) {
  if (!in.at("fact").is_string()) throw InputError("\"fact\" needs a name");
  const FactDescription& fact = KnownFact(in.at("fact").get<std::string>());
  std::vector<Condition> parts;
  for (const auto& [key, value] : in.items()) {
    if (key != "fact") parts.push_back(Compare(fact, key, value));
  }
  if (parts.empty()) throw InputError("the fact \"" + fact.name + "\" is compared with nothing");
  const std::size_t all = parts.size();
  return all == 1 ? std::move(parts.front()) : Count(std::move(parts), all);
}

Condition ParseCondition(const Json& in);

std::vector<Condition> ParseList(const Json& in, const std::string& name) {
  if (!in.is_array() || in.empty()) throw InputError("\"" + name + "\" needs a list of conditions");
  std::vector<Condition> parts;
  for (const Json& part : in) parts.push_back(ParseCondition(part));
  return parts;
}

Condition ParseAtLeast(const Json& in) {
  if (in.size() != 2 || !in.contains("of")) throw InputError("\"at_least\" needs \"of\" and nothing else");
  std::vector<Condition> parts = ParseList(in.at("of"), "of");
  const Json& least = in.at("at_least");
  if (!least.is_number_integer() || least < 1 || least > parts.size()) {
    throw InputError("\"at_least\" has to be a whole number from 1 to the number of conditions");
  }
  return Count(std::move(parts), least.get<std::size_t>());
}

Condition ParseCondition(const Json& in) {
  if (!in.is_object() || in.empty()) throw InputError("a condition has to be an object, not " + in.dump());
  if (in.contains("fact")) return ParseComparisons(in);
  if (in.contains("at_least")) return ParseAtLeast(in);
  const std::string name = in.begin().key();
  if (in.size() != 1 || (name != "all" && name != "any" && name != "not")) {
    throw InputError("there is no operator \"" + name + "\"" + (in.size() > 1 ? " beside others" : ""));
  }
  if (name == "not") {
    Condition condition{.kind = Condition::Kind::kNot};
    condition.parts.push_back(ParseCondition(in.at(name)));
    return condition;
  }
  std::vector<Condition> parts = ParseList(in.at(name), name);
  const std::size_t all = parts.size();
  return Count(std::move(parts), name == "all" ? all : 1);
}

std::string Text(const Json& in, const char* member) {
  if (!in.contains(member) || !in.at(member).is_string() || in.at(member).get<std::string>().empty()) {
    throw InputError(std::string("\"") + member + "\" has to be a text");
  }
  return in.at(member).get<std::string>();
}

FindingSeverity ParseSeverity(const std::string& name) {
  for (const FindingSeverity severity : {FindingSeverity::kCritical, FindingSeverity::kHigh,
                                         FindingSeverity::kModerate, FindingSeverity::kNote}) {
    if (SeverityName(severity) == name) return severity;
  }
  throw InputError("there is no severity \"" + name + "\"");
}

void RequireKnownMembers(const Json& in) {
  static const std::set<std::string> kMembers = {"id",       "requirement", "source", "evidence",
                                                 "severity", "text",        "when"};
  for (const auto& [key, value] : in.items()) {
    if (!kMembers.contains(key)) throw InputError("a rule has no member \"" + key + "\"");
  }
}

Rule ParseRule(const Json& in) {
  RequireKnownMembers(in);
  Rule rule;
  rule.about = {.id = Text(in, "id"),
                .requirement = in.contains("requirement") ? Text(in, "requirement") : "",
                .source = Text(in, "source"),
                .evidence = Text(in, "evidence"),
                .severity = ParseSeverity(Text(in, "severity")),
                .text = Text(in, "text")};
  for (const std::string& name : PlaceholdersOf(rule.about.text)) KnownFact(name);
  if (!in.contains("when")) throw InputError("\"when\" is missing");
  rule.when = ParseCondition(in.at("when"));
  return rule;
}

std::string NameOf(const Json& rule, std::size_t index) {
  const bool named = rule.is_object() && rule.contains("id") && rule.at("id").is_string();
  return named ? "\"" + rule.at("id").get<std::string>() + "\"" : "number " + std::to_string(index + 1);
}

Rule ParseUniqueRule(const Json& in, std::set<std::string>& ids) {
  if (!in.is_object()) throw InputError("it has to be an object");
  Rule rule = ParseRule(in);
  if (!ids.insert(rule.about.id).second) throw InputError("another rule has the same id");
  return rule;
}

}  // namespace

std::vector<Rule> ParseRules(std::string_view json, const std::string& name) {
  const Json file = Json::parse(json, nullptr, false);
  if (file.is_discarded()) throw InputError("The rules of \"" + name + "\" are not JSON.");
  if (!file.is_object() || !file.contains("rules") || !file.at("rules").is_array() ||
      file.value("schema", Json()) != "openvfa/rules/1") {
    throw InputError("\"" + name + "\" holds no \"rules\" of the schema \"openvfa/rules/1\".");
  }
  std::vector<Rule> rules;
  std::set<std::string> ids;
  for (const Json& in : file.at("rules")) {
    try {
      rules.push_back(ParseUniqueRule(in, ids));
    } catch (const InputError& error) {
      throw InputError("Rule " + NameOf(in, rules.size()) + " of \"" + name + "\": " + error.what() + ".");
    }
  }
  return rules;
}

}  // namespace openvfa
