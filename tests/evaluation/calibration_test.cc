#include "openvfa/evaluation/calibration.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace openvfa {
namespace {

TEST(CoverageOfIntervals, CountsWithinTheQuantiles) {
  CoverageSums sums;
  for (const double z : {0.674, 0.675, 0.994, 0.995, 1.9599, 1.9601}) sums.Add(-2 * z, 2);
  sums.Add(1, 0);  // nothing stated
  sums.Add(std::numeric_limits<double>::quiet_NaN(), 1);
  EXPECT_EQ(sums.n, 6);
  EXPECT_EQ(sums.within[0], 1);
  EXPECT_EQ(sums.within[1], 3);
  EXPECT_EQ(sums.within[2], 5);
  EXPECT_FALSE(Coverage(CoverageSums{}, 0));
  EXPECT_FALSE(RmsZ(CoverageSums{}));
}

TEST(CoverageOfIntervals, OfANormalErrorIsNominal) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  CoverageSums honest, sure;
  for (int i = 0; i < 20000; ++i) {
    const double error = 3 * normal(random);
    honest.Add(error, 3);
    sure.Add(error, 1.5);
  }
  for (int level = 0; level < 3; ++level) {
    const double p = kCoverageLevels[level];
    EXPECT_NEAR(*Coverage(honest, level), p, 4 * std::sqrt(p * (1 - p) / 20000));
    EXPECT_LT(*Coverage(sure, level), p - 0.1);
  }
  EXPECT_NEAR(*RmsZ(honest), 1, 0.02);
  EXPECT_NEAR(*RmsZ(sure), 2, 0.04);
}

// By hand: .30 and .32 share the bin 4/15 .. 5/15, mean .31, one of two happens; .9 alone, happens.
TEST(Reliability, ExpectedErrorByHand) {
  ReliabilitySums sums;
  sums.Add(0.30, true);
  sums.Add(0.32, false);
  sums.Add(0.90, true);
  sums.Add(1.00, true);
  sums.Add(1.01, true);  // no probability
  const auto bins = ReliabilityDiagram(sums);
  ASSERT_EQ(bins.size(), 3u);
  EXPECT_NEAR(bins[0].mean_probability, 0.31, 1e-12);
  EXPECT_NEAR(bins[0].observed, 0.5, 1e-12);
  EXPECT_NEAR(bins[2].high, 1, 1e-12);
  EXPECT_NEAR(*ExpectedCalibrationError(sums), (2 * 0.19 + 0.1 + 0) / 4, 1e-12);
  EXPECT_FALSE(ExpectedCalibrationError(ReliabilitySums{}));
  EXPECT_TRUE(ReliabilityDiagram(ReliabilitySums{}).empty());
}

// Brier 1950: (.6 - 1)^2 + .3^2 + .1^2 + 0 = .26 where class 0 is true; certain and wrong: 2.
TEST(Grades, BrierByHand) {
  GradeProbabilitySums sums;
  sums.Add(std::array<double, 4>{0.6, 0.3, 0.1, 0}, 0);
  EXPECT_NEAR(*BrierScore(sums), 0.26, 1e-12);
  EXPECT_NEAR(*LogLoss(sums), -std::log(0.6), 1e-12);
  sums.Add(std::array<double, 4>{0, 0, 1, 0}, 3);
  EXPECT_NEAR(*BrierScore(sums), 1.13, 1e-12);
  EXPECT_TRUE(std::isfinite(*LogLoss(sums)));
  EXPECT_EQ(sums.deformed.Total(), 2);
  sums.Add(std::array<double, 4>{0.6, 0.6, 0, 0}, 0);  // sum 1.2
  sums.Add(std::array<double, 4>{1, 0, 0, 0}, 4);      // no such class
  EXPECT_EQ(sums.n, 2);
  EXPECT_FALSE(BrierScore(GradeProbabilitySums{}));
}

TEST(Grades, SumsOfFilmsAdd) {
  GradeProbabilitySums one, twice;
  one.Add(std::array<double, 4>{0.2, 0.5, 0.2, 0.1}, 1);
  for (int i = 0; i < 2; ++i) twice.Add(std::array<double, 4>{0.2, 0.5, 0.2, 0.1}, 1);
  GradeProbabilitySums total;
  total.Add(one, 2);
  EXPECT_DOUBLE_EQ(*BrierScore(total), *BrierScore(twice));
  EXPECT_DOUBLE_EQ(*ExpectedCalibrationError(total.confidence), *ExpectedCalibrationError(twice.confidence));
  EXPECT_EQ(total.n, 2);
}

}  // namespace
}  // namespace openvfa
