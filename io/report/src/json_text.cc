#include "json_text.h"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace openvfa {
namespace {

bool HoldsObjects(const Json& value) {
  if (value.is_object()) return true;
  return value.is_array() && std::any_of(value.begin(), value.end(), HoldsObjects);
}

void WriteIndented(const Json& value, int indent, std::ostream& out) {
  if (value.empty() || !HoldsObjects(value)) {
    out << CompactText(value);
    return;
  }
  const std::string margin(static_cast<std::size_t>(indent) + 2, ' ');
  out << (value.is_object() ? "{" : "[");
  const char* separator = "\n";
  for (auto item = value.begin(); item != value.end(); ++item) {
    out << separator << margin;
    if (value.is_object()) out << CompactText(Json(item.key())) << ": ";
    WriteIndented(*item, indent + 2, out);
    separator = ",\n";
  }
  out << '\n' << std::string(static_cast<std::size_t>(indent), ' ') << (value.is_object() ? "}" : "]");
}

}  // namespace

std::string CompactText(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

void WriteJsonText(const Json& value, std::ostream& out) {
  WriteIndented(value, 0, out);
  out << '\n';
}

Json Number(double value, double step) {
  if (!std::isfinite(value)) return nullptr;
  // Dividing by the reciprocal gives the double nearest to the decimal, which prints short.
  const double per_unit = std::round(1 / step);
  const double rounded = std::round(value * per_unit) / per_unit;
  return rounded == 0 ? 0.0 : rounded;  // no "-0.0"
}

}  // namespace openvfa
