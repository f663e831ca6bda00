// The assessment as a short table for a terminal.
#ifndef OPENVFA_REPORT_TABLE_H_
#define OPENVFA_REPORT_TABLE_H_

#include <iosfwd>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

struct TableOptions {
  // ANSI colours by grade; the caller knows whether `out` is a terminal.
  bool colour = false;
};

// Writes a UTF-8 table, one line per vertebra, then a summary. Heights in mm where calibrated, else px.
void WriteTable(const StudyAssessment& assessment, std::ostream& out, const TableOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_REPORT_TABLE_H_
