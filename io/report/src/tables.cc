#include "openvfa/report/tables.h"

#include <ostream>

#include "assessment_json.h"
#include "openvfa/report/csv.h"
#include "openvfa/report/risk.h"
#include "study_columns.h"
#include "table_columns.h"

namespace openvfa {
namespace {

std::string HeaderLine(const std::vector<TableColumn>& columns) {
  std::vector<std::string> names;
  for (const TableColumn& column : columns) names.push_back(column.name);
  return CsvLine(names);
}

void WriteDictionary(const std::vector<TableColumn>& columns, std::ostream& out) {
  out << "| Column | Unit | Meaning |\n|---|---|---|\n";
  for (const TableColumn& column : columns) {
    out << "| `" << column.name << "` | " << column.unit << " | " << column.meaning << " |\n";
  }
}

constexpr const char* kIntroduction =
    R"(# The tables: `vertebrae.csv`, `studies.csv`, `X.csv`

`openvfa annotate` writes three tables where `csv` is among the formats: `DIR/X.csv` with the vertebrae of one film,
`DIR/vertebrae.csv` with those of every film of the run in the order they were given, and `DIR/studies.csv` with one row
per film. `X.csv` has the columns of `vertebrae.csv`. A film that cannot be read has no row.

RFC 4180: UTF-8 without byte order mark, comma, CRLF, a header row, quotes where a field holds a comma, a quote or a
line end. Every row has as many fields as the header. An empty field is a value that is absent. Numbers have a point
and no thousands separator and are those of the [JSON](assessment.md), digit for digit; yes and no are `true` and
`false`. Pixel coordinates: x right, y down, origin at the centre of the top-left pixel.

Texts are written as they are. A spreadsheet may take a text that begins with `=`, `+`, `-` or `@` for a formula: import
such columns as text.

This page is made from the table that the writer uses; a test compares the two.
)";

}  // namespace

std::string FieldText(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_array()) {
    std::string text;
    for (const Json& element : value) {
      if (!text.empty()) text += ';';
      text += FieldText(element);
    }
    return text;
  }
  if (!value.is_string()) return CompactText(value);
  // Through the JSON text, which makes bytes that are no UTF-8 into U+FFFD.
  return Json::parse(CompactText(value)).get<std::string>();
}

Json ValueAt(const Json& object, const char* pointer) {
  const Json::json_pointer path(pointer);
  return object.contains(path) ? object.at(path) : Json(nullptr);
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    line += CsvField(field);
  }
  return line + "\r\n";
}

const std::vector<TableColumn>& VertebraColumns() {
  static const std::vector<TableColumn> columns = [] {
    std::vector<TableColumn> all;
    for (const PointedColumn& column : PointedVertebraColumns()) all.push_back(column.about);
    return all;
  }();
  return columns;
}

const std::vector<TableColumn>& StudyColumns() {
  static const std::vector<TableColumn> columns = [] {
    std::vector<TableColumn> all;
    for (const CountedColumn& column : FilmColumns()) all.push_back(column.about);
    for (const RiskColumn& column : RiskColumns()) all.push_back({column.name, column.unit, column.meaning});
    return all;
  }();
  return columns;
}

std::string VertebraCsvHeader() { return HeaderLine(VertebraColumns()); }

std::string VertebraCsvRows(const StudyAssessment& assessment) {
  const Json film = AssessmentJson(assessment, {});
  std::string rows;
  for (const Json& vertebra : film.at("vertebrae")) {
    std::vector<std::string> fields;
    for (const PointedColumn& column : PointedVertebraColumns()) {
      fields.push_back(FieldText(ValueAt(column.of_film ? film : vertebra, column.pointer)));
    }
    rows += CsvLine(fields);
  }
  return rows;
}

std::string StudyCsvHeader() { return HeaderLine(StudyColumns()); }

std::string StudyCsvRow(const StudyAssessment& assessment) {
  const Json film = AssessmentJson(assessment, {});
  std::string row;
  for (const CountedColumn& column : FilmColumns()) row += CsvField(column.value(film)) + ',';
  return row + (assessment.risk ? RiskCsvRow(*assessment.risk) : EmptyRiskCsvRow()) + "\r\n";
}

void WriteDataDictionary(std::ostream& out) {
  out << kIntroduction << "\n## `vertebrae.csv` and `X.csv`: one row per vertebra\n\n";
  WriteDictionary(VertebraColumns(), out);
  out << "\n## `studies.csv`: one row per film\n\n";
  WriteDictionary(StudyColumns(), out);
}

void WriteCsv(const StudyAssessment& assessment, std::ostream& out) {
  out << VertebraCsvHeader() << VertebraCsvRows(assessment);
}

}  // namespace openvfa
