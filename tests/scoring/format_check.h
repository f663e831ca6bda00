// The files of docs/formats, and an outside validator for their schemas.
#ifndef OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_
#define OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_

#include <nlohmann/json.hpp>
#include <string>

namespace openvfa::test {

std::string FormatPath(const std::string& file);
std::string FormatText(const std::string& file);
nlohmann::json FormatFile(const std::string& file);

// The first ways in which `object` breaks <format>.schema.json; empty where it breaks none.
std::string SchemaErrors(const std::string& format, const nlohmann::json& object);

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_SCORING_FORMAT_CHECK_H_
