#include "format_check.h"

#include <fstream>
#include <iterator>
#include <map>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace openvfa::test {
namespace {

const valijson::Schema& SchemaOf(const std::string& format) {
  static std::map<std::string, valijson::Schema> schemas;
  const auto [place, is_new] = schemas.try_emplace(format);
  if (is_new) {
    const auto text = FormatFile(format + ".schema.json");
    // The schemas keep to what draft 7 and 2020-12 share.
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), place->second);
  }
  return place->second;
}

}  // namespace

std::string FormatPath(const std::string& file) { return std::string(OPENVFA_FORMATS) + "/" + file; }

std::string FormatText(const std::string& file) {
  std::ifstream in(FormatPath(file), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json FormatFile(const std::string& file) { return nlohmann::json::parse(FormatText(file)); }

std::string SchemaErrors(const std::string& format, const nlohmann::json& object) {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter adapter(object);
  if (validator.validate(SchemaOf(format), adapter, &results)) return "";
  std::string errors = "invalid: ";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& step : error.context) errors += step;
    errors += ": " + error.description + "\n";
  }
  return errors;
}

}  // namespace openvfa::test
