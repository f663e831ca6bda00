#include "naming.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace openvfa {
namespace {

// The network's opinions of neighbouring bodies err together: each counts as this share of an observation.
constexpr double kOpinionWeight = 0.35;
constexpr double kOpinionFloor = 0.02;
constexpr double kStepSd = 0.33;     // of the sacrum's distance in body steps
constexpr double kSacrumGain = 2.0;  // the sacrum's heat is fainter than a body's for the same certainty
constexpr double kSacrumTrust = 0.9;
constexpr double kBodyGain = 1.3;     // likewise for the heat of a body, as a probability of being one
constexpr double kFilledBody = 0.35;  // of a lowest body that only the second stage saw
constexpr int kMostTail = 4;          // bodies at the lower end that may be sacrum and pelvis
constexpr double kL6Prior = 0.03, kL5Prior = 0.3, kL4Prior = 0.12, kOtherPrior = 0.04;

int ClassOf(VertebralLevel level) {
  if (level < VertebralLevel::kT1) return 0;
  if (level <= VertebralLevel::kT12)
    return 1 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kT1);
  if (level >= VertebralLevel::kL1 && level <= VertebralLevel::kL6)
    return 13 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kL1);
  return level == VertebralLevel::kS1 ? 19 : 12;
}

// Names upwards from `lowest`; above C2 everything stays C2 (such hypotheses lose by their evidence).
std::vector<VertebralLevel> CountUp(VertebralLevel lowest, std::size_t count) {
  std::vector<VertebralLevel> levels(count);
  VertebralLevel at = lowest;
  for (std::size_t i = count; i-- > 0;) {
    levels[i] = at;
    at = LevelAbove(at, 1).value_or(VertebralLevel::kC2);
  }
  return levels;
}

// Probability-like score that a sacrum stands `steps` body steps below body `last`.
double SacrumEvidence(const std::vector<Candidate>& bodies, std::size_t last,
                      const std::vector<Candidate>& sacra, int steps) {
  const Candidate& body = bodies[last];
  const double pitch = last > 0 ? (body.Centre() - bodies[last - 1].Centre()).norm() : 1.3 * body.Height();
  double evidence = 0;
  for (const Candidate& s : sacra) {
    const Eigen::Vector2d down = s.Centre() - body.Centre();
    const double off = down.norm() / pitch - steps;
    if (down.normalized().dot(-body.Cranial()) < 0.4) continue;
    evidence = std::max(
        evidence, std::min(1.0, kSacrumGain * s.score) * std::exp(-0.5 * off * off / (kStepSd * kStepSd)));
  }
  return evidence;
}

int StepsToSacrum(VertebralLevel lowest) {
  return lowest == VertebralLevel::kL6 ? 1
                                       : static_cast<int>(VertebralLevel::kL5) - static_cast<int>(lowest) + 1;
}

double Prior(VertebralLevel lowest) {
  if (lowest == VertebralLevel::kL6) return kL6Prior;
  if (lowest == VertebralLevel::kL5) return kL5Prior;
  return lowest == VertebralLevel::kL4 ? kL4Prior : kOtherPrior;
}

// A body the film's border cuts looks faint whatever it is.
double BodyProbability(const Candidate& body) {
  if (body.cut) return 0.5;
  return body.filled ? kFilledBody : std::clamp(kBodyGain * body.score, 0.05, 0.95);
}

// The last `tail` bodies are none, the one above is called `lowest`.
struct Hypothesis {
  VertebralLevel lowest;
  std::size_t tail;
};

std::vector<VertebralLevel> LevelsOf(const Hypothesis& h, std::size_t count) {
  std::vector<VertebralLevel> levels = CountUp(h.lowest, count - h.tail);
  levels.insert(levels.end(), h.tail, VertebralLevel::kS1);
  return levels;
}

double LogProbability(const Hypothesis& h, const std::vector<Candidate>& bodies,
                      const std::vector<Candidate>& sacra) {
  const std::size_t real = bodies.size() - h.tail;
  const std::vector<VertebralLevel> levels = LevelsOf(h, bodies.size());
  double log_p = std::log(Prior(h.lowest));
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (!bodies[i].filled)
      log_p += kOpinionWeight * std::log(kOpinionFloor + bodies[i].level[ClassOf(levels[i])]);
    if (i + kMostTail >= bodies.size())
      log_p += std::log(i < real ? BodyProbability(bodies[i]) : 1 - BodyProbability(bodies[i]));
  }
  double none = 1;
  for (int steps = 1; steps <= 3; ++steps)
    none *= 1 - kSacrumTrust * SacrumEvidence(bodies, real - 1, sacra, steps);
  const int gap = StepsToSacrum(h.lowest);
  const double here = gap <= 3 ? SacrumEvidence(bodies, real - 1, sacra, gap) : 0;
  return log_p + std::log(std::max(0.02, 0.9 * here + 0.1 * none));
}

// A tail can only follow the last lumbar body.
std::vector<Hypothesis> Hypotheses(std::size_t count) {
  std::vector<Hypothesis> all;
  for (VertebralLevel level = VertebralLevel::kT4; level <= VertebralLevel::kL6;
       level = static_cast<VertebralLevel>(static_cast<int>(level) + 1)) {
    if (level == VertebralLevel::kT13) continue;
    const std::size_t most = level >= VertebralLevel::kL5 ? kMostTail : 0;
    for (std::size_t tail = 0; tail <= most && tail < count; ++tail) all.push_back({level, tail});
  }
  return all;
}

}  // namespace

std::vector<Naming> NameLevels(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                               std::optional<VertebralLevel> lowest) {
  std::vector<Naming> namings;
  if (bodies.empty()) return namings;
  std::vector<std::pair<double, Hypothesis>> scored;
  for (const Hypothesis& h : Hypotheses(bodies.size()))
    scored.emplace_back(LogProbability(h, bodies, sacra), h);
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (lowest) return {{LevelsOf({*lowest, scored.front().second.tail}, bodies.size()), 1.0}};
  double sum = 0;
  for (const auto& [log_p, h] : scored) {
    namings.push_back({LevelsOf(h, bodies.size()), std::exp(log_p - scored.front().first)});
    sum += namings.back().probability;
  }
  for (Naming& n : namings) n.probability /= sum;
  return namings;
}

}  // namespace openvfa
