#include "openvfa/evaluation/nhanes_heights.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "openvfa/evaluation/xport.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using Seqn = long;

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The first data set of one NHANES file, with the columns asked for by name.
class NhanesFile {
 public:
  explicit NhanesFile(const fs::path& path) : path_(path), member_(std::move(ReadXport(path).front())) {}

  std::size_t Rows() const { return member_.rows; }
  std::string Date() const { return XportDate(member_.modified).value_or(""); }

  std::size_t Column(const std::string& name) const {
    const auto column = member_.Find(name);
    if (!column || !member_.variables[*column].numeric) {
      throw ReadError("\"" + path_.string() + "\" has no numeric variable " + name + ".");
    }
    return *column;
  }
  std::optional<double> At(std::size_t row, std::size_t column) const {
    return member_.Number(row, column).value;
  }
  Seqn Person(std::size_t row, std::size_t column) const {
    const auto number = At(row, column);
    if (number && *number >= 1 && *number < 1e9) return static_cast<Seqn>(*number);
    throw ReadError("\"" + path_.string() + "\" has a row without a sequence number (SEQN).");
  }
  [[noreturn]] void FailTwice() const {
    throw ReadError("\"" + path_.string() + "\" gives one person twice.");
  }

 private:
  fs::path path_;
  XportMember member_;
};

std::optional<NhanesFile> Open(const fs::path& folder, const std::string& stem) {
  const std::string wanted = Lower(stem) + ".xpt";
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (Lower(entry.path().filename().string()) == wanted) return NhanesFile(entry.path());
  }
  if (failed) {
    throw ReadError("The folder \"" + folder.string() + "\" cannot be read: " + failed.message() + ".");
  }
  return std::nullopt;
}

std::map<Seqn, NormSex> ReadSexes(const NhanesFile& file) {
  const std::size_t person = file.Column("SEQN"), sex = file.Column("RIAGENDR");
  std::map<Seqn, NormSex> sexes;
  for (std::size_t row = 0; row < file.Rows(); ++row) {
    const auto code = file.At(row, sex);
    const NormSex value = code == 1 ? NormSex::kMale : code == 2 ? NormSex::kFemale : NormSex::kAny;
    if (!sexes.emplace(file.Person(row, person), value).second) file.FailTwice();
  }
  return sexes;
}

// Grades by person and level: of those that have one.
using Grades = std::map<std::pair<VertebralLevel, Seqn>, double>;

void AddGrades(const NhanesFile& file, VertebralLevel level, Grades& grades) {
  const std::size_t person = file.Column("SEQN"), score = file.Column("DXX" + LevelName(level) + "FX");
  for (std::size_t row = 0; row < file.Rows(); ++row) {
    const auto grade = file.At(row, score);
    if (grade && !grades.emplace(std::pair(level, file.Person(row, person)), *grade).second) file.FailTwice();
  }
}

struct Join {
  std::map<Seqn, NormSex> sexes;
  std::optional<Grades> grades;  // confirmed
};

std::optional<double> GradeOf(const Join& join, VertebralLevel level, Seqn person,
                              std::optional<double> in_level_file) {
  if (!join.grades) return in_level_file;
  const auto found = join.grades->find({level, person});
  return found == join.grades->end() ? std::nullopt : std::optional(found->second);
}

HeightRow RowOf(const Join& join, VertebralLevel level, Seqn person, double grade) {
  const auto sex = join.sexes.find(person);
  return {.person = std::to_string(person),
          .sex = sex == join.sexes.end() ? NormSex::kAny : sex->second,
          .level = level,
          .fractured = grade >= 1,
          .measured = false};
}

// The people of a level's file: those with three heights, and those with a fracture.
std::set<Seqn> AddLevel(const NhanesFile& file, VertebralLevel level, const Join& join,
                        std::vector<HeightRow>& rows) {
  const std::size_t seqn = file.Column("SEQN"), invalid = file.Column("DXX" + LevelName(level) + "CC");
  const std::size_t score = file.Column("DXXSQSCR"), posterior = file.Column("DXXPOSTH");
  const std::size_t anterior = file.Column("DXXANTEH"), middle = file.Column("DXXMIDH");
  std::set<Seqn> seen;
  for (std::size_t i = 0; i < file.Rows(); ++i) {
    const Seqn person = file.Person(i, seqn);
    if (!seen.insert(person).second) file.FailTwice();
    const auto grade = GradeOf(join, level, person, file.At(i, score));
    if (!grade) continue;
    HeightRow row = RowOf(join, level, person, *grade);
    row.anterior = file.At(i, anterior).value_or(0);
    row.middle = file.At(i, middle).value_or(0);
    row.posterior = file.At(i, posterior).value_or(0);
    row.measured = file.At(i, invalid) == 0.0 && row.anterior > 0 && row.middle > 0 && row.posterior > 0;
    if (row.measured || row.fractured) rows.push_back(row);
  }
  return seen;
}

// Confirmed fractures of people whom the level's file lacks.
void AddFracturesWithoutHeights(VertebralLevel level, const std::set<Seqn>& seen, const Join& join,
                                std::vector<HeightRow>& rows) {
  for (const auto& [vertebra, grade] : *join.grades) {
    const auto& [at, person] = vertebra;
    if (at == level && grade >= 1 && !seen.contains(person)) {
      rows.push_back(RowOf(join, level, person, grade));
    }
  }
}

}  // namespace

NhanesHeights ReadNhanesHeights(const fs::path& folder) {
  NhanesHeights out;
  Join join;
  const auto people = Open(folder, "DEMO_H");
  if (!people)
    throw ReadError("\"" + folder.string() + "\" holds no DEMO_H.XPT, which tells men from women.");
  join.sexes = ReadSexes(*people);
  const auto confirmed = Open(folder, "DXXVFA_H");
  if (confirmed) join.grades.emplace();
  if (!confirmed) {
    out.left_out.push_back("DXXVFA_H.XPT is missing: the grades in the levels' own files were used.");
  }
  std::string missing;
  int found = 0;
  for (int k = static_cast<int>(VertebralLevel::kT4); k <= static_cast<int>(VertebralLevel::kL4); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (!IsIndexLevel(level)) continue;
    if (confirmed) AddGrades(*confirmed, level, *join.grades);
    std::set<Seqn> seen;
    if (const auto file = Open(folder, "DXX" + LevelName(level) + "_H")) {
      ++found;
      seen = AddLevel(*file, level, join, out.rows);
      out.data_date = std::max(out.data_date, file->Date());
    } else {
      missing += (missing.empty() ? "" : ", ") + LevelName(level);
    }
    if (confirmed) AddFracturesWithoutHeights(level, seen, join, out.rows);
  }
  if (found == 0) {
    throw ReadError("\"" + folder.string() + "\" holds no level's heights (DXXT4_H.XPT to DXXL4_H.XPT).");
  }
  if (!missing.empty()) out.left_out.push_back("The files of " + missing + " are missing.");
  return out;
}

}  // namespace openvfa
