#include <algorithm>
#include <cmath>
#include <string>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/image/error.h"
#include "quantiles.h"

namespace openvfa {

void IccSums::Add(std::span<const double> values, double weight) {
  const int k = static_cast<int>(values.size());
  if (k < 2 || k > kMaximumRaters) {
    throw InputError("an intraclass correlation needs 2 to " + std::to_string(kMaximumRaters) +
                     " raters, not " + std::to_string(k));
  }
  if (n > 0 && k != raters) {
    throw InputError("an intraclass correlation needs the same number of raters for each target");
  }
  if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) return;
  raters = k;
  n += weight;
  double row = 0;
  for (int j = 0; j < k; ++j) {
    row += values[j];
    column_sum[j] += weight * values[j];
    sum_of_squares += weight * values[j] * values[j];
  }
  sum_of_squared_row_sums += weight * row * row;
}

void IccSums::Add(const IccSums& other, double times) {
  if (other.n == 0) return;
  if (n == 0) raters = other.raters;
  n += times * other.n;
  for (int j = 0; j < raters; ++j) column_sum[j] += times * other.column_sum[j];
  sum_of_squares += times * other.sum_of_squares;
  sum_of_squared_row_sums += times * other.sum_of_squared_row_sums;
}

std::optional<MeanSquares> TwoWayMeanSquares(const IccSums& sums) {
  if (sums.n < 2) return std::nullopt;
  const double n = sums.n, k = sums.raters;
  double grand = 0, columns = 0;
  for (int j = 0; j < sums.raters; ++j) {
    grand += sums.column_sum[j];
    columns += sums.column_sum[j] * sums.column_sum[j];
  }
  const double correction = grand * grand / (n * k);
  // Differences of large sums: what is below their rounding is nothing.
  const auto above_rounding = [&](double squares) {
    return squares > 1e-13 * sums.sum_of_squares ? squares : 0.0;
  };
  const double targets = above_rounding(sums.sum_of_squared_row_sums / k - correction);
  const double raters = above_rounding(columns / n - correction);
  const double residual = above_rounding(sums.sum_of_squares - correction - targets - raters);
  return MeanSquares{n, sums.raters, targets / (n - 1), raters / (k - 1), residual / ((n - 1) * (k - 1))};
}

std::optional<double> Icc21Value(const IccSums& sums) {
  const auto ms = TwoWayMeanSquares(sums);
  if (!ms) return std::nullopt;
  const double n = ms->n, k = ms->raters;
  const double below =
      ms->between_targets + (k - 1) * ms->residual + k * (ms->between_raters - ms->residual) / n;
  if (!(below > 0)) return std::nullopt;
  return (ms->between_targets - ms->residual) / below;
}

std::optional<double> Icc31Value(const IccSums& sums) {
  const auto ms = TwoWayMeanSquares(sums);
  if (!ms) return std::nullopt;
  const double below = ms->between_targets + (ms->raters - 1) * ms->residual;
  if (!(below > 0)) return std::nullopt;
  return (ms->between_targets - ms->residual) / below;
}

namespace {

// Shrout, Fleiss 1979, p. 424: by Satterthwaite's degrees of freedom of the denominator.
std::optional<Interval> Icc21Interval(const MeanSquares& ms, double icc, double confidence) {
  const double n = ms.n, k = ms.raters, p = 0.5 * (1 + confidence);
  if (!(ms.residual > 0) || icc >= 1) return std::nullopt;
  const double a = k * icc / (n * (1 - icc)), b = 1 + k * icc * (n - 1) / (n * (1 - icc));
  const double rater_part = a * ms.between_raters, residual_part = b * ms.residual;
  const double df = (rater_part + residual_part) * (rater_part + residual_part) /
                    (rater_part * rater_part / (k - 1) + residual_part * residual_part / ((n - 1) * (k - 1)));
  if (!(df > 0) || !std::isfinite(df)) return std::nullopt;
  const double spread = k * ms.between_raters + (k * n - k - n) * ms.residual;
  const double f_low = FisherQuantile(n - 1, df, p), f_high = FisherQuantile(df, n - 1, p);
  const double below_low = f_low * spread + n * ms.between_targets;
  const double below_high = spread + n * f_high * ms.between_targets;
  if (!(below_low > 0) || !(below_high > 0)) return std::nullopt;
  return Interval{n * (ms.between_targets - f_low * ms.residual) / below_low,
                  n * (f_high * ms.between_targets - ms.residual) / below_high};
}

std::optional<Interval> Icc31Interval(const MeanSquares& ms, double confidence) {
  if (!(ms.residual > 0)) return std::nullopt;
  const double n = ms.n, k = ms.raters, p = 0.5 * (1 + confidence);
  const double f = ms.between_targets / ms.residual, residual_df = (n - 1) * (k - 1);
  const double low = f / FisherQuantile(n - 1, residual_df, p);
  const double high = f * FisherQuantile(residual_df, n - 1, p);
  return Interval{(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)};
}

}  // namespace

std::optional<Icc> Icc21(const IccSums& sums, double confidence) {
  const auto value = Icc21Value(sums);
  if (!value) return std::nullopt;
  return Icc{*value, Icc21Interval(*TwoWayMeanSquares(sums), *value, confidence)};
}

std::optional<Icc> Icc31(const IccSums& sums, double confidence) {
  const auto value = Icc31Value(sums);
  if (!value) return std::nullopt;
  return Icc{*value, Icc31Interval(*TwoWayMeanSquares(sums), confidence)};
}

}  // namespace openvfa
