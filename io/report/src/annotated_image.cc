#include "openvfa/report/annotated_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "annotation_drawing.h"
#include "display_image.h"
#include "openvfa/image/error.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

const cv::Scalar kGradeColours[] = {{80, 200, 60}, {0, 225, 255}, {0, 140, 255}, {50, 50, 255}};  // BGR
const cv::Scalar kGrey(170, 170, 170);
const cv::Scalar kWhite(255, 255, 255);
constexpr const char* kNotice = "research use; verify; not a medical device";

cv::Scalar ColourOf(const VertebraRow& row) {
  return row.grade != nullptr ? kGradeColours[std::clamp(row.grade->grade, 0, 3)] : kGrey;
}

std::vector<Eigen::Vector2d> SixPositions(const SixPoints& p) {
  return {p.superior_anterior.position_px,  p.superior_middle.position_px, p.superior_posterior.position_px,
          p.inferior_posterior.position_px, p.inferior_middle.position_px, p.inferior_anterior.position_px};
}

void DrawBody(const VertebraRow& row, Drawing& drawing) {
  const auto points = SixPositions(row.body->points);
  const bool has_outline = row.body->outline_px.size() >= 3;
  drawing.Outline(has_outline ? row.body->outline_px : points, ColourOf(row), !row.Evaluable());
  for (const auto& point : points) drawing.Dot(point, row.Evaluable() ? kWhite : kGrey);
}

std::string LabelText(const VertebraRow& row) {
  std::string text = LevelName(row.body->level);
  if (row.body->level_probability < 0.5) text += "?";
  if (row.grade == nullptr) return text.append(" n.e.");
  // append: GCC 12 sees an overlap in " " + std::string&& that is not there (-Wrestrict).
  text.append(" G").append(std::to_string(row.grade->grade));
  if (row.grade->grade > 0) text.append(" ").append(DeformityName(row.grade->type));
  if (row.grade->boundary) text.append(" ~");
  return text;
}

// The picture's columns that the body spans, and its middle row.
struct Extent {
  double left = 0, right = 0, middle = 0;
};

Extent ExtentOf(const VertebralBody& body, const Drawing& drawing) {
  auto points = SixPositions(body.points);
  points.insert(points.end(), body.outline_px.begin(), body.outline_px.end());
  Extent extent{.left = 1e9, .right = -1e9};
  double sum = 0;
  int count = 0;
  for (const auto& point : points) {
    if (!point.allFinite()) continue;
    const cv::Point2d at = drawing.FromFilm(point);
    extent.left = std::min(extent.left, at.x);
    extent.right = std::max(extent.right, at.x);
    sum += at.y;
    ++count;
  }
  extent.middle = count > 0 ? sum / count : -1e9;
  return extent;
}

// Beside the body on its anterior side, away from the rest of the spine; on the other side where the film
// ends.
int LabelColumn(const Extent& extent, AnteriorSide anterior, int width, const Drawing& drawing) {
  const int gap = drawing.LetterHeight();
  const int left = cvRound(extent.left) - gap - width, right = cvRound(extent.right) + gap;
  const bool left_fits = left >= 2, right_fits = right + width <= drawing.Columns() - 2;
  const bool prefers_left = anterior == AnteriorSide::kLeft;
  const int wanted = (prefers_left ? left_fits || !right_fits : left_fits && !right_fits) ? left : right;
  return std::clamp(wanted, 2, std::max(2, drawing.Columns() - 2 - width));
}

int FooterTop(const Drawing& drawing) { return drawing.Rows() - drawing.LetterHeight() * 15 / 4 - 6; }

// Labels come in the order of the spine; one that would lie on the label before it moves down.
void DrawLabels(const std::vector<VertebraRow>& rows, AnteriorSide anterior, Drawing& drawing) {
  int lowest_baseline = -1'000'000;
  for (const VertebraRow& row : rows) {
    const Extent extent = ExtentOf(*row.body, drawing);
    if (extent.middle < -1e8) continue;
    const std::string text = LabelText(row);
    const int width = drawing.TextSize(text).width;
    const int wanted = std::max(cvRound(extent.middle) + drawing.LetterHeight() / 2,
                                lowest_baseline + drawing.LetterHeight() * 3 / 2);
    const int baseline = std::min(wanted, FooterTop(drawing) - drawing.LetterHeight() / 2);
    drawing.Text(text, {LabelColumn(extent, anterior, width, drawing), baseline}, ColourOf(row));
    lowest_baseline = baseline;
  }
}

// A bar of a round length, at most a third of the picture wide; its right end.
int DrawScaleBar(const Calibration& calibration, double scale_x, const cv::Point& at, Drawing& drawing) {
  if (!calibration.mm_per_px) {
    drawing.Text("no scale", at, kWhite);
    return at.x + drawing.TextSize("no scale").width;
  }
  const double picture_px_per_mm = scale_x / calibration.mm_per_px->x();
  double length_mm = 100;
  for (const double shorter : {50.0, 20.0, 10.0, 5.0}) {
    if (length_mm * picture_px_per_mm > drawing.Columns() / 4.0) length_mm = shorter;
  }
  const int end = at.x + cvRound(length_mm * picture_px_per_mm);
  const int row = at.y - drawing.LetterHeight() / 2, tick = drawing.LetterHeight() / 3;
  drawing.Line({at.x, row}, {end, row}, kWhite);
  drawing.Line({at.x, row - tick}, {at.x, row + tick}, kWhite);
  drawing.Line({end, row - tick}, {end, row + tick}, kWhite);
  std::string text = std::to_string(cvRound(length_mm)) + " mm";
  if (calibration.plane == CalibrationPlane::kDetector) text += " at detector";
  const int text_left = end + drawing.LetterHeight() / 2;
  drawing.Text(text, {text_left, at.y}, kWhite);
  return text_left + drawing.TextSize(text).width;
}

