#include "risk_text.h"

#include <algorithm>
#include <map>

#include "assessment_text.h"
#include "openvfa/image/densitometry_fields.h"
#include "risk_json.h"

namespace openvfa {
namespace {

std::string Spaced(std::string_view token) {
  std::string text(token);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string Score(double value) { return FactText("lowest_t_score", RoundScore(value)); }

}  // namespace

std::string Joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string SiteName(BoneSite site) {
  std::string text(NameOf(site));
  if (text.starts_with("l")) {
    std::replace(text.begin(), text.end(), 'l', 'L');
    std::replace(text.begin(), text.end(), '_', '-');
  }
  return Spaced(text);
}

std::string PercentOr(const std::optional<double>& percent) {
  return percent ? FactText("frax_major", *percent) : "unknown";
}

std::string PairText(const ProbabilityPair& pair) {
  return "major " + PercentOr(pair.major_osteoporotic_percent) + ", hip " + PercentOr(pair.hip_percent);
}

std::string SiteText(const SiteSummary& site) {
  std::string text = SiteName(site.site);
  if (site.bmd_g_per_cm2) text += " " + Fixed(*site.bmd_g_per_cm2, 3) + " g/cm2";
  if (site.t_score) text += ", T " + Score(*site.t_score) + (site.t_score_computed ? " (computed)" : "");
  if (site.z_score) text += ", Z " + Score(*site.z_score);
  if (site.bone_mass) text += ", " + BoneMassText(*site.bone_mass);
  if (site.change_g_per_cm2) {
    text += ", change " + Fixed(*site.change_g_per_cm2, 3) + " g/cm2";
    text += !site.change_is_real   ? " (least significant change unknown)"
            : *site.change_is_real ? " (real)"
                                   : " (below the least significant change)";
  }
  return text;
}

std::string TbsText(double reported_tbs) {
  return Fixed(reported_tbs, 3) +
         "; manufacturer's bands: " + Spaced(TbsToken(ClassifyTbsManufacturer(reported_tbs))) +
         "; meta-analysis: " + Spaced(TbsToken(ClassifyTbsMetaAnalysis(reported_tbs)));
}

std::string TextureText(const TextureSummary& texture) {
  std::string text;
  for (const TextureIndex& index : texture.regions) {
    text += (text.empty() ? "" : ", ") + index.region + " " + Fixed(index.slope, 3) + "±" +
            Fixed(index.slope_sd, 3);
  }
  if (texture.mean_slope) text += "; mean " + Fixed(*texture.mean_slope, 3);
  return (text.empty() ? "no region" : text) + ". Not comparable with TBS or its thresholds.";
}

std::string NeedsText(const std::vector<UndecidedRule>& undecided) {
  std::map<std::string, int> rules_of;
  for (const UndecidedRule& rule : undecided) {
    for (const std::string& name : rule.needs) ++rules_of[name];
  }
  std::vector<std::pair<int, std::string>> order;
  for (const auto& [name, count] : rules_of) order.emplace_back(-count, name);
  std::sort(order.begin(), order.end());
  std::vector<std::string> names;
  for (const auto& [count, name] : order) names.push_back(name + " (" + std::to_string(-count) + ")");
  constexpr std::size_t kShown = 12;
  const std::string more =
      names.size() > kShown ? " and " + std::to_string(names.size() - kShown) + " more" : "";
  names.resize(std::min(names.size(), kShown));
  return Joined(names, ", ") + more;
}

}  // namespace openvfa
