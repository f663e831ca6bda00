// A rule as data, and conditions in three-valued logic (Kleene): true, false, or unknown.
#ifndef OPENVFA_SCORING_SRC_RULE_H_
#define OPENVFA_SCORING_SRC_RULE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "openvfa/scoring/risk.h"

namespace openvfa {

enum class Truth { kFalse, kUnknown, kTrue };

// `facts`: those that settled it, or where unknown those that could still settle it. No name twice.
struct Verdict {
  Truth truth = Truth::kUnknown;
  std::vector<std::string> facts;
};

enum class Comparison { kLess, kAtMost, kGreater, kAtLeast, kEqual, kIn };

struct Condition {
  enum class Kind { kCompare, kNot, kCount };
  Kind kind = Kind::kCompare;
  // kCompare
  std::string fact = {};
  Comparison comparison = Comparison::kEqual;
  std::vector<Fact> operands = {};  // one; several for kIn
  // kNot (one part) and kCount: true where at least `least` parts are ("all" and "any" are counts too)
  std::vector<Condition> parts = {};
  std::size_t least = 1;
};

struct Rule {
  RuleDescription about;
  Condition when;
};

// Two numbers count as equal within 1e-9: 2.5 x 1.2 has to reach 3.
Verdict Judge(const Condition& condition, const Facts& facts);

// `text` with each {fact} replaced by its value and unit; "unknown" where it is absent.
std::string FillIn(const std::string& text, const Facts& facts);
// The names between braces.
std::vector<std::string> PlaceholdersOf(std::string_view text);

// Throws InputError naming file, rule and cause.
std::vector<Rule> ParseRules(std::string_view json, const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_RULE_H_
