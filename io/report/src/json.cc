#include "openvfa/report/json.h"

#include "assessment_json.h"

namespace openvfa {

void WriteJson(const StudyAssessment& assessment, std::ostream& out, const JsonOptions& options) {
  WriteJsonText(AssessmentJson(assessment, options), out);
}

}  // namespace openvfa
