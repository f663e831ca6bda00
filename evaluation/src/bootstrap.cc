#include "openvfa/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>

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

namespace {

double Quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::optional<Interval> BootstrapInterval(
    int clusters, int resamples, std::uint64_t seed,
    const std::function<std::optional<double>(const std::vector<int>&)>& statistic, double confidence) {
  std::vector<double> values;
  for (const std::vector<int>& times : BootstrapDraws(clusters, resamples, seed)) {
    if (const auto value = statistic(times); value && std::isfinite(*value)) values.push_back(*value);
  }
  if (values.empty() || 2 * static_cast<int>(values.size()) < resamples) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double tail = 0.5 * (1 - confidence);
  return Interval{Quantile(values, tail), Quantile(values, 1 - tail)};
}

}  // namespace openvfa
