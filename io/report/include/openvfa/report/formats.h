// The one table of result formats. A new format is a writer, a row here and a test.
#ifndef OPENVFA_REPORT_FORMATS_H_
#define OPENVFA_REPORT_FORMATS_H_

#include <iosfwd>
#include <string>
#include <vector>

#include "openvfa/report/report_input.h"

namespace openvfa {

struct ReportFormat {
  std::string name;         // as in --format: "json", "sr", ...
  std::string extension;    // ".json", ".sr.dcm", ...
  std::string description;  // for the help text
  bool by_default = false;
  bool needs_dicom = false;  // refuses a film that came from no DICOM file (InputError)
  void (*write)(const ReportInput& input, std::ostream& out) = nullptr;
};

// In the order of the help text.
const std::vector<ReportFormat>& ReportFormats();

// Throws InputError listing the known names.
const ReportFormat& FormatByName(const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_FORMATS_H_
