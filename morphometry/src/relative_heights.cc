#include <Eigen/QR>
#include <cmath>
#include <set>
#include <utility>

#include "openvfa/morphometry/norms_builder.h"

namespace openvfa {
namespace {

// Log posterior heights of one spine.
using LogHeights = std::map<VertebralLevel, double>;

// Levels that enough spines show beside another; taking one away may leave a spine alone with its last.
std::set<VertebralLevel> SharedLevels(const std::vector<LogHeights>& spines, int minimum) {
  std::set<VertebralLevel> levels;
  for (const LogHeights& spine : spines) {
    for (const auto& [level, height] : spine) levels.insert(level);
  }
  for (bool changed = true; changed;) {
    std::map<VertebralLevel, int> count;
    for (const LogHeights& spine : spines) {
      int shared = 0;
      for (const auto& [level, height] : spine) shared += levels.contains(level) ? 1 : 0;
      for (const auto& [level, height] : spine) count[level] += shared >= 2 ? 1 : 0;
    }
    changed = std::erase_if(levels, [&](VertebralLevel level) { return count[level] < minimum; }) > 0;
  }
  return levels;
}

std::vector<LogHeights> Restricted(std::vector<LogHeights> spines, const std::set<VertebralLevel>& levels) {
  for (LogHeights& spine : spines) {
    std::erase_if(spine, [&](const auto& height) { return !levels.contains(height.first); });
  }
  std::erase_if(spines, [](const LogHeights& spine) { return spine.size() < 2; });
  return spines;
}

// What is left of a spine's log heights when the levels' effects are taken off: the spine's own.
double SpineEffect(const LogHeights& spine, const LogHeights& effects) {
  double sum = 0;
  for (const auto& [level, height] : spine) sum += height - (effects.empty() ? 0 : effects.at(level));
  return sum / static_cast<double>(spine.size());
}

// Spine effects are eliminated; the smallest solution of the singular rest sums to zero. Empty where more
// than the common scale is open.
LogHeights FitLevels(const std::vector<LogHeights>& spines, const std::set<VertebralLevel>& levels) {
  std::map<VertebralLevel, Eigen::Index> index;
  for (const VertebralLevel level : levels) index.emplace(level, static_cast<Eigen::Index>(index.size()));
  const auto size = static_cast<Eigen::Index>(levels.size());
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(size, size);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(size);
  for (const LogHeights& spine : spines) {
    const double mean = SpineEffect(spine, {}), share = 1 / static_cast<double>(spine.size());
    for (const auto& [level, height] : spine) {
      right(index.at(level)) += height - mean;
      normal(index.at(level), index.at(level)) += 1;
      for (const auto& [other, unused] : spine) normal(index.at(level), index.at(other)) -= share;
    }
  }
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
  solver.setThreshold(1e-9);
  solver.compute(normal);
  if (solver.rank() < size - 1) return {};
  const Eigen::VectorXd solution = solver.solve(right);
  LogHeights effects;
  for (const auto& [level, k] : index) effects[level] = solution(k);
  return effects;
}

// Drops heights too far from the fit; how many. The SD is each level's own.
int DropOutliers(const LogHeights& effects, double trim_sd, std::vector<LogHeights>& spines) {
  std::map<VertebralLevel, std::pair<double, int>> squares;
  for (const LogHeights& spine : spines) {
    const double own = SpineEffect(spine, effects);
    for (const auto& [level, height] : spine) {
      const double residual = height - own - effects.at(level);
      squares[level].first += residual * residual;
      ++squares[level].second;
    }
  }
  int dropped = 0;
  for (LogHeights& spine : spines) {
    const double own = SpineEffect(spine, effects);
    dropped += static_cast<int>(std::erase_if(spine, [&](const auto& entry) {
      const auto& [sum, count] = squares[entry.first];
      const double residual = entry.second - own - effects.at(entry.first);
      // What is exact but for rounding has no outliers.
      return residual * residual > std::max(1e-18, trim_sd * trim_sd * sum / std::max(1, count - 1));
    }));
  }
  return dropped;
}

}  // namespace

RelativeHeights FitRelativeHeights(const std::vector<SpineHeights>& spines, std::optional<double> trim_sd,
                                   int minimum) {
  std::vector<LogHeights> heights;
  for (const SpineHeights& spine : spines) {
    LogHeights& logs = heights.emplace_back();
    for (const auto& [level, body] : spine) logs[level] = std::log(body.posterior.value);
  }
  for (;;) {
    const std::set<VertebralLevel> levels = SharedLevels(heights, minimum);
    if (levels.size() < 2) return {};
    heights = Restricted(std::move(heights), levels);
    const LogHeights effects = FitLevels(heights, levels);
    if (effects.empty()) return {};
    if (trim_sd && DropOutliers(effects, *trim_sd, heights) > 0) continue;
    RelativeHeights relative;
    for (const auto& [level, effect] : effects) relative[level] = std::exp(effect);
    return relative;
  }
}

}  // namespace openvfa
