#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "measured_spine.h"

namespace openvfa {
namespace {

using testing::IndexOf;
using testing::Measured;
using testing::SetHeights;
using testing::UniformSpine;
using L = VertebralLevel;

double Phi(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Four standard errors of a fraction of `samples` draws.
double Tolerance(int samples) { return 4 * std::sqrt(0.25 / samples); }

GenantGrade GradeAlone(const VertebraMeasurement& body, const GenantOptions& options = {}) {
  SpineMeasurements spine;
  spine.vertebrae = {body};
  return GradeSpine(spine, options).at(0);
}

TEST(GradeProbability, SumsToOneAndIsDeterministic) {
  const SpineMeasurements spine = UniformSpine(28, 1.5);
  const auto grades = GradeSpine(spine), again = GradeSpine(spine);
  GenantOptions other;
  other.seed = 2;
  const auto reseeded = GradeSpine(spine, other);
  bool differs = false;
  for (std::size_t i = 0; i < grades.size(); ++i) {
    const auto& p = grades[i].probability;
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12);
    EXPECT_EQ(p, again[i].probability);
    differs = differs || p != reseeded[i].probability;
  }
  EXPECT_TRUE(differs);
}

TEST(GradeProbability, OfExactHeightsIsCertain) {
  EXPECT_EQ(GradeAlone(Measured(L::kL1, {22.4, 27, 28})).probability[1], 1);
  EXPECT_EQ(GradeAlone(Measured(L::kL1, {16.8, 20, 28})).probability[3], 1);
}

TEST(GradeProbability, MatchesTheNormalDistributionOfOneUncertainHeight) {
  VertebraMeasurement body = Measured(L::kL1, {21.7, 28, 28});
  body.height_covariance_px2.setZero();
  const double sd = 1.1;
  body.height_covariance_px2(0, 0) = sd * sd;
  GenantOptions options;
  options.samples = 20000;
  const auto p = GradeAlone(body, options).probability;
  const auto above = [&](double loss) { return Phi((28 * (1 - loss) - 21.7) / sd); };  // P(deformity >= loss)
  EXPECT_NEAR(p[0], 1 - above(0.20), Tolerance(options.samples));
  EXPECT_NEAR(p[1], above(0.20) - above(0.25), Tolerance(options.samples));
  EXPECT_NEAR(p[2], above(0.25) - above(0.40), Tolerance(options.samples));
  EXPECT_NEAR(p[3], above(0.40), Tolerance(options.samples));
}

TEST(GradeProbability, IsHalfAndHalfOnAThreshold) {
  VertebraMeasurement body = Measured(L::kL1, {22.4, 28, 28});
  body.height_covariance_px2.setZero();
  body.height_covariance_px2(0, 0) = 0.04;
  EXPECT_NEAR(GradeAlone(body).probability[0], 0.5, Tolerance(2000));
  EXPECT_NEAR(GradeAlone(body).probability[1], 0.5, Tolerance(2000));
}

TEST(GradeProbability, LessCertainLandmarksGiveALessCertainGrade) {
  double previous = 1.1;
  for (const double sd : {0.1, 0.6, 1.2, 2.4}) {
    const double certainty = GradeAlone(Measured(L::kL1, {19, 24, 28}, sd)).probability[2];
    EXPECT_LT(certainty, previous);
    previous = certainty;
  }
}

// An error common to all heights (a factor) leaves every ratio alone. The covariance is singular.
TEST(GradeProbability, RespectsCorrelation) {
  VertebraMeasurement body = Measured(L::kL1, {21.6, 25, 28});
  const Eigen::Vector3d heights(21.6, 25, 28);
  body.height_covariance_px2 = 0.01 * heights * heights.transpose();
  EXPECT_NEAR(GradeAlone(body).probability[1], 1, 1e-12);
  const Eigen::Vector3d variances = body.height_covariance_px2.diagonal();
  body.height_covariance_px2 = variances.asDiagonal();
  EXPECT_LT(GradeAlone(body).probability[1], 0.5);
}

// Pivoting must put each variance back to its own height: the middle one, the largest, must not matter here.
TEST(GradeProbability, KeepsUnequalVariancesApart) {
  VertebraMeasurement body = Measured(L::kL1, {21.7, 45, 28});
  body.height_covariance_px2 = Eigen::Vector3d(0.01, 9, 1).asDiagonal();
  GenantOptions options;
  options.samples = 20000;
  const double sd = std::sqrt(0.01 + 0.64);  // of Ha - 0.8 Hp
  EXPECT_NEAR(GradeAlone(body, options).probability[0], Phi((21.7 - 0.8 * 28) / sd),
              Tolerance(options.samples));
}

// L1's own heights are exact; whether it is a crush hangs on its neighbours.
TEST(GradeProbability, IncludesTheUncertaintyOfTheReference) {
  SpineMeasurements spine = UniformSpine(28, 1.4);
  SetHeights(spine, L::kL1, {22.4, 22.4, 22.4});
  spine.vertebrae[IndexOf(spine, L::kL1)].height_covariance_px2.setZero();
  GenantOptions options;
  options.samples = 20000;
  const GenantGrade grade = GradeSpine(spine, options)[IndexOf(spine, L::kL1)];
  EXPECT_EQ(grade.type, DeformityType::kCrush);
  // Moderate from HpRef = 22.4 / 0.75; the reference has the error of a mean of two.
  const double moderate = 1 - Phi((22.4 / 0.75 - 28) / (1.4 / std::sqrt(2.0)));
  EXPECT_NEAR(grade.probability[0], 0.5, Tolerance(options.samples));
  EXPECT_NEAR(grade.probability[2] + grade.probability[3], moderate, Tolerance(options.samples));
}

TEST(GradeProbability, OfABodyDoesNotDependOnTheOthersDraws) {
  SpineMeasurements spine = UniformSpine(28, 1.0);
  const auto all = GradeSpine(spine)[IndexOf(spine, L::kT12)].probability;
  spine.vertebrae.erase(spine.vertebrae.begin(), spine.vertebrae.begin() + 4);
  EXPECT_EQ(GradeSpine(spine)[IndexOf(spine, L::kT12)].probability, all);
}

TEST(GradeProbability, SurvivesErrorsAsLargeAsTheBody) {
  const auto p = GradeAlone(Measured(L::kL1, {21, 24, 28}, 30)).probability;
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12);
  EXPECT_GT(p[3], 0.3);
}

}  // namespace
}  // namespace openvfa
