// The published rules, one function each; where they come from and how sure they are is in the header.
#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "openvfa/image/error.h"
#include "openvfa/scoring/quantitative_morphometry.h"

namespace openvfa {
namespace {

using enum NormRatio;
using enum QuantitativeType;

constexpr double kMild = 3, kSevere = 4;  // SD

// Below (negative) or above the mean by so many SD.
struct Criterion {
  NormRatio ratio;
  int side = -1;
};

// How far a criterion is passed, in SD; absent where there is no score.
std::optional<double> Depth(const Criterion& criterion, const MethodInput& input) {
  const auto score = input.scores.find(criterion.ratio);
  if (score == input.scores.end()) return std::nullopt;
  return criterion.side * score->second.z.value;
}

// All criteria of a rule together: as far as the least far of them; absent where one has no score.
std::optional<double> DepthOfAll(std::initializer_list<Criterion> criteria, const MethodInput& input) {
  std::optional<double> least;
  for (const Criterion& criterion : criteria) {
    const auto depth = Depth(criterion, input);
    if (!depth) return std::nullopt;
    least = std::min(*depth, least.value_or(*depth));
  }
  return least;
}

std::string CriterionText(const Criterion& criterion, double limit) {
  return NormRatioText(criterion.ratio) + (criterion.side < 0 ? " < -" : " > +") +
         std::to_string(static_cast<int>(limit)) + " SD";
}

void AddNeed(const std::string& need, MethodResult& result) {
  if (need.empty() || result.needs.find(need) != std::string::npos) return;
  result.needs += (result.needs.empty() ? "" : ", ") + need;
}

std::string NeedOf(NormRatio ratio, const MethodInput& input) {
  const auto need = input.needs.find(ratio);
  return need == input.needs.end() ? "" : need->second;
}

// Collects the rules of a method that types and grades.
class TypedRules {
 public:
  explicit TypedRules(const MethodInput& input) : input_(input) {}

  // Alternatives for one type: enough that one can be computed.
  void Rule(QuantitativeType type, std::initializer_list<std::initializer_list<Criterion>> alternatives) {
    bool computed = false;
    for (const auto& criteria : alternatives) {
      const auto depth = DepthOfAll(criteria, input_);
      if (!depth) continue;
      computed = true;
      if (*depth > kMild) Fire(type, criteria, *depth);
    }
    if (computed) {
      result_.deformed = result_.deformed.value_or(false);
      return;
    }
    for (const auto& criteria : alternatives) {
      for (const Criterion& criterion : criteria) AddNeed(NeedOf(criterion.ratio, input_), result_);
    }
  }

  // `first`: types that stand before the others, in this order.
  MethodResult Result(std::initializer_list<QuantitativeType> first) {
    if (!result_.deformed) return result_;
    result_.grade = 0;
    result_.type = kNone;
    if (fired_.empty()) return result_;
    const auto rank = [&](const Fired& fired) {
      return std::find(first.begin(), first.end(), fired.type) - first.begin();
    };
    const auto best = std::min_element(fired_.begin(), fired_.end(), [&](const Fired& a, const Fired& b) {
      return rank(a) != rank(b) ? rank(a) < rank(b) : a.depth > b.depth;
    });
    result_.type = best->type;
    result_.grade = best->depth > kSevere ? 2 : 1;  // of that type: a wedge's 4 SD grade no crush
    return result_;
  }

 private:
  struct Fired {
    QuantitativeType type;
    double depth;
  };

  void Fire(QuantitativeType type, std::initializer_list<Criterion> criteria, double depth) {
    fired_.push_back({type, depth});
    result_.deformed = true;
    std::string text;
    for (const Criterion& criterion : criteria) {
      text += (text.empty() ? "" : " and ") + CriterionText(criterion, depth > kSevere ? kSevere : kMild);
    }
    result_.criteria.push_back(text);
  }

