// Assessments of every kind, made by chance from a seed: what a writer must be able to write and a reader to
// give back unchanged.
#ifndef OPENVFA_TESTS_REPORT_RANDOM_ASSESSMENT_H_
#define OPENVFA_TESTS_REPORT_RANDOM_ASSESSMENT_H_

#include <cstdint>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa::testing {

// The same seed gives the same assessment. 0 to 17 bodies from head to tail, none twice, inside the film,
// with outlines of 64 points or none; either side anterior; calibrated or not, pixels square or oblong;
// bodies that are not evaluable or not graded; texts with quotes, line ends and letters beyond ASCII; edits;
// now and then a risk summary. Numbers lie on the grid that files are rounded to (1e-4 px, else 1e-6), and
// covariances are diagonal, so that a file in full precision gives them back exactly.
StudyAssessment RandomAssessment(std::uint64_t seed);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_RANDOM_ASSESSMENT_H_
