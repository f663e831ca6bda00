#include <algorithm>
#include <cmath>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/image/error.h"
#include "quantiles.h"

namespace openvfa {

void DifferenceSums::Add(double value, double weight) {
  if (!std::isfinite(value)) return;
  n += weight;
  sum += weight * value;
  sum_of_squares += weight * value * value;
}

void DifferenceSums::Add(const DifferenceSums& other, double times) {
  n += times * other.n;
  sum += times * other.sum;
  sum_of_squares += times * other.sum_of_squares;
}

std::optional<double> Mean(const DifferenceSums& sums) {
  if (sums.n < 1) return std::nullopt;
  return sums.sum / sums.n;
}

std::optional<double> StandardDeviation(const DifferenceSums& sums) {
  if (sums.n < 2) return std::nullopt;
  const double squares = sums.sum_of_squares - sums.sum * sums.sum / sums.n;
  // What is left of equal values is rounding.
  if (squares <= 1e-14 * sums.sum_of_squares) return 0.0;
  return std::sqrt(squares / (sums.n - 1));
}

std::optional<BlandAltman> AnalyseDifferences(const DifferenceSums& sums, double confidence) {
  const auto sd = StandardDeviation(sums);
  if (!sd) return std::nullopt;
  constexpr double kLimit = 1.96;
  BlandAltman result;
  result.n = sums.n;
  result.bias = *Mean(sums);
  result.sd = *sd;
  result.loa_low = result.bias - kLimit * *sd;
  result.loa_high = result.bias + kLimit * *sd;
  const double t = StudentQuantile(sums.n - 1, 0.5 * (1 + confidence));
  const double bias_half = t * *sd / std::sqrt(sums.n);
  const double limit_half = t * *sd * std::sqrt(1 / sums.n + kLimit * kLimit / (2 * (sums.n - 1)));
  result.bias_interval = {result.bias - bias_half, result.bias + bias_half};
  result.loa_low_interval = {result.loa_low - limit_half, result.loa_low + limit_half};
  result.loa_high_interval = {result.loa_high - limit_half, result.loa_high + limit_half};
  return result;
}

std::optional<BlandAltman> AnalyseDifferences(std::span<const double> differences, std::span<const int> times,
                                              double confidence) {
  if (!times.empty() && times.size() != differences.size()) {
    throw InputError("differences need one multiplicity each");
  }
  DifferenceSums sums;
  for (std::size_t i = 0; i < differences.size(); ++i) sums.Add(differences[i], times.empty() ? 1 : times[i]);
  return AnalyseDifferences(sums, confidence);
}

namespace {

// Sum of squares about the mean; `finite` of them and their mean.
double SquaresAboutMean(std::span<const double> values, int& finite, double& mean) {
  finite = 0;
  double sum = 0;
  for (const double value : values) {
    if (std::isfinite(value)) sum += value, ++finite;
  }
  if (finite == 0) return 0;
  mean = sum / finite;
  double squares = 0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - mean) * (value - mean);
  }
  return squares;
}

}  // namespace

void RepeatSums::Add(std::span<const double> values, double weight) {
  int repeats = 0;
  double mean = 0;
  const double own = SquaresAboutMean(values, repeats, mean);
  if (repeats < 2) return;
  subjects += weight;
  degrees_of_freedom += weight * (repeats - 1);
  squares += weight * own;
  if (mean <= 0) return;
  cv_subjects += weight * (repeats - 1);
  cv_squares += weight * own / (mean * mean);
}

void RepeatSums::Add(const RepeatSums& other, double times) {
  subjects += times * other.subjects;
  degrees_of_freedom += times * other.degrees_of_freedom;
  squares += times * other.squares;
  cv_subjects += times * other.cv_subjects;
  cv_squares += times * other.cv_squares;
}

std::optional<double> RmsSd(const RepeatSums& sums) {
  if (sums.degrees_of_freedom < 1) return std::nullopt;
  return std::sqrt(std::max(0.0, sums.squares) / sums.degrees_of_freedom);
}

std::optional<double> RmsCv(const RepeatSums& sums) {
  if (sums.degrees_of_freedom < 1 || sums.cv_subjects != sums.degrees_of_freedom) return std::nullopt;
  return std::sqrt(std::max(0.0, sums.cv_squares) / sums.cv_subjects);
}

void RatioSums::Add(bool event, double weight) {
  of += weight;
  if (event) events += weight;
}

void RatioSums::Add(const RatioSums& other, double times) {
  events += times * other.events;
  of += times * other.of;
}

std::optional<double> Ratio(const RatioSums& sums) {
  if (sums.of <= 0) return std::nullopt;
  return sums.events / sums.of;
}

std::optional<Interval> WilsonInterval(const RatioSums& sums, double confidence) {
  if (sums.of <= 0 || sums.events < 0 || sums.events > sums.of) return std::nullopt;
  const double z = NormalQuantile(0.5 * (1 + confidence)), z2 = z * z, n = sums.of;
  const double p = sums.events / n;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return Interval{std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace openvfa
