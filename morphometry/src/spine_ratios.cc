#include "openvfa/morphometry/spine_ratios.h"

#include <cmath>

#include "estimate.h"

namespace openvfa {
namespace {

using Height = Estimate BodyHeights::*;

// What a ratio is made of.
enum class Against { kOwnPosterior, kAbove, kBelow, kPredicted, kT4 };
struct Definition {
  const char* name;
  const char* text;
  Height height;
  Against against;
};

const Definition& Of(NormRatio ratio) {
  constexpr Height a = &BodyHeights::anterior, m = &BodyHeights::middle, p = &BodyHeights::posterior;
  static constexpr std::array<Definition, kNormRatios.size()> kDefinitions = {{
      {"ha_hp", "Ha/Hp", a, Against::kOwnPosterior},
      {"hm_hp", "Hm/Hp", m, Against::kOwnPosterior},
      {"hp_above", "Hp/Hp above", p, Against::kAbove},
      {"hp_below", "Hp/Hp below", p, Against::kBelow},
      {"ha_above", "Ha/Ha above", a, Against::kAbove},
      {"ha_below", "Ha/Ha below", a, Against::kBelow},
      {"ha_predicted", "Ha/Hp predicted", a, Against::kPredicted},
      {"hm_predicted", "Hm/Hp predicted", m, Against::kPredicted},
      {"hp_predicted", "Hp/Hp predicted", p, Against::kPredicted},
      {"ha_t4", "Ha/Ha T4", a, Against::kT4},
      {"hm_t4", "Hm/Hm T4", m, Against::kT4},
      {"hp_t4", "Hp/Hp T4", p, Against::kT4},
  }};
  return kDefinitions[static_cast<std::size_t>(ratio)];
}

// `steps` levels up (negative: down) in the usual spine, of which T13 and L6 are no part.
std::optional<VertebralLevel> Neighbour(VertebralLevel level, int steps) {
  if (level == VertebralLevel::kT13 || level == VertebralLevel::kL6) return std::nullopt;
  return LevelAbove(level, steps);
}

std::optional<Estimate> At(std::optional<VertebralLevel> level, const SpineHeights& spine, Height height) {
  if (!level) return std::nullopt;
  const auto body = spine.find(*level);
  if (body == spine.end()) return std::nullopt;
  return body->second.*height;
}

std::optional<Estimate> Denominator(const Definition& definition, VertebralLevel level,
                                    const SpineHeights& spine, const RelativeHeights& relative) {
  switch (definition.against) {
    case Against::kOwnPosterior:
      return At(level, spine, &BodyHeights::posterior);
    case Against::kAbove:
      return At(Neighbour(level, 1), spine, definition.height);
    case Against::kBelow:
      return At(Neighbour(level, -1), spine, definition.height);
    case Against::kPredicted:
      return PredictedPosterior(level, spine, relative);
    case Against::kT4:
      if (level == VertebralLevel::kT4) return std::nullopt;
      return At(VertebralLevel::kT4, spine, definition.height);
  }
  return std::nullopt;
}

bool Positive(const Estimate& height) { return std::isfinite(height.value) && height.value > kNoLength; }

// Of the errors of numerator and denominator: heights of one body have something in common.
double CorrelationOf(const Definition& definition, const BodyHeights& body) {
  if (definition.against != Against::kOwnPosterior) return 0;
  return body.correlation(definition.height == &BodyHeights::anterior ? 0 : 1, 2);
}

Eigen::Matrix3d CorrelationOf(const Eigen::Matrix3d& covariance) {
  const Eigen::Vector3d sd = covariance.diagonal().cwiseMax(0).cwiseSqrt();
  Eigen::Matrix3d correlation = Eigen::Matrix3d::Identity();
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) {
      if (i != k && sd[i] > 0 && sd[k] > 0) correlation(i, k) = covariance(i, k) / (sd[i] * sd[k]);
    }
  }
  return correlation;
}

}  // namespace

std::string NormRatioName(NormRatio ratio) { return Of(ratio).name; }
std::string NormRatioText(NormRatio ratio) { return Of(ratio).text; }

std::optional<NormRatio> ParseNormRatio(std::string_view name) {
  for (const NormRatio ratio : kNormRatios) {
    if (name == Of(ratio).name) return ratio;
  }
  return std::nullopt;
}

SpineHeights HeightsByLevel(const SpineMeasurements& measurements) {
  SpineHeights spine;
  for (const VertebraMeasurement& m : measurements.vertebrae) {
    const Heights& h = m.heights_px;
    const bool usable = m.evaluable && Positive(h.anterior) && Positive(h.middle) && Positive(h.posterior);
    if (usable) {
      spine.emplace(m.level,
                    BodyHeights{h.anterior, h.middle, h.posterior, CorrelationOf(m.height_covariance_px2)});
    }
  }
  return spine;
}

std::optional<Estimate> PredictedPosterior(VertebralLevel level, const SpineHeights& spine,
                                           const RelativeHeights& relative) {
  const auto own = relative.find(level);
  if (own == relative.end()) return std::nullopt;
  double sum = 0, variance = 0;
  int count = 0;
  for (const int steps : {2, 1, -1, -2}) {
    const auto neighbour = Neighbour(level, steps);
    const auto height = At(neighbour, spine, &BodyHeights::posterior);
    if (!height || !relative.contains(*neighbour)) continue;
    const double factor = own->second / relative.at(*neighbour);
    sum += height->value * factor;
    variance += height->sd * height->sd * factor * factor;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return Estimate{sum / count, std::sqrt(variance) / count};
}

std::optional<Estimate> SpineRatio(NormRatio ratio, VertebralLevel level, const SpineHeights& spine,
                                   const RelativeHeights& relative) {
  const Definition& definition = Of(ratio);
  const auto numerator = At(level, spine, definition.height);
  if (!numerator) return std::nullopt;
  const auto denominator = Denominator(definition, level, spine, relative);
  if (!denominator || !Positive(*denominator)) return std::nullopt;
  return RatioOf(*numerator, *denominator, CorrelationOf(definition, spine.at(level)));
}

}  // namespace openvfa
