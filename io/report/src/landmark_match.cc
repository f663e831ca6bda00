#include "landmark_match.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "landmark_parts.h"
#include "openvfa/segmentation/outline_geometry.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

// Bodies of a spine are about one depth apart, fractured ones not less than 0.7: nearer than half of that is
// the same body.
constexpr double kSamePlace = 0.35;
// As far as a middle point may lie from the chord of its endplate, in depths.
constexpr double kMiddleOffset = 0.45;

double DepthOf(const SixPoints& p) {
  return 0.5 * ((p.superior_posterior.position_px - p.superior_anterior.position_px).norm() +
                (p.inferior_posterior.position_px - p.inferior_anterior.position_px).norm());
}

std::size_t PointCount(const LandmarkBody& body) {
  return static_cast<std::size_t>(std::count_if(body.points_px.begin(), body.points_px.end(),
                                                [](const auto& point) { return point.has_value(); }));
}

// Between the means of the points that both have, in depths.
double DistanceBetween(const LandmarkBody& body, const VertebralBody& found) {
  Vector2d difference = Vector2d::Zero();
  const auto points = PointsOf(found.points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (body.points_px[i]) difference += *body.points_px[i] - points[i]->position_px;
  }
  const double depth = DepthOf(found.points);
  const auto count = static_cast<double>(PointCount(body));
  return depth > 0 && count > 0 ? difference.norm() / count / depth : std::numeric_limits<double>::infinity();
}

}  // namespace

std::vector<std::optional<std::size_t>> MatchBodies(const std::vector<LandmarkBody>& from_file,
                                                    const std::vector<VertebralBody>& found,
                                                    const EditHistory& history) {
  std::vector<std::tuple<double, std::size_t, std::size_t>> near;  // nearest pair first
  for (std::size_t i = 0; i < from_file.size(); ++i) {
    for (std::size_t k = 0; k < found.size(); ++k) {
      const bool whole = PointCount(from_file[i]) >= 4 || !from_file[i].level;
      const bool named = !whole && history.Of(found[k].level).level == *from_file[i].level;
      const double distance = whole ? DistanceBetween(from_file[i], found[k]) : 0;
      if (named || (whole && distance < kSamePlace)) near.emplace_back(distance, i, k);
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::optional<std::size_t>> match(from_file.size());
  std::set<std::size_t> taken;
  for (const auto& [distance, i, k] : near) {
    if (match[i] || !taken.insert(k).second) continue;
    match[i] = k;
  }
  return match;
}

void TakePointsFromOutline(AnteriorSide anterior, LandmarkBody& body) {
  if (body.outline_px.empty()) return;
  if (PointCount(body) > 0) {
    if (body.outline_px.size() == 4) body.outline_px.clear();
    return;
  }
  const Vector2d to_anterior(anterior == AnteriorSide::kLeft ? -1 : 1, 0), down(0, 1);
  const auto farthest = [&body](const Vector2d& direction) {
    return *std::max_element(
        body.outline_px.begin(), body.outline_px.end(),
        [&](const Vector2d& a, const Vector2d& b) { return a.dot(direction) < b.dot(direction); });
  };
  auto& points = body.points_px;
  points[kSuperiorAnterior] = farthest(to_anterior - down);
  points[kSuperiorPosterior] = farthest(-to_anterior - down);
  points[kInferiorAnterior] = farthest(to_anterior + down);
  points[kInferiorPosterior] = farthest(-to_anterior + down);
  if (body.outline_px.size() == 4) {
    body.outline_px.clear();
    return;
  }
  for (const auto& [a, middle, p] : {std::tuple(kSuperiorAnterior, kSuperiorMiddle, kSuperiorPosterior),
                                     std::tuple(kInferiorAnterior, kInferiorMiddle, kInferiorPosterior)}) {
    points[middle] = MidEndplatePoint(body.outline_px, *points[a], *points[p],
                                      kMiddleOffset * (*points[p] - *points[a]).norm());
  }
}

}  // namespace openvfa