  const MethodInput& input_;
  MethodResult result_;
  std::vector<Fired> fired_;
};

// Melton and Black: any of the four ratios.
MethodResult AnyBelow3Sd(const MethodInput& input) {
  MethodResult result;
  for (const NormRatio ratio : {kAnteriorPosterior, kMiddlePosterior, kPosteriorAbove, kPosteriorBelow}) {
    const auto depth = Depth({ratio}, input);
    if (!depth) continue;
    result.deformed = result.deformed.value_or(false) || *depth > kMild;
    if (*depth > kMild) result.criteria.push_back(CriterionText({ratio}, kMild));
  }
  for (const NormRatio ratio : {kAnteriorPosterior, kMiddlePosterior}) AddNeed(NeedOf(ratio, input), result);
  if (!input.scores.contains(kPosteriorAbove) && !input.scores.contains(kPosteriorBelow)) {
    AddNeed(NeedOf(kPosteriorAbove, input), result);
    AddNeed(NeedOf(kPosteriorBelow, input), result);
  }
  return result;
}

}  // namespace

MethodResult Eastell1991(const MethodInput& input) {
  TypedRules rules(input);
  rules.Rule(kWedge, {{{kAnteriorPosterior}}});
  rules.Rule(kBiconcave, {{{kMiddlePosterior}}});
  rules.Rule(kCrush, {{{kPosteriorAbove}, {kAnteriorAbove}}, {{kPosteriorBelow}, {kAnteriorBelow}}});
  return rules.Result({kCrush});
}

MethodResult Melton1993(const MethodInput& input) { return AnyBelow3Sd(input); }

MethodResult McCloskey1993(const MethodInput& input) {
  TypedRules rules(input);
  rules.Rule(kWedge, {{{kAnteriorPosterior}, {kAnteriorPredicted}}});
  rules.Rule(kBiconcave, {{{kMiddlePosterior}, {kMiddlePredicted}}});
  rules.Rule(kPosteriorWedge, {{{kPosteriorPredicted}, {kAnteriorPosterior, +1}}});
  rules.Rule(kCrush, {{{kPosteriorPredicted}, {kAnteriorPredicted}}});
  return rules.Result({kCrush, kPosteriorWedge});
}

MethodResult Black1995(const MethodInput& input) {
  if (input.trimmed_norms) return AnyBelow3Sd(input);
  MethodResult result;
  result.needs = "needs trimmed norms";
  return result;
}

bool IsIncidentFractureBlack1995(const HeightsMm& before, const HeightsMm& now) {
  const auto is_lost = [](double was, double is) {
    if (!(was > 0 && is > 0)) throw InputError("Heights in mm are positive numbers.");
    constexpr double kRounding = 1e-9;  // an exact 20 % is not one in binary
    return was - is >= 0.20 * was - kRounding && was - is >= 4 - kRounding;
  };
  // All are looked at, so that a height that is none never passes.
  const bool anterior = is_lost(before.anterior, now.anterior), middle = is_lost(before.middle, now.middle);
  return is_lost(before.posterior, now.posterior) || anterior || middle;
}

MethodResult Minne1988(const MethodInput& input, const std::map<NormRatio, double>& third_centile) {
  MethodResult result;
  Estimate index;
  Eigen::Vector3d errors = Eigen::Vector3d::Zero();
  for (std::size_t i = 0; i < kRatiosAgainstT4.size(); ++i) {
    const NormRatio ratio = kRatiosAgainstT4[i];
    const auto score = input.scores.find(ratio);
    const auto limit = third_centile.find(ratio);
    if (score == input.scores.end() || limit == third_centile.end()) {
      AddNeed(NeedOf(ratio, input), result);
      continue;
    }
    const double deficit = limit->second - score->second.ratio.value;
    if (deficit <= 0) continue;
    index.value += deficit;
    errors[i] = score->second.ratio.sd;
    result.criteria.push_back(NormRatioText(ratio) + " below the 3rd centile");
  }
  if (!result.needs.empty()) {  // a sum without one of its parts is not the index
    result.criteria.clear();
    return result;
  }
  index.sd = std::sqrt(std::max(0.0, errors.dot(input.t4_correlation * errors)));
  result.deformed = index.value > 0;
  result.deformity_index = index;
  return result;
}

}  // namespace openvfa
