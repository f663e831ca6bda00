// The report for people: one self-contained HTML file, no network needed.
#ifndef OPENVFA_REPORT_HTML_H_
#define OPENVFA_REPORT_HTML_H_

#include <iosfwd>

#include "openvfa/report/report_input.h"

namespace openvfa {

void WriteHtml(const ReportInput& input, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_HTML_H_
