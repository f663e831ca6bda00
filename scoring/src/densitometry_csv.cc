#include <algorithm>
#include <charconv>
#include <utility>

#include "csv_rows.h"
#include "densitometry_input.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using Row = DensitometryCsv::Row;

// The cell itself is not shown: behind a slipped comma it may be anything, also a name.
double Number(const std::string& cell, const std::string& where) {
  const char* begin = cell.c_str() + (cell.starts_with('+') ? 1 : 0);
  const char* end = cell.c_str() + cell.size();
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end) {
    throw InputError(where + " is not a number (with a point before decimals)");
  }
  return value;
}

template <typename Entry>
Entry& EntryOf(std::vector<Entry>& entries, BoneSite site) {
  for (auto& entry : entries) {
    if (entry.site == site) return entry;
  }
  entries.push_back({});
  entries.back().site = site;
  return entries.back();
}

CsvColumn KeyColumn(const char* name, const char* text, std::optional<std::string> StudyKeys::*member) {
  return {name, text,
          [member](const std::string& cell, const std::string&, Row& row) { row.keys.*member = cell; }};
}

CsvColumn TextColumn(const char* name, const char* text, std::string DensitometryRecord::*member) {
  return {name, text, [member](const std::string& cell, const std::string& where, Row& row) {
            if (cell.size() > 64) throw InputError(where + " is longer than 64 bytes");
            row.record.*member = cell;
          }};
}

CsvColumn MakerColumn() {
  std::string names;
  for (const auto& maker : DensitometerMakerNames())
    names.append(names.empty() ? "" : ", ").append(maker.name);
  return {"maker", "who made the densitometer: " + names,
          [names](const std::string& cell, const std::string& where, Row& row) {
            const auto& makers = DensitometerMakerNames();
            const auto found =
                std::find_if(makers.begin(), makers.end(), [&](const auto& m) { return m.name == cell; });
            if (found == makers.end()) throw InputError(where + " must be one of " + names);
            row.record.maker = found->maker;
          }};
}

CsvColumn TbsColumn() {
  const auto& tbs = ReportedTbsQuantity();
  return {std::string(tbs.column), std::string(tbs.text),
          [&tbs](const std::string& cell, const std::string& where, Row& row) {
            const double value = Number(cell, where);
            CheckPlausible(value, tbs, where);
            row.record.reported_tbs = value;
          }};
}

CsvColumn ResultColumn(const BoneSiteName& site, const SiteQuantity& quantity, bool previous) {
  const std::string prefix = previous ? "previous_" : "";
  const std::string visit = previous ? ", an earlier visit on the same densitometer" : "";
  const std::string unit = quantity.unit.empty() ? "" : ", " + std::string(quantity.unit);
  return {
      prefix + std::string(site.name) + "_" + std::string(quantity.column),
      std::string(quantity.text) + unit + visit,
      [site = site.site, &quantity, previous](const std::string& cell, const std::string& where, Row& row) {
        const double value = Number(cell, where);
        CheckPlausible(value, quantity, where);
        auto& results = previous ? row.record.previous : row.record.results;
        EntryOf(results, site).*quantity.member = value;
      }};
}

CsvColumn LscColumn(const BoneSiteName& site) {
  const auto& lsc = LeastSignificantChangeQuantity();
  return {std::string(site.name) + "_" + std::string(lsc.column),
          std::string(lsc.text) + ", " + std::string(lsc.unit),
          [site = site.site, &lsc](const std::string& cell, const std::string& where, Row& row) {
            const double value = Number(cell, where);
            CheckPlausible(value, lsc, where);
            EntryOf(row.record.least_significant_change, site).lsc_g_per_cm2 = value;
          }};
}

