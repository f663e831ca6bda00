#include "naming.h"

#include <algorithm>
#include <cmath>

namespace openvfa {
namespace {

// The network's opinions of neighbouring bodies err together: each counts as this share of an observation.
constexpr double kOpinionWeight = 0.35;
constexpr double kOpinionFloor = 0.02;
constexpr double kStepSd = 0.33;     // of the sacrum's distance in body steps
constexpr double kSacrumTrust = 0.9; // a seen sacrum is a sacrum at most this surely
constexpr double kL6Prior = 0.03, kSacrumAsBodyPrior = 0.06, kL5Prior = 0.3, kL4Prior = 0.12;

int ClassOf(VertebralLevel level) {
  if (level < VertebralLevel::kT1) return 0;
  if (level <= VertebralLevel::kT12) return 1 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kT1);
  if (level >= VertebralLevel::kL1 && level <= VertebralLevel::kL6) return 13 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kL1);
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

// Probability-like score that a sacrum stands `steps` body steps below the lowest body.
double SacrumEvidence(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra, int steps) {
  const Candidate& last = bodies.back();
  const double pitch = bodies.size() > 1 ? (last.Centre() - bodies[bodies.size() - 2].Centre()).norm() : 1.3 * last.Height();
  double evidence = 0;
  for (const Candidate& s : sacra) {
    const Eigen::Vector2d down = s.Centre() - last.Centre();
    const double off = down.norm() / pitch - steps, side = down.normalized().dot(-last.Cranial());
    if (side < 0.4) continue;
    evidence = std::max(evidence, s.score * std::exp(-0.5 * off * off / (kStepSd * kStepSd)));
  }
  return evidence;
}

double Prior(VertebralLevel lowest) {
  using L = VertebralLevel;
  if (lowest == L::kL6) return kL6Prior;
  if (lowest == L::kS1) return kSacrumAsBodyPrior;
  if (lowest == L::kL5) return kL5Prior;
  if (lowest == L::kL4) return kL4Prior;
  return 0.04;
}

double LogProbability(VertebralLevel lowest, const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                      const std::vector<VertebralLevel>& levels) {
  double log_p = std::log(Prior(lowest));
  for (std::size_t i = 0; i < bodies.size(); ++i)
    if (!bodies[i].filled) log_p += kOpinionWeight * std::log(kOpinionFloor + bodies[i].level[ClassOf(levels[i])]);
  double none = 1;
  for (int steps = 1; steps <= 3; ++steps) none *= 1 - kSacrumTrust * SacrumEvidence(bodies, sacra, steps);
  const int gap = lowest == VertebralLevel::kL6 || lowest == VertebralLevel::kS1
                      ? 1 : static_cast<int>(VertebralLevel::kL5) - static_cast<int>(lowest) + 1;
  const double here = lowest != VertebralLevel::kS1 && gap <= 3 ? SacrumEvidence(bodies, sacra, gap) : 0;
  return log_p + std::log(std::max(0.02, 0.9 * here + 0.1 * none));
}

}  // namespace

std::vector<Naming> NameLevels(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                               std::optional<VertebralLevel> lowest) {
  std::vector<Naming> namings;
  if (bodies.empty()) return namings;
  if (lowest) return {{CountUp(*lowest, bodies.size()), 1.0}};
  for (VertebralLevel level = VertebralLevel::kT4; level <= VertebralLevel::kS1;
       level = static_cast<VertebralLevel>(static_cast<int>(level) + 1)) {
    if (level == VertebralLevel::kT13) continue;
    Naming naming{CountUp(level == VertebralLevel::kL6 ? VertebralLevel::kL6 : level, bodies.size()), 0};
    naming.probability = LogProbability(level, bodies, sacra, naming.levels);
    namings.push_back(std::move(naming));
  }
  std::sort(namings.begin(), namings.end(), [](const Naming& a, const Naming& b) { return a.probability > b.probability; });
  const double top = namings.front().probability;
  double sum = 0;
  for (Naming& n : namings) sum += n.probability = std::exp(n.probability - top);
  for (Naming& n : namings) n.probability /= sum;
  return namings;
}

}  // namespace openvfa
