#include "openvfa/evaluation/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Bland, Altman 1986 (Lancet 1:307), table: first PEFR of the Wright and of the mini meter, 17 subjects. The
// paper has bias -2.1 and sd 38.8 l/min; the digits are R 4.2.2's mean, sd, t.test and qt on the same data.
const std::vector<double> kWright = {494, 395, 516, 434, 476, 557, 413, 442, 650,
                                     433, 417, 656, 267, 478, 178, 423, 427};
const std::vector<double> kMini = {512, 430, 520, 428, 500, 600, 364, 380, 658,
                                   445, 432, 626, 260, 477, 259, 350, 451};

TEST(Differences, BlandAltman1986) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < kWright.size(); ++i) differences.push_back(kWright[i] - kMini[i]);
  const auto result = AnalyseDifferences(differences);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->n, 17);
  EXPECT_NEAR(result->bias, -2.117647059, 1e-9);
  EXPECT_NEAR(result->sd, 38.765129874, 1e-9);
  EXPECT_NEAR(result->loa_low, -78.097301611, 1e-8);
  EXPECT_NEAR(result->loa_high, 73.862007493, 1e-8);
  EXPECT_NEAR(result->bias_interval.low, -22.04883770, 1e-7);
  EXPECT_NEAR(result->bias_interval.high, 17.81354358, 1e-7);
  EXPECT_NEAR(result->loa_low - result->loa_low_interval.low, 34.7560763, 1e-6);
  EXPECT_NEAR(result->loa_high_interval.high - result->loa_high, 34.7560763, 1e-6);
}

TEST(Differences, AMultiplicityIsThatManyCopies) {
  const std::vector<double> values = {1.5, -2, 3.25, 0.5}, copies = {1.5, 1.5, 3.25, 0.5, 0.5, 0.5};
  const std::vector<int> times = {2, 0, 1, 3};
  const auto weighted = AnalyseDifferences(values, times), plain = AnalyseDifferences(copies);
  EXPECT_DOUBLE_EQ(weighted->bias, plain->bias);
  EXPECT_DOUBLE_EQ(weighted->sd, plain->sd);
  EXPECT_EQ(weighted->n, 6);
  EXPECT_THROW(AnalyseDifferences(values, std::vector<int>{1}), InputError);
}

TEST(Differences, TooFewOrNotFiniteGiveNothing) {
  EXPECT_FALSE(AnalyseDifferences(DifferenceSums{}));
  EXPECT_FALSE(Mean(DifferenceSums{}));
  DifferenceSums one;
  one.Add(3);
  one.Add(kNaN);
  EXPECT_EQ(Mean(one), 3);
  EXPECT_FALSE(AnalyseDifferences(one));
  for (int i = 0; i < 4; ++i) one.Add(3);
  EXPECT_EQ(AnalyseDifferences(one)->sd, 0);
}

