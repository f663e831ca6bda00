#include "schema_check.h"

#include <fstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace openvfa::testing {

nlohmann::json FormatFile(const std::string& name) {
  std::ifstream in(std::string(OPENVFA_FORMATS) + "/" + name);
  return nlohmann::json::parse(in);
}

std::string SchemaErrors(const nlohmann::json& value, const std::string& schema_name) {
  const nlohmann::json text = FormatFile(schema_name);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(value), &results)) return "";
  std::string errors = "invalid: ";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& step : error.context) errors += step;
    errors += ": " + error.description + "\n";
  }
  return errors;
}

}  // namespace openvfa::testing
