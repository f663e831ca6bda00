#include "html_parts.h"

#include <algorithm>

#include "assessment_names.h"
#include "assessment_text.h"
#include "openvfa/report/markup.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

std::string ViewText(View view) {
  switch (view) {
    case View::kLateralRadiograph:
      return "lateral radiograph";
    case View::kLateralDxa:
      return "lateral DXA";
    case View::kOther:
      break;
  }
  return "not recognised as a lateral spine film";
}

// Each deformed body: "L1 grade 2 wedge (85%)".
std::string Deformities(const std::vector<VertebraRow>& rows) {
  std::vector<std::string> items;
  for (const VertebraRow& row : rows) {
    if (row.grade == nullptr || row.grade->grade == 0) continue;
    const auto grade = static_cast<std::size_t>(std::clamp(row.grade->grade, 0, 3));
    items.push_back(
        Element("span", {{"class", "grade grade-" + std::to_string(grade)}}, "G" + std::to_string(grade)) +
        " " +
        Escaped(LevelName(row.body->level) + ", " + DeformityName(row.grade->type) +
                ", probability of this grade " + Percent(row.grade->probability[grade]) +
                (row.grade->boundary ? ", near a threshold" : "")));
  }
  return items.empty() ? "none found" : BulletList(items);
}

std::string Counts(const std::vector<VertebraRow>& rows) {
  const auto evaluable =
      std::count_if(rows.begin(), rows.end(), [](const VertebraRow& row) { return row.Evaluable(); });
  return std::to_string(rows.size()) + " found, " + std::to_string(evaluable) + " evaluable";
}

std::string EditText(const LandmarkEdit& edit) {
  const auto point = [](const Eigen::Vector2d& at) {
    return "(" + Coordinate(at.x()) + ", " + Coordinate(at.y()) + ")";
  };
  if (edit.before_px && edit.after_px) {
    return "from " + point(*edit.before_px) + " to " + point(*edit.after_px) + " px";
  }
  if (edit.before.empty()) return edit.after;
  return "from " + edit.before + " to " + edit.after;
}

std::string Spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace

std::string Notes(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> items;
  for (const Diagnostic& note : diagnostics) {
    items.push_back((note.severity == Severity::kWarning ? "<strong>Warning:</strong> " : "Note: ") +
                    Escaped(note.text) + " " +
                    Element("span", {{"class", "small"}}, Escaped("[" + note.code + "]")));
  }
  return items.empty() ? "" : BulletList(items);
}

std::string SummaryPart(const ReportInput& input) {
  const StudyAssessment& assessment = input.assessment;
  const std::vector<VertebraRow> rows = VertebraRows(assessment);
  NamedMarkup list = {{"View", ViewText(assessment.view)}, {"Vertebrae", Counts(rows)}};
  if (!rows.empty()) {
    list.insert(list.end(), {{"Deformities", Deformities(rows)},
                             {"Spinal Deformity Index", Escaped(IndexText(assessment.deformity_index))},
                             {"Kyphosis", Escaped(AngleText(assessment.measurements.kyphosis))},
                             {"Lordosis", Escaped(AngleText(assessment.measurements.lordosis))},
                             {"Patient faces", SideToken(assessment.outlines.anterior) + " (" +
                                                   Percent(assessment.outlines.anterior_probability) + ")"}});
  }
  return DefinitionList(list);
}

std::string EditsPart(const ReportInput& input) {
  if (input.assessment.edits.empty()) return "";
  std::string rows;
  for (const LandmarkEdit& edit : input.assessment.edits) {
    rows += "<tr>";
    for (const std::string& cell : {edit.level, Spaced(edit.point.empty() ? edit.change : edit.point),
                                    EditText(edit), edit.tool, edit.editor, edit.time}) {
      rows += Element("td", {}, Escaped(cell));
    }
    rows += "</tr>\n";
  }
  std::string head;
  for (const char* name : {"Level", "What", "Change", "Tool", "Editor", "Time (UTC)"}) {
    head += Element("th", {{"scope", "col"}}, name);
  }
  return Section("edits-title", "Changed by a reader",
                 Paragraph("All numbers were computed again from the changed points.") +
                     Element("div", {{"class", "scroll"}},
                             Element("table", {{"class", "plain"}},
                                     "<thead><tr>" + head + "</tr></thead>\n<tbody>" + rows + "</tbody>")));
}

std::string DiagnosticsPart(const ReportInput& input) {
  const std::string notes = Notes(input.assessment.diagnostics);
  return Section("diagnostics-title", "Diagnostics", notes.empty() ? Paragraph("None.") : notes);
}

}  // namespace openvfa
