#include "naming.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace openvfa {
namespace {

// By naming_fit.py, but for T13 (-3 there): simulated spines have one more often than patients, in whom a
// body too many counted behind the shoulders looks the same.
constexpr NamingTerms kWeights = {.15, .4, .17, .32, .93, .44, 1.38, -1.9, -4.5, 1.1, .45, -.15};
constexpr double kOpinionFloor = 0.02, kContextFloor = 0.02;  // of a level's probability
constexpr double kStepSd = 0.33;                              // of the sacrum's distance in body steps
constexpr double kSacrumGain = 2.0;  // the sacrum's heat is fainter than a body's for the same certainty
constexpr double kSacrumTrust = 0.9;
constexpr double kPlaceFloor = 0.03;
constexpr double kBodyGain = 1.7;     // likewise for the heat of a body, the mean of several looks
constexpr double kFilledBody = 0.35;  // of a lowest body that only the second stage saw
constexpr int kMostTail = 7;          // bodies at the lower end that may be sacrum and pelvis

int ClassOf(VertebralLevel level) {
  if (level < VertebralLevel::kT1) return 0;
  if (level <= VertebralLevel::kT12)
    return 1 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kT1);
  if (level >= VertebralLevel::kL1 && level <= VertebralLevel::kL6)
    return 13 + static_cast<int>(level) - static_cast<int>(VertebralLevel::kL1);
  return level == VertebralLevel::kS1 ? 19 : 12;  // the networks call a T13 T12
}

// The next body up; above C2 everything stays C2 (such hypotheses lose by their evidence).
VertebralLevel Above(VertebralLevel level, bool t13) {
  if (level == VertebralLevel::kL1 && t13) return VertebralLevel::kT13;
  if (level == VertebralLevel::kT13) return VertebralLevel::kT12;
  return LevelAbove(level, 1).value_or(VertebralLevel::kC2);
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

double HeatTerm(const NamingEvidence& e, std::size_t last, VertebralLevel lowest) {
  double none = 1;
  for (int steps = 1; steps <= 3; ++steps)
    none *= 1 - kSacrumTrust * SacrumEvidence(e.bodies, last, e.sacra, steps);
  const int gap = StepsToSacrum(lowest);
  const double here = gap <= 3 ? SacrumEvidence(e.bodies, last, e.sacra, gap) : 0;
  return std::log(std::max(0.02, 0.9 * here + 0.1 * none));
}

// The context network's word on the place right below the last vertebra.
double PlaceTerm(const SpineContext& context, std::size_t last, VertebralLevel lowest) {
  if (context.bodies.empty()) return 0;
  const bool tail = last + 1 < context.bodies.size();
  if (!tail && !context.below) return 0;
  const double p = tail ? context.bodies[last + 1].sacrum : context.below->sacrum;
  return std::log(kPlaceFloor + (StepsToSacrum(lowest) == 1 ? p : 1 - p));
}

// A body the film's border cuts looks faint whatever it is.
double BodyProbability(const Candidate& body) {
  if (body.cut) return 0.5;
  return body.filled ? kFilledBody : std::clamp(kBodyGain * body.score, 0.05, 0.95);
}

double Weighted(const NamingTerms& terms) {
  return std::inner_product(terms.begin(), terms.end(), kWeights.begin(), 0.0);
}

}  // namespace

std::vector<VertebralLevel> LevelsOf(const NamingHypothesis& h, std::size_t bodies) {
  std::vector<VertebralLevel> levels(bodies, VertebralLevel::kS1);
  VertebralLevel at = h.lowest;
  for (std::size_t i = bodies - h.tail; i-- > 0; at = Above(at, h.t13)) levels[i] = at;
  return levels;
}

// A tail can only follow the last lumbar body, and a T13 counts only where it is among the bodies.
std::vector<NamingHypothesis> NamingHypotheses(std::size_t bodies) {
  std::vector<NamingHypothesis> all;
  for (VertebralLevel level = VertebralLevel::kT4; level <= VertebralLevel::kL6;
       level = static_cast<VertebralLevel>(static_cast<int>(level) + 1)) {
    const std::size_t most = level >= VertebralLevel::kL5 ? kMostTail : 0;
    for (std::size_t tail = 0; tail <= most && tail < bodies; ++tail) {
      const int lumbar = static_cast<int>(level) - static_cast<int>(VertebralLevel::kT13);
      if (level != VertebralLevel::kT13) all.push_back({level, tail, false});
      if (level >= VertebralLevel::kT13 && level <= VertebralLevel::kL5 &&
          bodies - tail > static_cast<std::size_t>(lumbar))
        all.push_back({level, tail, true});
    }
  }
  return all;
}

NamingTerms TermsOf(const NamingHypothesis& h, const NamingEvidence& e) {
  const std::size_t count = e.bodies.size(), real = count - h.tail;
  const std::vector<VertebralLevel> levels = LevelsOf(h, count);
  NamingTerms t{};
  for (std::size_t i = 0; i < count; ++i) {
    const int c = ClassOf(levels[i]);
    if (!e.context.bodies.empty())
      t[kContextTerm] += std::log(kContextFloor + std::exp(e.context.bodies[i].level[c]));
    if (!e.bodies[i].filled) t[kOpinionTerm] += std::log(kOpinionFloor + e.bodies[i].level[c]);
    if (i + kMostTail >= count)
      t[kBodyTerm] += std::log(i < real ? BodyProbability(e.bodies[i]) : 1 - BodyProbability(e.bodies[i]));
  }
  t[kContextMeanTerm] = t[kContextTerm] / std::sqrt(static_cast<double>(count));
  t[kOpinionMeanTerm] = t[kOpinionTerm] / std::sqrt(static_cast<double>(count));
  t[kHeatTerm] = HeatTerm(e, real - 1, h.lowest);
  t[kPlaceTerm] = PlaceTerm(e.context, real - 1, h.lowest);
  t[kL6Term] = h.lowest == VertebralLevel::kL6;
  t[kT13Term] = h.t13;
  t[kL5Term] = h.lowest == VertebralLevel::kL5;
  t[kL4Term] = h.lowest == VertebralLevel::kL4;
  t[kStopTerm] = h.lowest < VertebralLevel::kL5 && e.context.below.has_value();
  return t;
}

std::vector<Naming> NameLevels(const NamingEvidence& evidence, std::optional<VertebralLevel> lowest) {
  std::vector<Naming> namings;
  const std::size_t count = evidence.bodies.size();
  if (count == 0) return namings;
  std::vector<std::pair<double, NamingHypothesis>> scored;
  for (const NamingHypothesis& h : NamingHypotheses(count))
    if (!lowest || h.lowest == *lowest) scored.emplace_back(Weighted(TermsOf(h, evidence)), h);
  if (scored.empty()) return {{LevelsOf({*lowest, 0, false}, count), 1.0}};
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  double sum = 0;
  for (const auto& [log_p, h] : scored) {
    namings.push_back({LevelsOf(h, count), std::exp(log_p - scored.front().first)});
    sum += namings.back().probability;
  }
  for (Naming& n : namings) n.probability /= sum;
  return namings;
}

}  // namespace openvfa
