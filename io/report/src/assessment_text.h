// Numbers and findings in words, the same on the terminal, in the picture and in the report.
#ifndef OPENVFA_REPORT_SRC_ASSESSMENT_TEXT_H_
#define OPENVFA_REPORT_SRC_ASSESSMENT_TEXT_H_

#include <string>

#include "vertebra_rows.h"

namespace openvfa {

std::string Fixed(double value, int digits);
std::string WithSd(const Estimate& estimate, int digits);  // "21.3±0.4"
std::string Percent(double probability);                   // "85%"

// What a reader should know beside the numbers of a vertebra: "boundary, also biconcave"; empty: nothing.
std::string Flags(const VertebraRow& row);

std::string AngleText(const std::optional<CobbAngle>& angle);
std::string IndexText(const SpinalDeformityIndex& index);
std::string ScaleText(const Calibration& calibration);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ASSESSMENT_TEXT_H_
