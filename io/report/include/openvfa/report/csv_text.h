// RFC 4180 back into fields.
#ifndef OPENVFA_REPORT_CSV_TEXT_H_
#define OPENVFA_REPORT_CSV_TEXT_H_

#include <string>
#include <vector>

namespace openvfa {

// Records of `text`; a byte order mark and blank lines are passed over, LF alone ends a record too. Throws
// ReadError for a quote out of place or never closed.
std::vector<std::vector<std::string>> ParseCsv(const std::string& text);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_CSV_TEXT_H_
