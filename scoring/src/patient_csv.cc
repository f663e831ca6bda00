#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "csv_rows.h"
#include "densitometry_input.h"
#include "openvfa/image/error.h"
#include "openvfa/scoring/read_patients.h"
#include "patient_fields.h"

namespace openvfa {
namespace {

using nlohmann::json;

// A column of the patient file: where its value goes in the JSON, and how a cell becomes that value.
struct PatientColumn {
  std::string name;    // "frax.hip_percent"
  std::string object;  // "frax"; empty for a field of the file itself
  std::string member;  // "hip_percent"
  FieldKind kind = FieldKind::kText;
  bool is_list_of_objects = false;
};

template <typename Owner>
void AddColumns(const std::string& object, const std::vector<Field<Owner>>& fields,
                std::vector<PatientColumn>& columns) {
  for (const Field<Owner>& field : fields) {
    const std::string member(field.info.name);
    columns.push_back({object.empty() ? member : object + "." + member, object, member, field.info.kind});
  }
}

const std::vector<PatientColumn>& PatientColumns() {
  static const std::vector<PatientColumn> columns = [] {
    std::vector<PatientColumn> all;
    AddColumns("", PatientFields(), all);
    AddColumns("glucocorticoid", GlucocorticoidFields(), all);
    AddColumns("frax", FraxFields(), all);
    all.push_back({"prior_fractures", "", "prior_fractures", FieldKind::kText, true});
    return all;
  }();
  return columns;
}

json NumberOf(const std::string& cell, const std::string& where) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data() + (cell.starts_with('+') ? 1 : 0), end, value);
  if (error != std::errc{} || stop != end) {
    throw InputError(where + " is not a number (with a point before decimals)");
  }
  return value;
}

json YesNoOf(const std::string& cell, const std::string& where) {
  if (cell == "true" || cell == "yes" || cell == "1") return true;
  if (cell == "false" || cell == "no" || cell == "0") return false;
  throw InputError(where + " must be true or false");
}

json CodesOf(const std::string& cell) {
  json codes = json::array();
  if (cell == "none") return codes;
  for (std::size_t begin = 0; begin <= cell.size();) {
    const std::size_t end = std::min(cell.find(';', begin), cell.size());
    codes.push_back(cell.substr(begin, end - begin));
    begin = end + 1;
  }
  return codes;
}

json ListOf(const std::string& cell, const std::string& where) {
  if (cell == "none") return json::array();
  const json object = ParseStrictJson("{\"list\":" + cell + "}", where);  // it takes objects only
  if (object.size() != 1) throw InputError(where + " must be one JSON list, or none");
  return object.at("list");
}

json ValueOf(const std::string& cell, const PatientColumn& column, const std::string& where) {
  if (column.is_list_of_objects) return ListOf(cell, where);
  switch (column.kind) {
    case FieldKind::kNumber:
    case FieldKind::kInteger: {
      const double value = NumberOf(cell, where).get<double>();
      const bool whole =
          column.kind == FieldKind::kInteger && std::abs(value) < 1e9 && value == std::trunc(value);
      return whole ? json(static_cast<int>(value)) : json(value);
    }
    case FieldKind::kBool:
      return YesNoOf(cell, where);
    case FieldKind::kCodes:
      return CodesOf(cell);
    default:
      return cell;
  }
}

// One of the two, by what the header says.
struct HeaderColumn {
  const PatientColumn* patient = nullptr;
  const CsvColumn* density = nullptr;
};

HeaderColumn FindColumn(const std::string& head) {
  for (const PatientColumn& column : PatientColumns()) {
    if (column.name == head) return {&column, nullptr};
  }
  const auto& density = DensitometryColumns();
  // Its first columns name patients and studies: they have no place here.
  const auto found = std::find_if(density.begin() + kKeyColumns, density.end(),
                                  [&head](const CsvColumn& column) { return column.name == head; });
  return {nullptr, found == density.end() ? nullptr : &*found};
}

}  // namespace

struct PatientCsv::Reader {
  Reader(std::istream& in, const std::string& file_name) : name(file_name), rows(in, file_name) {}

  void ReadHeader() {
    if (!rows.Next(cells)) throw ReadError(name + " is empty: a table of patients begins with a header");
    for (const std::string& head : cells) {
      const HeaderColumn column = FindColumn(head);
      if (column.patient == nullptr && column.density == nullptr) {
        ThrowUnknownField(name + ": header", head, "docs/formats/patient.md");
      }
      if (std::count(cells.begin(), cells.end(), head) > 1) {
        throw InputError(name + ": the column " + head + " is there twice");
      }
      header.push_back(column);
    }
  }

  // Fills `row` from `cells`; throws for what is wrong.
  void Fill(Row& row) const {
    const std::string place = name + ", row " + std::to_string(row.number);
    if (cells.size() != header.size()) {
      throw InputError(place + " has " + std::to_string(cells.size()) + " cells, the header " +
                       std::to_string(header.size()));
    }
    json patient = json::object();
    DensitometryCsv::Row density;
    bool has_density = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      if (const CsvColumn* column = header[i].density) {
        column->set(cells[i], place + ": " + column->name, density);
        has_density = true;
        continue;
      }
      const PatientColumn& column = *header[i].patient;
      json& owner = column.object.empty() ? patient : patient[column.object];
      owner[column.member] = ValueOf(cells[i], column, place + ": " + column.name);
    }
    row.patient = ParsePatient(patient.dump(-1, ' ', false, json::error_handler_t::replace), place);
    if (has_density) row.densitometry = std::move(density.record);
  }

  std::string name;
  CsvRows rows;
  std::vector<std::string> cells;
  std::vector<HeaderColumn> header;
};

PatientCsv::PatientCsv(std::istream& in, const std::string& name)
    : reader_(std::make_unique<Reader>(in, name)) {
  reader_->ReadHeader();
}

PatientCsv::~PatientCsv() = default;
PatientCsv::PatientCsv(PatientCsv&&) noexcept = default;
PatientCsv& PatientCsv::operator=(PatientCsv&&) noexcept = default;

std::optional<PatientCsv::Row> PatientCsv::Next() {
  if (!reader_->rows.Next(reader_->cells)) return std::nullopt;
  Row row;
  row.number = reader_->rows.Number();
  try {
    reader_->Fill(row);
  } catch (const Error& error) {
    row.error = Explain(error);
  }
  return row;
}

std::vector<std::string> PatientCsv::Columns() {
  std::vector<std::string> names;
  for (const PatientColumn& column : PatientColumns()) names.push_back(column.name);
  return names;
}

}  // namespace openvfa
