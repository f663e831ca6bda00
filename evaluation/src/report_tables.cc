#include <map>
#include <set>

#include "openvfa/report/markup.h"
#include "report_parts.h"

namespace openvfa {
namespace {

std::string Cell(const std::string& text) { return Element("td", {}, Escaped(text)); }

std::string Head(const std::vector<std::string>& names) {
  std::string row;
  for (const std::string& name : names) row += Element("th", {{"scope", "col"}}, Escaped(name));
  return Element("thead", {}, Element("tr", {}, row)) + "\n";
}

std::string Row(const std::string& name, const std::string& cells) {
  return Element("tr", {}, Element("th", {{"scope", "row"}}, Escaped(name)) + cells) + "\n";
}

std::string Table(const std::string& caption, const std::string& head, const std::string& rows) {
  const std::string table = Element(
      "table", {}, Element("caption", {}, Escaped(caption)) + "\n" + head + Element("tbody", {}, rows));
  // Scrolls by keyboard too.
  return Element("section", {{"class", "scroll"}, {"tabindex", "0"}, {"aria-label", caption}}, table) + "\n";
}

std::string Unit(const Statistic& s) { return s.unit == "1" ? "" : s.unit; }

std::string FigureCells(const Statistic& s) {
  const std::string interval = IntervalText(s);
  return Cell(FigureText(*s.value, s.unit)) + Cell(Unit(s)) + Cell(interval.empty() ? "–" : interval) +
         Cell(std::to_string(s.count)) + Cell(std::to_string(s.films));
}

std::string Folded(const std::string& title, const std::string& content) {
  return Element("details", {}, Element("summary", {}, Escaped(title)) + "\n" + content) + "\n";
}

std::string AllFigures(const EvaluationResult& result) {
  std::string rows;
  for (const Statistic& s : result.statistics) {
    if (s.group_by != "all" || !s.value) continue;
    rows += Row(s.measure + " " + s.name, FigureCells(s));
  }
  return Table("Every figure over all films. docs/evaluate.md says what each means.",
               Head({"Figure", "Value", "Unit", "95 % interval", "Count", "Films"}), rows);
}

// A main figure in each group, with its interval below.
std::string GroupTable(const StatisticIndex& index, const std::string& by,
                       const std::vector<std::string>& groups) {
  std::vector<std::string> names = {"Figure", "Unit"};
  names.insert(names.end(), groups.begin(), groups.end());
  std::string rows;
  for (const MainFigure& figure : MainFigures()) {
    std::string cells;
    bool any = false;
    const Statistic* last = nullptr;
    for (const std::string& group : groups) {
      const Statistic* s = index.Valued(figure.measure, figure.name, by, group);
      if (s == nullptr) {
        cells += Cell("–");
        continue;
      }
      any = true, last = s;
      const std::string interval = IntervalText(*s);
      cells += Element("td", {},
                       Escaped(FigureText(*s->value, s->unit)) +
                           (interval.empty() ? "" : Element("span", {{"class", "sd"}}, Escaped(interval))));
    }
    if (any) rows += Row(figure.text, Cell(Unit(*last)) + cells);
  }
  if (rows.empty()) return "";
  return Table(
      "The main figures by " + by + ", with 95 % intervals. All figures of all groups are in statistics.csv.",
      Head(names), rows);
}

}  // namespace

std::string MainTable(const StatisticIndex& index) {
  std::string rows;
  for (const MainFigure& figure : MainFigures()) {
    const Statistic* s = index.Valued(figure.measure, figure.name);
    if (s != nullptr) rows += Row(figure.text, FigureCells(*s));
  }
  return Table("The figures that decide, over all films",
               Head({"Figure", "Value", "Unit", "95 % interval", "Count", "Films"}), rows);
}

std::string GroupTables(const EvaluationResult& result, const StatisticIndex& index) {
  std::string out = Folded("All films", AllFigures(result));
  for (const std::string& by : result.options.group_by) {
    const std::vector<std::string> groups = index.Groups(by);
    if (by == "all" || groups.empty()) continue;
    const std::string table = GroupTable(index, by, groups);
    if (!table.empty()) out += Folded("By " + by, table);
  }
  return out;
}

std::string MissingList(const EvaluationResult& result) {
  // Why, and which measures.
  std::map<std::string, std::set<std::string>> missing;
  for (const Statistic& s : result.statistics) {
    if (s.group_by == "all" && !s.value) missing[s.why].insert(s.measure + " " + s.name);
  }
  std::vector<std::string> items;
  for (const auto& [why, names] : missing) {
    std::string list;
    std::size_t listed = 0;
    for (const std::string& name : names) {
      if (++listed > 8) break;
      list += (list.empty() ? "" : ", ") + name;
    }
    if (names.size() > 8) list += " and " + std::to_string(names.size() - 8) + " more";
    items.push_back(Escaped(list + ": " + why + "."));
  }
  return items.empty() ? Paragraph("Everything could be computed.") : BulletList(items);
}

BodyCounts CountBodies(const EvaluationResult& result) {
  BodyCounts counts;
  for (const BodyPair& pair : result.bodies) {
    if (pair.truth && pair.counted) ++counts.truth, counts.found += pair.prediction ? 1 : 0;
    if (!pair.truth && pair.beyond_truth) ++counts.beyond;
    if (!pair.truth && pair.counted && !pair.beyond_truth) ++counts.false_bodies;
  }
  return counts;
}

}  // namespace openvfa
