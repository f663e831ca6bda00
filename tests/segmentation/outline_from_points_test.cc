#include "openvfa/segmentation/outline_from_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "openvfa/segmentation/outline_geometry.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

const SixPositions kBody = {Vector2d(100, 100), Vector2d(150, 104), Vector2d(200, 100),
                            Vector2d(100, 170), Vector2d(150, 166), Vector2d(200, 170)};

double DistanceTo(const std::vector<Vector2d>& outline, const Vector2d& point) {
  double least = 1e9;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Vector2d a = outline[i], side = outline[(i + 1) % outline.size()] - a;
    const double t = std::clamp((point - a).dot(side) / std::max(side.squaredNorm(), 1e-12), 0.0, 1.0);
    least = std::min(least, (point - a - t * side).norm());
  }
  return least;
}

TEST(OutlineFromPoints, GoesThroughTheMiddlePointsAndNearTheCorners) {
  const auto outline = OutlineFromPoints(kBody);
  ASSERT_EQ(outline.size(), 64u);
  for (const std::size_t middle : {1u, 4u}) EXPECT_LT(DistanceTo(outline, kBody[middle]), 1) << middle;
  // A shape rounds the corners that the points stand for.
  for (const std::size_t corner : {0u, 2u, 3u, 5u})
    EXPECT_LT(DistanceTo(outline, kBody[corner]), 4) << corner;
  EXPECT_NEAR(PolygonArea(outline), 100 * 67, 100 * 67 * 0.06);
}

TEST(OutlineFromPoints, TurnsAndMirrorsWithThePoints) {
  const double c = std::cos(0.7), s = std::sin(0.7);
  const auto turn = [&](const Vector2d& p) { return Vector2d(c * p.x() - s * p.y(), s * p.x() + c * p.y()); };
  const auto mirror = [](const Vector2d& p) { return Vector2d(300 - p.x(), p.y()); };
  SixPositions turned = kBody, mirrored = kBody;
  for (Vector2d& p : turned) p = turn(p);
  for (Vector2d& p : mirrored) p = mirror(p);
  const auto plain = OutlineFromPoints(kBody), a = OutlineFromPoints(turned), b = OutlineFromPoints(mirrored);
  ASSERT_EQ(a.size(), plain.size());
  ASSERT_EQ(b.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    EXPECT_LT((a[i] - turn(plain[i])).norm(), 1e-6) << i;
    EXPECT_LT((b[i] - mirror(plain[i])).norm(), 1e-6) << i;
  }
}

TEST(OutlineFromPoints, KnowsOblongPixels) {
  SixPositions pressed = kBody;
  for (Vector2d& p : pressed) p.y() = (p.y() + 0.5) / 2 - 0.5;
  const auto oblong = OutlineFromPoints(pressed, 2), square = OutlineFromPoints(kBody);
  ASSERT_EQ(oblong.size(), square.size());
  for (std::size_t i = 0; i < square.size(); ++i) {
    EXPECT_NEAR(oblong[i].x(), square[i].x(), 1e-9);
    EXPECT_NEAR(2 * (oblong[i].y() + 0.5), square[i].y() + 0.5, 1e-9);
  }
}

TEST(OutlineFromPoints, PointsInOnePlaceHaveNone) {
  SixPositions points;
  points.fill(Vector2d(5, 5));
  EXPECT_TRUE(OutlineFromPoints(points).empty());
}

TEST(WarpOutline, LeavesWhatDoesNotMove) {
  const auto outline = OutlineFromPoints(kBody);
  EXPECT_EQ(WarpOutline(outline, kBody, kBody), outline);
  SixPositions to = kBody;
  to[0] += Vector2d(-6, 8);  // the superior anterior corner alone
  const auto warped = WarpOutline(outline, kBody, to);
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const bool posterior = outline[i].x() > 160;
    EXPECT_TRUE(!posterior || warped[i] == outline[i]);
    EXPECT_LE((warped[i] - outline[i]).norm(), 10 + 1e-9);
  }
  EXPECT_LT(DistanceTo(warped, to[0]), DistanceTo(outline, kBody[0]) + 1);
}

TEST(WarpOutline, ShiftsAsAWhole) {
  const auto outline = OutlineFromPoints(kBody);
  SixPositions to = kBody;
  for (Vector2d& p : to) p += Vector2d(3, -4);
  const auto warped = WarpOutline(outline, kBody, to);
  for (std::size_t i = 0; i < outline.size(); ++i) {
    EXPECT_LT((warped[i] - outline[i] - Vector2d(3, -4)).norm(), 1e-9);
  }
}

}  // namespace
}  // namespace openvfa
