#include "annotation_drawing.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace openvfa {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kCapitalHeight = 21;  // of this font at scale 1, in pixels
constexpr int kSubpixelBits = 4;
constexpr double kPlateShade = 0.35;  // what is left of the film behind a label

cv::Scalar Bgr(const Colour& colour) { return cv::Scalar(colour.blue, colour.green, colour.red); }

cv::Point Subpixel(const Eigen::Vector2d& point) {
  const double unit = 1 << kSubpixelBits;
  // Far outside coordinates would overflow OpenCV's fixed point.
  const auto fixed = [unit](double value) { return cvRound(std::clamp(value, -2e4, 2e4) * unit); };
  return {fixed(point.x()), fixed(point.y())};
}

void Segment(const Eigen::Vector2d& from, const Eigen::Vector2d& to, const SceneLine& line,
             cv::Mat& picture) {
  const int width = std::max(1, static_cast<int>(std::lround(line.width)));
  cv::line(picture, Subpixel(from), Subpixel(to), Bgr(line.colour), width, cv::LINE_AA, kSubpixelBits);
}

// Walks along a polyline and says for each piece whether the pen is down.
class Pen {
 public:
  explicit Pen(const std::vector<double>& dashes) : dashes_(dashes), left_(dashes.front()) {}
  bool Down() const { return index_ % 2 == 0; }
  double Left() const { return left_; }
  void Move(double length) {
    left_ -= length;
    if (left_ > 1e-9) return;
    index_ = (index_ + 1) % dashes_.size();
    left_ = dashes_[index_];
  }

 private:
  const std::vector<double>& dashes_;
  std::size_t index_ = 0;
  double left_;
};

void DrawDashed(const std::vector<Eigen::Vector2d>& points, const SceneLine& line, cv::Mat& picture) {
  Pen pen(line.dashes);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Eigen::Vector2d step = points[i + 1] - points[i];
    const double length = step.norm();
    for (double at = 0; at < length;) {
      const double next = std::min(length, at + pen.Left());
      if (pen.Down()) {
        Segment(points[i] + step * (at / length), points[i] + step * (next / length), line, picture);
      }
      pen.Move(next - at);
      at = next;
    }
  }
}

void DrawLine(const SceneLine& line, cv::Mat& picture) {
  std::vector<Eigen::Vector2d> points = line.points;
  if (points.size() < 2) return;
  if (line.closed) points.push_back(points.front());
  if (!line.dashes.empty()) {
    DrawDashed(points, line, picture);
    return;
  }
  for (std::size_t i = 0; i + 1 < points.size(); ++i) Segment(points[i], points[i + 1], line, picture);
}

// A dark edge, so that light lines show on bone that is white.
void DrawCasings(const AnnotationScene& scene, cv::Mat& film) {
  cv::Mat dark = film.clone();
  for (const SceneVertebra& vertebra : scene.vertebrae) DrawLine(CasingOf(vertebra.outline), dark);
  cv::addWeighted(dark, kCasingOpacity, film, 1 - kCasingOpacity, 0, film);
}

void DrawText(const SceneText& text, cv::Mat& picture) {
  const double scale = text.letter_height / kCapitalHeight;
  const int thickness = std::max(1, cvRound(text.letter_height / 10));
  const cv::Point at(cvRound(text.baseline.x()), cvRound(text.baseline.y()));
  cv::putText(picture, text.text, at, kFont, scale, Bgr(text.colour), thickness, cv::LINE_AA);
}

void DrawPlate(const SceneVertebra& vertebra, double line_width, cv::Mat& picture) {
  const SceneBox& box = vertebra.plate;
  const cv::Rect where = cv::Rect(cv::Point(cvRound(box.left), cvRound(box.top)),
                                  cv::Point(cvRound(box.right) + 1, cvRound(box.bottom) + 1)) &
                         cv::Rect(0, 0, picture.cols, picture.rows);
  cv::Mat plate = picture(where);
  plate.convertTo(plate, -1, kPlateShade);
  const int bar = std::max(2, cvRound(1.5 * line_width));
  const bool bar_on_right = vertebra.label->ends_there;
  const cv::Rect side(bar_on_right ? where.x + where.width - bar : where.x, where.y, bar, where.height);
  cv::rectangle(picture, side, Bgr(vertebra.outline.colour), cv::FILLED);
}

}  // namespace

cv::Mat DrawScene(const AnnotationScene& scene, const cv::Mat& film) {
  cv::Mat picture(scene.rows, scene.columns, CV_8UC3, cv::Scalar::all(0));
  cv::Mat upper = picture.rowRange(0, scene.film_rows);
  film.copyTo(upper);
  DrawCasings(scene, upper);
  for (const SceneVertebra& vertebra : scene.vertebrae) DrawLine(vertebra.outline, upper);
  for (const SceneVertebra& vertebra : scene.vertebrae) {
    for (const SceneDot& dot : vertebra.points) {
      cv::circle(upper, Subpixel(dot.centre), cvRound(dot.radius * (1 << kSubpixelBits)), Bgr(dot.colour),
                 cv::FILLED, cv::LINE_AA, kSubpixelBits);
    }
  }
  for (const SceneVertebra& vertebra : scene.vertebrae) {
    if (!vertebra.label) continue;
    DrawLine(vertebra.leader, upper);
    DrawPlate(vertebra, scene.line_width, upper);
    DrawText(*vertebra.label, upper);
  }
  for (const SceneLine& line : scene.legend_lines) DrawLine(line, picture);
  for (const SceneText& text : scene.legend_texts) DrawText(text, picture);
  return picture;
}

}  // namespace openvfa
