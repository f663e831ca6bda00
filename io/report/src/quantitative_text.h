// Quantitative methods in words.
#ifndef OPENVFA_REPORT_SRC_QUANTITATIVE_TEXT_H_
#define OPENVFA_REPORT_SRC_QUANTITATIVE_TEXT_H_

#include <string>

#include "openvfa/scoring/quantitative_morphometry.h"

namespace openvfa {

// "norms of women: Eastell 1991 T12, L1; Melton 1993 none of 9; ..."
std::string SpineText(const QuantitativeMorphometry& morphometry);

// "women", "men", "both sexes", "none that fit"
std::string NormsOfText(std::optional<NormSex> sex);

// One method at one vertebra: "wedge 2", "yes", "no", or what it needs.
std::string ResultText(const MethodResult& result);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_QUANTITATIVE_TEXT_H_
