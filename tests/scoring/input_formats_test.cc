// docs/formats says what the parsers do: schemas and tables there are those that the parsers' own field
// tables give. After a change of a field, write them anew with
//   OPENVFA_WRITE_FORMATS=1 build/bin/patient_input_test --gtest_filter='InputFormats.*'
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "densitometry_input.h"
#include "format_check.h"
#include "openvfa/image/densitometry_fields.h"
#include "patient_fields.h"

namespace openvfa {
namespace {

using Json = nlohmann::ordered_json;
using test::FormatText;

std::string Decimal(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.10g", value);
  return buffer;
}

Json JsonNumber(double value) {
  return value == static_cast<int>(value) ? Json(static_cast<int>(value)) : Json(value);
}

Json Nullable(const char* type) { return Json::array({type, "null"}); }

Json FieldSchema(const FieldInfo& info) {
  Json schema;
  std::string text(info.text);
  if (!info.unit.empty()) text.append("; ").append(info.unit);
  schema["description"] = text;
  switch (info.kind) {
    case FieldKind::kNumber:
    case FieldKind::kInteger:
      schema["type"] = Nullable(info.kind == FieldKind::kNumber ? "number" : "integer");
      schema["minimum"] = JsonNumber(info.minimum);
      schema["maximum"] = JsonNumber(info.maximum);
      break;
    case FieldKind::kBool:
      schema["type"] = Nullable("boolean");
      break;
    case FieldKind::kEnum:
      schema["enum"] = info.values;
      schema["enum"].push_back(nullptr);
      break;
    case FieldKind::kText:
      schema["type"] = Nullable("string");
      schema["maxLength"] = JsonNumber(info.maximum);
      break;
    case FieldKind::kCodes:
      schema["type"] = Nullable("array");
      schema["items"] = {{"enum", info.values}};
      schema["uniqueItems"] = true;
      break;
  }
  return schema;
}

template <typename Owner>
Json ObjectSchema(const std::vector<Field<Owner>>& fields) {
  Json schema = {
      {"type", Nullable("object")}, {"additionalProperties", false}, {"properties", Json::object()}};
  for (const auto& field : fields)
    schema["properties"][std::string(field.info.name)] = FieldSchema(field.info);
  return schema;
}

// A list of objects; `required` members must be there and not null.
Json ListSchema(Json items, std::size_t longest, const std::vector<std::string>& required) {
  items["type"] = "object";
  items["required"] = required;
  for (const auto& name : required) {
    Json& member = items["properties"][name];
    if (member.contains("enum")) member["enum"].erase(member["enum"].size() - 1);
    if (member.contains("type")) member["type"] = member["type"][0];
  }
  return {{"type", Nullable("array")}, {"maxItems", longest}, {"items", items}};
}

template <typename Owner>
Json FileSchema(const char* title, std::string_view name, const std::vector<Field<Owner>>& fields) {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  schema.update(ObjectSchema(fields));
  schema["type"] = "object";
  schema["properties"]["schema"] = {{"description", "name and version of this form"},
                                    {"enum", Json::array({name, nullptr})}};
  return schema;
}

Json PatientSchema() {
  Json schema = FileSchema("OpenVFA patient file", kPatientSchema, PatientFields());
  Json& properties = schema["properties"];
  properties["glucocorticoid"] = ObjectSchema(GlucocorticoidFields());
  properties["frax"] = ObjectSchema(FraxFields());
  properties["prior_fractures"] =
      ListSchema(ObjectSchema(PriorFractureFields()), kMostPriorFractures, {"site"});
  return schema;
}

Json DensitometrySchema() {
  Json schema = FileSchema("OpenVFA densitometry file", kDensitometrySchema, DensitometryRecordFields());
  Json& properties = schema["properties"];
  const auto sites = BoneSiteNames().size();
  properties["results"] = ListSchema(ObjectSchema(BoneDensityResultFields()), sites, {"site"});
  properties["previous"] = ListSchema(ObjectSchema(BoneDensityResultFields()), sites, {"site"});
  properties["least_significant_change"] =
      ListSchema(ObjectSchema(SiteLscFields()), sites, {"site", "lsc_g_per_cm2"});
  return schema;
}

std::string Allowed(const FieldInfo& info) {
  const std::string range = Decimal(info.minimum) + " to " + Decimal(info.maximum);
  switch (info.kind) {
    case FieldKind::kNumber:
      return range;
    case FieldKind::kInteger:
      return range + ", whole";
    case FieldKind::kBool:
      return "`true`, `false`";
    case FieldKind::kText:
      return "text of at most " + Decimal(info.maximum) + " bytes";
    case FieldKind::kCodes:
      return "list of codes, each once; see below";
    case FieldKind::kEnum:
      break;
  }
  std::string values;
  for (const auto value : info.values)
    values.append(values.empty() ? "`\"" : ", `\"").append(value).append("\"`");
  return values;
}

template <typename Owner>
std::string FieldTable(const std::vector<Field<Owner>>& fields) {
  std::string table = "| Field | Unit | Allowed | Meaning |\n|---|---|---|---|\n";
  for (const auto& field : fields) {
    table.append("| `").append(field.info.name).append("` | ").append(field.info.unit);
    table.append(field.info.unit.empty() ? "| " : " | ").append(Allowed(field.info)).append(" | ");
    table.append(field.info.text).append(" |\n");
  }
  return table;
}

std::string CodeTable(const std::vector<ListedCode>& codes) {
  std::string table = "| Code | Meaning | Named by |\n|---|---|---|\n";
  for (const auto& code : codes) {
    table.append("| `").append(code.code).append("` | ").append(code.text).append(" | ");
    table.append(code.source).append(" |\n");
  }
  return table;
}

std::string ColumnTable() {
  std::string table = "| Column | Meaning |\n|---|---|\n";
  for (const auto& column : DensitometryColumns())
    table += "| `" + column.name + "` | " + column.text + " |\n";
  return table;
}

std::string SiteTable() {
  std::string table = "| Site | Meaning |\n|---|---|\n";
  for (const auto& site : BoneSiteNames()) {
    table.append("| `").append(site.name).append("` | ").append(site.text).append(" |\n");
  }
  return table;
}

bool Writing() { return std::getenv("OPENVFA_WRITE_FORMATS") != nullptr; }

void Check(const std::string& file, const std::string& wanted) {
  if (Writing()) std::ofstream(test::FormatPath(file), std::ios::binary) << wanted;
  EXPECT_EQ(FormatText(file), wanted)
      << file << " no longer is what the parser's fields give; see the top of " << __FILE__;
}

// The table between <!-- name --> and <!-- end --> of a page.
void CheckTable(const std::string& file, const std::string& name, const std::string& wanted) {
  std::string page = FormatText(file);
  const std::string open = "<!-- " + name + " -->\n";
  const auto begin = page.find(open);
  ASSERT_NE(begin, std::string::npos) << file << " has no place for " << name;
  const auto end = page.find("<!-- end -->", begin);
  ASSERT_NE(end, std::string::npos) << name;
  page.replace(begin + open.size(), end - begin - open.size(), wanted);
  Check(file, page);
}

TEST(InputFormats, SchemasAreThoseOfTheParsers) {
  Check("patient.schema.json", PatientSchema().dump(2) + "\n");
  Check("densitometry.schema.json", DensitometrySchema().dump(2) + "\n");
}

TEST(InputFormats, PagesListEveryFieldWithItsRange) {
  CheckTable("patient.md", "fields", FieldTable(PatientFields()));
  CheckTable("patient.md", "glucocorticoid", FieldTable(GlucocorticoidFields()));
  CheckTable("patient.md", "frax", FieldTable(FraxFields()));
  CheckTable("patient.md", "prior_fractures", FieldTable(PriorFractureFields()));
  CheckTable("patient.md", "medications", CodeTable(MedicationCodes()));
  CheckTable("patient.md", "conditions", CodeTable(ConditionCodes()));
  CheckTable("densitometry.md", "fields", FieldTable(DensitometryRecordFields()));
  CheckTable("densitometry.md", "results", FieldTable(BoneDensityResultFields()));
  CheckTable("densitometry.md", "least_significant_change", FieldTable(SiteLscFields()));
  CheckTable("densitometry.md", "sites", SiteTable());
  CheckTable("densitometry.md", "columns", ColumnTable());
}

}  // namespace
}  // namespace openvfa
