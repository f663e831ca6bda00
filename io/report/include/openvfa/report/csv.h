// One row per vertebra, for spreadsheets and statistics.
#ifndef OPENVFA_REPORT_CSV_H_
#define OPENVFA_REPORT_CSV_H_

#include <iosfwd>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

// Writes RFC 4180 CSV (UTF-8, CRLF) with a header row; each column names its unit. The numbers are those of
// WriteJson, digit for digit; what is null there is an empty field here.
void WriteCsv(const StudyAssessment& assessment, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_CSV_H_
