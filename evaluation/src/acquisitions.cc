#include "openvfa/evaluation/acquisitions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <tuple>

#include "openvfa/image/error.h"
#include "openvfa/report/csv_text.h"
#include "openvfa/report/json.h"
#include "openvfa/report/tables.h"
#include "readers.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using Record = std::vector<std::string>;

std::string Quoted(const std::string& name) { return std::string("'").append(name).append("'"); }

// Fields of a table by column name.
class Columns {
 public:
  Columns(const Record& header, std::string name) : name_(std::move(name)) {
    for (std::size_t i = 0; i < header.size(); ++i) at_.emplace(header[i], i);
  }

  void Require(const char* column) const {
    if (!at_.contains(column)) throw ReadError(Quoted(name_) + " has no column \"" + column + "\".");
  }
  std::string Text(const Record& record, const char* column) const {
    const auto at = at_.find(column);
    return at == at_.end() || at->second >= record.size() ? "" : record[at->second];
  }
  std::optional<double> Number(const Record& record, const char* column, std::size_t line) const {
    const std::string text = Text(record, column);
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
      throw ReadError(Quoted(name_) + ", record " + std::to_string(line) + ": \"" + column +
                      "\" is not a number.");
    }
    return value;
  }
  const std::string& Name() const { return name_; }

 private:
  std::string name_;
  std::map<std::string, std::size_t, std::less<>> at_;
};

std::vector<Record> Records(const std::string& text, const std::string& name) {
  try {
    return ParseCsv(text);
  } catch (const ReadError& error) {
    throw ReadError(Quoted(name) + ": " + error.what());
  }
}

Acquisition::Body BodyOf(const Columns& columns, const Record& record, std::size_t line) {
  Acquisition::Body body;
  const auto level = ParseLevel(columns.Text(record, "level"));
  if (!level) {
    throw ReadError(Quoted(columns.Name()) + ", record " + std::to_string(line) +
                    ": \"level\" is not the name of a vertebra.");
  }
  body.level = *level;
  body.evaluable = columns.Text(record, "evaluable") != "false";
  for (std::size_t m = 0; m < kPrecisionMeasures.size(); ++m) {
    body.values[m] = columns.Number(record, kPrecisionMeasures[m].column, line);
  }
  return body;
}

void ReadTable(const std::string& text, const std::string& name, int input, std::vector<Acquisition>& films) {
  const std::vector<Record> records = Records(text, name);
  if (records.empty()) throw ReadError(Quoted(name) + " is empty.");
  const Columns columns(records.front(), name);
  for (const char* column : {"source_path", "level"}) columns.Require(column);
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].size() != records.front().size()) {
      throw ReadError(Quoted(name) + ", record " + std::to_string(i + 1) +
                      ": another number of fields than the header.");
    }
    const std::string path = columns.Text(records[i], "source_path");
    const auto [at, is_new] =
        known.try_emplace({path, columns.Text(records[i], "sop_instance_uid")}, films.size());
    if (is_new) {
      films.push_back({path, columns.Text(records[i], "study_instance_uid"), "", input, {}});
    }
    films[at->second].bodies.push_back(BodyOf(columns, records[i], i + 1));
  }
}

// The table of one film: the numbers of a JSON and of its CSV are the same.
void ReadAssessmentFile(const std::string& text, const std::string& name, int input,
                        std::vector<Acquisition>& films) {
  std::istringstream in(text);
  const StudyAssessment study = ReadAssessment(in, name);
  const std::size_t before = films.size();
  ReadTable(VertebraCsvHeader() + VertebraCsvRows(study), name, input, films);
  if (films.size() == before) {
    films.push_back({study.source_path, study.reference.study_instance_uid, "", input, {}});
  }
}

bool IsAssessment(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  return json.is_object() && json.contains("schema") && json["schema"] == "openvfa/assessment/1";
}

