#include "openvfa/segmentation/outline_geometry.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace openvfa {
namespace {

using Eigen::Vector2d;
using Outline = std::vector<Vector2d>;

// A body 30 wide whose endplates sink by `dish` in a parabola; y down, superior endplate at y = 0.
Outline DishedBody(double dish, double height) {
  Outline outline;
  const auto sink = [dish](double x) { return dish * (1 - std::pow((x - 15) / 15, 2)); };
  for (int x = 0; x <= 30; ++x) outline.emplace_back(x, sink(x));
  for (int x = 30; x >= 0; --x) outline.emplace_back(x, height - sink(x));
  return outline;
}

Outline Moved(const Outline& outline, const Eigen::Isometry2d& moved_from_body) {
  Outline result;
  for (const Vector2d& point : outline) result.push_back(moved_from_body * point);
  return result;
}

TEST(PolygonArea, MatchesKnownShapesInEitherDirection) {
  Outline square = {{0, 0}, {4, 0}, {4, 3}, {0, 3}};
  EXPECT_DOUBLE_EQ(PolygonArea(square), 12);
  std::reverse(square.begin(), square.end());
  EXPECT_DOUBLE_EQ(PolygonArea(square), 12);
  Outline circle;
  for (int i = 0; i < 720; ++i) {
    const double angle = 2 * std::numbers::pi * i / 720;
    circle.emplace_back(10 + 5 * std::cos(angle), -3 + 5 * std::sin(angle));
  }
  EXPECT_NEAR(PolygonArea(circle), 25 * std::numbers::pi, 1e-3);
}

TEST(PolygonArea, OfNothingIsZero) {
  EXPECT_EQ(PolygonArea({}), 0);
  EXPECT_EQ(PolygonArea({{1, 2}}), 0);
  EXPECT_EQ(PolygonArea({{1, 2}, {3, 4}}), 0);
}

TEST(MidEndplatePoint, FindsTheDeepestPointOfADishedEndplate) {
  const Outline outline = DishedBody(4, 25);
  const auto superior = MidEndplatePoint(outline, {0, 0}, {30, 0}, 10);
  ASSERT_TRUE(superior);
  EXPECT_NEAR((*superior - Vector2d(15, 4)).norm(), 0, 1e-12);
  const auto inferior = MidEndplatePoint(outline, {0, 25}, {30, 25}, 10);
  ASSERT_TRUE(inferior);
  EXPECT_NEAR((*inferior - Vector2d(15, 21)).norm(), 0, 1e-12);
}

TEST(MidEndplatePoint, TakesTheNearerOfTheTwoEndplatesAndKeepsToTheLimit) {
  const Outline outline = DishedBody(4, 25);
  EXPECT_TRUE(MidEndplatePoint(outline, {0, 0}, {30, 0}, 4.01));
  EXPECT_FALSE(MidEndplatePoint(outline, {0, 0}, {30, 0}, 3.99));
  // The other endplate is within reach, too, but farther.
  EXPECT_NEAR(MidEndplatePoint(outline, {0, 0}, {30, 0}, 100)->y(), 4, 1e-12);
}

TEST(MidEndplatePoint, MovesWithTheBodyAndIgnoresTheOrderOfTheCorners) {
  const Eigen::Isometry2d moved_from_body = Eigen::Translation2d(7, -11) * Eigen::Rotation2Dd(0.7);
  const Outline outline = Moved(DishedBody(-3, 25), moved_from_body);  // bulging endplate
  const Vector2d anterior = moved_from_body * Vector2d(0, 0), posterior = moved_from_body * Vector2d(30, 0);
  const Vector2d expected = moved_from_body * Vector2d(15, -3);
  const auto forward = MidEndplatePoint(outline, anterior, posterior, 10);
  const auto backward = MidEndplatePoint(outline, posterior, anterior, 10);
  ASSERT_TRUE(forward && backward);
  EXPECT_NEAR((*forward - expected).norm(), 0, 1e-9);
  EXPECT_NEAR((*backward - expected).norm(), 0, 1e-9);
}

TEST(MidEndplatePoint, InterpolatesBetweenOutlinePoints) {
  const Outline outline = {{0, 0}, {10, 2}, {30, 4}, {30, 20}, {0, 20}};
  const auto middle = MidEndplatePoint(outline, {0, 0}, {30, 0}, 10);
  ASSERT_TRUE(middle);
  EXPECT_NEAR((*middle - Vector2d(15, 2.5)).norm(), 0, 1e-12);
}

TEST(MidEndplatePoint, IsAbsentWithoutAChordOrAnOutline) {
  EXPECT_FALSE(MidEndplatePoint(DishedBody(4, 25), {3, 3}, {3, 3}, 10));
  EXPECT_FALSE(MidEndplatePoint({}, {0, 0}, {30, 0}, 10));
  EXPECT_FALSE(MidEndplatePoint({{100, 0}, {120, 0}, {120, 5}}, {0, 0}, {30, 0}, 10));
}

}  // namespace
}  // namespace openvfa
