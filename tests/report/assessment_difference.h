// Are two assessments the same?
#ifndef OPENVFA_TESTS_REPORT_ASSESSMENT_DIFFERENCE_H_
#define OPENVFA_TESTS_REPORT_ASSESSMENT_DIFFERENCE_H_

#include <string>

#include "openvfa/report/landmarks.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa::testing {

// The first thing that differs, by name, number for number; empty where nothing does. Left out are what files
// do not hold: UIDs of class and series, modality, and the risk summary, which is compared as text elsewhere.
std::string Difference(const StudyAssessment& a, const StudyAssessment& b);

// The first way in which the bodies of a landmark file are not those of the assessment: order, names, points
// and, where the file gives them, outlines, verdicts and deviations. Coordinates may differ by
// `tolerance_px`.
std::string Difference(const LandmarkFile& file, const StudyAssessment& study, double tolerance_px);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_ASSESSMENT_DIFFERENCE_H_
