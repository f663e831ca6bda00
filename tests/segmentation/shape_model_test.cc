#include "shape_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <sstream>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

// A two-parameter family: a box of varying height with a dent in the superior endplate.
Shape Member(double height, double dent) {
  Shape s;
  for (int k = 0; k < kSidePoints; ++k) {
    const double t = static_cast<double>(k) / kSidePoints, bow = dent * 4 * t * (1 - t);
    s.col(k) = Eigen::Vector2d(t - .5, -height / 2 + bow);
    s.col(kSidePoints + k) = Eigen::Vector2d(.5, (t - .5) * height);
    s.col(2 * kSidePoints + k) = Eigen::Vector2d(.5 - t, height / 2);
    s.col(3 * kSidePoints + k) = Eigen::Vector2d(-.5, (.5 - t) * height);
  }
  const double h = height / 2;
  const Eigen::Vector2d six[] = {{-.5, -h}, {0, -h + dent}, {.5, -h}, {-.5, h}, {0, h}, {.5, h}};
  for (int k = 0; k < 6; ++k) s.col(kOutlinePoints + k) = six[k];
  return s;
}

ShapeModel Learned() {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  std::vector<Shape> shapes;
  for (int i = 0; i < 400; ++i)
    shapes.push_back(Member(.8 + .08 * normal(random), .05 + .03 * normal(random)));
  return ShapeModel::Learn(shapes, 2);
}

TEST(ShapeModel, ExplainsAMemberFromItsSixPoints) {
  const ShapeModel model = Learned();
  const Shape truth = Member(.7, .12);
  std::vector<ShapeObservation> seen;
  for (int k = 0; k < 6; ++k)
    seen.push_back({kOutlinePoints + k, truth.col(kOutlinePoints + k), 1e8 * Eigen::Matrix2d::Identity()});
  EXPECT_LT((model.Fit(seen) - truth).colwise().norm().maxCoeff(), 1e-3);
}

TEST(ShapeModel, WithoutObservationsGivesTheMean) {
  const ShapeModel model = Learned();
  EXPECT_LT((model.Fit({}) - model.Mean()).norm(), 1e-12);
  EXPECT_LT((model.Mean() - Member(.8, .05)).colwise().norm().maxCoeff(), .01);
}

TEST(ShapeModel, AWildPointAmongSureOnesHardlyMoves) {
  const ShapeModel model = Learned();
  const Shape truth = Member(.8, .05);
  std::vector<ShapeObservation> seen;
  for (int k = 0; k < kShapePoints; ++k) seen.push_back({k, truth.col(k), 1e4 * Eigen::Matrix2d::Identity()});
  seen[5].position += Eigen::Vector2d(0, -.5);
  seen[5].information *= .01;
  EXPECT_LT((model.Fit(seen) - truth).colwise().norm().maxCoeff(), .01);
}

TEST(ShapeModel, SurvivesItsFile) {
  const ShapeModel model = Learned();
  std::stringstream file;
  model.Write(file);
  const ShapeModel again = ShapeModel::Read(file);
  EXPECT_EQ(again.modes(), 2);
  EXPECT_LT((again.Mean() - model.Mean()).norm(), 1e-4);
}

TEST(ShapeModel, RefusesWhatIsNoModel) {
  std::stringstream text("hello"), cut("140 2 0.1 0.2");
  EXPECT_THROW(ShapeModel::Read(text), ReadError);
  EXPECT_THROW(ShapeModel::Read(cut), ReadError);
  EXPECT_THROW(ShapeModel::Learn({Member(1, 0)}, 2), InputError);
}

TEST(ResampleOutline, StartsAtTheCornerAndGoesOverTheSuperiorEndplate) {
  std::vector<Eigen::Vector2d> circle;
  for (int i = 0; i < 360; ++i) circle.emplace_back(std::cos(i * M_PI / 180), std::sin(i * M_PI / 180));
  const double q = std::sqrt(.5);
  const std::array<Eigen::Vector2d, 4> corners = {Eigen::Vector2d(-q, -q), Eigen::Vector2d(q, -q),
                                                  Eigen::Vector2d(-q, q), Eigen::Vector2d(q, q)};
  for (int turn = 0; turn < 2; ++turn) {  // whichever way the outline runs
    const auto points = ResampleOutline(circle, corners);
    ASSERT_EQ(points.size(), static_cast<std::size_t>(kOutlinePoints));
    EXPECT_LT((points[0] - corners[0]).norm(), .02);
    EXPECT_LT((points[kSidePoints / 2] - Eigen::Vector2d(0, -1)).norm(), .02);
    EXPECT_LT((points[kSidePoints] - corners[1]).norm(), .02);
    EXPECT_LT((points[3 * kSidePoints + kSidePoints / 2] - Eigen::Vector2d(-1, 0)).norm(), .02);
    std::reverse(circle.begin(), circle.end());
  }
}

TEST(FrameOf, MapsCornersAboutTheOrigin) {
  const ShapeFrame frame = FrameOf(
      {Eigen::Vector2d(30, 10), Eigen::Vector2d(10, 10), Eigen::Vector2d(30, 26), Eigen::Vector2d(10, 26)});
  EXPECT_LT((frame.ToFrame({30, 10}) - Eigen::Vector2d(-.5, -.4)).norm(), 1e-12);  // anterior on the right
  EXPECT_LT((frame.FromFrame({.5, .4}) - Eigen::Vector2d(10, 26)).norm(), 1e-12);
}

}  // namespace
}  // namespace openvfa
