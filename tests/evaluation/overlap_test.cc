#include "openvfa/evaluation/overlap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using Points = std::vector<Eigen::Vector2d>;

Points Square(double left, double top, double side) {
  return {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
}

Points Circle(double x, double y, double radius, int points) {
  Points circle;
  for (int i = 0; i < points; ++i) {
    const double angle = 2 * std::numbers::pi * i / points;
    circle.emplace_back(x + radius * std::cos(angle), y + radius * std::sin(angle));
  }
  return circle;
}

// Star-shaped, far from convex.
Points Star(double x, double y, std::mt19937_64& random) {
  std::uniform_real_distribution<double> radius(10, 40);
  Points star;
  for (int i = 0; i < 30; ++i) {
    const double angle = 2 * std::numbers::pi * i / 30, r = radius(random);
    star.emplace_back(x + r * std::cos(angle), y + r * std::sin(angle));
  }
  return star;
}

bool Inside(double x, double y, const Points& polygon) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const auto &p = polygon[i], &q = polygon[j];
    if ((p.y() > y) != (q.y() > y) && x < (q.x() - p.x()) * (y - p.y()) / (q.y() - p.y()) + p.x())
      inside = !inside;
  }
  return inside;
}

TEST(OverlapOf, SquaresInEitherDirection) {
  const Points a = Square(1000, 2000, 10);
  Points b = Square(1005, 2005, 10);
  for (int direction = 0; direction < 2; ++direction) {
    const auto overlap = MeasureOverlap(a, b);
    EXPECT_NEAR(overlap->intersection, 25, 1e-9);
    EXPECT_NEAR(overlap->iou, 25.0 / 175, 1e-12);
    EXPECT_NEAR(overlap->dice, 0.25, 1e-12);
    std::reverse(b.begin(), b.end());
  }
  EXPECT_NEAR(MeasureOverlap(a, a)->iou, 1, 1e-12);
  EXPECT_EQ(MeasureOverlap(a, Square(1010, 2000, 10))->iou, 0);  // share an edge
  EXPECT_EQ(MeasureOverlap(a, Square(0, 0, 10))->iou, 0);
}

TEST(OverlapOf, ConcaveByHand) {
  // A U of 3 x 3 with a slot of 1 x 2, and a bar across its arms.
  const Points u = {{0, 0}, {3, 0}, {3, 3}, {2, 3}, {2, 1}, {1, 1}, {1, 3}, {0, 3}};
  const Points bar = {{-1, 2}, {4, 2}, {4, 2.5}, {-1, 2.5}};
  EXPECT_NEAR(PolygonArea(u), 7, 1e-12);
  EXPECT_NEAR(IntersectionArea(u, bar), 1, 1e-12);
}

// Area of the lens of two circles of radius r with centres d apart.
TEST(OverlapOf, CirclesAgreeWithTheLens) {
  const double r = 50, d = 30;
  const double lens = 2 * r * r * std::acos(d / (2 * r)) - 0.5 * d * std::sqrt(4 * r * r - d * d);
  EXPECT_NEAR(IntersectionArea(Circle(300, 400, r, 2000), Circle(300 + d, 400, r, 2000)), lens, lens * 1e-5);
}

TEST(OverlapOf, StarsAgreeWithCountedPoints) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 10; ++round) {
    const Points a = Star(100, 100, random), b = Star(100 + 3 * round, 110, random);
    long counted = 0;
    for (double y = 50.1; y < 160; y += 0.2) {
      for (double x = 50.1; x < 180; x += 0.2) counted += Inside(x, y, a) && Inside(x, y, b);
    }
    EXPECT_NEAR(IntersectionArea(a, b), 0.04 * static_cast<double>(counted), 6) << round;
  }
}

TEST(OverlapOf, WithoutAreaThereIsNothing) {
  const Points square = Square(0, 0, 1), line = {{0, 0}, {1, 1}};
  EXPECT_FALSE(MeasureOverlap({}, square));
  EXPECT_FALSE(MeasureOverlap(square, line));
  EXPECT_FALSE(MeasureOverlap(square, Points{{0, 0}, {1, 1}, {2, 2}}));
  EXPECT_EQ(IntersectionArea(square, {}), 0);
}

TEST(DistanceOf, PointsFromCurves) {
  const Points square = Square(0, 0, 10);
  EXPECT_NEAR(*DistanceToCurve({5, 2}, square), 2, 1e-12);
  EXPECT_NEAR(*DistanceToCurve({13, 14}, square), 5, 1e-12);
  EXPECT_NEAR(*DistanceToCurve({0, 4}, square), 0, 1e-12);
  EXPECT_NEAR(*DistanceToCurve({3, 4}, Points{{0, 0}}), 5, 1e-12);
  EXPECT_FALSE(DistanceToCurve({3, 4}, {}));
}

