#include "quantitative_json.h"

#include <string>
#include <utility>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

Json Quantity(double value) { return Number(value, 1e-6); }

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

void AddEstimate(const std::string& name, const std::string& sd_name, const std::optional<Estimate>& estimate,
                 Json& out) {
  out[name] = estimate ? Quantity(estimate->value) : Json(nullptr);
  out[sd_name] = estimate ? Quantity(estimate->sd) : Json(nullptr);
}

Json Score(const RatioScores& scores, NormRatio ratio) {
  const auto score = scores.find(ratio);
  if (score == scores.end()) return nullptr;
  return {{"ratio", Quantity(score->second.ratio.value)},
          {"ratio_sd", Quantity(score->second.ratio.sd)},
          {"z", Quantity(score->second.z.value)},
          {"z_sd", Quantity(score->second.z.sd)}};
}

Json Method(const MethodResult& result) {
  Json out = {{"deformed", result.deformed ? Json(*result.deformed) : Json(nullptr)},
              {"grade", result.grade ? Json(*result.grade) : Json(nullptr)},
              {"type", result.type ? Json(QuantitativeTypeName(*result.type)) : Json(nullptr)},
              {"criteria", result.criteria},
              {"needs", TextOrNull(result.needs)}};
  return out;
}

Json NormsJson(const QuantitativeMorphometry* morphometry) {
  if (morphometry == nullptr) return nullptr;
  const NormsOrigin& origin = morphometry->origin;
  return {{"sex", morphometry->sex ? Json(NormSexName(*morphometry->sex)) : Json(nullptr)},
          {"source", origin.source},
          {"data_date", TextOrNull(origin.data_date)},
          {"fractured", origin.fractured},
          {"trim_sd", origin.trim_sd ? Json(*origin.trim_sd) : Json(nullptr)},
          {"people", origin.people},
          {"values_trimmed", origin.values_trimmed}};
}

Json MethodOfSpine(const QuantitativeMorphometry* morphometry, MorphometryMethod method) {
  MethodSummary summary;
  if (morphometry != nullptr) summary = Summarise(*morphometry, method);
  Json deformed = Json::array();
  for (const VertebralLevel level : summary.deformed) deformed.push_back(LevelName(level));
  return {{"evaluated", summary.evaluated},
          {"deformed", deformed},
          {"needs", morphometry == nullptr ? Json("needs norms") : TextOrNull(summary.needs)}};
}

std::string TextOf(const Json& value) { return value.is_null() ? "" : value.get<std::string>(); }

std::optional<Estimate> EstimateOf(const Json& value, const Json& sd) {
  if (value.is_null()) return std::nullopt;
  return Estimate{value.get<double>(), sd.is_null() ? 0 : sd.get<double>()};
}

NormsOrigin OriginOf(const Json& in) {
  NormsOrigin origin;
  origin.source = in.at("source").get<std::string>();
  origin.data_date = TextOf(in.at("data_date"));
  origin.fractured = in.at("fractured").get<std::string>();
  if (!in.at("trim_sd").is_null()) origin.trim_sd = in.at("trim_sd").get<double>();
  origin.people = in.at("people").get<int>();
  origin.values_trimmed = in.at("values_trimmed").get<int>();
  return origin;
}

MethodResult MethodOf(const Json& in) {
  MethodResult result;
  if (!in.at("deformed").is_null()) result.deformed = in.at("deformed").get<bool>();
  if (!in.at("grade").is_null()) result.grade = in.at("grade").get<int>();
  if (!in.at("type").is_null()) {
    result.type = ParseQuantitativeType(in.at("type").get<std::string>());
    if (!result.type) throw ReadError("a quantitative method gives a type that is not known.");
  }
  result.criteria = in.at("criteria").get<std::vector<std::string>>();
  result.needs = TextOf(in.at("needs"));
  return result;
}

VertebraMorphometry VertebraOf(const Json& vertebra) {
  VertebraMorphometry out;
  const auto level = ParseLevel(vertebra.at("level").get<std::string>());
  if (!level) throw ReadError("a vertebra has a name that is not known.");
  out.level = *level;
  const Json& in = vertebra.at("quantitative");
  for (const NormRatio ratio : kNormRatios) {
    const Json& score = in.at("scores").at(NormRatioName(ratio));
    if (score.is_null()) continue;
    out.scores[ratio] = {.ratio = {score.at("ratio").get<double>(), score.at("ratio_sd").get<double>()},
                         .z = {score.at("z").get<double>(), score.at("z_sd").get<double>()}};
  }
  out.predicted_posterior_px =
      EstimateOf(in.at("predicted_posterior_px"), in.at("predicted_posterior_sd_px"));
  for (const MorphometryMethod method : kMorphometryMethods) {
    out.methods[static_cast<std::size_t>(method)] =
        MethodOf(in.at("methods").at(MorphometryMethodName(method)));
  }
  out.methods[static_cast<std::size_t>(MorphometryMethod::kMinne1988)].deformity_index =
      EstimateOf(in.at("vertebral_deformity_index"), in.at("vertebral_deformity_index_sd"));
  return out;
}

}  // namespace

Json QuantitativeJson(const QuantitativeMorphometry* morphometry) {
  Json methods;
  for (const MorphometryMethod method : kMorphometryMethods) {
    methods[MorphometryMethodName(method)] = MethodOfSpine(morphometry, method);
  }
  Json out = {{"norms", NormsJson(morphometry)}, {"methods", methods}};
  AddEstimate("minne_deformity_index", "minne_deformity_index_sd",
              morphometry != nullptr ? morphometry->deformity_index : std::nullopt, out);
  return out;
}

Json QuantitativeVertebraJson(const VertebraMorphometry* vertebra) {
  if (vertebra == nullptr) return nullptr;
  Json scores, methods;
  for (const NormRatio ratio : kNormRatios) scores[NormRatioName(ratio)] = Score(vertebra->scores, ratio);
  for (const MorphometryMethod method : kMorphometryMethods) {
    methods[MorphometryMethodName(method)] = Method(vertebra->Of(method));
  }
  Json out = {{"scores", scores}};
  AddEstimate("predicted_posterior_px", "predicted_posterior_sd_px", vertebra->predicted_posterior_px, out);
  out["methods"] = methods;
  AddEstimate("vertebral_deformity_index", "vertebral_deformity_index_sd",
              vertebra->Of(MorphometryMethod::kMinne1988).deformity_index, out);
  return out;
}

// Files from before the methods were there have no such member.
std::shared_ptr<const QuantitativeMorphometry> ReadQuantitative(const Json& assessment) {
  const Json film = assessment.value("quantitative", Json());
  if (film.is_null() || film.at("norms").is_null()) return nullptr;
  auto out = std::make_shared<QuantitativeMorphometry>();
  const Json& norms = film.at("norms");
  out->origin = OriginOf(norms);
  if (!norms.at("sex").is_null()) {
    out->sex = ParseNormSex(norms.at("sex").get<std::string>());
    if (!out->sex) throw ReadError("its norms are of a sex that is not known.");
  }
  for (const Json& vertebra : assessment.at("vertebrae")) out->vertebrae.push_back(VertebraOf(vertebra));
  out->deformity_index = EstimateOf(film.at("minne_deformity_index"), film.at("minne_deformity_index_sd"));
  return out;
}

}  // namespace openvfa
