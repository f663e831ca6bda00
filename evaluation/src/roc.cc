#include "openvfa/evaluation/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quantiles.h"

namespace openvfa {
namespace {

// Positives and negatives of one score.
struct Tie {
  double score = 0, positives = 0, negatives = 0;
};

// Calls visit(Tie) for each different score, highest first.
template <typename Visit>
void VisitTies(const std::vector<ScoredCase>& cases, std::span<const int> times, const Visit& visit) {
  for (std::size_t i = 0; i < cases.size();) {
    Tie tie{cases[i].score, 0, 0};
    for (; i < cases.size() && cases[i].score == tie.score; ++i) {
      (cases[i].positive ? tie.positives : tie.negatives) += times.empty() ? 1 : times[cases[i].film];
    }
    if (tie.positives + tie.negatives > 0) visit(tie);
  }
}

}  // namespace

RocAnalysis::RocAnalysis(std::vector<ScoredCase> cases) : cases_(std::move(cases)) {
  std::erase_if(cases_, [](const ScoredCase& one) { return !std::isfinite(one.score); });
  std::stable_sort(cases_.begin(), cases_.end(),
                   [](const ScoredCase& a, const ScoredCase& b) { return a.score > b.score; });
}

std::vector<RocPoint> RocAnalysis::Curve(std::span<const int> times) const {
  double positives = 0, negatives = 0;
  std::vector<RocPoint> curve;
  VisitTies(cases_, times, [&](const Tie& tie) {
    positives += tie.positives;
    negatives += tie.negatives;
    curve.push_back({tie.score, positives, negatives});
  });
  if (positives == 0 || negatives == 0) return {};
  for (RocPoint& point : curve) {
    point.sensitivity /= positives;
    point.false_positive_rate /= negatives;
  }
  const double above = std::nextafter(curve.front().threshold, std::numeric_limits<double>::infinity());
  curve.insert(curve.begin(), RocPoint{above, 0, 0});
  return curve;
}

std::optional<double> RocAnalysis::Area(std::span<const int> times) const {
  double positives = 0, negatives = 0, wins = 0;
  VisitTies(cases_, times, [&](const Tie& tie) {
    wins += tie.negatives * (positives + 0.5 * tie.positives);
    positives += tie.positives;
    negatives += tie.negatives;
  });
  if (positives == 0 || negatives == 0) return std::nullopt;
  return wins / (positives * negatives);
}

std::optional<Auc> RocAnalysis::AreaWithInterval(double confidence) const {
  const auto area = Area();
  if (!area) return std::nullopt;
  Auc auc{*area, 0, 0, {}, {}};
  for (const ScoredCase& one : cases_) ++(one.positive ? auc.positives : auc.negatives);
  if (auc.positives < 2 || auc.negatives < 2) return auc;
  double positives_above = 0, negatives_above = 0, s10 = 0, s01 = 0;
  VisitTies(cases_, {}, [&](const Tie& tie) {
    const double below = auc.negatives - negatives_above - 0.5 * tie.negatives;
    const double v10 = below / auc.negatives;
    const double v01 = (positives_above + 0.5 * tie.positives) / auc.positives;
    s10 += tie.positives * (v10 - *area) * (v10 - *area);
    s01 += tie.negatives * (v01 - *area) * (v01 - *area);
    positives_above += tie.positives;
    negatives_above += tie.negatives;
  });
  const double m = auc.positives, n = auc.negatives;
  auc.standard_error = std::sqrt(s10 / (m - 1) / m + s01 / (n - 1) / n);
  const double half = NormalQuantile(0.5 * (1 + confidence)) * *auc.standard_error;
  auc.interval = Interval{std::max(0.0, *area - half), std::min(1.0, *area + half)};
  return auc;
}

}  // namespace openvfa
