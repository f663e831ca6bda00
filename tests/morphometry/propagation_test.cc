// First-order standard deviations against the spread of simulated readings.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <functional>
#include <random>

#include "openvfa/morphometry/vertebra_measurement.h"
#include "spine_builder.h"

namespace openvfa {
namespace {

using testing::MakeBody;
using testing::PointsOf;
using L = VertebralLevel;

// Oblong pixels and a different, tilted error ellipse at every landmark.
SpineOutlines UncertainSpine() {
  SpineOutlines spine = testing::MakeSpine(false);
  int k = 0;
  for (VertebralBody& body : spine.bodies)
    for (Landmark* point : PointsOf(body)) {
      const Eigen::Matrix2d turn = testing::Rotation(23.0 * ++k);
      const Eigen::Vector2d variance(0.2 + 0.05 * (k % 7), 0.05 + 0.02 * (k % 5));
      point->covariance_px2 = turn * variance.asDiagonal() * turn.transpose();
    }
  return spine;
}

Calibration Oblong() {
  Calibration calibration;
  calibration.mm_per_px = Eigen::Vector2d(0.3, 0.42);
  calibration.pixel_aspect = 1.4;
  return calibration;
}

SpineOutlines Redrawn(const SpineOutlines& spine, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  SpineOutlines drawn = spine;
  for (VertebralBody& body : drawn.bodies)
    for (Landmark* point : PointsOf(body)) {
      const Eigen::Matrix2d root = point->covariance_px2.llt().matrixL();
      const Eigen::Vector2d z(normal(random), normal(random));
      point->position_px += root * z;
    }
  return drawn;
}

using Quantity = std::function<Estimate(const SpineMeasurements&)>;

TEST(Propagation, MatchesTheSpreadOfSimulatedReadings) {
  const SpineOutlines spine = UncertainSpine();
  const Calibration calibration = Oblong();
  constexpr std::size_t kBody = 5;
  const std::vector<std::pair<const char*, Quantity>> quantities = {
      {"Ha", [](const auto& m) { return m.vertebrae[kBody].heights_px.anterior; }},
      {"Hm", [](const auto& m) { return m.vertebrae[kBody].heights_px.middle; }},
      {"Hp", [](const auto& m) { return m.vertebrae[kBody].heights_px.posterior; }},
      {"Ha mm", [](const auto& m) { return m.vertebrae[kBody].heights_mm->anterior; }},
      {"Hp mm", [](const auto& m) { return m.vertebrae[kBody].heights_mm->posterior; }},
      {"Ha/Hp", [](const auto& m) { return m.vertebrae[kBody].wedge_ratio; }},
      {"Hm/Hp", [](const auto& m) { return m.vertebrae[kBody].biconcavity_ratio; }},
      {"wedge angle", [](const auto& m) { return m.vertebrae[kBody].wedge_angle_deg; }},
      {"depth", [](const auto& m) { return m.vertebrae[kBody].depth_px; }},
      {"depth mm", [](const auto& m) { return *m.vertebrae[kBody].depth_mm; }},
      {"kyphosis", [](const auto& m) { return m.kyphosis->angle_deg; }},
      {"lordosis", [](const auto& m) { return m.lordosis->angle_deg; }},
  };
  const SpineMeasurements exact = MeasureSpine(spine, calibration);
  constexpr int kDraws = 20000;
  std::vector<double> sum(quantities.size()), square(quantities.size());
  std::mt19937_64 random(20240607);
  for (int i = 0; i < kDraws; ++i) {
    const SpineMeasurements drawn = MeasureSpine(Redrawn(spine, random), calibration);
    for (std::size_t q = 0; q < quantities.size(); ++q) {
      const double deviation = quantities[q].second(drawn).value - quantities[q].second(exact).value;
      sum[q] += deviation;
      square[q] += deviation * deviation;
    }
  }
  for (std::size_t q = 0; q < quantities.size(); ++q) {
    const double spread = std::sqrt(square[q] / kDraws - std::pow(sum[q] / kDraws, 2));
    // 20000 draws know a standard deviation to 0.5 %; 2 % is four of those.
    EXPECT_NEAR(quantities[q].second(exact).sd / spread, 1, 0.02) << quantities[q].first;
  }
}

TEST(Propagation, HeightCovarianceMatchesSimulatedReadings) {
  SpineOutlines spine;
  spine.bodies = {UncertainSpine().bodies[5]};
  const Calibration calibration = Oblong();
  const Eigen::Matrix3d expected = MeasureSpine(spine, calibration).vertebrae[0].height_covariance_px2;
  constexpr int kDraws = 40000;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  Eigen::Matrix3d square = Eigen::Matrix3d::Zero();
  std::mt19937_64 random(7);
  for (int i = 0; i < kDraws; ++i) {
    const Heights h = MeasureSpine(Redrawn(spine, random), calibration).vertebrae[0].heights_px;
    const Eigen::Vector3d heights(h.anterior.value, h.middle.value, h.posterior.value);
    sum += heights;
    square += heights * heights.transpose();
  }
  const Eigen::Vector3d mean = sum / kDraws;
  const Eigen::Matrix3d observed = square / kDraws - mean * mean.transpose();
  EXPECT_NEAR((observed - expected).norm() / expected.norm(), 0, 0.03);
}

TEST(Propagation, IsotropicLandmarksGiveTheTextbookHeightError) {
  SpineOutlines spine;
  spine.bodies = {MakeBody(L::kL1, 21, 20, 28, 34, 0.5)};
  const VertebraMeasurement m = MeasureSpine(spine, {}).vertebrae[0];
  EXPECT_NEAR(m.heights_px.anterior.sd, 0.5 * std::sqrt(2.), 1e-12);
  EXPECT_NEAR(m.height_covariance_px2(2, 2), 0.5, 1e-12);
  EXPECT_EQ(m.height_covariance_px2(0, 2), 0);
  EXPECT_NEAR(m.wedge_ratio.sd, std::sqrt(0.5) / 28 * std::hypot(1, 0.75), 1e-12);
}

TEST(Propagation, WhatHeightsErrInTogetherLeavesTheirRatioAlone) {
  SpineOutlines spine;
  spine.bodies = {MakeBody(L::kL1, 28, 28, 28, 34, 0.5)};
  spine.bodies[0].height_correlation = 0.4;
  const VertebraMeasurement m = MeasureSpine(spine, {}).vertebrae[0];
  EXPECT_NEAR(m.heights_px.anterior.sd, 0.5 * std::sqrt(2.), 1e-12);  // as without
  EXPECT_NEAR(m.height_covariance_px2(0, 2), 0.4 * 0.5, 1e-12);
  EXPECT_NEAR(m.height_covariance_px2(1, 1), 0.5, 1e-12);
  EXPECT_NEAR(m.wedge_ratio.sd, std::sqrt(0.5) / 28 * std::sqrt(2 - 2 * 0.4), 1e-12);
  spine.bodies[0].height_correlation = 1;
  EXPECT_NEAR(MeasureSpine(spine, {}).vertebrae[0].biconcavity_ratio.sd, 0, 1e-9);
}

TEST(Propagation, DisplacementAlongTheEndplateDoesNotTouchTheHeight) {
  SpineOutlines spine;
  spine.bodies = {MakeBody(L::kL1, 21, 20, 28, 34)};
  spine.bodies[0].points.superior_anterior.covariance_px2(0, 0) = 4;
  const VertebraMeasurement m = MeasureSpine(spine, {}).vertebrae[0];
  EXPECT_EQ(m.heights_px.anterior.sd, 0);
  EXPECT_GT(m.depth_px.sd, 0.9);
}

}  // namespace
}  // namespace openvfa
