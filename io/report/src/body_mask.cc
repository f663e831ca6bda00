#include "body_mask.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace openvfa {
namespace {

constexpr int kShift = 8;  // fillPoly takes coordinates in 1/256 px

// The pixels within one pixel of the edge of `filled`.
cv::Mat EdgeBand(const cv::Mat& filled) {
  const cv::Mat square = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
  cv::Mat inner, outer;
  cv::erode(filled, inner, square, {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
  cv::dilate(filled, outer, square, {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
  return outer - inner;
}

}  // namespace

BodyMask MaskOf(const std::vector<Eigen::Vector2d>& outline_px, int rows, int columns) {
  std::vector<cv::Point2f> polygon;
  for (const auto& point : outline_px) {
    polygon.emplace_back(static_cast<float>(point.x()), static_cast<float>(point.y()));
  }
  BodyMask mask;
  // One pixel wider than the polygon, so that its edge has neighbours.
  cv::Rect box = cv::boundingRect(polygon);
  box = (box + cv::Size(3, 3)) - cv::Point(1, 1);
  mask.box = box & cv::Rect(0, 0, columns, rows);
  if (mask.box.empty()) return {};
  std::vector<cv::Point> corners;
  for (cv::Point2f& point : polygon) {
    point -= cv::Point2f(box.tl());
    corners.emplace_back(static_cast<int>(std::lround(point.x * (1 << kShift))),
                         static_cast<int>(std::lround(point.y * (1 << kShift))));
  }
  cv::Mat filled = cv::Mat::zeros(box.size(), CV_8U);
  cv::fillPoly(filled, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar(1), cv::LINE_8, kShift);
  // fillPoly draws the edge too and rounds; a pixel belongs to the body when its centre lies inside.
  std::vector<cv::Point> band;
  cv::findNonZero(EdgeBand(filled), band);
  for (const cv::Point& pixel : band) {
    const bool inside = cv::pointPolygonTest(polygon, cv::Point2f(pixel), false) >= 0;
    filled.at<unsigned char>(pixel) = inside ? 1 : 0;
  }
  mask.inside = filled(mask.box - box.tl()).clone();
  return mask;
}

}  // namespace openvfa
