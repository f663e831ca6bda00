#include "openvfa/scoring/quantitative_morphometry.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace openvfa {
namespace {

constexpr double kThirdCentile = -1.880793608;  // of the standard normal distribution

bool IsAgainstT4(NormRatio ratio) {
  return std::find(kRatiosAgainstT4.begin(), kRatiosAgainstT4.end(), ratio) != kRatiosAgainstT4.end();
}

// Of Ha, Hm, Hp.
Eigen::Vector3d RelativeErrors(const BodyHeights& body) {
  return {body.anterior.sd / body.anterior.value, body.middle.sd / body.middle.value,
          body.posterior.sd / body.posterior.value};
}

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

  bool HasHeights(VertebralLevel level) const { return spine_.contains(level); }

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
    Eigen::Vector3d shared = Eigen::Vector3d::Zero();
    Estimate sum;
    double variance = 0;
    bool any = false;
    for (const VertebraMorphometry& vertebra : vertebrae) {
      const auto& index = vertebra.Of(MorphometryMethod::kMinne1988).deformity_index;
      if (!index) continue;
      any = true;
      sum.value += index->value;
      const Eigen::Vector3d t4 = ErrorFromT4(vertebra);
      variance += index->sd * index->sd - VarianceFromT4(t4);
      shared += t4;
    }
    if (!any) return std::nullopt;
    sum.sd = std::sqrt(std::max(0.0, variance + VarianceFromT4(shared)));
    return sum;
  }

 private:
  MethodInput InputFor(VertebralLevel level) const {
    MethodInput input;
    input.trimmed_norms = norms_.origin.trim_sd.has_value();
    input.t4_correlation = CorrelationAgainstT4(level);
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
    for (const NormRatio ratio : kRatiosAgainstT4) {
      const NormEntry* norm = norms_.Find(sex_, level, ratio);
      if (norm != nullptr) centiles[ratio] = norm->mean + kThirdCentile * norm->sd;
    }
    return centiles;
  }

  // Of the errors of a body's ratios against T4: its own heights' have something in common, and so have
  // T4's.
  Eigen::Matrix3d CorrelationAgainstT4(VertebralLevel level) const {
    const auto body = spine_.find(level), t4 = spine_.find(VertebralLevel::kT4);
    if (body == spine_.end() || t4 == spine_.end()) return Eigen::Matrix3d::Identity();
    const Eigen::Vector3d own = RelativeErrors(body->second), shared = RelativeErrors(t4->second);
    Eigen::Matrix3d out = Eigen::Matrix3d::Identity();
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k) {
        const double scale = std::hypot(own[i], shared[i]) * std::hypot(own[k], shared[k]);
        if (i == k || !(scale > 0)) continue;
        out(i, k) = (body->second.correlation(i, k) * own[i] * own[k] +
                     t4->second.correlation(i, k) * shared[i] * shared[k]) /
                    scale;
      }
    }
    return out;
  }

  // What the errors of T4's heights do to the parts of a body's index.
  Eigen::Vector3d ErrorFromT4(const VertebraMorphometry& vertebra) const {
    Eigen::Vector3d errors = Eigen::Vector3d::Zero();
    const auto limits = ThirdCentiles(vertebra.level);
    const Eigen::Vector3d relative = RelativeErrors(spine_.at(VertebralLevel::kT4));
    for (std::size_t i = 0; i < kRatiosAgainstT4.size(); ++i) {
      const double ratio = vertebra.scores.at(kRatiosAgainstT4[i]).ratio.value;
      if (ratio < limits.at(kRatiosAgainstT4[i])) errors[i] = ratio * relative[i];
    }
    return errors;
  }

  double VarianceFromT4(const Eigen::Vector3d& errors) const {
    return errors.isZero(0) ? 0 : errors.dot(spine_.at(VertebralLevel::kT4).correlation * errors);
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
  std::set<VertebralLevel> scored;
  for (const VertebraMeasurement& m : measurements.vertebrae) {
    std::string needs;
    if (!out.sex) needs = sex ? "needs norms of this sex" : "needs the patient's sex";
    if (!scorer.HasHeights(m.level) || !m.evaluable) needs = "not evaluable";
    if (needs.empty() && !scored.insert(m.level).second) needs = "another vertebra has this name";
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
