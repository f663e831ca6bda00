#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "openvfa/report/csv_text.h"
#include "openvfa/report/norms.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using Names = std::initializer_list<const char*>;

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Day of the last change, UTC, "2015-10-02".
std::string DateOf(const fs::path& path) {
  std::error_code failed;
  const auto written = fs::last_write_time(path, failed);
  if (failed) return {};
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::file_clock::to_sys(written));
  const std::chrono::year_month_day date(day);
  const auto two = [](unsigned number) { return std::to_string(100 + number).substr(1); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
         "-" + two(static_cast<unsigned>(date.day()));
}

// A table with a header, its cells by name.
class NamedTable {
 public:
  explicit NamedTable(const fs::path& path) : path_(path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw ReadError("\"" + path.string() + "\" cannot be opened.");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    try {
      records_ = ParseCsv(text);
    } catch (const ReadError& error) {
      throw ReadError("\"" + path.string() + "\" is no CSV table: " + error.what());
    }
    if (records_.empty()) throw ReadError("\"" + path.string() + "\" is empty.");
    for (std::size_t i = 1; i < records_.size(); ++i) {
      if (records_[i].size() != records_[0].size()) Fail(i, "has not as many fields as the header");
    }
  }

  std::size_t End() const { return records_.size(); }  // rows are 1 .. End() - 1

  std::optional<std::size_t> Find(Names names) const {
    for (const char* name : names) {
      const auto& header = records_[0];
      const auto at = std::find(header.begin(), header.end(), name);
      if (at != header.end()) return static_cast<std::size_t>(at - header.begin());
    }
    return std::nullopt;
  }
  std::size_t Column(Names names) const {
    if (const auto column = Find(names)) return *column;
    std::string wanted;
    for (const char* name : names) wanted += (wanted.empty() ? "\"" : "\" or \"") + std::string(name);
    throw ReadError("\"" + path_.string() + "\" has no column " + wanted + "\".");
  }
  const std::string& Cell(std::size_t row, std::size_t column) const { return records_[row][column]; }

  // Absent where the cell is empty.
  std::optional<double> Number(std::size_t row, std::size_t column) const {
    const std::string& text = Cell(row, column);
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
    Fail(row, "has a field in \"" + records_[0][column] + "\" that is not a number");
  }
  [[noreturn]] void Fail(std::size_t row, const std::string& cause) const {
    throw ReadError("\"" + path_.string() + "\": row " + std::to_string(row + 1) + " " + cause + ".");
  }

 private:
  fs::path path_;
  std::vector<std::vector<std::string>> records_;
};

NormSex ParseSex(const NamedTable& table, std::size_t row, std::size_t column) {
  const std::string text = Lower(table.Cell(row, column));
  if (text == "female" || text == "f") return NormSex::kFemale;
  if (text == "male" || text == "m") return NormSex::kMale;
  if (text.empty()) return NormSex::kAny;
  table.Fail(row, "gives a sex that is neither female nor male");
}

