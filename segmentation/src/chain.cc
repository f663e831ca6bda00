#include "chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace openvfa {
namespace {

// Spread of a link between true neighbours, from simulated spines with fractures and collapsed discs.
constexpr double kDistanceSd = 0.20;  // of log(distance / expected)
constexpr double kTurnSd = 0.16;      // radians, between neighbours' axes
constexpr double kBearingSd = 0.16;   // radians, of the link against the mean axis
constexpr double kSizeSd = 0.14;      // of log(depth ratio)
constexpr double kLimit = 3.2;        // standard deviations that no link may exceed
constexpr int kMostMissing = 3;
constexpr double kMissingCost = 1.6;   // per body the network did not see
constexpr double kScoreOffset = 1.75;  // log-odds that a candidate must exceed to pay for itself (score 0.15)
constexpr double kLinkBonus = 0.8;     // true neighbours cost about 1 by chance alone

double Reward(const Candidate& c) {
  const double p = std::clamp(c.score, 0.02, 0.98);
  return std::clamp(std::log(p / (1 - p)) + kScoreOffset, -1.5, 4.0);
}

double Angle(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::abs(std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b)));
}

// Between the centres of neighbours of such heights.
double UsualStep(const Candidate& a, const Candidate& b) {
  return kCentrePerHeight * (a.Height() + b.Height()) / 2;
}

// Cost of `upper` standing on `lower` with `missing` bodies between; absent when impossible.
std::optional<double> LinkCost(const Candidate& lower, const Candidate& upper, int missing) {
  const Eigen::Vector2d step = upper.Centre() - lower.Centre();
  const double expected = (missing + 1) * UsualStep(lower, upper);
  const double widen = std::sqrt(missing + 1.0);
  const double z[] = {std::log(std::max(step.norm(), 1e-6) / expected) / kDistanceSd * widen,
                      Angle(lower.Cranial(), upper.Cranial()) / (kTurnSd * widen),
                      Angle(step, lower.Cranial() + upper.Cranial()) / kBearingSd,
                      std::log(upper.Depth() / lower.Depth()) / (kSizeSd * widen)};
  double cost = kMissingCost * missing - kLinkBonus;
  for (double v : z) {
    if (!(std::abs(v) <= kLimit)) return std::nullopt;
    cost += v * v / 4;
  }
  return cost;
}

struct Link {
  int lower = -1;
  int missing = 0;
  double total = 0;
};

Link BestLink(const std::vector<Candidate>& sorted, const std::vector<Link>& links, int upper) {
  const double own = Reward(sorted[upper]);
  Link best{-1, 0, own};
  for (int lower = 0; lower < upper; ++lower)
    for (int missing = 0; missing <= kMostMissing; ++missing) {
      const std::optional<double> cost = LinkCost(sorted[lower], sorted[upper], missing);
      if (cost && links[lower].total - *cost + own > best.total)
        best = {lower, missing, links[lower].total - *cost + own};
    }
  return best;
}

}  // namespace

Candidate Between(const Candidate& upper, const Candidate& lower, double t) {
  Candidate c;
  for (int k = 0; k < 4; ++k) c.corners[k] = (1 - t) * upper.corners[k] + t * lower.corners[k];
  c.right_logit = (1 - t) * upper.right_logit + t * lower.right_logit;
  c.level.fill(1.0 / kLevelClasses);
  c.filled = true;
  return c;
}

Chain LinkSpine(const std::vector<Candidate>& candidates) {
  std::vector<Candidate> sorted;
  for (const Candidate& c : candidates)
    if (c.Height() > 1 && c.Depth() > 1) sorted.push_back(c);
  std::sort(sorted.begin(), sorted.end(),
            [](const Candidate& a, const Candidate& b) { return a.Centre().y() > b.Centre().y(); });
  std::vector<Link> links(sorted.size());
  int top = -1;
  for (int i = 0; i < static_cast<int>(sorted.size()); ++i) {
    links[i] = BestLink(sorted, links, i);
    if (top < 0 || links[i].total > links[top].total) top = i;
  }
  Chain chain;
  if (top < 0 || links[top].total <= 0) return chain;
  chain.score = links[top].total;
  for (int i = top; i >= 0; i = links[i].lower) {
    chain.bodies.push_back(sorted[i]);
    const Link& link = links[i];
    for (int m = 1; m <= link.missing; ++m)
      chain.bodies.push_back(
          Between(sorted[i], sorted[link.lower], static_cast<double>(m) / (link.missing + 1)));
  }
  return chain;
}

double Plausibility(const Chain& chain, double rows) {
  constexpr double kBodyPrice = 1.0;  // a body in plain sight brings 4.8
  constexpr double kEmptyStep = 0.2;  // where the film would have room for one more body
  if (chain.bodies.empty()) return std::numeric_limits<double>::lowest();
  const Candidate &top = chain.bodies.front(), &bottom = chain.bodies.back();
  const double step = UsualStep(top, bottom);
  const double empty = rows - (bottom.Centre().y() - top.Centre().y() + step);
  return chain.score - kBodyPrice * static_cast<double>(chain.bodies.size()) -
         kEmptyStep * std::max(0.0, empty) / step;
}

Candidate Continue(const std::vector<Candidate>& bodies, bool below) {
  const Candidate& last = below ? bodies.back() : bodies.front();
  Candidate next = last;
  next.filled = true;
  next.score = 0;
  next.level.fill(1.0 / kLevelClasses);
  if (bodies.size() < 2) {
    const Eigen::Vector2d step = (below ? -1 : 1) * kCentrePerHeight * last.Height() * last.Cranial();
    for (Eigen::Vector2d& corner : next.corners) corner += step;
    return next;
  }
  const Candidate& before = below ? bodies[bodies.size() - 2] : bodies[1];
  // The last step again, turned by as much as the axis turned from the body before to the last.
  const Eigen::Vector2d a = before.Cranial(), b = last.Cranial();
  const double turn = 0.7 * std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b));
  const double shrink = std::clamp(last.Depth() / before.Depth(), 0.93, 1.07);
  const double c = std::cos(turn) * shrink, s = std::sin(turn) * shrink;
  const Eigen::Vector2d step = last.Centre() - before.Centre(), centre = last.Centre();
  const Eigen::Vector2d turned(c * step.x() - s * step.y(), s * step.x() + c * step.y());
  for (int k = 0; k < 4; ++k) {
    const Eigen::Vector2d d = last.corners[k] - centre;
    next.corners[k] = centre + turned + Eigen::Vector2d(c * d.x() - s * d.y(), s * d.x() + c * d.y());
  }
  return next;
}

}  // namespace openvfa
