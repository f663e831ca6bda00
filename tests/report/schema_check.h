// Is a JSON value what docs/formats says?
#ifndef OPENVFA_TESTS_REPORT_SCHEMA_CHECK_H_
#define OPENVFA_TESTS_REPORT_SCHEMA_CHECK_H_

#include <nlohmann/json.hpp>
#include <string>

namespace openvfa::testing {

// The first ways in which `value` breaks a schema of docs/formats, judged by an outside validator; empty
// where it breaks none.
std::string SchemaErrors(const nlohmann::json& value, const std::string& schema = "assessment-1.schema.json");

// Contents of a file in docs/formats.
nlohmann::json FormatFile(const std::string& name);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_SCHEMA_CHECK_H_
