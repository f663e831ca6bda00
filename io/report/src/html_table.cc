#include <algorithm>
#include <array>

#include "assessment_text.h"
#include "html_parts.h"
#include "openvfa/report/markup.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

// A cell: what is shown (markup), and what it is sorted by; empty sorts last.
struct Cell {
  std::string shown = "–";
  std::string value = {};
  bool words = false;
};

Cell Number(const Estimate& estimate, int digits) {
  return {.shown = Fixed(estimate.value, digits) +
                   Element("span", {{"class", "sd"}}, "±" + Fixed(estimate.sd, digits)),
          .value = Fixed(estimate.value, 6)};
}

// The probabilities of the four grades as one bar.
std::string Chances(const std::array<double, 4>& probability) {
  std::string title, parts;
  double left = 0;
  for (std::size_t grade = 0; grade < probability.size(); ++grade) {
    title += (grade > 0 ? ", " : "") + ("grade " + std::to_string(grade)) + " " + Percent(probability[grade]);
    const double width = 100 * probability[grade];
    if (width > 0) {
      parts += Element("rect",
                       {{"class", "fill-" + std::to_string(grade)},
                        {"x", Coordinate(left)},
                        {"y", "0"},
                        {"width", Coordinate(width)},
                        {"height", "14"}},
                       "");
    }
    left += width;
  }
  return Element("svg",
                 {{"class", "chances"},
                  {"viewBox", "0 0 100 14"},
                  {"preserveAspectRatio", "none"},
                  {"role", "img"},
                  {"aria-label", title}},
                 Element("title", {}, title) + parts);
}

std::vector<Cell> GradeCells(const VertebraRow& row) {
  if (row.grade == nullptr) {
    return {{.shown = Element("span", {{"class", "grade grade-none"}}, "n.e.")}, {.words = true}, {}};
  }
  const GenantGrade& grade = *row.grade;
  const auto index = static_cast<std::size_t>(std::clamp(grade.grade, 0, 3));
  const std::string number = std::to_string(index);
  return {{.shown = Element("span", {{"class", "grade grade-" + number}}, number) + " " +
                    Element("span", {{"class", "sd"}}, Percent(grade.probability[index])),
           .value = number},
          {.shown = DeformityName(grade.type), .value = DeformityName(grade.type), .words = true},
          {.shown = Chances(grade.probability), .value = Fixed(1 - grade.probability[0], 6)}};
}

std::vector<Cell> MeasurementCells(const VertebraRow& row) {
  if (row.measurement == nullptr) return std::vector<Cell>(7);
  const VertebraMeasurement& m = *row.measurement;
  const Heights& heights = m.heights_mm ? *m.heights_mm : m.heights_px;
  return {Number(heights.anterior, 1),
          Number(heights.middle, 1),
          Number(heights.posterior, 1),
          Number(m.wedge_ratio, 2),
          Number(m.biconcavity_ratio, 2),
          row.grade != nullptr && row.grade->crush_ratio ? Number(*row.grade->crush_ratio, 2) : Cell{},
          Number(m.wedge_angle_deg, 1)};
}

std::vector<Cell> Cells(const VertebraRow& row) {
  const double sure = row.body->level_probability;
  std::vector<Cell> cells = {{.shown = Percent(sure), .value = Fixed(sure, 6)}};
  for (auto part : {&GradeCells, &MeasurementCells}) {
    for (Cell& cell : part(row)) cells.push_back(std::move(cell));
  }
  const std::string flags = Flags(row);
  cells.push_back({.shown = Escaped(flags), .value = flags, .words = true});
  return cells;
}

std::string Row(const VertebraRow& row, std::size_t position) {
  // Sorting by level means from head to tail, not by letters.
  std::string out =
      Element("th", {{"scope", "row"}, {"data-value", std::to_string(position)}}, LevelName(row.body->level));
  for (const Cell& cell : Cells(row)) {
    Attributes attributes = {{"data-value", cell.value}};
    if (cell.words) attributes.emplace_back("class", "words");
    out += Element("td", attributes, cell.shown);
  }
  return Element("tr", {}, out) + "\n";
}

}  // namespace

std::string TablePart(const ReportInput& input) {
  const std::vector<VertebraRow> rows = VertebraRows(input.assessment);
  if (rows.empty()) return Paragraph("No vertebra was found.");
  const std::string unit = input.assessment.calibration.mm_per_px ? "mm" : "px";
  std::string head, body;
  const std::string names[] = {"Level",      "Name sure",  "Grade",      "Type",  "P(grade 0–3)",
                               "Ha " + unit, "Hm " + unit, "Hp " + unit, "Ha/Hp", "Hm/Hp",
                               "Hp/ref",     "Wedge °",    "Remarks"};
  for (const std::string& name : names) {
    Attributes attributes = {{"scope", "col"}};
    if (name == "Level") attributes.emplace_back("aria-sort", "ascending");
    if (name == "Level" || name == "Type" || name == "Remarks") attributes.emplace_back("class", "words");
    head += Element("th", attributes, Element("button", {{"type", "button"}}, name));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) body += Row(rows[i], i);
  const std::string caption =
      "Ha, Hm, Hp: anterior, middle and posterior height, ± one standard deviation. Hp/ref: against the "
      "posterior height that the neighbours predict. Grade: quantitative surrogate of Genant's, with its "
      "probability.";
  return Element("section", {{"class", "scroll"}, {"tabindex", "0"}, {"aria-label", "Table of vertebrae"}},
                 Element("table", {{"id", "vertebrae"}},
                         Element("caption", {}, caption) + "\n<thead><tr>" + head +
                             "</tr></thead>\n<tbody>\n" + body + "</tbody>")) +
         "\n";
}

}  // namespace openvfa
