// Heights and ratios: bias, limits of agreement, intraclass correlation, coefficient of variation, and
// whether their standard deviations are honest.
#include <cmath>

#include "figure_group.h"
#include "openvfa/evaluation/agreement.h"
#include "pair_values.h"

namespace openvfa {
namespace {

enum Column {
  kN,
  kDifference,
  kDifferenceSquared,
  kDifferenceSize,
  kTruth,
  kPrediction,
  kSquares,
  kRowSquares,
  kCvCount,
  kCvSquares,
  kCoverage,
  kColumns = kCoverage + 5
};

void AddPair(const Estimate& truth, const Estimate& prediction, int cluster, SumFamily& family) {
  const double t = truth.value, p = prediction.value, d = p - t;
  RepeatSums repeats;
  repeats.Add(std::array{t, p});
  const std::pair<int, double> terms[] = {{kN, 1},
                                          {kDifference, d},
                                          {kDifferenceSquared, d * d},
                                          {kDifferenceSize, std::abs(d)},
                                          {kTruth, t},
                                          {kPrediction, p},
                                          {kSquares, t * t + p * p},
                                          {kRowSquares, (t + p) * (t + p)},
                                          {kCvCount, repeats.cv_subjects},
                                          {kCvSquares, repeats.cv_squares}};
  for (const auto& [column, value] : terms) family.At(cluster, column) += value;
  CoverageSums coverage;
  if (prediction.sd > 0) coverage.Add(d, std::hypot(prediction.sd, truth.sd));
  AddCoverage(coverage, cluster, kCoverage, family);
}

DifferenceSums Differences(std::span<const double> s) {
  DifferenceSums sums;
  sums.n = s[kN], sums.sum = s[kDifference], sums.sum_of_squares = s[kDifferenceSquared];
  return sums;
}

IccSums IccOf(std::span<const double> s) {
  IccSums sums;
  sums.n = s[kN];
  sums.column_sum[0] = s[kTruth], sums.column_sum[1] = s[kPrediction];
  sums.sum_of_squares = s[kSquares], sums.sum_of_squared_row_sums = s[kRowSquares];
  return sums;
}

// bias + factor sd
SumFamily::Of LimitOf(double factor) {
  return [factor](std::span<const double> s) -> std::optional<double> {
    const auto bias = Mean(Differences(s)), sd = StandardDeviation(Differences(s));
    if (!bias || !sd) return std::nullopt;
    return *bias + factor * *sd;
  };
}

void NameAgreement(const HeightMeasure& measure, SumFamily& family) {
  const std::string &unit = measure.unit, &why = measure.needs;
  const std::string two = why + ", of two bodies at least";
  family.Figure("bias", unit, why, [](std::span<const double> s) { return Mean(Differences(s)); });
  family.Figure("sd", unit, two, [](std::span<const double> s) { return StandardDeviation(Differences(s)); });
  family.Figure("loa_low", unit, two, LimitOf(-1.96));
  family.Figure("loa_high", unit, two, LimitOf(1.96));
  family.Figure("mean_absolute", unit, why, QuotientOf(kDifferenceSize, kN));
  family.Figure("icc21", "1", two + " that differ",
                [](std::span<const double> s) { return Icc21Value(IccOf(s)); });
  family.Figure("icc31", "1", two + " that differ",
                [](std::span<const double> s) { return Icc31Value(IccOf(s)); });
  family.Figure("rms_cv", "%", why, [](std::span<const double> s) -> std::optional<double> {
    if (!(s[kCvCount] > 0)) return std::nullopt;
    return 100 * std::sqrt(s[kCvSquares] / s[kCvCount]);
  });
  NameCoverage(measure.name, "needs standard deviations of the prediction", kCoverage, family);
}

}  // namespace

void FigureMaker::MakeHeights(const FigureGroup& group) {
  for (const HeightMeasure& measure : HeightMeasures()) {
    auto family = std::make_unique<SumFamily>(group.group, measure.name, clusters_.count, kColumns);
    FilmCount count;
    for (const BodyPair* pair : group.pairs) {
      const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
      if (!truth || !prediction) continue;
      const auto a = ValueOf(*truth, FilmOf(*pair).truth, measure);
      const auto b = ValueOf(*prediction, FilmOf(*pair).prediction, measure);
      if (!a || !b || !std::isfinite(a->value) || !std::isfinite(b->value)) continue;
      count.See(*pair);
      AddPair(*a, *b, ClusterOf(*pair), *family);
    }
    family->Count(count.films(), count.bodies());
    NameAgreement(measure, *family);
    families_.push_back(std::move(family));
  }
}

}  // namespace openvfa
