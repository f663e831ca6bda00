// Intervals by resampling whole films (clusters): vertebrae of one film are not independent.
#ifndef OPENVFA_EVALUATION_BOOTSTRAP_H_
#define OPENVFA_EVALUATION_BOOTSTRAP_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

// Percentile interval (Efron, Tibshirani 1993, ch. 13) of a statistic over `clusters` films. `statistic` gets
// how often each film was drawn (sum = clusters) and returns the figure, or nothing where the draw does not
// allow it (such draws are left out; fewer than half usable: no interval). Same seed, same interval, on any
// machine.
std::optional<Interval> BootstrapInterval(
    int clusters, int resamples, std::uint64_t seed,
    const std::function<std::optional<double>(const std::vector<int>& times)>& statistic,
    double confidence = 0.95);

// The draws themselves: resamples x clusters, so that many statistics share one set of draws.
std::vector<std::vector<int>> BootstrapDraws(int clusters, int resamples, std::uint64_t seed);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_BOOTSTRAP_H_