void DrawGradeKey(int left, int baseline, Drawing& drawing) {
  const std::string words[] = {"grade", "0", "1", "2", "3", "n.e."};
  const cv::Scalar colours[] = {kWhite,           kGradeColours[0], kGradeColours[1],
                                kGradeColours[2], kGradeColours[3], kGrey};
  for (std::size_t i = 0; i < std::size(words); ++i) {
    drawing.Text(words[i], {left, baseline}, colours[i]);
    left += drawing.TextSize(words[i]).width + drawing.LetterHeight() * 2 / 3;
  }
}

void DrawFooter(const Calibration& calibration, double scale_x, Drawing& drawing) {
  const int letter = drawing.LetterHeight(), margin = letter / 2 + 2;
  const int notice_row = drawing.Rows() - margin, scale_row = notice_row - letter * 7 / 4;
  drawing.DarkenBelow(FooterTop(drawing));
  const int end = DrawScaleBar(calibration, scale_x, {margin, scale_row}, drawing);
  // On a narrow picture the key of the colours moves above the scale.
  const int key_width = drawing.TextSize("grade 0 1 2 3 n.e.").width + 2 * letter;
  const bool fits = end + 2 * letter + key_width < drawing.Columns();
  DrawGradeKey(fits ? end + 2 * letter : margin, fits ? scale_row : scale_row - letter * 7 / 4, drawing);
  drawing.Text(kNotice, {margin, notice_row}, kWhite);
}

void RequireMatch(const Radiograph& radiograph, const StudyAssessment& assessment) {
  const auto count = static_cast<std::size_t>(std::max(radiograph.rows, 0)) *
                     static_cast<std::size_t>(std::max(radiograph.columns, 0));
  if (count == 0 || radiograph.pixels.size() != count ||
      (!radiograph.padding.empty() && radiograph.padding.size() != count)) {
    throw InputError("The film's pixels do not fill its " + std::to_string(radiograph.rows) + " rows and " +
                     std::to_string(radiograph.columns) + " columns.");
  }
  if (assessment.rows != radiograph.rows || assessment.columns != radiograph.columns) {
    throw InputError("The assessment is of a film of another size.");
  }
}

cv::Mat Picture(const Radiograph& radiograph, const StudyAssessment& assessment,
                const AnnotationFrame& frame) {
  cv::Mat picture = DisplayImage(radiograph, frame);
  Drawing drawing(picture, frame);
  DrawFooter(assessment.calibration, frame.scale.x(), drawing);
  const std::vector<VertebraRow> rows = VertebraRows(assessment);
  for (const VertebraRow& row : rows) DrawBody(row, drawing);
  DrawLabels(rows, assessment.outlines.anterior, drawing);
  return picture;
}

}  // namespace

void AnnotationOptions::Validate() const {
  if (max_side < 200 || max_side > 30000) {
    throw InputError("max_side must be between 200 and 30000 pixels, not " + std::to_string(max_side) + ".");
  }
  if (min_side < 0 || min_side > max_side) {
    throw InputError("min_side must be between 0 and max_side, not " + std::to_string(min_side) + ".");
  }
}

AnnotationFrame FrameFor(const Radiograph& radiograph, const AnnotationOptions& options) {
  options.Validate();
  double aspect = radiograph.calibration.pixel_aspect;
  if (!(aspect > 0.01 && aspect < 100)) throw InputError("The film's pixel aspect is not usable.");
  if (std::abs(aspect - 1) < 0.01) aspect = 1;  // nobody sees it, and the film keeps its size
  const Eigen::Vector2d square_px(radiograph.columns, radiograph.rows * aspect);
  const double side = square_px.maxCoeff();
  double scale = std::min(1.0, options.max_side / side);
  if (side < options.min_side) scale = options.min_side / side;
  AnnotationFrame frame;
  frame.columns = std::max(1, static_cast<int>(std::lround(square_px.x() * scale)));
  frame.rows = std::max(1, static_cast<int>(std::lround(square_px.y() * scale)));
  frame.scale = {static_cast<double>(frame.columns) / radiograph.columns,
                 static_cast<double>(frame.rows) / radiograph.rows};
  return frame;
}

void WriteAnnotatedPng(const Radiograph& radiograph, const StudyAssessment& assessment, std::ostream& out,
                       const AnnotationOptions& options) {
  RequireMatch(radiograph, assessment);
  std::vector<unsigned char> bytes;
  try {
    const cv::Mat picture = Picture(radiograph, assessment, FrameFor(radiograph, options));
    if (!cv::imencode(".png", picture, bytes))
      throw WriteError("The annotated film cannot be encoded as PNG.");
  } catch (const cv::Exception& error) {
    throw WriteError("The annotated film cannot be drawn: " + error.err + ".");
  }
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace openvfa
