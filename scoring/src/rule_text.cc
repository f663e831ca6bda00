#include <cmath>
#include <cstdio>

#include "fact_table.h"
#include "rule.h"

namespace openvfa {
namespace {

std::string Fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

// 20.70 -> 20.7, 3.00 -> 3; a score keeps its one decimal.
std::string NumberText(double value, const FactDescription& about) {
  // Half away from zero, as scores are rounded everywhere here; the small push undoes 2.675 = 2.67499...
  const double scale = std::pow(10.0, about.digits);
  const double rounded = std::copysign(std::floor(std::abs(value) * scale + 0.5 + 1e-9) / scale, value);
  std::string text = Fixed(rounded == 0 ? 0.0 : rounded, about.digits);
  if (!about.keep_digits && text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return about.unit.empty() ? text : text + " " + about.unit;
}

}  // namespace

std::string FactText(const std::string& name, const Fact& fact) {
  if (const bool* yes = std::get_if<bool>(&fact)) return *yes ? "yes" : "no";
  if (const std::string* text = std::get_if<std::string>(&fact)) return *text;
  static const FactDescription kPlain{.digits = 6};
  const FactDescription* about = FindFact(name);
  return NumberText(std::get<double>(fact), about != nullptr ? *about : kPlain);
}

std::vector<std::string> PlaceholdersOf(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t begin = text.find('{'); begin != std::string_view::npos; begin = text.find('{', begin)) {
    const std::size_t end = text.find('}', begin);
    names.emplace_back(text.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1));
    begin = end == std::string_view::npos ? text.size() : end;
  }
  return names;
}

std::string FillIn(const std::string& text, const Facts& facts) {
  std::string filled;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find('{', at);
    const std::size_t end = begin == std::string::npos ? begin : text.find('}', begin);
    if (end == std::string::npos) return filled + text.substr(at);
    const std::string name = text.substr(begin + 1, end - begin - 1);
    const auto fact = facts.find(name);
    filled += text.substr(at, begin - at);
    filled += fact == facts.end() ? "unknown" : FactText(name, fact->second);
    at = end + 1;
  }
  return filled;
}

}  // namespace openvfa