std::vector<CsvColumn> ColumnTable() {
  using R = DensitometryRecord;
  std::vector<CsvColumn> columns = {
      KeyColumn("PatientID", "key", &StudyKeys::patient_id),
      KeyColumn("AccessionNumber", "key", &StudyKeys::accession_number),
      KeyColumn("StudyInstanceUID", "key", &StudyKeys::study_instance_uid),
      MakerColumn(),
      TextColumn("model", "model of the densitometer", &R::model),
      TextColumn("software", "its software and version", &R::software),
      TbsColumn(),
  };
  for (const auto& site : BoneSiteNames()) {
    for (const auto& quantity : SiteQuantities()) columns.push_back(ResultColumn(site, quantity, false));
  }
  for (const auto& site : BoneSiteNames()) columns.push_back(ResultColumn(site, SiteQuantities()[0], true));
  for (const auto& site : BoneSiteNames()) columns.push_back(LscColumn(site));
  return columns;
}

bool Belongs(const StudyKeys& row, const StudyKeys& study) {
  for (const auto member :
       {&StudyKeys::study_instance_uid, &StudyKeys::accession_number, &StudyKeys::patient_id}) {
    if (row.*member && study.*member) return row.*member == study.*member;
  }
  return false;
}

bool HoldsValues(const DensitometryRecord& record) {
  return !record.results.empty() || !record.previous.empty() || record.reported_tbs ||
         !record.least_significant_change.empty();
}

}  // namespace

const std::vector<CsvColumn>& DensitometryColumns() {
  static const auto columns = ColumnTable();
  return columns;
}

struct DensitometryCsv::Reader {
  Reader(std::istream& in, const std::string& file_name) : name(file_name), rows(in, file_name) {}

  const CsvColumn* FindColumn(const std::string& head) const {
    const auto& columns = DensitometryColumns();
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == head; });
    return found == columns.end() ? nullptr : &*found;
  }

  void ReadHeader() {
    if (!rows.Next(cells)) throw ReadError(name + " is empty: a table of densitometry begins with a header");
    if (cells.size() == 1 && cells.front().find_first_of(";\t") != std::string::npos) {
      throw InputError(name + ": the cells of the header must be separated by commas");
    }
    bool keyed = false;
    for (const auto& head : cells) {
      const CsvColumn* column = FindColumn(head);
      if (column == nullptr) ThrowUnknownField(name + ": header", head, kDensitometryDocumentation);
      if (std::find(header.begin(), header.end(), column) != header.end()) {
        throw InputError(name + ": the column " + head + " is there twice");
      }
      keyed |= column - DensitometryColumns().data() < kKeyColumns;
      header.push_back(column);
    }
    if (!keyed) throw InputError(name + " has no column PatientID, AccessionNumber or StudyInstanceUID");
  }

  Row ReadRow() const {
    Row row;
    row.number = rows.Number();
    const auto where = name + ": row " + std::to_string(row.number);
    if (cells.size() != header.size()) {
      throw InputError(where + " has " + std::to_string(cells.size()) + " cells, the header " +
                       std::to_string(header.size()));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].empty()) header[i]->set(cells[i], where + ", column " + header[i]->name, row);
    }
    row.record.source = name;
    return row;
  }

  std::string name;
  CsvRows rows;
  std::vector<std::string> cells;
  std::vector<const CsvColumn*> header;
};

DensitometryCsv::DensitometryCsv(std::istream& in, const std::string& name)
    : reader_(std::make_unique<Reader>(in, name)) {
  reader_->ReadHeader();
}

DensitometryCsv::~DensitometryCsv() = default;
DensitometryCsv::DensitometryCsv(DensitometryCsv&&) noexcept = default;
DensitometryCsv& DensitometryCsv::operator=(DensitometryCsv&&) noexcept = default;

std::optional<Row> DensitometryCsv::Next() {
  while (reader_->rows.Next(reader_->cells)) {
    Row row = reader_->ReadRow();
    if (HoldsValues(row.record)) return row;
  }
  return std::nullopt;
}

std::optional<Row> DensitometryCsv::Find(const StudyKeys& study) {
  std::optional<Row> found;
  while (auto row = Next()) {
    if (!Belongs(row->keys, study)) continue;
    if (found) {
      throw InputError(reader_->name + ": rows " + std::to_string(found->number) + " and " +
                       std::to_string(row->number) + " both belong to this study");
    }
    found = std::move(row);
  }
  return found;
}

}  // namespace openvfa
