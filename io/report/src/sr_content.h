// The parts of the measurement report: one measurement group for each vertebra, one for the spine, and what
// is no measurement.
#ifndef OPENVFA_REPORT_SRC_SR_CONTENT_H_
#define OPENVFA_REPORT_SRC_SR_CONTENT_H_

#include <cstddef>

#include "openvfa/report/report_input.h"
#include "sr_tree.h"
#include "vertebra_rows.h"

namespace openvfa {

// TID 1410 (TID 1501 for a body without outline), row by row in docs/formats/dicom.md.
void AddVertebraGroup(const ReportInput& input, const VertebraRow& row, std::size_t index,
                      const SrImage& film, SrTree& tree);

// TID 1501: deformity index and Cobb angles. No item where there are none.
void AddSpineGroup(const StudyAssessment& assessment, SrTree& tree);

// TID 1500 "Qualitative Evaluations": side, calibration, messages, risk findings, earlier edits.
void AddEvaluations(const StudyAssessment& assessment, SrTree& tree);

// TID 4019, below the group it made.
void AddAlgorithm(const StudyAssessment& assessment, SrTree& tree);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_SR_CONTENT_H_
