// Figures of bootstrap draws from per-film sums, and order statistics of weighted samples.
#ifndef OPENVFA_EVALUATION_RESAMPLE_H_
#define OPENVFA_EVALUATION_RESAMPLE_H_

#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

// The sums of all films, film i counted times[i] times (empty: once). `Sums` has Add(const Sums&, double).
template <typename Sums>
Sums TotalOf(std::span<const Sums> films, std::span<const int> times = {}) {
  Sums total = films.empty() ? Sums() : films.front();
  if (!films.empty()) total.Add(films.front(), (times.empty() ? 1.0 : times.front()) - 1.0);
  for (std::size_t i = 1; i < films.size(); ++i) {
    if (times.empty() || times[i] != 0) total.Add(films[i], times.empty() ? 1.0 : times[i]);
  }
  return total;
}

// One total per draw (BootstrapDraws): ask each for as many figures as are wanted.
template <typename Sums>
std::vector<Sums> ResampledTotals(std::span<const Sums> films, std::span<const std::vector<int>> draws) {
  std::vector<Sums> totals;
  totals.reserve(draws.size());
  for (const std::vector<int>& times : draws) totals.push_back(TotalOf(films, std::span<const int>(times)));
  return totals;
}

// Percentile interval of the figures of the draws; as BootstrapInterval, absent where fewer than half of the
// `resamples` gave a figure.
std::optional<Interval> PercentileInterval(std::vector<double> figures, std::size_t resamples,
                                           double confidence = 0.95);

template <typename Sums, typename Figure>
std::optional<Interval> IntervalOfTotals(const std::vector<Sums>& totals, const Figure& figure,
                                         double confidence = 0.95) {
  std::vector<double> figures;
  figures.reserve(totals.size());
  for (const Sums& total : totals) {
    if (const std::optional<double> value = figure(total); value && std::isfinite(*value)) {
      figures.push_back(*value);
    }
  }
  return PercentileInterval(std::move(figures), totals.size(), confidence);
}

// Values with the film each belongs to, sorted once; then a quantile of any draw is one pass.
class SortedSample {
 public:
  // Same length; values that are not finite are left out. Films are indices into a draw.
  SortedSample(std::span<const double> values, std::span<const int> films);

  std::size_t Size() const { return values_.size(); }
  // Quantile 0 <= p <= 1 by linear interpolation between order statistics (type 7 of Hyndman, Fan 1996, the
  // default of R and NumPy) of the sample in which each value stands times[its film] times (empty: once).
  // Nothing where that sample is empty.
  std::optional<double> Quantile(double p, std::span<const int> times = {}) const;

 private:
  std::vector<double> values_;
  std::vector<int> films_;
};

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_RESAMPLE_H_
