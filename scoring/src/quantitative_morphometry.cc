#include "openvfa/scoring/quantitative_morphometry.h"

#include <cmath>
#include <utility>

namespace openvfa {
namespace {

constexpr double kThirdCentile = -1.880793608;  // of the standard normal distribution

bool IsAgainstT4(NormRatio ratio) { return ratio >= NormRatio::kAnteriorT4; }

// Why a ratio of a body with heights has no score.
std::string Need(NormRatio ratio, VertebralLevel level, const RelativeHeights& relative, bool has_norm) {
  if (IsAgainstT4(ratio) && level == VertebralLevel::kT4) return "T4 is the reference itself";
  const bool predicted = ratio == NormRatio::kAnteriorPredicted || ratio == NormRatio::kMiddlePredicted ||
                         ratio == NormRatio::kPosteriorPredicted;
  if (!has_norm || (predicted && !relative.contains(level))) return "needs norms";
  return IsAgainstT4(ratio) ? "needs T4" : "needs neighbours";
}

// One spine against the norms of one sex.
class Scorer {
 public:
  Scorer(const SpineMeasurements& measurements, const Norms& norms, NormSex sex)
      : spine_(HeightsByLevel(measurements)), norms_(norms), sex_(sex) {
    const auto relative = norms.relative_posterior.find(sex);
    if (relative != norms.relative_posterior.end()) relative_ = relative->second;
  }

  VertebraMorphometry Score(VertebralLevel level) const {
    VertebraMorphometry out{.level = level, .scores = {}, .predicted_posterior_px = {}, .methods = {}};
    const MethodInput input = InputFor(level);
    out.scores = input.scores;
    out.predicted_posterior_px = PredictedPosterior(level, spine_, relative_);
    out.methods = {Eastell1991(input), Melton1993(input), McCloskey1993(input), Black1995(input),
                   Minne1988(input, ThirdCentiles(level))};
    return out;
  }

  // Sum of the VDI, with what the heights of T4, which all share, add to its variance.
  std::optional<Estimate> DeformityIndex(const std::vector<VertebraMorphometry>& vertebrae) const {
    std::map<NormRatio, double> shared;
    Estimate sum;
    double variance = 0;
    bool any = false;
    for (const VertebraMorphometry& vertebra : vertebrae) {
      const auto& index = vertebra.Of(MorphometryMethod::kMinne1988).deformity_index;
      if (!index) continue;
      any = true;
      sum.value += index->value;
      for (const auto& [ratio, limit] : ThirdCentiles(vertebra.level)) {
        const Estimate& value = vertebra.scores.at(ratio).ratio;
        if (value.value >= limit) continue;
        shared[ratio] += value.value;
        const double t4 = value.value * RelativeErrorOfT4(ratio);
        variance += value.sd * value.sd - t4 * t4;
      }
    }
    for (const auto& [ratio, values] : shared) variance += std::pow(values * RelativeErrorOfT4(ratio), 2);
    sum.sd = std::sqrt(std::max(0.0, variance));
    return any ? std::optional(sum) : std::nullopt;
  }

 private:
  MethodInput InputFor(VertebralLevel level) const {
    MethodInput input;
    input.trimmed_norms = norms_.origin.trim_sd.has_value();
    for (const NormRatio ratio : kNormRatios) {
      const NormEntry* norm = norms_.Find(sex_, level, ratio);
      const auto value = SpineRatio(ratio, level, spine_, relative_);
      if (norm != nullptr && value) {
        const Estimate z{(value->value - norm->mean) / norm->sd, value->sd / norm->sd};
        input.scores[ratio] = {.ratio = *value, .z = z};
      } else {
        input.needs[ratio] = Need(ratio, level, relative_, norm != nullptr);
      }
    }
    return input;
  }

  std::map<NormRatio, double> ThirdCentiles(VertebralLevel level) const {
    std::map<NormRatio, double> centiles;
    for (const NormRatio ratio : kNormRatios) {
      const NormEntry* norm = IsAgainstT4(ratio) ? norms_.Find(sex_, level, ratio) : nullptr;
      if (norm != nullptr) centiles[ratio] = norm->mean + kThirdCentile * norm->sd;
    }
    return centiles;
  }

