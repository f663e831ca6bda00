#include "pair_values.h"

#include <algorithm>

namespace openvfa {

const std::vector<HeightMeasure>& HeightMeasures() {
  static const std::vector<HeightMeasure> measures = [] {
    std::vector<HeightMeasure> all;
    const std::pair<const char*, std::optional<Estimate> BodyReading::*> heights[] = {
        {"anterior", &BodyReading::anterior},
        {"middle", &BodyReading::middle},
        {"posterior", &BodyReading::posterior}};
    for (const auto& [name, member] : heights) {
      all.push_back(
          {std::string(name) + "_mm", "mm", "needs this height of both and the size of a pixel", member});
    }
    for (const auto& [name, member] : heights) {
      all.push_back({std::string(name) + "_px", "px", "needs this height of both in pixels", member});
    }
    all.push_back({"wedge_ratio", "1", "needs Ha and Hp of both", &BodyReading::wedge_ratio});
    all.push_back({"biconcavity_ratio", "1", "needs Hm and Hp of both", &BodyReading::biconcavity_ratio});
    all.push_back({"crush_ratio", "1", "needs crush ratios stated by both", &BodyReading::crush_ratio});
    return all;
  }();
  return measures;
}

std::optional<Estimate> ValueOf(const BodyReading& body, const FilmReading& film,
                                const HeightMeasure& measure) {
  std::optional<Estimate> value = body.*measure.member;
  if (!value || !body.evaluable) return std::nullopt;
  if (measure.unit == "1" || measure.unit == film.height_unit) return value;
  if (measure.unit == "px" || !film.mm_per_px) return std::nullopt;
  return Estimate{value->value * film.mm_per_px->x(), value->sd * film.mm_per_px->x()};
}

bool Graded(const BodyReading* body) { return body && body->evaluable && body->grade; }

std::optional<double> ScoreOf(const BodyReading& body) {
  if (!body.evaluable) return std::nullopt;
  if (body.deformity) return body.deformity;
  if (!body.wedge_ratio) return std::nullopt;
  double score = 0;
  for (const auto& ratio : {body.wedge_ratio, body.biconcavity_ratio, body.crush_ratio}) {
    if (ratio) score = std::max(score, 1 - ratio->value);
  }
  return score;
}

}  // namespace openvfa
