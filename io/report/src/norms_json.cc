#include <ostream>

#include "json_text.h"
#include "openvfa/report/norms.h"

namespace openvfa {
namespace {

constexpr double kStep = 1e-8;

Json Origin(const NormsOrigin& origin) {
  return {{"source", origin.source},
          {"data_date", origin.data_date.empty() ? Json(nullptr) : Json(origin.data_date)},
          {"fractured", origin.fractured},
          {"trim_sd", origin.trim_sd ? Json(*origin.trim_sd) : Json(nullptr)},
          {"people", origin.people},
          {"values_trimmed", origin.values_trimmed}};
}

}  // namespace

void WriteNorms(const Norms& norms, std::ostream& out) {
  norms.Validate();
  Json relative = Json::array(), ratios = Json::array();
  for (const auto& [sex, heights] : norms.relative_posterior) {
    for (const auto& [level, height] : heights) {
      relative.push_back(
          {{"sex", NormSexName(sex)}, {"level", LevelName(level)}, {"value", Number(height, kStep)}});
    }
  }
  for (const auto& [key, entry] : norms.entries) {
    ratios.push_back({{"sex", NormSexName(key.sex)},
                      {"level", LevelName(key.level)},
                      {"ratio", NormRatioName(key.ratio)},
                      {"mean", Number(entry.mean, kStep)},
                      {"sd", Number(entry.sd, kStep)},
                      {"n", entry.n},
                      {"trimmed", entry.trimmed}});
  }
  WriteJsonText({{"schema", "openvfa/norms/1"},
                 {"origin", Origin(norms.origin)},
                 {"relative_posterior_heights", relative},
                 {"ratios", ratios}},
                out);
}

}  // namespace openvfa
