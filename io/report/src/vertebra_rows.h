// One vertebra as every writer sees it: body, measurement and grade side by side.
#ifndef OPENVFA_REPORT_SRC_VERTEBRA_ROWS_H_
#define OPENVFA_REPORT_SRC_VERTEBRA_ROWS_H_

#include <string>
#include <vector>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

struct VertebraRow {
  const VertebralBody* body = nullptr;
  const VertebraMeasurement* measurement = nullptr;  // null where it could not be measured
  const GenantGrade* grade = nullptr;                // null where it could not be graded
  std::string reason;                                // why either is null
  bool Evaluable() const { return measurement != nullptr && grade != nullptr; }
};

// Throws InputError when measurements or grades do not belong to the bodies. Points into `assessment`.
std::vector<VertebraRow> VertebraRows(const StudyAssessment& assessment);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_VERTEBRA_ROWS_H_