  double RelativeErrorOfT4(NormRatio ratio) const {
    const Heights& t4 = spine_.at(VertebralLevel::kT4);
    const Estimate& height = ratio == NormRatio::kAnteriorT4 ? t4.anterior
                             : ratio == NormRatio::kMiddleT4 ? t4.middle
                                                             : t4.posterior;
    return height.sd / height.value;
  }

  SpineHeights spine_;
  RelativeHeights relative_;
  const Norms& norms_;
  NormSex sex_;
};

VertebraMorphometry NotScored(VertebralLevel level, const std::string& needs) {
  VertebraMorphometry out{.level = level, .scores = {}, .predicted_posterior_px = {}, .methods = {}};
  for (MethodResult& method : out.methods) method.needs = needs;
  return out;
}

std::optional<NormSex> SexToUse(const Norms& norms, std::optional<NormSex> wanted) {
  if (wanted && norms.Holds(*wanted)) return wanted;
  if (norms.Holds(NormSex::kAny)) return NormSex::kAny;
  return std::nullopt;
}

struct MethodWords {
  const char *name, *title;
};
const MethodWords& WordsOf(MorphometryMethod method) {
  static constexpr std::array<MethodWords, kMorphometryMethods.size()> kWords = {
      {{"eastell_1991", "Eastell 1991"},
       {"melton_1993", "Melton 1993"},
       {"mccloskey_1993", "McCloskey-Kanis 1993"},
       {"black_1995", "Black 1995"},
       {"minne_1988", "Minne 1988"}}};
  return kWords[static_cast<std::size_t>(method)];
}

}  // namespace

std::string MorphometryMethodName(MorphometryMethod method) { return WordsOf(method).name; }
std::string MorphometryMethodTitle(MorphometryMethod method) { return WordsOf(method).title; }

std::string QuantitativeTypeName(QuantitativeType type) {
  static constexpr const char* kNames[] = {"none", "wedge", "biconcave", "crush", "posterior_wedge"};
  return kNames[static_cast<std::size_t>(type)];
}

std::optional<QuantitativeType> ParseQuantitativeType(std::string_view name) {
  using enum QuantitativeType;
  for (const QuantitativeType type : {kNone, kWedge, kBiconcave, kCrush, kPosteriorWedge}) {
    if (name == QuantitativeTypeName(type)) return type;
  }
  return std::nullopt;
}

QuantitativeMorphometry ScoreMorphometry(const SpineMeasurements& measurements, const Norms& norms,
                                         std::optional<NormSex> sex) {
  norms.Validate();
  QuantitativeMorphometry out;
  out.origin = norms.origin;
  out.sex = SexToUse(norms, sex);
  const Scorer scorer(measurements, norms, out.sex.value_or(NormSex::kAny));
  const SpineHeights spine = HeightsByLevel(measurements);
  std::map<VertebralLevel, bool> scored;
  for (const VertebraMeasurement& m : measurements.vertebrae) {
    std::string needs;
    if (!out.sex) needs = sex ? "needs norms of this sex" : "needs the patient's sex";
    if (!spine.contains(m.level) || !m.evaluable) needs = "not evaluable";
    if (needs.empty() && !scored.emplace(m.level, true).second) needs = "another vertebra has this name";
    out.vertebrae.push_back(needs.empty() ? scorer.Score(m.level) : NotScored(m.level, needs));
  }
  if (out.sex) out.deformity_index = scorer.DeformityIndex(out.vertebrae);
  return out;
}

MethodSummary Summarise(const QuantitativeMorphometry& morphometry, MorphometryMethod method) {
  MethodSummary summary;
  for (const VertebraMorphometry& vertebra : morphometry.vertebrae) {
    const MethodResult& result = vertebra.Of(method);
    if (result.deformed) ++summary.evaluated;
    if (result.deformed.value_or(false)) summary.deformed.push_back(vertebra.level);
  }
  if (summary.evaluated > 0) return summary;
  summary.needs = "no vertebra";
  // What the most telling vertebra lacked: T4 itself can never have an index of Minne's.
  for (const VertebraMorphometry& vertebra : morphometry.vertebrae) {
    summary.needs = vertebra.Of(method).needs;
    if (summary.needs.starts_with("needs")) break;
  }
  return summary;
}

}  // namespace openvfa
