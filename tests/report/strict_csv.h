// A reader of RFC 4180 that is strict about what may stand where.
#ifndef OPENVFA_TESTS_REPORT_STRICT_CSV_H_
#define OPENVFA_TESTS_REPORT_STRICT_CSV_H_

#include <map>
#include <string>
#include <vector>

namespace openvfa::testing {

using CsvRecord = std::vector<std::string>;
// Fails the running test where the text breaks the form.
std::vector<CsvRecord> ParseStrictCsv(const std::string& text);

// Rows by the names in the header; fails where a row has another length or a name comes twice.
std::vector<std::map<std::string, std::string>> StrictCsvRows(const std::string& text);

// Fails where bytes are no UTF-8.
void ExpectUtf8(const std::string& text);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_STRICT_CSV_H_
