#include "openvfa/evaluation/roc.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "openvfa/evaluation/resample.h"

namespace openvfa {
namespace {

std::vector<ScoredCase> Cases() {
  const double scores[] = {0.1, 0.4, 0.35, 0.8, 0.4, 0.7, 0.2, 0.9, 0.4, 0.55};
  const int positive[] = {0, 0, 1, 1, 1, 0, 0, 1, 0, 1};
  std::vector<ScoredCase> cases;
  for (int i = 0; i < 10; ++i) cases.push_back({scores[i], positive[i] == 1, i});
  return cases;
}

// Ties among positives and negatives. Area, its standard error and interval: R's pROC 1.18.0 (roc, var,
// ci.auc: DeLong); curve: scikit-learn 1.2.1's roc_curve(drop_intermediate=False).
TEST(Roc, AreaAndDeLong) {
  const auto auc = RocAnalysis(Cases()).AreaWithInterval();
  EXPECT_NEAR(auc->value, 0.76, 1e-12);
  EXPECT_NEAR(*auc->standard_error, 0.1618641406, 1e-9);
  EXPECT_NEAR(auc->interval->low, 0.4427521, 1e-6);
  EXPECT_EQ(auc->interval->high, 1);
}

TEST(Roc, CurveHasOnePointPerScore) {
  const auto curve = RocAnalysis(Cases()).Curve();
  const double sensitivity[] = {0, 0.2, 0.4, 0.4, 0.6, 0.8, 1, 1, 1};
  const double false_positive[] = {0, 0, 0, 0.2, 0.2, 0.6, 0.6, 0.8, 1};
  ASSERT_EQ(curve.size(), 9u);
  double area = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_NEAR(curve[i].sensitivity, sensitivity[i], 1e-12);
    EXPECT_NEAR(curve[i].false_positive_rate, false_positive[i], 1e-12);
    if (i > 0) {
      area += 0.5 * (curve[i].sensitivity + curve[i - 1].sensitivity) *
              (curve[i].false_positive_rate - curve[i - 1].false_positive_rate);
    }
  }
  EXPECT_NEAR(area, 0.76, 1e-12);
}

TEST(Roc, AMultiplicityIsThatManyCopies) {
  const std::vector<int> times = {2, 0, 1, 3, 0, 1, 1, 0, 2, 1};
  std::vector<ScoredCase> copies;
  for (const ScoredCase& one : Cases()) copies.insert(copies.end(), times[one.film], one);
  EXPECT_NEAR(*RocAnalysis(Cases()).Area(times), *RocAnalysis(copies).Area(), 1e-12);
  EXPECT_EQ(RocAnalysis(Cases()).Curve(times).size(), RocAnalysis(copies).Curve().size());
}

TEST(Roc, OneClassOrNothingGivesNothing) {
  EXPECT_FALSE(RocAnalysis({}).AreaWithInterval());
  EXPECT_TRUE(RocAnalysis({}).Curve().empty());
  EXPECT_FALSE(RocAnalysis({{0.5, true, 0}, {0.7, true, 0}}).Area());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(RocAnalysis({{0.5, true, 0}, {nan, false, 0}}).Area());
  const auto two = RocAnalysis({{0.5, true, 0}, {0.2, false, 0}}).AreaWithInterval();
  EXPECT_EQ(two->value, 1);
  EXPECT_FALSE(two->standard_error);
}

// numpy 1.24.2's quantile, and of np.repeat(values, times).
TEST(SortedSamples, QuantilesOfCopies) {
  const std::vector<double> values = {1.5, -2, 3.25, 0.5, 0.5, 7};
  const SortedSample sample(values, std::vector<int>{0, 1, 2, 3, 4, 5});
  EXPECT_NEAR(*sample.Quantile(0.1), -0.75, 1e-12);
  EXPECT_NEAR(*sample.Quantile(0.5), 1.0, 1e-12);
  EXPECT_NEAR(*sample.Quantile(0.9), 5.125, 1e-12);
  const std::vector<int> times = {2, 0, 3, 1, 0, 4};
  EXPECT_NEAR(*sample.Quantile(0.1, times), 1.4, 1e-12);
  EXPECT_NEAR(*sample.Quantile(0.5, times), 3.25, 1e-12);
  EXPECT_NEAR(*sample.Quantile(0.9, times), 7, 1e-12);
  EXPECT_NEAR(*sample.Quantile(1, times), 7, 1e-12);
  EXPECT_FALSE(sample.Quantile(0.5, std::vector<int>(6, 0)));
  EXPECT_FALSE(SortedSample({}, {}).Quantile(0.5));
}

}  // namespace
}  // namespace openvfa
