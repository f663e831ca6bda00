#include "openvfa/morphometry/norms.h"

#include <cmath>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

bool IsPositive(double value) { return std::isfinite(value) && value > 0; }

void Check(const NormKey& key, const NormEntry& entry) {
  const auto fail = [&key](const std::string& cause) {
    throw InputError("The norms' " + NormRatioName(key.ratio) + " of " + LevelName(key.level) + ", sex " +
                     NormSexName(key.sex) + ", " + cause);
  };
  if (!IsPositive(entry.mean)) fail("has a mean that is not a positive number.");
  if (!IsPositive(entry.sd)) fail("has a standard deviation that is not positive.");
  if (entry.n < 2) fail("comes from fewer than two values.");
  if (entry.trimmed < 0) fail("has a negative number of trimmed values.");
}

}  // namespace

std::string NormSexName(NormSex sex) {
  return sex == NormSex::kFemale ? "female" : sex == NormSex::kMale ? "male" : "any";
}

std::optional<NormSex> ParseNormSex(std::string_view name) {
  for (const NormSex sex : kNormSexes) {
    if (name == NormSexName(sex)) return sex;
  }
  return std::nullopt;
}

const NormEntry* Norms::Find(NormSex sex, VertebralLevel level, NormRatio ratio) const {
  const auto found = entries.find({sex, level, ratio});
  return found == entries.end() ? nullptr : &found->second;
}

bool Norms::Holds(NormSex sex) const {
  const auto first = entries.lower_bound({sex, VertebralLevel::kC2, NormRatio::kAnteriorPosterior});
  return first != entries.end() && first->first.sex == sex;
}

void Norms::Validate() const {
  if (entries.empty()) throw InputError("The norms hold no value.");
  for (const auto& [key, entry] : entries) Check(key, entry);
  if (origin.trim_sd && !IsPositive(*origin.trim_sd)) {
    throw InputError("The norms' trim_sd is not a positive number.");
  }
  for (const auto& [sex, heights] : relative_posterior) {
    for (const auto& [level, height] : heights) {
      if (IsPositive(height)) continue;
      throw InputError("The norms' relative posterior height of " + LevelName(level) + ", sex " +
                       NormSexName(sex) + ", is not a positive number.");
    }
  }
}

}  // namespace openvfa
