// Files with the names and variables of NHANES 2013-14, of people that were made up.
#ifndef OPENVFA_TESTS_NORMS_NHANES_FILES_H_
#define OPENVFA_TESTS_NORMS_NHANES_FILES_H_

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "norm_spines.h"
#include "xport_writer.h"

namespace openvfa::testing {

inline std::string BytesOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void WriteBytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// What the files say of one vertebra beside its heights; NaN: missing.
struct NhanesCell {
  int seqn = 0;
  VertebralLevel level = VertebralLevel::kL1;
  double invalid = 0, own_grade = 0, confirmed_grade = 0;
};

// "p10003" -> 10003
inline int Seqn(const std::string& person) { return std::stoi(person.substr(1)); }
inline std::string SeqnText(const std::string& person) { return person.substr(1); }

// DEMO_H, DXXVFA_H and the thirteen levels' files. `change` may set what a cell says.
inline void WriteNhanes(const std::filesystem::path& folder, const std::vector<HeightRow>& rows,
                        const std::function<void(NhanesCell&)>& change = {}) {
  XportTable demo{
      .name = "DEMO_H", .columns = {{"SEQN", ""}, {"RIDAGEYR", ""}, {"RIAGENDR", ""}}, .rows = {}};
  XportTable vfa{.name = "DXXVFA_H", .columns = {{"SEQN", ""}}, .rows = {}};
  std::map<int, std::map<VertebralLevel, double>> confirmed;
  std::map<VertebralLevel, XportTable> levels;
  for (const VertebralLevel level : IndexLevels()) {
    const std::string name = LevelName(level);
    vfa.columns.push_back({"DXX" + name + "FX", ""});
    levels[level] = {.name = "DXX" + name + "_H",
                     .columns = {{"SEQN", ""},
                                 {"DXX" + name + "CC", ""},
                                 {"DXXLABEL", "", false, 3},
                                 {"DXXSQSCR", ""},
                                 {"DXXPOSTH", ""},
                                 {"DXXANTEH", ""},
                                 {"DXXMIDH", ""}},
                     .rows = {}};
  }
  for (const HeightRow& row : rows) {
    NhanesCell cell{.seqn = Seqn(row.person), .level = row.level};
    cell.own_grade = cell.confirmed_grade = row.fractured ? 1 : 0;
    if (change) change(cell);
    if (!confirmed.contains(cell.seqn)) {
      demo.AddNumbers({double(cell.seqn), 60, row.sex == NormSex::kMale ? 1.0 : 2.0});
    }
    confirmed[cell.seqn][row.level] = cell.confirmed_grade;
    const auto number = [](double value) { return std::isnan(value) ? MissingDouble() : IbmDouble(value); };
    levels[row.level].rows.push_back(number(cell.seqn) + number(cell.invalid) +
                                     Padded(LevelName(row.level), 3) + number(cell.own_grade) +
                                     number(row.posterior) + number(row.anterior) + number(row.middle));
  }
  for (const auto& [seqn, grades] : confirmed) {
    std::vector<double> numbers = {double(seqn)};
    for (const VertebralLevel level : IndexLevels()) {
      const auto grade = grades.find(level);
      numbers.push_back(grade == grades.end() ? std::numeric_limits<double>::quiet_NaN() : grade->second);
    }
    vfa.AddNumbers(numbers);
  }
  WriteBytes(folder / "DEMO_H.XPT", XportFile({demo}));
  WriteBytes(folder / "DXXVFA_H.XPT", XportFile({vfa}));
  for (const auto& [level, table] : levels) {
    WriteBytes(folder / ("DXX" + LevelName(level) + "_H.XPT"), XportFile({table}));
  }
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_NORMS_NHANES_FILES_H_
