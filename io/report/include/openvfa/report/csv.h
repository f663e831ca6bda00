// One row per vertebra, for spreadsheets and statistics.
#ifndef OPENVFA_REPORT_CSV_H_
#define OPENVFA_REPORT_CSV_H_

#include <iosfwd>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

// Header and rows of tables.h for one film: RFC 4180 (UTF-8, CRLF). The numbers are those of WriteJson, digit
// for digit; what is null there is an empty field here.
void WriteCsv(const StudyAssessment& assessment, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_CSV_H_
