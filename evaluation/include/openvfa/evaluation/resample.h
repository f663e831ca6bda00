// Intervals from the figures of bootstrap draws, and order statistics of weighted samples.
#ifndef OPENVFA_EVALUATION_RESAMPLE_H_
#define OPENVFA_EVALUATION_RESAMPLE_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

// Percentile interval (Efron, Tibshirani 1993, ch. 13) of the figures of the draws (BootstrapDraws); absent
// where fewer than half of the `resamples` gave a figure.
std::optional<Interval> PercentileInterval(std::vector<double> figures, std::size_t resamples,
                                           double confidence = 0.95);

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
