#include "openvfa/evaluation/bootstrap.h"

#include <cmath>
#include <random>
#include <utility>

#include "openvfa/evaluation/resample.h"

namespace openvfa {

std::vector<std::vector<int>> BootstrapDraws(int clusters, int resamples, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<int>> draws(resamples, std::vector<int>(clusters, 0));
  for (std::vector<int>& times : draws) {
    // The remainder and not std::uniform_int_distribution, whose numbers differ between libraries; its bias
    // is below clusters / 2^64.
    for (int i = 0; i < clusters; ++i) ++times[random() % clusters];
  }
  return draws;
}

std::optional<Interval> BootstrapInterval(
    int clusters, int resamples, std::uint64_t seed,
    const std::function<std::optional<double>(const std::vector<int>&)>& statistic, double confidence) {
  std::vector<double> values;
  for (const std::vector<int>& times : BootstrapDraws(clusters, resamples, seed)) {
    if (const auto value = statistic(times); value && std::isfinite(*value)) values.push_back(*value);
  }
  return PercentileInterval(std::move(values), static_cast<std::size_t>(resamples), confidence);
}

}  // namespace openvfa
