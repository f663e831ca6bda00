#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

#include "openvfa/report/csv_text.h"
#include "readers.h"

namespace openvfa {
namespace {

constexpr std::uintmax_t kLargestBytes = 256u << 20;

}  // namespace

std::optional<VertebralLevel> LevelOf(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto level = ParseLevel(upper);
  if (!level) throw ReadError("\"" + text + "\" is not the name of a vertebra.");
  return level;
}

int GradeOf(double value) {
  if (value != 0 && value != 1 && value != 2 && value != 3) throw ReadError("a grade is not 0 to 3.");
  return static_cast<int>(value);
}

std::string ModalityOf(View view) {
  if (view == View::kLateralRadiograph) return "radiograph";
  return view == View::kLateralDxa ? "dxa" : "";
}

std::string TextOfFile(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) throw ReadError("\"" + path.string() + "\" cannot be read: " + error.message() + ".");
  if (size > kLargestBytes) throw ReadError("\"" + path.string() + "\" is larger than 256 MiB.");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ReadError("\"" + path.string() + "\" cannot be opened.");
  return {std::istreambuf_iterator<char>(in), {}};
}

LabelLevels ReadLabels(const fs::path& path) {
  const std::string text = TextOfFile(path);
  return Naming(path, [&] {
    LabelLevels labels;
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const auto add = [&](const std::string& label, const std::string& level) {
      const auto named = LevelOf(level);
      if (!named) throw ReadError("the label \"" + label + "\" has no level.");
      if (!labels.emplace(label, *named).second)
        throw ReadError("it gives the label \"" + label + "\" twice.");
    };
    if (first != std::string::npos && text[first] == '{') {
      const ReadJson named = ReadJson::parse(text);
      for (const auto& [label, level] : named.items()) add(label, level.get<std::string>());
    } else {
      const NamedTable table(ParseCsv(text));
      if (!table.Has("label") || !table.Has("level"))
        throw ReadError("it lacks the columns label and level.");
      for (std::size_t row = 0; row < table.rows(); ++row)
        add(table.Text(row, "label"), table.Text(row, "level"));
    }
    if (labels.empty()) throw ReadError("it names no label.");
    return labels;
  });
}

NamedTable::NamedTable(std::vector<std::vector<std::string>> records, bool header)
    : records_(std::move(records)), first_(header ? 1 : 0) {
  if (records_.empty()) throw ReadError("it is empty.");
  for (std::size_t row = 1; row < records_.size(); ++row) {
    if (records_[row].size() == records_[0].size()) continue;
    throw ReadError("its row " + std::to_string(row + 1) + " has " + std::to_string(records_[row].size()) +
                    " fields where the first has " + std::to_string(records_[0].size()) + ".");
  }
  for (std::size_t i = 0; header && i < records_[0].size(); ++i) columns_.emplace(records_[0][i], i);
}

std::optional<std::size_t> NamedTable::Find(const std::string& column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end()) return std::nullopt;
  return found->second;
}

std::string NamedTable::Text(std::size_t row, const std::string& column) const {
  const auto at = Find(column);
  return at ? Field(row, *at) : "";
}

std::optional<double> NamedTable::Number(std::size_t row, const std::string& column) const {
  return ParseNumber(Text(row, column));
}

std::optional<double> NamedTable::ParseNumber(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return std::nullopt;
  const std::size_t last = text.find_last_not_of(" \t");
  double value = 0;
  const char* stop = text.data() + last + 1;
  const auto [end, error] = std::from_chars(text.data() + first, stop, value);
  if (error != std::errc() || end != stop || !std::isfinite(value)) {
    throw ReadError("\"" + text + "\" stands where a number has to be.");
  }
  return value;
}

}  // namespace openvfa
