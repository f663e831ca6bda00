// StudyAssessment -> JSON value, from which the JSON and CSV files are both written.
#ifndef OPENVFA_REPORT_SRC_ASSESSMENT_JSON_H_
#define OPENVFA_REPORT_SRC_ASSESSMENT_JSON_H_

#include "json_text.h"
#include "openvfa/report/json.h"

namespace openvfa {

Json AssessmentJson(const StudyAssessment& assessment, const JsonOptions& options);

// Shared with the description of an image.
Json CalibrationJson(const Calibration& calibration);
Json RoutingJson(const std::vector<RoutingCue>& routing);
Json DiagnosticsJson(const std::vector<Diagnostic>& diagnostics);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ASSESSMENT_JSON_H_
