#include "openvfa/evaluation/overlap.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

double SignedArea(Polygon polygon) {
  double twice = 0;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    // About the first point: outlines lie far from the origin.
    const Eigen::Vector2d p = polygon[j] - polygon[0], q = polygon[i] - polygon[0];
    twice += p.x() * q.y() - q.x() * p.y();
  }
  return 0.5 * twice;
}

// The strip below an edge: between `left` and `right`, under the line through `y` at `left`. `sign` so that
// the strips of a polygon add up to 1 within and 0 outside.
struct Strip {
  double left, right, y, slope, sign;
};

std::vector<Strip> StripsOf(Polygon polygon, const Eigen::Vector2d& origin) {
  // Walking around the other way gives every strip the other sign.
  const double turn = SignedArea(polygon) > 0 ? -1 : 1;
  std::vector<Strip> strips;
  strips.reserve(polygon.size());
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    Eigen::Vector2d p = polygon[j] - origin, q = polygon[i] - origin;
    if (p.x() == q.x()) continue;
    const double sign = p.x() < q.x() ? turn : -turn;
    if (p.x() > q.x()) std::swap(p, q);
    strips.push_back({p.x(), q.x(), p.y(), (q.y() - p.y()) / (q.x() - p.x()), sign});
  }
  std::sort(strips.begin(), strips.end(), [](const Strip& a, const Strip& b) { return a.left < b.left; });
  return strips;
}

// Integral of the lower of two edges over their common x.
double CommonArea(const Strip& a, const Strip& b) {
  const double left = std::max(a.left, b.left), right = std::min(a.right, b.right), width = right - left;
  if (!(width > 0)) return 0;
  const double a0 = a.y + a.slope * (left - a.left), a1 = a0 + a.slope * width;
  const double b0 = b.y + b.slope * (left - b.left), b1 = b0 + b.slope * width;
  const double d0 = b0 - a0, d1 = b1 - a1;
  if (d0 >= 0 && d1 >= 0) return 0.5 * (a0 + a1) * width;
  if (d0 <= 0 && d1 <= 0) return 0.5 * (b0 + b1) * width;
  const double cut = d0 / (d0 - d1), y = a0 + cut * (a1 - a0);
  const double first = std::min(a0, b0), last = std::min(a1, b1);
  return 0.5 * width * (cut * (first + y) + (1 - cut) * (y + last));
}

Eigen::AlignedBox2d BoxOf(Polygon polygon) {
  Eigen::AlignedBox2d box;
  for (const Eigen::Vector2d& point : polygon) box.extend(point);
  return box;
}

// Segments of a closed curve, laid out for a fast search.
class Segments {
 public:
  explicit Segments(Polygon curve) {
    for (std::size_t i = 0, j = curve.size() - 1; i < curve.size(); j = i++) {
      const Eigen::Vector2d along = curve[i] - curve[j];
      const double squared = along.squaredNorm();
      segments_.push_back({curve[j].x(), curve[j].y(), along.x(), along.y(), squared > 0 ? 1 / squared : 0});
    }
  }

  double Distance(const Eigen::Vector2d& point) const {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Segment& s : segments_) {
      const double x = point.x() - s.x, y = point.y() - s.y;
      const double t = std::min(1.0, std::max(0.0, (x * s.dx + y * s.dy) * s.inverse));
      const double ex = x - t * s.dx, ey = y - t * s.dy;
      nearest = std::min(nearest, ex * ex + ey * ey);
    }
    return std::sqrt(nearest);
  }

 private:
  struct Segment {
    double x, y, dx, dy, inverse;  // start, direction, 1 / squared length
  };
  std::vector<Segment> segments_;
};

struct Directed {
  double greatest = 0, integral = 0, length = 0;
};

// From the points of `curve` to `other`; trapezoids between the samples.
Directed DirectedDistance(Polygon curve, const Segments& other, double step) {
  Directed result;
  for (std::size_t i = 0, j = curve.size() - 1; i < curve.size(); j = i++) {
    result.length += (curve[i] - curve[j]).norm();
  }
  if (step == 0) step = result.length / 100;
  double before = other.Distance(curve.back());
  for (std::size_t i = 0, j = curve.size() - 1; i < curve.size(); j = i++) {
    const double length = (curve[i] - curve[j]).norm();
    const int parts = length > step ? static_cast<int>(std::ceil(std::min(length / step, 1e6))) : 1;
    for (int part = 1; part <= parts; ++part) {
      const Eigen::Vector2d point = curve[j] + (curve[i] - curve[j]) * (static_cast<double>(part) / parts);
      const double distance = other.Distance(point);
      result.integral += 0.5 * (before + distance) * length / parts;
      result.greatest = std::max(result.greatest, distance);
      before = distance;
    }
  }
  return result;
}

}  // namespace

