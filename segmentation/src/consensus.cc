#include "consensus.h"

#include <algorithm>
#include <utility>

namespace openvfa {
namespace {

constexpr double kOneBody = 0.4;  // heights between centres, below which two candidates are one body

double Distance(const Candidate& a, const Candidate& b) { return (a.Centre() - b.Centre()).norm(); }

bool AreOneBody(const Candidate& a, const Candidate& b) {
  return Distance(a, b) < kOneBody * std::min(a.Height(), b.Height());
}

// Of `candidates` the one that lies nearest to `c`; their end where there is none.
template <typename Candidates>
auto Nearest(const Candidate& c, Candidates& candidates) {
  return std::min_element(candidates.begin(), candidates.end(), [&](const Candidate& p, const Candidate& q) {
    return Distance(p, c) < Distance(q, c);
  });
}

// What the looks say of the body that `seed` lies on, one of them; `all`: their weights' sum.
Candidate Mean(const Candidate& seed, const std::vector<Look>& looks, double all) {
  Candidate mean;
  for (Eigen::Vector2d& corner : mean.corners) corner.setZero();
  double total = 0;
  for (const Look& look : looks) {
    if (look.bodies.empty()) continue;
    const Candidate& c = *Nearest(seed, look.bodies);
    if (!AreOneBody(seed, c)) continue;
    const double w = look.weight * c.score;
    total += w;
    for (int k = 0; k < 4; ++k) mean.corners[k] += w * c.corners[k];
    mean.right_logit += w * c.right_logit;
    for (int k = 0; k < kLevelClasses; ++k) mean.level[k] += w * c.level[k];
  }
  for (Eigen::Vector2d& corner : mean.corners) corner /= total;
  mean.right_logit /= total;
  for (double& p : mean.level) p /= total;
  mean.score = total / all;
  return mean;
}

}  // namespace

std::vector<Candidate> Consensus(const std::vector<Look>& looks) {
  std::vector<Candidate> seeds;
  double all = 0;
  for (const Look& look : looks) {
    all += look.weight;
    for (Candidate c : look.bodies) {
      c.score *= look.weight;
      seeds.push_back(c);
    }
  }
  std::vector<Candidate> agreed;
  for (const Candidate& seed : Strongest(std::move(seeds))) agreed.push_back(Mean(seed, looks, all));
  return Strongest(std::move(agreed));
}

std::vector<Candidate> MergeSacra(const std::vector<Candidate>& a, std::vector<Candidate> b,
                                  double reach_px) {
  std::vector<Candidate> merged;
  for (Candidate c : a) {
    const auto twin = Nearest(c, b);
    if (twin != b.end() && Distance(*twin, c) < reach_px) {
      const double w = c.score / (c.score + twin->score);
      for (int k = 0; k < 4; ++k) c.corners[k] = w * c.corners[k] + (1 - w) * twin->corners[k];
      c.score += twin->score;
      b.erase(twin);
    }
    merged.push_back(c);
  }
  merged.insert(merged.end(), b.begin(), b.end());
  for (Candidate& c : merged) c.score /= 2;
  return merged;
}

std::vector<Candidate> Strongest(std::vector<Candidate> candidates) {
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<Candidate> kept;
  for (const Candidate& c : candidates)
    if (std::none_of(kept.begin(), kept.end(), [&](const Candidate& k) { return AreOneBody(k, c); }))
      kept.push_back(c);
  return kept;
}

}  // namespace openvfa
