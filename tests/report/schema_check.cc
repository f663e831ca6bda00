#include "schema_check.h"

#include <fstream>
#include <map>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace openvfa::testing {
namespace {

// Parsed once: some tests ask thousands of times.
const valijson::Schema& SchemaNamed(const std::string& name) {
  static std::map<std::string, valijson::Schema> schemas;
  const auto [place, is_new] = schemas.try_emplace(name);
  if (is_new) {
    const nlohmann::json text = FormatFile(name);
    // The schemas keep to what draft 7 and 2020-12 share.
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), place->second);
  }
  return place->second;
}

}  // namespace

nlohmann::json FormatFile(const std::string& name) {
  std::ifstream in(std::string(OPENVFA_FORMATS) + "/" + name);
  return nlohmann::json::parse(in);
}

std::string SchemaErrors(const nlohmann::json& value, const std::string& schema_name) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(SchemaNamed(schema_name), valijson::adapters::NlohmannJsonAdapter(value), &results))
    return "";
  std::string errors = "invalid: ";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& step : error.context) errors += step;
    errors += ": " + error.description + "\n";
  }
  return errors;
}

}  // namespace openvfa::testing
