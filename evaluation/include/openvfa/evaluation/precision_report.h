// A precision study in files and on the terminal.
#ifndef OPENVFA_EVALUATION_PRECISION_REPORT_H_
#define OPENVFA_EVALUATION_PRECISION_REPORT_H_

#include <iosfwd>
#include <string>
#include <vector>

#include "openvfa/evaluation/precision.h"

namespace openvfa {

// RFC 4180, one row per figure; columns in docs/evaluation-statistics.md.
void WritePrecisionCsv(const PrecisionStudy& study, std::ostream& out);
// "openvfa/precision/1": options, counts, figures, what was left out, versions.
void WritePrecisionJson(const PrecisionStudy& study, std::ostream& out);
// Short: the "all" figures with their degrees of freedom and verdict, and what was left out. Names no film
// and no subject.
void WritePrecisionTable(const PrecisionStudy& study, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_PRECISION_REPORT_H_
