// What the words of a densitometry report mean: the one table of names for region, quantity and unit.
#ifndef OPENVFA_IO_IMAGE_SRC_REPORT_WORDS_H_
#define OPENVFA_IO_IMAGE_SRC_REPORT_WORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openvfa/image/densitometry_record.h"

namespace openvfa::image {

enum class Quantity { kBmd, kBmc, kArea, kTScore, kZScore, kTbs };

// Absent for anything else, also for what only resembles one ("BMD change", "T-score of TBS").
std::optional<Quantity> QuantityOf(std::string_view label);

// Labels a child that names the region, side or quantity of the numbers beside it ("Region", "Finding Site").
bool IsNaming(std::string_view label);
// Labels a child or element that only holds the value of what its siblings or parent name.
bool IsValueHolder(std::string_view label);

// Of labels from the innermost outwards: the first that says which region. Absent when none does, or when it
// is a region that is not recorded (trochanter, L2-L4, whole body, ...).
std::optional<BoneSite> SiteOf(const std::vector<std::string>& labels);
// "left", "right" or empty.
std::string SideOf(const std::vector<std::string>& labels);

// Names an earlier visit, a reference population or a trend: numbers inside are not this visit's.
bool IsOtherVisitOrReference(std::string_view label);

// Words that stand for a code of LOINC, SNOMED CT or SRT; empty for others.
std::string WordsOfCode(std::string_view scheme, std::string_view code);

// What a number in `unit` is to be divided by for the record's unit (g/cm2, g, cm2, none): 0 for the unit
// of another quantity (percent, mg/cm3), absent for a unit that is not known.
std::optional<double> UnitDivisor(std::string_view unit, Quantity quantity);

std::optional<DensitometerMaker> MakerOf(std::string_view manufacturer);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_REPORT_WORDS_H_