// Shrout, Fleiss 1979 (Psychol Bull 86:420), table 2: 6 targets, 4 judges; the paper has .29 and .71. Further
// digits and intervals: ICC() of R's psych 2.2.9.
IccSums ShroutFleiss() {
  IccSums sums;
  for (const std::vector<double>& row : std::vector<std::vector<double>>{
           {9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}) {
    sums.Add(row);
  }
  return sums;
}

TEST(Icc, ShroutFleiss1979) {
  const auto squares = TwoWayMeanSquares(ShroutFleiss());
  EXPECT_NEAR(squares->between_targets, 11.24, 0.005);
  EXPECT_NEAR(squares->between_raters, 32.49, 0.005);
  EXPECT_NEAR(squares->residual, 1.02, 0.005);
  const auto two = Icc21(ShroutFleiss()), three = Icc31(ShroutFleiss());
  EXPECT_NEAR(two->value, 0.2897637795, 1e-9);
  EXPECT_NEAR(two->interval->low, 0.01878651337, 1e-9);
  EXPECT_NEAR(two->interval->high, 0.7610843696, 1e-9);
  EXPECT_NEAR(three->value, 0.7148407148, 1e-9);
  EXPECT_NEAR(three->interval->low, 0.34246476503, 1e-9);
  EXPECT_NEAR(three->interval->high, 0.9458582600, 1e-9);
}

TEST(Icc, SumsOfFilmsAdd) {
  IccSums first, second, total;
  first.Add(std::vector<double>{9, 8});
  second.Add(std::vector<double>{6, 7});
  second.Add(std::vector<double>{3, 1});
  total.Add(first, 2);
  total.Add(second, 1);
  IccSums copies;
  for (const auto& row : std::vector<std::vector<double>>{{9, 8}, {9, 8}, {6, 7}, {3, 1}}) copies.Add(row);
  EXPECT_NEAR(*Icc21Value(total), *Icc21Value(copies), 1e-12);
  EXPECT_NEAR(*Icc31Value(total), *Icc31Value(copies), 1e-12);
}

TEST(Icc, ABiasCountsInAgreementNotInConsistency) {
  IccSums sums;
  for (const double value : {20.1, 24.3, 22.7, 28.9}) sums.Add(std::vector<double>{value, value + 1});
  EXPECT_NEAR(*Icc31Value(sums), 1, 1e-12);
  EXPECT_LT(*Icc21Value(sums), 0.97);
  EXPECT_FALSE(Icc31(sums)->interval);  // no residual, no F
}

TEST(Icc, DegenerateTablesGiveNothing) {
  IccSums sums;
  EXPECT_FALSE(Icc21(sums));
  sums.Add(std::vector<double>{0.1, 0.1});
  EXPECT_FALSE(Icc31(sums));
  sums.Add(std::vector<double>{0.1, 0.1});
  sums.Add(std::vector<double>{0.1, kNaN});  // left out
  EXPECT_EQ(sums.n, 2);
  EXPECT_FALSE(Icc21(sums));
  EXPECT_FALSE(Icc31(sums));
  EXPECT_THROW(sums.Add(std::vector<double>{1}), InputError);
  EXPECT_THROW(sums.Add(std::vector<double>{1, 2, 3}), InputError);
}

// Pairs, worked by hand: SD_i^2 = (x1 - x2)^2 / 2.
TEST(Repeats, RmsSdAndCvOfPairs) {
  RepeatSums sums;
  for (const auto& pair : std::vector<std::vector<double>>{{1.000, 1.010}, {0.900, 0.890}, {1.100, 1.106}}) {
    sums.Add(pair);
  }
  EXPECT_EQ(sums.degrees_of_freedom, 3);
  EXPECT_NEAR(*RmsSd(sums), std::sqrt((1e-4 + 1e-4 + 3.6e-5) / 6), 1e-12);  // .0062716
  EXPECT_NEAR(*RmsCv(sums), 0.0064993, 1e-7);
}

TEST(Repeats, SubjectsWeighByTheirDegreesOfFreedom) {
  RepeatSums sums;
  sums.Add(std::vector<double>{1, 2, 3});  // squares 2, df 2
  sums.Add(std::vector<double>{5, 5});     // squares 0, df 1
  sums.Add(std::vector<double>{7});        // no repeat
  EXPECT_EQ(sums.subjects, 2);
  EXPECT_NEAR(*RmsSd(sums), std::sqrt(2.0 / 3), 1e-12);
  sums.Add(std::vector<double>{-1, -2});
  EXPECT_FALSE(RmsCv(sums));  // a mean below 0
  EXPECT_FALSE(RmsSd(RepeatSums{}));
}

// scipy 1.10.1: binomtest(81, 263) and binomtest(0, 20), proportion_ci(method='wilson').
TEST(Proportions, Wilson) {
  const auto some = WilsonInterval({81, 263});
  EXPECT_NEAR(some->low, 0.2552885198782742, 1e-12);
  EXPECT_NEAR(some->high, 0.36620957698280004, 1e-12);
  const auto none = WilsonInterval({0, 20});
  EXPECT_NEAR(none->low, 0, 1e-15);
  EXPECT_NEAR(none->high, 0.16112515805281935, 1e-12);
  EXPECT_FALSE(WilsonInterval({0, 0}));
  EXPECT_FALSE(WilsonInterval({3, 2}));  // no proportion
  EXPECT_FALSE(Ratio({0, 0}));
}

ConfusionMatrix Grades() {
  const int counts[4][4] = {{40, 6, 1, 0}, {5, 22, 4, 1}, {1, 3, 15, 2}, {0, 1, 2, 9}};
  ConfusionMatrix matrix;
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) matrix.Add(i, j, counts[i][j]);
  }
  return matrix;
}

