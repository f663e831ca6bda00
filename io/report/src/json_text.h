// JSON as text that people can read too.
#ifndef OPENVFA_REPORT_SRC_JSON_TEXT_H_
#define OPENVFA_REPORT_SRC_JSON_TEXT_H_

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>

namespace openvfa {

using Json = nlohmann::ordered_json;

// One line; bytes that are not UTF-8 (file names) become U+FFFD.
std::string CompactText(const Json& value);

// Objects one member a line, arrays of numbers (and of points) on one line, a newline at the end.
void WriteJsonText(const Json& value, std::ostream& out);

// `value` rounded to a multiple of `step`; null where absent or not finite.
Json Number(double value, double step);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_JSON_TEXT_H_
