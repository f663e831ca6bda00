// The fields and columns of densitometry files (docs/formats/densitometry.md).
#ifndef OPENVFA_SCORING_SRC_DENSITOMETRY_INPUT_H_
#define OPENVFA_SCORING_SRC_DENSITOMETRY_INPUT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "input_field.h"
#include "openvfa/scoring/read_densitometry.h"

namespace openvfa {

inline constexpr std::string_view kDensitometrySchema = "openvfa/densitometry/1";
inline constexpr std::string_view kDensitometryDocumentation = "docs/formats/densitometry.md";

// JSON: of the file itself, of an entry of "results" and "previous", and of "least_significant_change".
const std::vector<Field<DensitometryRecord>>& DensitometryRecordFields();
const std::vector<Field<BoneDensityResult>>& BoneDensityResultFields();
const std::vector<Field<DensitometryRecord::SiteLsc>>& SiteLscFields();

// CSV: sets what a filled cell says; `where` names file, row and column.
struct CsvColumn {
  std::string name;
  std::string text;
  std::function<void(const std::string& cell, const std::string& where, DensitometryCsv::Row&)> set;
};
const std::vector<CsvColumn>& DensitometryColumns();
inline constexpr int kKeyColumns = 3;  // the first of DensitometryColumns()

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_DENSITOMETRY_INPUT_H_
