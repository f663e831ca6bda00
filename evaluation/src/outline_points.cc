#include "outline_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "openvfa/report/landmarks.h"
#include "openvfa/segmentation/outline_geometry.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;
using Outline = std::vector<Vector2d>;

Vector2d CentreOf(const Outline& outline) {
  return std::accumulate(outline.begin(), outline.end(), Vector2d(0, 0)) /
         static_cast<double>(outline.size());
}

struct Frame {
  Vector2d centre, right, up;  // unit vectors; `up` towards the head
  double half_width, half_height;
};

Frame FrameOf(const Outline& outline, const Vector2d& course) {
  std::vector<cv::Point2f> points;
  for (const Vector2d& p : outline) points.emplace_back(static_cast<float>(p.x()), static_cast<float>(p.y()));
  const cv::RotatedRect box = cv::minAreaRect(points);
  const double angle = box.angle * CV_PI / 180;
  Vector2d along(std::cos(angle), std::sin(angle)), across(-along.y(), along.x());
  double width = box.size.width, height = box.size.height;
  if (std::abs(along.dot(course)) > std::abs(across.dot(course))) {
    std::swap(along, across);
    std::swap(width, height);
  }
  if (across.dot(course) > 0) across = -across;  // the course runs down
  if (along.x() < 0) along = -along;
  return {{box.center.x, box.center.y}, along, across, std::max(width / 2, 1e-9), std::max(height / 2, 1e-9)};
}

// The outline's farthest point towards a diagonal; `side` and `end` are -1 or +1.
Vector2d Corner(const Outline& outline, const Frame& frame, double side, double end) {
  const auto reach = [&](const Vector2d& p) {
    const Vector2d d = p - frame.centre;
    return side * d.dot(frame.right) / frame.half_width + end * d.dot(frame.up) / frame.half_height;
  };
  return *std::max_element(outline.begin(), outline.end(),
                           [&](const Vector2d& a, const Vector2d& b) { return reach(a) < reach(b); });
}

DerivedPoints PointsIn(const Outline& outline, const Frame& frame, double anterior) {
  DerivedPoints points;
  points[kSuperiorAnterior] = Corner(outline, frame, anterior, 1);
  points[kSuperiorPosterior] = Corner(outline, frame, -anterior, 1);
  points[kInferiorAnterior] = Corner(outline, frame, anterior, -1);
  points[kInferiorPosterior] = Corner(outline, frame, -anterior, -1);
  const double reach = 0.8 * frame.half_height;
  points[kSuperiorMiddle] =
      MidEndplatePoint(outline, *points[kSuperiorAnterior], *points[kSuperiorPosterior], reach);
  points[kInferiorMiddle] =
      MidEndplatePoint(outline, *points[kInferiorAnterior], *points[kInferiorPosterior], reach);
  return points;
}

// Direction from the neighbour above to the neighbour below; straight down for a body alone.
std::vector<Vector2d> Courses(const std::vector<Vector2d>& centres) {
  std::vector<std::size_t> order(centres.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return centres[a].y() < centres[b].y(); });
  std::vector<Vector2d> courses(centres.size(), Vector2d(0, 1));
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Vector2d& above = centres[order[i == 0 ? 0 : i - 1]];
    const Vector2d& below = centres[order[std::min(i + 1, order.size() - 1)]];
    if ((below - above).norm() > 1e-9) courses[order[i]] = (below - above).normalized();
  }
  return courses;
}

}  // namespace

std::vector<DerivedPoints> PointsOfOutlines(const std::vector<Outline>& outlines, AnteriorSide anterior,
                                            double pixel_aspect) {
  std::vector<Outline> square = outlines;  // in isotropic units
  std::vector<Vector2d> centres;
  for (Outline& outline : square) {
    for (Vector2d& p : outline) p.y() *= pixel_aspect;
    centres.push_back(CentreOf(outline));
  }
  const std::vector<Vector2d> courses = Courses(centres);
  std::vector<DerivedPoints> all;
  for (std::size_t i = 0; i < square.size(); ++i) {
    all.push_back(
        PointsIn(square[i], FrameOf(square[i], courses[i]), anterior == AnteriorSide::kLeft ? -1 : 1));
    for (auto& point : all.back()) {
      if (point) point->y() /= pixel_aspect;
    }
  }
  return all;
}

}  // namespace openvfa