// Kappa() of R's vcd 1.4-11 (standard errors of Fleiss, Cohen, Everitt 1969); the values are also those of
// scikit-learn 1.2.1's cohen_kappa_score.
TEST(KappaOfGrades, ValuesAndStandardErrors) {
  struct Case {
    KappaWeights weights;
    double value, error;
  };
  for (const Case& one : {Case{KappaWeights::kPlain, 0.66727605119, 0.05653453266},
                          Case{KappaWeights::kLinear, 0.75567190227, 0.04603096357},
                          Case{KappaWeights::kQuadratic, 0.8362068966, 0.0393930103}}) {
    const auto kappa = CohenKappa(Grades(), one.weights);
    EXPECT_NEAR(kappa->value, one.value, 1e-9);
    EXPECT_NEAR(kappa->standard_error, one.error, 1e-9);
    EXPECT_EQ(KappaValue(Grades(), one.weights), kappa->value);
  }
}

// 20, 5, 10, 15 of 50: agreement .7, by chance .5, kappa .4; null variance pe + pe^2 - sum p q (p + q) = .24.
TEST(KappaOfGrades, TwoClassesByHand) {
  ConfusionMatrix matrix;
  matrix.classes = 2;
  matrix.Add(0, 0, 20);
  matrix.Add(0, 1, 5);
  matrix.Add(1, 0, 10);
  matrix.Add(1, 1, 15);
  const auto kappa = CohenKappa(matrix, KappaWeights::kPlain);
  EXPECT_NEAR(kappa->value, 0.4, 1e-12);
  EXPECT_NEAR(kappa->null_standard_error, std::sqrt(0.24 / 50) / 0.5, 1e-12);
  // With two classes there is nothing between right and wrong.
  EXPECT_NEAR(*KappaValue(matrix, KappaWeights::kQuadratic), 0.4, 1e-12);
}

TEST(KappaOfGrades, AllInOneClassOrEmptyIsNothing) {
  ConfusionMatrix matrix;
  EXPECT_FALSE(CohenKappa(matrix, KappaWeights::kLinear));
  matrix.Add(0, 0, 12);
  for (const auto weights : {KappaWeights::kPlain, KappaWeights::kLinear, KappaWeights::kQuadratic}) {
    EXPECT_FALSE(CohenKappa(matrix, weights));
    EXPECT_FALSE(KappaValue(matrix, weights));
  }
  EXPECT_THROW(matrix.Add(4, 0), InputError);
  EXPECT_THROW(matrix.Add(0, -1), InputError);
}

TEST(Dichotomised, CountsAtEachThreshold) {
  const DiagnosticAccuracy any = Dichotomise(Grades(), 1);
  EXPECT_EQ(any.sensitivity.events, 59);  // of 65
  EXPECT_EQ(any.sensitivity.of, 65);
  EXPECT_EQ(any.specificity.events, 40);
  EXPECT_EQ(any.specificity.of, 47);
  EXPECT_EQ(any.ppv.of, 66);
  EXPECT_EQ(any.npv.of, 46);
  const DiagnosticAccuracy severe = Dichotomise(Grades(), 2);
  EXPECT_NEAR(*Ratio(severe.sensitivity), 28.0 / 33, 1e-12);
  EXPECT_NEAR(*Ratio(severe.ppv), 28.0 / 34, 1e-12);
  EXPECT_FALSE(Ratio(Dichotomise(ConfusionMatrix{}, 1).sensitivity));
}

}  // namespace
}  // namespace openvfa
