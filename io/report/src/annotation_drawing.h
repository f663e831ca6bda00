// Drawing in film coordinates on a picture of another size.
#ifndef OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_
#define OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_

#include <algorithm>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "openvfa/report/annotated_image.h"

namespace openvfa {

class Drawing {
 public:
  // Draws on `picture`, which outlives this.
  Drawing(cv::Mat& picture, const AnnotationFrame& frame);

  cv::Point2d FromFilm(const Eigen::Vector2d& film_px) const;

  // In film pixels. Points that are not finite are left out.
  void Outline(const std::vector<Eigen::Vector2d>& polygon_px, const cv::Scalar& colour, bool dashed);
  void Dot(const Eigen::Vector2d& film_px, const cv::Scalar& colour);

  // In picture pixels; `left_baseline` is where the first letter stands. ASCII.
  void Text(const std::string& text, const cv::Point& left_baseline, const cv::Scalar& colour);
  cv::Size TextSize(const std::string& text) const;
  void Line(const cv::Point& from, const cv::Point& to, const cv::Scalar& colour);
  // Darkens the picture from row `top` down, so that text on it can be read.
  void DarkenBelow(int top);

  int LineWidth() const { return line_width_; }
  int LetterHeight() const { return letter_height_; }
  int Columns() const { return picture_.cols; }
  int Rows() const { return picture_.rows; }

 private:
  int TextThickness() const { return std::max(1, (letter_height_ + 4) / 9); }
  void Segment(const cv::Point2d& from, const cv::Point2d& to, const cv::Scalar& colour);
  void Dashes(const std::vector<cv::Point2d>& polygon, const cv::Scalar& colour);

  cv::Mat& picture_;
  Eigen::Vector2d scale_;
  int letter_height_;
  int line_width_;
  double font_scale_;
};

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_
