#include "openvfa/evaluation/calibration.h"

#include <algorithm>
#include <cmath>

namespace openvfa {
namespace {

// Normal quantiles of (1 + level) / 2.
constexpr std::array<double, 3> kWidths = {0.6744897501960817, 0.9944578832097532, 1.959963984540054};

bool IsProbability(double p) { return p >= 0 && p <= 1; }  // false for NaN

}  // namespace

void CoverageSums::Add(double error, double sd, double weight) {
  if (!std::isfinite(error) || !std::isfinite(sd) || sd <= 0) return;
  n += weight;
  const double z = std::abs(error) / sd;
  for (std::size_t i = 0; i < kWidths.size(); ++i) within[i] += z <= kWidths[i] ? weight : 0;
  squared_z += weight * z * z;
}

void CoverageSums::Add(const CoverageSums& other, double times) {
  n += times * other.n;
  for (std::size_t i = 0; i < within.size(); ++i) within[i] += times * other.within[i];
  squared_z += times * other.squared_z;
}

std::optional<double> Coverage(const CoverageSums& sums, int level) {
  if (!(sums.n > 0)) return std::nullopt;
  return sums.within.at(level) / sums.n;
}

std::optional<double> RmsZ(const CoverageSums& sums) {
  if (!(sums.n > 0)) return std::nullopt;
  return std::sqrt(std::max(0.0, sums.squared_z) / sums.n);
}

void ReliabilitySums::Add(double stated, bool event, double weight) {
  if (!IsProbability(stated)) return;
  const int bin = std::min(kReliabilityBins - 1, static_cast<int>(stated * kReliabilityBins));
  count[bin] += weight;
  probability[bin] += weight * stated;
  if (event) events[bin] += weight;
}

void ReliabilitySums::Add(const ReliabilitySums& other, double times) {
  for (int i = 0; i < kReliabilityBins; ++i) {
    count[i] += times * other.count[i];
    probability[i] += times * other.probability[i];
    events[i] += times * other.events[i];
  }
}

double ReliabilitySums::Total() const {
  double total = 0;
  for (const double one : count) total += one;
  return total;
}

std::vector<ReliabilityBin> ReliabilityDiagram(const ReliabilitySums& sums) {
  std::vector<ReliabilityBin> bins;
  for (int i = 0; i < kReliabilityBins; ++i) {
    const double n = sums.count[i];
    if (!(n > 0)) continue;
    bins.push_back({static_cast<double>(i) / kReliabilityBins, static_cast<double>(i + 1) / kReliabilityBins,
                    n, sums.probability[i] / n, sums.events[i] / n});
  }
  return bins;
}

std::optional<double> ExpectedCalibrationError(const ReliabilitySums& sums) {
  const double total = sums.Total();
  if (!(total > 0)) return std::nullopt;
  double error = 0;
  for (int i = 0; i < kReliabilityBins; ++i) error += std::abs(sums.events[i] - sums.probability[i]);
  return error / total;
}

void GradeProbabilitySums::Add(std::span<const double> probabilities, int truth, double weight) {
  if (truth < 0 || truth >= static_cast<int>(probabilities.size())) return;
  double total = 0, squares = 0;
  for (std::size_t k = 0; k < probabilities.size(); ++k) {
    if (!IsProbability(probabilities[k])) return;
    const double off = probabilities[k] - (static_cast<int>(k) == truth ? 1 : 0);
    total += probabilities[k];
    squares += off * off;
  }
  if (std::abs(total - 1) > 0.01) return;
  n += weight;
  brier += weight * squares;
  log_loss -= weight * std::log(std::max(probabilities[truth], 1e-15));
  const auto top = std::max_element(probabilities.begin(), probabilities.end());
  confidence.Add(*top, top - probabilities.begin() == truth, weight);
  deformed.Add(1 - probabilities[0], truth > 0, weight);
}

void GradeProbabilitySums::Add(const GradeProbabilitySums& other, double times) {
  n += times * other.n;
  brier += times * other.brier;
  log_loss += times * other.log_loss;
  confidence.Add(other.confidence, times);
  deformed.Add(other.deformed, times);
}

std::optional<double> BrierScore(const GradeProbabilitySums& sums) {
  if (!(sums.n > 0)) return std::nullopt;
  return sums.brier / sums.n;
}

std::optional<double> LogLoss(const GradeProbabilitySums& sums) {
  if (!(sums.n > 0)) return std::nullopt;
  return sums.log_loss / sums.n;
}

}  // namespace openvfa
