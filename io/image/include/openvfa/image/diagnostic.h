// What a stage noticed and wants the reader to know. The library prints nothing.
#ifndef OPENVFA_IMAGE_DIAGNOSTIC_H_
#define OPENVFA_IMAGE_DIAGNOSTIC_H_

#include <string>

namespace openvfa {

enum class Severity { kInfo, kWarning };

struct Diagnostic {
  Severity severity = Severity::kInfo;
  std::string code;  // stable, lower case with hyphens: "calibration-conflict"
  std::string text;  // one sentence for a person; never a patient's name, ID or date
};

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_DIAGNOSTIC_H_