std::string Stem(const std::string& path) {
  const std::string name = FileName(path);
  const std::size_t dot = name.find_last_of('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

// Reads one vertebrae table into a common one.
class HeightReader {
 public:
  HeightReader(const fs::path& path, std::size_t number, const SexTable& sexes)
      : table_(path), number_(number), sexes_(sexes) {}

  void Read(HeightTable& out) {
    for (std::size_t row = 1; row < table_.End(); ++row) ReadRow(row, out);
    out.films += static_cast<int>(films_.size());
    for (const auto& [film, person] : films_) out.films_without_sex += person.sex == NormSex::kAny ? 1 : 0;
  }

 private:
  void ReadRow(std::size_t row, HeightTable& out) {
    const SexTable::Person& person = PersonOf(row);
    const auto level = ParseLevel(table_.Cell(row, level_));
    const auto ha = table_.Number(row, heights_[0]), hm = table_.Number(row, heights_[1]);
    const auto hp = table_.Number(row, heights_[2]);
    const bool refused = evaluable_ && Lower(table_.Cell(row, *evaluable_)) == "false";
    if (!level || *level == VertebralLevel::kS1) {
      ++out.unusable;
      return;
    }
    const auto grade = grade_ ? table_.Number(row, *grade_) : std::nullopt;
    HeightRow vertebra{.person = person.subject,
                       .sex = person.sex,
                       .level = *level,
                       .fractured = grade.value_or(0) >= 1,
                       .measured = !refused && ha && hm && hp};
    if (vertebra.measured) {
      if (!(*ha > 0 && *hm > 0 && *hp > 0)) table_.Fail(row, "has a height that is not positive");
      vertebra.anterior = *ha, vertebra.middle = *hm, vertebra.posterior = *hp;
    } else {
      ++out.unusable;
    }
    if (vertebra.measured || vertebra.fractured) out.rows.push_back(vertebra);
  }

  // With a subject that no other film shares, unless the sex table says so.
  const SexTable::Person& PersonOf(std::size_t row) {
    const std::string& film = table_.Cell(row, film_);
    const std::string sop = sop_ ? table_.Cell(row, *sop_) : "";
    const auto [place, is_new] = films_.try_emplace(film + '\n' + sop);
    if (!is_new) return place->second;
    const std::string study = study_ ? table_.Cell(row, *study_) : "";
    for (const std::string& key : {film, FileName(film), Stem(film), sop, study}) {
      const auto found = key.empty() ? sexes_.films.end() : sexes_.films.find(key);
      if (found == sexes_.films.end()) continue;
      place->second = found->second;
      break;
    }
    std::string& subject = place->second.subject;
    // The two kinds of names cannot meet.
    subject = subject.empty() ? "film " + std::to_string(number_) + " " + place->first : "subject " + subject;
    return place->second;
  }

  NamedTable table_;
  std::size_t number_;
  const SexTable& sexes_;
  std::map<std::string, SexTable::Person> films_;
  std::size_t film_ = table_.Column({"source_path", "film", "subject"}), level_ = table_.Column({"level"});
  std::array<std::size_t, 3> heights_ = {table_.Column({"anterior_height_px", "anterior_height_mm", "ha"}),
                                         table_.Column({"middle_height_px", "middle_height_mm", "hm"}),
                                         table_.Column({"posterior_height_px", "posterior_height_mm", "hp"})};
  std::optional<std::size_t> evaluable_ = table_.Find({"evaluable"});
  std::optional<std::size_t> grade_ = table_.Find({"genant_grade", "grade"});
  std::optional<std::size_t> sop_ = table_.Find({"sop_instance_uid"});
  std::optional<std::size_t> study_ = table_.Find({"study_instance_uid"});
};

}  // namespace

SexTable ReadSexTable(const fs::path& path) {
  const NamedTable table(path);
  const std::size_t film = table.Column({"film", "subject"}), sex = table.Column({"sex"});
  const auto subject = table.Find({"film"}) ? table.Find({"subject"}) : std::nullopt;
  SexTable out;
  for (std::size_t row = 1; row < table.End(); ++row) {
    SexTable::Person person{.sex = ParseSex(table, row, sex),
                            .subject = subject ? table.Cell(row, *subject) : ""};
    if (table.Cell(row, film).empty()) table.Fail(row, "names no film");
    if (!out.films.emplace(table.Cell(row, film), std::move(person)).second) {
      table.Fail(row, "gives a film a second time");
    }
  }
  return out;
}

HeightTable ReadHeightTables(const std::vector<fs::path>& paths, const SexTable& sexes) {
  HeightTable out;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    HeightReader(paths[i], i, sexes).Read(out);
    out.data_date = std::max(out.data_date, DateOf(paths[i]));
  }
  return out;
}

}  // namespace openvfa
