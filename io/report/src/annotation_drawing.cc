#include "annotation_drawing.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace openvfa {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kCapitalHeight = 21;  // of this font at scale 1, in pixels
constexpr int kSubpixelBits = 4;

cv::Point Subpixel(const cv::Point2d& point) {
  const double unit = 1 << kSubpixelBits;
  // Far outside coordinates would overflow OpenCV's fixed point.
  const auto fixed = [unit](double value) { return cvRound(std::clamp(value, -2e4, 2e4) * unit); };
  return {fixed(point.x), fixed(point.y)};
}

}  // namespace

Drawing::Drawing(cv::Mat& picture, const AnnotationFrame& frame)
    : picture_(picture),
      scale_(frame.scale),
      letter_height_(std::clamp(std::max(frame.rows, frame.columns) / 95, 9, 24)),
      line_width_(std::max(1, letter_height_ / 8)),
      font_scale_(letter_height_ / kCapitalHeight) {}

cv::Point2d Drawing::FromFilm(const Eigen::Vector2d& film_px) const {
  const Eigen::Vector2d at = (film_px.array() + 0.5) * scale_.array() - 0.5;
  return {at.x(), at.y()};
}

void Drawing::Segment(const cv::Point2d& from, const cv::Point2d& to, const cv::Scalar& colour) {
  cv::line(picture_, Subpixel(from), Subpixel(to), colour, line_width_, cv::LINE_AA, kSubpixelBits);
}

void Drawing::Dashes(const std::vector<cv::Point2d>& polygon, const cv::Scalar& colour) {
  const double dash = 4.0 * line_width_ + 2;
  double travelled = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const cv::Point2d from = polygon[i], step = polygon[(i + 1) % polygon.size()] - from;
    const double length = std::hypot(step.x, step.y);
    // Cuts the side where the pen goes up or down, which is every `dash` along the whole outline.
    for (double at = 0; at < length;) {
      const auto dash_number = static_cast<long>(std::floor((travelled + at) / dash + 1e-9));
      const double next = std::min(length, (static_cast<double>(dash_number) + 1) * dash - travelled);
      if (dash_number % 2 == 0) Segment(from + step * (at / length), from + step * (next / length), colour);
      at = std::max(next, at + 1e-3);
    }
    travelled += length;
  }
}

void Drawing::Outline(const std::vector<Eigen::Vector2d>& polygon_px, const cv::Scalar& colour, bool dashed) {
  std::vector<cv::Point2d> polygon;
  for (const auto& point : polygon_px) {
    if (point.allFinite() && point.cwiseAbs().maxCoeff() < 1e6) polygon.push_back(FromFilm(point));
  }
  if (polygon.size() < 2) return;
  if (dashed) {
    Dashes(polygon, colour);
    return;
  }
  for (std::size_t i = 0; i < polygon.size(); ++i)
    Segment(polygon[i], polygon[(i + 1) % polygon.size()], colour);
}

void Drawing::Dot(const Eigen::Vector2d& film_px, const cv::Scalar& colour) {
  if (!film_px.allFinite()) return;
  const double radius = 1.2 * line_width_ + 0.8;
  cv::circle(picture_, Subpixel(FromFilm(film_px)), cvRound(radius * (1 << kSubpixelBits)), colour,
             cv::FILLED, cv::LINE_AA, kSubpixelBits);
}

void Drawing::Text(const std::string& text, const cv::Point& left_baseline, const cv::Scalar& colour) {
  const int thickness = TextThickness();
  cv::putText(picture_, text, left_baseline, kFont, font_scale_, cv::Scalar::all(0), thickness + 3,
              cv::LINE_AA);
  cv::putText(picture_, text, left_baseline, kFont, font_scale_, colour, thickness, cv::LINE_AA);
}

cv::Size Drawing::TextSize(const std::string& text) const {
  return cv::getTextSize(text, kFont, font_scale_, TextThickness(), nullptr);
}

void Drawing::Line(const cv::Point& from, const cv::Point& to, const cv::Scalar& colour) {
  cv::line(picture_, from, to, cv::Scalar::all(0), line_width_ + 2, cv::LINE_AA);
  cv::line(picture_, from, to, colour, line_width_, cv::LINE_AA);
}

void Drawing::DarkenBelow(int top) {
  const int first = std::clamp(top, 0, picture_.rows);
  cv::Mat band = picture_.rowRange(first, picture_.rows);
  band.convertTo(band, -1, 0.35);
}

}  // namespace openvfa
