#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "openvfa/image/error.h"
#include "rule.h"

namespace openvfa {
namespace {

constexpr double kEqualWithin = 1e-9;

bool SameFact(const Fact& a, const Fact& b) {
  const double* x = std::get_if<double>(&a);
  const double* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr) return std::abs(*x - *y) <= kEqualWithin;
  return a == b;
}

double NumberOf(const Fact& fact, const std::string& name) {
  if (const double* number = std::get_if<double>(&fact)) return *number;
  throw InputError("The fact \"" + name + "\" is no number.");
}

bool Holds(const Condition& condition, const Fact& fact) {
  const auto& operands = condition.operands;
  const auto equals = [&fact](const Fact& operand) { return SameFact(fact, operand); };
  if (condition.comparison == Comparison::kEqual || condition.comparison == Comparison::kIn) {
    return std::any_of(operands.begin(), operands.end(), equals);
  }
  const double value = NumberOf(fact, condition.fact);
  const double limit = NumberOf(operands.front(), condition.fact);
  switch (condition.comparison) {
    case Comparison::kLess:
      return value < limit - kEqualWithin;
    case Comparison::kAtMost:
      return value <= limit + kEqualWithin;
    case Comparison::kGreater:
      return value > limit + kEqualWithin;
    default:
      return value >= limit - kEqualWithin;
  }
}

Verdict JudgeComparison(const Condition& condition, const Facts& facts) {
  const auto found = facts.find(condition.fact);
  if (found == facts.end()) return {Truth::kUnknown, {condition.fact}};
  return {Holds(condition, found->second) ? Truth::kTrue : Truth::kFalse, {condition.fact}};
}

// The facts of the parts with this truth, in order of first mention.
std::vector<std::string> FactsOf(const std::vector<Verdict>& parts, Truth truth) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Verdict& part : parts) {
    if (part.truth != truth) continue;
    for (const std::string& name : part.facts) {
      if (seen.insert(name).second) names.push_back(name);
    }
  }
  return names;
}

// A part that is settled drops out: what is left of an undecided count are its undecided parts, and each of
// them could still tip it.
Verdict JudgeCount(const Condition& condition, const Facts& facts) {
  std::vector<Verdict> parts;
  parts.reserve(condition.parts.size());
  std::size_t held = 0, open = 0;
  for (const Condition& part : condition.parts) {
    parts.push_back(Judge(part, facts));
    held += parts.back().truth == Truth::kTrue ? 1 : 0;
    open += parts.back().truth == Truth::kUnknown ? 1 : 0;
  }
  Truth truth = Truth::kUnknown;
  if (held >= condition.least) truth = Truth::kTrue;
  if (held + open < condition.least) truth = Truth::kFalse;
  return {truth, FactsOf(parts, truth)};
}

}  // namespace

Verdict Judge(const Condition& condition, const Facts& facts) {
  if (condition.kind == Condition::Kind::kCompare) return JudgeComparison(condition, facts);
  if (condition.kind == Condition::Kind::kCount) return JudgeCount(condition, facts);
  Verdict verdict = Judge(condition.parts.front(), facts);
  if (verdict.truth != Truth::kUnknown) {
    verdict.truth = verdict.truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
  }
  return verdict;
}

}  // namespace openvfa
