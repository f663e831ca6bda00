// The machine-readable result of one film: "openvfa/assessment/1", described in docs/formats/assessment.md.
#ifndef OPENVFA_REPORT_JSON_H_
#define OPENVFA_REPORT_JSON_H_

#include <iosfwd>
#include <optional>
#include <string>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

struct JsonOptions {
  // The options the assessment was made with, written as "options"; unset: null.
  std::optional<AssessmentOptions> assessment;
};

// Writes UTF-8 JSON, keys in a fixed order, the same bytes for the same assessment. Coordinates are rounded
// to 1e-4 px and other quantities to 1e-6 of their unit; what is absent or not finite is null. Throws
// InputError when measurements or grades do not belong to the bodies.
void WriteJson(const StudyAssessment& assessment, std::ostream& out, const JsonOptions& options = {});

// What a stored assessment says about where things are: enough to measure and grade it again.
struct StoredAssessment {
  std::string source_path;
  int rows = 0;
  int columns = 0;
  Calibration calibration;
  // Without diagnostics; covariances are diagonal (the file holds standard deviations).
  SpineOutlines outlines;
};

// Reads what WriteJson wrote. `name` stands for the file in messages. Throws ReadError for anything else.
StoredAssessment ReadAssessmentOutlines(std::istream& in, const std::string& name);

// All of it: writing the result again gives the same file, but for "software" and "options". Throws
// ReadError.
StudyAssessment ReadAssessment(std::istream& in, const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_JSON_H_
