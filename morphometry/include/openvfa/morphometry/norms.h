// Reference values ("norms") of ratios of vertebral heights, by level and sex. None are shipped: they are
// built from a table of normal spines (norms_builder.h) and kept in a file, "openvfa/norms/1"
// (docs/formats/norms.md; read in openvfa/scoring/read_norms.h, written in openvfa/report/norms.h).
#ifndef OPENVFA_MORPHOMETRY_NORMS_H_
#define OPENVFA_MORPHOMETRY_NORMS_H_

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "openvfa/morphometry/spine_ratios.h"

namespace openvfa {

enum class NormSex { kAny, kFemale, kMale };  // kAny: both, and those of unknown sex
inline constexpr std::array kNormSexes = {NormSex::kAny, NormSex::kFemale, NormSex::kMale};
std::string NormSexName(NormSex sex);  // "any", "female", "male"
std::optional<NormSex> ParseNormSex(std::string_view name);

struct NormEntry {
  double mean = 0;
  double sd = 0;    // of the n values that were kept, divisor n - 1
  int n = 0;        // values kept
  int trimmed = 0;  // values dropped as too far from the mean
};

struct NormKey {
  NormSex sex = NormSex::kAny;
  VertebralLevel level = VertebralLevel::kL1;
  NormRatio ratio = NormRatio::kAnteriorPosterior;
  auto operator<=>(const NormKey&) const = default;
};

// Where norms come from, to be shown with everything computed from them.
struct NormsOrigin {
  std::string source = {};     // in words: which data, of whom
  std::string data_date = {};  // of the data file, YYYY-MM-DD; empty where unknown
  std::string fractured = {};  // what was done with fractured vertebrae, in words
  std::optional<double> trim_sd =
      {};                  // values further than this many SD from the mean were dropped; absent: none
  int people = 0;          // or films, where people are not known
  int values_trimmed = 0;  // over all entries
};

struct Norms {
  NormsOrigin origin;
  std::map<NormKey, NormEntry> entries;
  std::map<NormSex, RelativeHeights> relative_posterior;  // R; geometric mean 1 over the levels of a sex

  const NormEntry* Find(NormSex sex, VertebralLevel level, NormRatio ratio) const;  // null: none
  bool Holds(NormSex sex) const;                                                    // any entry of that sex
  // Throws InputError naming the entry: a mean or SD that is not a positive finite number, n < 2, a
  // relative height that is not positive, no entry at all.
  void Validate() const;
};

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_NORMS_H_
