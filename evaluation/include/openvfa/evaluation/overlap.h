// Outlines against outlines. Closed polygons, given once around without repeating the first point, either
// direction; simple (no edge crosses another), not necessarily convex. Lengths in the unit of the points.
#ifndef OPENVFA_EVALUATION_OVERLAP_H_
#define OPENVFA_EVALUATION_OVERLAP_H_

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace openvfa {

using Polygon = std::span<const Eigen::Vector2d>;

// Enclosed area (shoelace); 0 with fewer than 3 points.
double PolygonArea(Polygon polygon);

// At most `most` points of the same curve, equally spaced along it, from the first point on: no point of the
// curve is farther from the thinned one than half a space, its length / (2 most). What has no more points
// than `most` stays as it is. Linear in the points. Throws InputError where most < 3.
std::vector<Eigen::Vector2d> Thinned(Polygon polygon, std::size_t most);

// More points than this tell nothing that pixels can: CompleteReading thins outlines to so many.
inline constexpr std::size_t kMostOutlinePoints = 4096;

// Exact (up to rounding) for simple polygons: each polygon is the signed sum of the strips under its edges,
// and two strips share the integral of the lower one over their common x. Time goes with the pairs of
// edges that share an x range: with the square of the number of edges at worst, see Thinned.
double IntersectionArea(Polygon a, Polygon b);

struct Overlap {
  double intersection = 0, area_a = 0, area_b = 0;
  double iou = 0;   // Jaccard: intersection / union
  double dice = 0;  // 2 intersection / (area a + area b)
};
// Nothing where a polygon has no area. Bounding boxes apart: 0 without further work.
std::optional<Overlap> MeasureOverlap(Polygon a, Polygon b);

// Shortest distance of a point from the closed boundary; nothing where it has no point.
std::optional<double> DistanceToCurve(const Eigen::Vector2d& point, Polygon curve);

struct BoundaryDistance {
  double hausdorff = 0;  // greatest distance of a point of either boundary from the other boundary
  double mean = 0;       // average distance of both boundaries' points, by length (mean surface distance)
  double a_to_b = 0;     // average of the points of `a` from `b`
  double b_to_a = 0;
};
// Each boundary is sampled at its points, and between them so that no gap exceeds `step`; the distance to
// the other is exact for each sample, so `hausdorff` is low by at most step / 2. step 0: a hundredth of the
// boundary's length. Nothing where a polygon has no point. Throws InputError where step is negative.
std::optional<BoundaryDistance> MeasureBoundaryDistance(Polygon a, Polygon b, double step = 0);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_OVERLAP_H_
