#include "openvfa/evaluation/resample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

double QuantileOfSorted(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

std::optional<Interval> PercentileInterval(std::vector<double> figures, std::size_t resamples,
                                           double confidence) {
  if (figures.empty() || 2 * figures.size() < resamples) return std::nullopt;
  std::sort(figures.begin(), figures.end());
  const double tail = 0.5 * (1 - confidence);
  return Interval{QuantileOfSorted(figures, tail), QuantileOfSorted(figures, 1 - tail)};
}

SortedSample::SortedSample(std::span<const double> values, std::span<const int> films) {
  if (values.size() != films.size()) throw InputError("a sample needs one film for each value");
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !std::isfinite(values[i]); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  for (const std::size_t i : order) {
    values_.push_back(values[i]);
    films_.push_back(films[i]);
  }
}

std::optional<double> SortedSample::Quantile(double p, std::span<const int> times) const {
  if (values_.empty()) return std::nullopt;
  if (times.empty()) return QuantileOfSorted(values_, p);
  long count = 0;
  for (const int film : films_) count += times[film];
  if (count == 0) return std::nullopt;
  const double at = p * static_cast<double>(count - 1);
  const long below = static_cast<long>(at);
  long passed = 0;
  std::size_t i = 0;
  for (; (passed += times[films_[i]]) <= below;) ++i;
  const double low = values_[i];
  if (passed > below + 1 || below + 1 >= count) return low;
  do {
    ++i;
  } while (times[films_[i]] == 0);
  return low + (at - static_cast<double>(below)) * (values_[i] - low);
}

}  // namespace openvfa