void ReadFolder(const fs::path& folder, int input, std::vector<Acquisition>& films) {
  if (const fs::path table = folder / "vertebrae.csv"; fs::exists(table)) {
    ReadTable(TextOfFile(table), table.string(), input, films);
    return;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  const std::size_t before = films.size();
  for (const fs::path& file : files) {
    const std::string text = TextOfFile(file);
    if (IsAssessment(text)) ReadAssessmentFile(text, file.string(), input, films);
  }
  if (films.size() == before) {
    throw ReadError(Quoted(folder.string()) + " holds neither a vertebrae.csv nor an assessment's JSON.");
  }
}

void ReadInput(const fs::path& path, int input, std::vector<Acquisition>& films) {
  if (!fs::exists(path)) throw ReadError(Quoted(path.string()) + " does not exist.");
  if (fs::is_directory(path)) return ReadFolder(path, input, films);
  const std::string text = TextOfFile(path);
  if (path.extension() == ".json") return ReadAssessmentFile(text, path.string(), input, films);
  ReadTable(text, path.string(), input, films);
}

}  // namespace

std::vector<Acquisition> ReadAcquisitions(std::span<const fs::path> inputs) {
  std::vector<Acquisition> films;
  std::set<fs::path> seen;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!seen.insert(fs::weakly_canonical(inputs[i])).second) {
      throw InputError(Quoted(inputs[i].string()) + " is given twice.");
    }
    try {
      ReadInput(inputs[i], static_cast<int>(i), films);
    } catch (const fs::filesystem_error& error) {
      throw ReadError(Quoted(inputs[i].string()) + " cannot be read: " + error.code().message() + ".");
    }
  }
  return films;
}

void AssignSubjects(std::vector<Acquisition>& acquisitions, SubjectBy by) {
  for (Acquisition& film : acquisitions) {
    const fs::path path = film.film;
    if (by == SubjectBy::kStudy) {
      film.subject = film.study;
      if (film.subject.empty())
        throw ReadError("A film has no study instance UID to group by; use --subjects.");
    } else if (by == SubjectBy::kFolder) {
      film.subject = path.parent_path().string();
      if (film.subject.empty()) throw ReadError("A film's path has no folder to group by; use --subjects.");
    } else {
      const std::string stem = path.stem().string();
      const std::size_t end = stem.find_last_of("_-");
      if (end == std::string::npos || end == 0) {
        throw ReadError("A film's name has no \"_\" or \"-\" to group by; use --subjects.");
      }
      film.subject = stem.substr(0, end);
    }
  }
}

namespace {

// name -> subject, as the file has it.
std::map<std::string, std::string> SubjectsOf(const fs::path& file) {
  const std::vector<Record> records = Records(TextOfFile(file), file.string());
  if (records.empty()) throw ReadError(Quoted(file.string()) + " is empty.");
  const Columns columns(records.front(), file.string());
  for (const char* column : {"film", "subject"}) columns.Require(column);
  std::map<std::string, std::string> subjects;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const std::string film = columns.Text(records[i], "film"), subject = columns.Text(records[i], "subject");
    const std::string where = Quoted(file.string()) + ", record " + std::to_string(i + 1) + ": ";
    if (film.empty() || subject.empty()) throw ReadError(where + "film or subject is empty.");
    const auto [at, is_new] = subjects.emplace(film, subject);
    if (!is_new && at->second != subject) throw ReadError(where + "the film has another subject before.");
  }
  return subjects;
}

// Its path, file name, file name without extension.
std::array<std::string, 3> NamesOf(const Acquisition& film) {
  const fs::path path = film.film;
  return {film.film, path.filename().string(), path.stem().string()};
}

}  // namespace

int AssignSubjects(std::vector<Acquisition>& acquisitions, const fs::path& subjects_csv) {
  const auto subjects = SubjectsOf(subjects_csv);
  std::set<std::tuple<int, std::string>> used;
  for (Acquisition& film : acquisitions) {
    for (const std::string& name : NamesOf(film)) {
      const auto at = subjects.find(name);
      if (at == subjects.end()) continue;
      if (!used.emplace(film.input, name).second) {
        throw ReadError(Quoted(subjects_csv.string()) +
                        " names a film by a name that several films have; give their whole paths.");
      }
      film.subject = at->second;
      break;
    }
  }
  const auto removed =
      std::erase_if(acquisitions, [](const Acquisition& film) { return film.subject.empty(); });
  return static_cast<int>(removed);
}

int FilmsInSeveralInputs(std::span<const Acquisition> acquisitions) {
  std::map<std::string, std::set<int>> inputs;
  for (const Acquisition& film : acquisitions) inputs[film.film].insert(film.input);
  return static_cast<int>(
      std::count_if(inputs.begin(), inputs.end(), [](const auto& film) { return film.second.size() > 1; }));
}

}  // namespace openvfa
