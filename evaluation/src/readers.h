// One reader for each format. All throw ReadError; a cause without a file's name reads on from it.
#ifndef OPENVFA_EVALUATION_SRC_READERS_H_
#define OPENVFA_EVALUATION_SRC_READERS_H_

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/read_readings.h"
#include "openvfa/image/error.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {

namespace fs = std::filesystem;
using ReadJson = nlohmann::json;

// label -> level; labels are words or whole numbers as text.
using LabelLevels = std::map<std::string, VertebralLevel>;
LabelLevels ReadLabels(const fs::path& path);

// "L1", "l1"; nothing for an empty text. Throws for what is no level.
std::optional<VertebralLevel> LevelOf(const std::string& text);
// 0 to 3. Throws for another number.
int GradeOf(double value);

// "radiograph", "dxa"; empty for another view.
std::string ModalityOf(View view);

// Content of a file of at most 256 MiB; throws naming it.
std::string TextOfFile(const fs::path& path);

// Calls read() and puts the file's name before what goes wrong in it.
template <typename Read>
auto Naming(const fs::path& path, const Read& read);

FilmReading ReadAssessmentReading(const std::string& text, const fs::path& path, std::string& tool);
std::vector<FilmReading> ReadVertebraTable(const std::string& text, const fs::path& path);
std::vector<FilmReading> ReadTruthList(const std::string& text, const fs::path& path);
// COCO, LabelMe, 3D Slicer.
std::vector<FilmReading> ReadPointReadings(const std::string& text, const fs::path& path,
                                           const std::optional<Eigen::Vector2d>& mm_per_px,
                                           std::string& tool);
FilmReading ReadMask(const fs::path& path, const LabelLevels& labels);

// All level files together.
std::vector<FilmReading> ReadNhanes(const std::vector<fs::path>& paths);

// Where a table of corners has what: see docs/evaluate.md.
class ColumnMap {
 public:
  ColumnMap() = default;
  explicit ColumnMap(const fs::path& path);
  std::vector<FilmReading> Read(const std::string& text, const fs::path& path) const;

 private:
  ReadJson config_ = ReadJson::object();
};

// A table by the names of its columns.
class NamedTable {
 public:
  // Throws where a row has another number of fields than the first.
  explicit NamedTable(std::vector<std::vector<std::string>> records, bool header = true);

  std::size_t rows() const { return records_.size() - first_; }
  std::size_t Width() const { return records_.front().size(); }
  bool Has(const std::string& column) const { return columns_.count(column) != 0; }
  std::optional<std::size_t> Find(const std::string& column) const;
  const std::string& Field(std::size_t row, std::size_t column) const {
    return records_[first_ + row][column];
  }
  // Empty or absent where there is no such column or nothing in it.
  std::string Text(std::size_t row, const std::string& column) const;
  std::optional<double> Number(std::size_t row, const std::string& column) const;
  static std::optional<double> ParseNumber(const std::string& text);  // throws for no number

 private:
  std::vector<std::vector<std::string>> records_;
  std::size_t first_ = 1;
  std::map<std::string, std::size_t> columns_;
};

template <typename Read>
auto Naming(const fs::path& path, const Read& read) {
  const std::string name = "\"" + path.string() + "\" cannot be used: ";
  try {
    return read();
  } catch (const ReadJson::parse_error&) {
    throw ReadError(name + "it is not whole JSON.");
  } catch (const ReadJson::exception& error) {
    throw ReadError(name + "it lacks something, or has it in another form: " + error.what());
  } catch (const ReadError& error) {
    throw ReadError(name + error.what());
  }
}

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_READERS_H_
