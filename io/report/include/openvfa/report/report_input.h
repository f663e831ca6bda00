// What every writer is given. Writers compute nothing: numbers come from the assessment.
#ifndef OPENVFA_REPORT_REPORT_INPUT_H_
#define OPENVFA_REPORT_REPORT_INPUT_H_

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

#include "openvfa/image/radiograph.h"
#include "openvfa/report/dicom_source.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

struct DicomOptions {
  // Root of all UIDs that are made. Default 2.25: UUID-derived UIDs that need no registration (PS3.5 B.2).
  // Another root is the user's own, at most 24 characters.
  std::string uid_root = "2.25";
  // Written as content, series and instance date and time; injected by tests.
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();

  // Throws InputError naming the field.
  void Validate() const;
};

struct ReportInput {
  const StudyAssessment& assessment;
  const Radiograph& radiograph;              // the film that was assessed
  const DicomSource* source = nullptr;       // null where the film came from no DICOM file
  std::optional<AssessmentOptions> options;  // the assessment was made with
  DicomOptions dicom;
};

}  // namespace openvfa

#endif  // OPENVFA_REPORT_REPORT_INPUT_H_
