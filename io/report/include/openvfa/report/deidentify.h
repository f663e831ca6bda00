// Results that say nothing of who the patient is: the Basic Application Level Confidentiality Profile of
// DICOM PS3.15, Annex E, without options.
#ifndef OPENVFA_REPORT_DEIDENTIFY_H_
#define OPENVFA_REPORT_DEIDENTIFY_H_

#include <filesystem>
#include <optional>
#include <string>

#include "openvfa/report/report_input.h"
#include "openvfa/report/uid_map.h"

namespace openvfa {

struct DeidentifiedReport {
  StudyAssessment assessment;
  Radiograph radiograph;
  std::optional<DicomSource> source;
  std::optional<AssessmentOptions> options;
  DicomOptions dicom;
  std::string name;  // for the files, without extension: the new SOP instance UID, or a random name

  // What the writers take; points into this.
  ReportInput Input() const;
};

// Copies of all that the writers are given, without names, identifiers, dates and free text of the source;
// UIDs replaced through `map`. Result objects are dated 1900-01-01. Text that is burned into the pixels
// stays: a diagnostic "burned-in-text" warns where the file does not rule it out.
DeidentifiedReport Deidentify(const ReportInput& input, UidMap& map);

// The film itself, pixels unchanged, in its transfer syntax: what the references of the results lead to.
// Every attribute is treated as the profile's table says; those that are private, unknown or, beyond the
// table, dates, times or names of persons are removed. Throws ReadError, WriteError.
void WriteDeidentifiedFilm(const std::filesystem::path& film, UidMap& map, const std::filesystem::path& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_DEIDENTIFY_H_
