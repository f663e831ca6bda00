// A reader's points take the place of the program's own, and everything that follows from them is made anew.
#ifndef OPENVFA_REPORT_APPLY_LANDMARKS_H_
#define OPENVFA_REPORT_APPLY_LANDMARKS_H_

#include <chrono>
#include <string>

#include "openvfa/report/landmarks.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

// Who changed the points, and when they were taken over.
struct EditOrigin {
  std::string editor;  // as the user said; may be empty
  std::string time;    // ISO 8601, UTC
};

// "2024-05-06T07:08:09Z"
std::string UtcText(std::chrono::system_clock::time_point time);

// `found` is what the program itself made of `radiograph`. The bodies of `landmarks` are all there are: those
// that the program found and the file does not name are removed. A body of the file is the program's body at
// the same place, or, where it gives fewer than four points, that of its name. What the file does not give
// stays as the program found it: the points it leaves out, and the outline, which follows the points. Points
// that differ by no more than the file's rounding are the program's own, with their uncertainty; points set by
// a reader get that of readers; names of a file that renames or adds a body are the reader's, with probability
// 1. Measures and grades everything again and records in `edits` what changed, behind the edits that the file
// already records. Throws ReadError where a body cannot be completed.
StudyAssessment ApplyLandmarks(const Radiograph& radiograph, const StudyAssessment& found,
                               const LandmarkFile& landmarks, const EditOrigin& origin,
                               const AssessmentOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_REPORT_APPLY_LANDMARKS_H_
