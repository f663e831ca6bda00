#include "densitometry_table.h"

#include <map>
#include <regex>
#include <string>
#include <utility>

#include "report_words.h"

namespace openvfa::image {
namespace {

constexpr std::string_view kTable = "ResultsTable[";

using Cells = std::map<std::pair<int, int>, std::string>;

// "BMD[g/cm<sup><small>2</small></sup>]" -> "BMD[g/cm2]"
std::string WithoutMarkup(std::string_view text) {
  std::string plain;
  bool inside = false;
  for (const char c : text) {
    if (c == '<') inside = true;
    if (!inside) plain += c;
    if (c == '>') inside = false;
  }
  return plain;
}

// One line: indices and what is between the first and the last quote. Far shorter than a line of prose, so
// the recursion of std::regex is bounded.
void AddCell(std::string_view line, Cells& cells) {
  constexpr std::size_t kLongestLine = 200;
  static const std::regex pattern(R"(ResultsTable\[ *(\d{1,2})\]\[ *(\d{1,2})\] *= *"([^"]*)\")");
  const std::string text(line.substr(0, kLongestLine));
  std::smatch match;
  if (!std::regex_search(text, match, pattern)) return;
  const int first = std::stoi(match[1]), second = std::stoi(match[2]);
  if (first < 64 && second < 64) cells[{first, second}] = WithoutMarkup(match[3].str());
}

Cells ReadCells(std::string_view text) {
  Cells cells;
  for (auto at = text.find(kTable); at != std::string_view::npos;) {
    const auto next = text.find(kTable, at + kTable.size());
    AddCell(text.substr(at, next == std::string_view::npos ? next : next - at), cells);
    at = next;
  }
  return cells;
}

// The unit that stands in brackets behind a quantity's name.
std::string UnitIn(const std::string& head) {
  const auto open = head.find_first_of("[(");
  const auto close = head.find_last_of("])");
  return open == std::string::npos || close == std::string::npos ? "" : head.substr(open, close + 1 - open);
}

}  // namespace

bool HoldsResultsTable(std::string_view text) { return text.find(kTable) != std::string_view::npos; }

ReportNode ReadResultsTable(std::string_view text) {
  const Cells cells = ReadCells(text);
  // Quantities head either the first or the second index; the regions head the other.
  bool quantities_first = false;
  for (const auto& [place, cell] : cells)
    quantities_first |= place.second == 0 && QuantityOf(cell).has_value();
  std::map<int, ReportNode> regions;
  std::map<int, std::string> heads;
  std::string part;
  for (const auto& [place, cell] : cells) {
    const auto [region, quantity] = quantities_first ? std::pair(place.second, place.first) : place;
    if (quantity == 0 && region > 0) {
      regions[region].label = cell;
      // A row "Total" is of the hip or of the spine by the company it keeps.
      if (SiteOf({cell}) == BoneSite::kFemoralNeck) part = "Hip";
      if (SiteOf({cell}) == BoneSite::kSpineL1 || SiteOf({cell}) == BoneSite::kSpineL2) part = "Spine";
    }
    if (region == 0) heads[quantity] = cell;
  }
  for (const auto& [place, cell] : cells) {
    const auto [region, quantity] = quantities_first ? std::pair(place.second, place.first) : place;
    if (region == 0 || quantity == 0) continue;
    regions[region].children.push_back({heads[quantity], cell, UnitIn(heads[quantity]), {}});
  }
  ReportNode table{part, "", "", {}};
  for (auto& [index, region] : regions) table.children.push_back(std::move(region));
  return table;
}

}  // namespace openvfa::image
