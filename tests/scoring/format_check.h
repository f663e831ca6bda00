// The files of docs/formats as text; schema_check.h reads and checks them as JSON.
#ifndef OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_
#define OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_

#include <string>

namespace openvfa::test {

std::string FormatPath(const std::string& file);
std::string FormatText(const std::string& file);

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_
