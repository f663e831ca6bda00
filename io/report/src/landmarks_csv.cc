// Points of our own table of vertebrae.
#include <algorithm>
#include <charconv>
#include <map>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "openvfa/report/csv_text.h"

namespace openvfa {
namespace {

constexpr double kStep = 1e-4;  // of coordinates in the file

using Record = std::vector<std::string>;
using Columns = std::map<std::string, std::size_t>;

// One row by the names of its columns; both outlive it.
class Row {
 public:
  Row(const Columns& columns, const Record& fields, int number)
      : columns_(&columns), fields_(&fields), number_(number) {}

  // Empty where there is no such column.
  std::string Text(const std::string& column) const {
    const auto at = columns_->find(column);
    return at == columns_->end() ? "" : fields_->at(at->second);
  }

  std::optional<double> Number(const std::string& column) const {
    const std::string text = Text(column);
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      Fail("has \"" + text + "\" where " + column + " has to be a number.");
    }
    return value;
  }

  std::optional<Eigen::Vector2d> Pair(const std::string& name) const {
    const auto x = Number(name + "x_px"), y = Number(name + "y_px");
    if (x.has_value() != y.has_value()) Fail("gives one of " + name + "x_px and " + name + "y_px only.");
    if (!x) return std::nullopt;
    return Eigen::Vector2d(*x, *y);
  }

  std::optional<bool> YesNo(const std::string& column) const {
    std::string text = Text(column);
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (text.empty()) return std::nullopt;
    if (text != "true" && text != "false")
      Fail("has \"" + text + "\" where " + column + " is true or false.");
    return text == "true";
  }

  [[noreturn]] void Fail(const std::string& cause) const {
    throw ReadError("its row " + std::to_string(number_) + " " + cause);
  }

 private:
  const Columns* columns_;
  const Record* fields_;
  int number_;
};

LandmarkBody BodyOf(const Row& row) {
  LandmarkBody body{.level = ParseLevelName(row.Text("level"))};
  for (std::size_t i = 0; i < kLandmarkNames.size(); ++i) {
    body.points_px[i] = row.Pair(std::string(kLandmarkNames[i]) + "_");
    body.sd_px[i] = row.Pair(std::string(kLandmarkNames[i]) + "_sd_");
  }
  body.evaluable = row.YesNo("evaluable");
  body.reason = row.Text("reason");
  return body;
}

// The rows of one film: all where there is one only, else those of the film's name.
std::vector<Row> RowsOf(const std::vector<Record>& records, const Columns& columns,
                        const std::string& film_path) {
  std::vector<Row> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    rows.emplace_back(columns, records[i], static_cast<int>(i) + 1);
    if (records[i].size() != records[0].size())
      rows.back().Fail("has another number of fields than the header.");
  }
  const auto keep = [&rows](const auto& is_wanted) {
    std::vector<Row> kept;
    for (const Row& row : rows) {
      if (is_wanted(row.Text("source_path"))) kept.push_back(row);
    }
    return kept;
  };
  if (rows.empty()) return rows;
  const std::string first = rows.front().Text("source_path");
  if (keep([&](const std::string& path) { return path == first; }).size() == rows.size()) return rows;
  auto own = keep([&](const std::string& path) { return path == film_path; });
  if (own.empty()) own = keep([&](const std::string& path) { return SameFilmName(path, film_path); });
  if (own.empty()) throw ReadError("none of its films is named \"" + FileName(film_path) + "\".");
  return own;
}

}  // namespace

LandmarkFile LandmarksOfCsv(const std::string& text, const std::string& film_path) {
  const std::vector<Record> records = ParseCsv(text);
  const Record& header = records.at(0);
  for (const char* column : {"level", "superior_anterior_x_px", "inferior_posterior_y_px"}) {
    if (std::find(header.begin(), header.end(), column) == header.end()) {
      throw ReadError(std::string("it is a table without the column \"") + column +
                      "\"; fields are separated by commas.");
    }
  }
  Columns columns;
  for (std::size_t i = 0; i < header.size(); ++i) columns[header[i]] = i;
  LandmarkFile file{.format = "openvfa csv", .rounding_px = kStep / 2};
  for (const Row& row : RowsOf(records, columns, film_path)) {
    if (const auto rows = row.Number("rows")) file.rows = static_cast<int>(*rows);
    if (const auto width = row.Number("columns")) file.columns = static_cast<int>(*width);
    if (const auto uid = row.Text("sop_instance_uid"); !uid.empty()) file.sop_instance_uid = uid;
    if (const auto side = row.Text("anterior"); side == "left" || side == "right") {
      file.anterior = side == "left" ? AnteriorSide::kLeft : AnteriorSide::kRight;
    }
    file.bodies.push_back(BodyOf(row));
  }
  return file;
}

}  // namespace openvfa