TEST(DistanceOf, Boundaries) {
  // Concentric squares, 2 apart: corners of the outer are 2 sqrt(2) away, every point of the inner 2.
  const auto nested = MeasureBoundaryDistance(Square(-12, -12, 24), Square(-10, -10, 20), 0.05);
  EXPECT_NEAR(nested->hausdorff, 2 * std::sqrt(2), 1e-12);
  EXPECT_NEAR(nested->b_to_a, 2, 1e-9);
  // The outer's edges: 2 along 20 of 24, the rest sqrt(4 + t^2) for t in 0..2.
  const double corner = 2 * (std::sqrt(2) + std::asinh(1.0));
  EXPECT_NEAR(nested->a_to_b, (40 + 2 * corner) / 24, 1e-3);
  EXPECT_NEAR(nested->mean, (96 * nested->a_to_b + 80 * 2) / 176, 1e-9);
}

TEST(DistanceOf, TheGreatestMayLieWithinAnEdge) {
  // A notch reaches 5 below the middle of the other's edge.
  const Points flat = {{0, 0}, {20, 0}, {20, 10}, {0, 10}};
  const Points notched = {{0, 0}, {9.9, 0}, {10, 5}, {10.1, 0}, {20, 0}, {20, 10}, {0, 10}};
  EXPECT_NEAR(MeasureBoundaryDistance(flat, notched)->hausdorff, 5, 1e-9);
  EXPECT_NEAR(MeasureBoundaryDistance(flat, flat)->hausdorff, 0, 1e-12);
  EXPECT_FALSE(MeasureBoundaryDistance(flat, {}));
  EXPECT_THROW(MeasureBoundaryDistance(flat, flat, -1), InputError);
  EXPECT_NEAR(MeasureBoundaryDistance(Points{{0, 0}}, Points{{3, 4}})->mean, 5, 1e-12);
}

TEST(Thinned, StaysOnTheCurve) {
  const Points circle = Circle(300, 200, 100, 100000), thinned = Thinned(circle, 4096);
  ASSERT_LE(thinned.size(), 4096u);
  ASSERT_GE(thinned.size(), 4095u);
  // A regular polygon of n corners: area r^2 n/2 sin(2 pi / n), and its sides 1 - cos(pi / n) of r inside.
  EXPECT_NEAR(PolygonArea(thinned), 100 * 100 * 2048 * std::sin(2 * std::numbers::pi / 4096), 0.05);
  const double space = 2 * std::numbers::pi * 100 / 4096;
  EXPECT_LT(MeasureBoundaryDistance(thinned, Circle(300, 200, 100, 1000))->hausdorff, space / 2);
  for (std::size_t i = 1; i < thinned.size(); ++i) {
    EXPECT_NEAR((thinned[i] - thinned[i - 1]).norm(), space, 1e-3);
  }
}

// Corners are cut by half a space at most, wherever the points of the curve lie dense.
TEST(Thinned, IsEvenWherePointsAreNot) {
  Points square;  // 90,000 points on the first quarter of one side
  for (int i = 0; i < 90000; ++i) square.emplace_back(10.0 * i / 90000, 0);
  for (const auto& corner : Square(0, 0, 40)) {
    if (corner != Eigen::Vector2d(0, 0)) square.push_back(corner);
  }
  const Points thinned = Thinned(square, 1000);
  EXPECT_EQ(thinned.size(), 1000u);
  EXPECT_NEAR(PolygonArea(thinned), 1600, 0.16);
  EXPECT_LE(MeasureBoundaryDistance(Square(0, 0, 40), thinned, 0.01)->hausdorff, 0.08 + 1e-9);
}

TEST(Thinned, LeavesWhatIsSmallAndRefusesWhatIsNoPolygon) {
  const Points square = Square(1, 2, 3);
  EXPECT_TRUE(Thinned(square, 4) == square);
  EXPECT_THROW(Thinned(square, 2), InputError);
  EXPECT_LE(Thinned(Points(50, {1, 1}), 10).size(), 10u);
  EXPECT_TRUE(Thinned({}, 10).empty());
}

// Strips of one outline are narrow, those of the other as wide as the body.
TEST(IntersectionArea, OfFineAndCoarseOutlines) {
  const Points fine = Circle(20, 20, 15, 20000);
  EXPECT_NEAR(IntersectionArea(fine, Square(0, 0, 20)), std::numbers::pi * 225 / 4, 1e-3);
  EXPECT_NEAR(IntersectionArea(Square(0, 0, 20), fine), std::numbers::pi * 225 / 4, 1e-3);
}

}  // namespace
}  // namespace openvfa
