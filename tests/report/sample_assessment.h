// Assessments whose every number is known because it was put there.
#ifndef OPENVFA_TESTS_REPORT_SAMPLE_ASSESSMENT_H_
#define OPENVFA_TESTS_REPORT_SAMPLE_ASSESSMENT_H_

#include "openvfa/scoring/study_assessment.h"

namespace openvfa::testing {

// A rectangle as a body: outline of 64 points, corners, middle points; anterior on the left.
VertebralBody Rectangle(VertebralLevel level, double left, double top, double width, double height);

// T12: grade 2 wedge; L1: grade 0 without crush ratio; L2: not evaluable. Calibrated at 0.2 x 0.25 mm.
// 400 rows, 300 columns, anterior on the left.
StudyAssessment SampleAssessment();

// The same film without millimetres.
StudyAssessment UncalibratedSample();

// A film in which nothing was found.
StudyAssessment EmptyAssessment();

// Grey pixels for an assessment.
Radiograph FilmFor(const StudyAssessment& assessment, float value = 100);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_SAMPLE_ASSESSMENT_H_