double PolygonArea(Polygon polygon) { return polygon.size() < 3 ? 0 : std::abs(SignedArea(polygon)); }

std::vector<Eigen::Vector2d> Thinned(Polygon polygon, std::size_t most) {
  if (most < 3) throw InputError("a polygon has at least 3 points");
  if (polygon.size() <= most) return {polygon.begin(), polygon.end()};
  double length = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    length += (polygon[(i + 1) % polygon.size()] - polygon[i]).norm();
  }
  std::vector<Eigen::Vector2d> points = {polygon.front()};
  double passed = 0;  // up to the edge's start
  for (std::size_t i = 0; i < polygon.size() && points.size() < most; ++i) {
    const Eigen::Vector2d along = polygon[(i + 1) % polygon.size()] - polygon[i];
    const double edge = along.norm();
    while (points.size() < most) {
      const double wanted = length * static_cast<double>(points.size()) / static_cast<double>(most);
      if (!(wanted < passed + edge)) break;
      points.push_back(polygon[i] + along * ((wanted - passed) / edge));
    }
    passed += edge;
  }
  return points;
}

double IntersectionArea(Polygon a, Polygon b) {
  if (a.size() < 3 || b.size() < 3) return 0;
  const Eigen::AlignedBox2d common = BoxOf(a).intersection(BoxOf(b));
  if (common.isEmpty()) return 0;
  // Strips reach down to y = 0 of the origin; any will do, a near one keeps the sums small.
  const Eigen::Vector2d origin = common.center();
  const std::vector<Strip> of_a = StripsOf(a, origin), of_b = StripsOf(b, origin);
  double widest = 0;
  for (const Strip& strip : of_b) widest = std::max(widest, strip.right - strip.left);
  double area = 0;
  for (const Strip& one : of_a) {
    // Strips that begin farther to the left than the widest reaches end before this one.
    auto other = std::lower_bound(of_b.begin(), of_b.end(), one.left - widest,
                                  [](const Strip& strip, double left) { return strip.left < left; });
    for (; other != of_b.end() && other->left < one.right; ++other) {
      if (other->right > one.left) area += one.sign * other->sign * CommonArea(one, *other);
    }
  }
  return std::clamp(area, 0.0, std::min(PolygonArea(a), PolygonArea(b)));
}

std::optional<Overlap> MeasureOverlap(Polygon a, Polygon b) {
  Overlap overlap;
  overlap.area_a = PolygonArea(a);
  overlap.area_b = PolygonArea(b);
  if (!(overlap.area_a > 0) || !(overlap.area_b > 0)) return std::nullopt;
  overlap.intersection = IntersectionArea(a, b);
  const double both = overlap.area_a + overlap.area_b;
  overlap.iou = overlap.intersection / (both - overlap.intersection);
  overlap.dice = 2 * overlap.intersection / both;
  return overlap;
}

std::optional<double> DistanceToCurve(const Eigen::Vector2d& point, Polygon curve) {
  if (curve.empty()) return std::nullopt;
  return Segments(curve).Distance(point);
}

std::optional<BoundaryDistance> MeasureBoundaryDistance(Polygon a, Polygon b, double step) {
  if (!(step >= 0)) throw InputError("the step between points of a boundary is negative");
  if (a.empty() || b.empty()) return std::nullopt;
  const Directed from_a = DirectedDistance(a, Segments(b), step);
  const Directed from_b = DirectedDistance(b, Segments(a), step);
  BoundaryDistance result;
  result.hausdorff = std::max(from_a.greatest, from_b.greatest);
  // Boundaries without length are points.
  result.a_to_b = from_a.length > 0 ? from_a.integral / from_a.length : from_a.greatest;
  result.b_to_a = from_b.length > 0 ? from_b.integral / from_b.length : from_b.greatest;
  const double length = from_a.length + from_b.length;
  result.mean = length > 0 ? (from_a.integral + from_b.integral) / length : result.a_to_b;
  return result;
}

}  // namespace openvfa
