// What the assessment wants its reader to look at.
#ifndef OPENVFA_SCORING_SRC_READER_DIAGNOSTICS_H_
#define OPENVFA_SCORING_SRC_READER_DIAGNOSTICS_H_

#include <vector>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

// Requires measurements, grades and calibration of `study` to be filled in.
std::vector<Diagnostic> ReaderDiagnostics(const StudyAssessment& study, const GenantOptions& options);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_READER_DIAGNOSTICS_H_
