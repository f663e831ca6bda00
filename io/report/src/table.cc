#include "openvfa/report/table.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assessment_names.h"
#include "assessment_text.h"
#include "openvfa/report/risk.h"
#include "quantitative_text.h"
#include "text_width.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr std::size_t kGradeColumn = 7;
constexpr std::size_t kTypeColumn = 8;
using Cells = std::array<std::string, 10>;

Cells CellsFor(const VertebraRow& row) {
  Cells cells;
  cells.fill("-");
  cells[0] = LevelName(row.body->level);
  if (row.measurement != nullptr) {
    const VertebraMeasurement& m = *row.measurement;
    const Heights& heights = m.heights_mm ? *m.heights_mm : m.heights_px;
    cells[1] = WithSd(heights.anterior, 1);
    cells[2] = WithSd(heights.middle, 1);
    cells[3] = WithSd(heights.posterior, 1);
    cells[4] = Fixed(m.wedge_ratio.value, 2);
    cells[5] = Fixed(m.biconcavity_ratio.value, 2);
  }
  if (row.grade != nullptr) {
    const GenantGrade& grade = *row.grade;
    if (grade.crush_ratio) cells[6] = Fixed(grade.crush_ratio->value, 2);
    const auto index = static_cast<std::size_t>(std::clamp(grade.grade, 0, 3));
    cells[kGradeColumn] = std::to_string(grade.grade) + " (" + Percent(grade.probability[index]) + ")";
    cells[kTypeColumn] = DeformityName(grade.type);
  }
  cells[9] = Flags(row);
  return cells;
}

Cells Header(const StudyAssessment& assessment) {
  const std::string unit = assessment.calibration.mm_per_px ? " mm" : " px";
  return {"Level", "Ha" + unit, "Hm" + unit, "Hp" + unit, "Ha/Hp",
          "Hm/Hp", "Hp/ref",    "Grade",     "Type",      "Flags"};
}

const char* ColourOf(const VertebraRow& row) {
  static constexpr const char* kByGrade[] = {"\x1b[32m", "\x1b[33m", "\x1b[38;5;208m", "\x1b[31m"};
  return row.grade != nullptr ? kByGrade[std::clamp(row.grade->grade, 0, 3)] : "\x1b[90m";
}

void WriteLine(const Cells& cells, const Cells& widths_of, const char* colour, std::ostream& out) {
  std::string line;
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const std::string padding(widths_of[i].size() - Width(cells[i]), ' ');
    const bool coloured = colour != nullptr && (i == kGradeColumn || i == kTypeColumn);
    line += coloured ? colour + cells[i] + "\x1b[0m" : cells[i];
    line += padding + "  ";
  }
  line += cells.back();
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void WriteRows(const StudyAssessment& assessment, bool colour, std::ostream& out) {
  const std::vector<VertebraRow> rows = VertebraRows(assessment);
  std::vector<Cells> lines = {Header(assessment)};
  for (const VertebraRow& row : rows) lines.push_back(CellsFor(row));
  Cells widths;  // of each column, as a text that long
  for (const Cells& cells : lines) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths[i].resize(std::max(widths[i].size(), Width(cells[i])), ' ');
    }
  }
  WriteLine(lines[0], widths, nullptr, out);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    WriteLine(lines[i + 1], widths, colour ? ColourOf(rows[i]) : nullptr, out);
  }
}

// How many points of this result a reader set: each counts once, however often it was moved.
std::size_t PointsSetByReaders(const std::vector<LandmarkEdit>& edits) {
  std::set<std::pair<std::string, std::string>> points;
  for (const LandmarkEdit& edit : edits) {
    if (!edit.point.empty()) points.emplace(edit.level, edit.point);
  }
  return points.size();
}

void WriteEdits(const std::vector<LandmarkEdit>& edits, std::ostream& out) {
  if (edits.empty()) return;
  const std::size_t points = PointsSetByReaders(edits);
  const auto others =
      std::count_if(edits.begin(), edits.end(), [](const LandmarkEdit& edit) { return edit.point.empty(); });
  out << "Edited: " << points << (points == 1 ? " point" : " points") << " set by a reader";
  if (others > 0) out << ", " << others << (others == 1 ? " other change" : " other changes");
  out << '\n';
}

}  // namespace

void WriteTable(const StudyAssessment& assessment, std::ostream& out, const TableOptions& options) {
  if (assessment.outlines.bodies.empty()) {
    out << "No vertebra was found.\n";
  } else {
    WriteRows(assessment, options.colour, out);
    out << "Spinal Deformity Index: " << IndexText(assessment.deformity_index) << '\n'
        << "Patient faces: " << SideToken(assessment.outlines.anterior) << " ("
        << Percent(assessment.outlines.anterior_probability) << ")\n"
        << "Kyphosis: " << AngleText(assessment.measurements.kyphosis) << '\n'
        << "Lordosis: " << AngleText(assessment.measurements.lordosis) << '\n';
    if (assessment.quantitative) out << "Morphometry: " << SpineText(*assessment.quantitative) << '\n';
  }
  out << "Scale: " << ScaleText(assessment.calibration) << '\n';
  WriteEdits(assessment.edits, out);
  for (const Diagnostic& diagnostic : assessment.diagnostics) {
    out << (diagnostic.severity == Severity::kWarning ? "Warning: " : "Note: ") << diagnostic.text << " ["
        << diagnostic.code << "]\n";
  }
  if (assessment.risk) WriteRiskTable(*assessment.risk, out, options);
  out << "Research use; verify; not a medical device.\n";
}

}  // namespace openvfa
