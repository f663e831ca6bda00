#include "annotation_scene.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "annotation_labels.h"
#include "annotation_legend.h"
#include "assessment_text.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

const Colour kGrey{187, 187, 187};
const Colour kWhite{255, 255, 255};

std::vector<Eigen::Vector2d> SixPositions(const SixPoints& p) {
  return {p.superior_anterior.position_px,  p.superior_middle.position_px, p.superior_posterior.position_px,
          p.inferior_posterior.position_px, p.inferior_middle.position_px, p.inferior_anterior.position_px};
}

// Film -> picture. Points that are nowhere near the film are left out.
std::vector<Eigen::Vector2d> OnPicture(const std::vector<Eigen::Vector2d>& film_px,
                                       const AnnotationFrame& frame) {
  std::vector<Eigen::Vector2d> points;
  for (const Eigen::Vector2d& point : film_px) {
    const Eigen::Vector2d at = (point.array() + 0.5) * frame.scale.array() - 0.5;
    if (at.allFinite() && at.cwiseAbs().maxCoeff() < 3e4) points.push_back(at);
  }
  return points;
}

std::string TitleOf(const VertebraRow& row) {
  std::string title = LevelName(row.body->level);
  if (row.body->level_probability < kSureLevel) {
    title += " (name " + Percent(row.body->level_probability) + " sure)";
  }
  if (row.grade == nullptr) return title + ", not evaluable: " + row.reason;
  title += ", Genant grade " + std::to_string(row.grade->grade);
  if (row.grade->grade > 0) title += ", " + DeformityName(row.grade->type);
  if (row.grade->boundary) title += ", near a threshold";
  return title;
}

SceneVertebra Vertebra(const VertebraRow& row, const AnnotationFrame& frame, double line_width) {
  SceneVertebra vertebra;
  vertebra.level = LevelName(row.body->level);
  if (row.grade != nullptr) vertebra.grade = std::clamp(row.grade->grade, 0, 3);
  vertebra.title = TitleOf(row);
  const auto six = SixPositions(row.body->points);
  vertebra.outline = GradeLine(vertebra.grade, line_width);
  vertebra.outline.points = OnPicture(row.body->outline_px.size() >= 3 ? row.body->outline_px : six, frame);
  for (const Eigen::Vector2d& centre : OnPicture(six, frame)) {
    vertebra.points.push_back(
        {.centre = centre, .radius = 1.3 * line_width + 0.9, .colour = row.Evaluable() ? kWhite : kGrey});
  }
  return vertebra;
}

}  // namespace

Colour ColourOfGrade(std::optional<int> grade) {
  static constexpr Colour kGrades[] = {{86, 180, 233}, {240, 228, 66}, {230, 159, 0}, {213, 94, 0}};
  return grade ? kGrades[std::clamp(*grade, 0, 3)] : kGrey;
}

SceneLine GradeLine(std::optional<int> grade, double line_width) {
  SceneLine line{.points = {}, .closed = true, .colour = ColourOfGrade(grade), .width = line_width};
  const auto lengths = [line_width](std::vector<double> in_widths) {
    for (double& length : in_widths) length *= std::max(line_width, 1.5);
    return in_widths;
  };
  if (!grade) {
    line.dashes = lengths({2, 4});
  } else if (*grade == 1) {
    line.dashes = lengths({9, 4});
  } else if (*grade == 2) {
    line.dashes = lengths({9, 4, 2, 4});
    line.width = 1.4 * line_width;
  } else if (*grade >= 3) {
    line.width = 2 * line_width;
  }
  return line;
}

SceneLine CasingOf(const SceneLine& outline) {
  SceneLine casing = outline;
  casing.colour = {};
  casing.width += 1.2;
  return casing;
}

double TextWidth(const std::string& text, double letter_height) {
  constexpr double kCapitalHeight = 21;  // of this font at scale 1, in pixels
  return cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, letter_height / kCapitalHeight, 1, nullptr).width;
}

AnnotationScene SceneFor(const StudyAssessment& assessment, const AnnotationFrame& frame) {
  AnnotationScene scene{.columns = frame.columns, .rows = frame.rows, .film_rows = frame.rows};
  scene.letter_height = std::clamp(std::max(frame.rows, frame.columns) / 95, 9, 24);
  scene.line_width = std::max(1.5, scene.letter_height / 12);
  const std::vector<VertebraRow> rows = VertebraRows(assessment);
  for (const VertebraRow& row : rows) scene.vertebrae.push_back(Vertebra(row, frame, scene.line_width));
  PlaceLabels(rows, assessment.outlines.anterior, scene);
  AddLegend(assessment, frame, scene);
  return scene;
}

}  // namespace openvfa
