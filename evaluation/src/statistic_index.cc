#include "statistic_index.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace openvfa {
namespace {

constexpr MainFigure kFigures[] = {
    {"detection", "sensitivity", "Bodies found"},
    {"detection", "false_bodies_per_film", "False bodies per film"},
    {"detection", "not_evaluable", "Found but called not evaluable"},
    {"level", "accuracy", "Level names right"},
    {"level", "shift_rate", "Films named off by a step"},
    {"point_mm", "median", "Point error, median"},
    {"point_mm", "p90", "Point error, 90th percentile"},
    {"point_px", "median", "Point error, median"},
    {"point_percent_depth", "median", "Point error, median, of depth"},
    {"dice", "median", "Dice, median"},
    {"anterior_mm", "bias", "Ha, bias"},
    {"middle_mm", "bias", "Hm, bias"},
    {"posterior_mm", "bias", "Hp, bias"},
    {"wedge_ratio", "bias", "Ha/Hp, bias"},
    {"wedge_ratio", "sd", "Ha/Hp, SD of differences"},
    {"wedge_ratio", "icc21", "Ha/Hp, ICC(2,1)"},
    {"biconcavity_ratio", "bias", "Hm/Hp, bias"},
    {"biconcavity_ratio", "sd", "Hm/Hp, SD of differences"},
    {"wedge_ratio", "coverage_95", "Ha/Hp within its 95 % interval"},
    {"grade", "kappa_linear", "Grade, linear kappa"},
    {"grade", "sensitivity_1", "Grade >= 1, sensitivity"},
    {"grade", "specificity_1", "Grade >= 1, specificity"},
    {"grade", "sensitivity_2", "Grade >= 2, sensitivity"},
    {"grade", "specificity_2", "Grade >= 2, specificity"},
    {"patient_grade", "kappa_linear", "Worst grade of a patient, kappa"},
    {"deformity", "auc_1", "Height loss, AUC at grade >= 1"},
    {"grade_probability", "ece_deformed", "Grade probability, ECE"},
};

}  // namespace

std::span<const MainFigure> MainFigures() { return kFigures; }

StatisticIndex::StatisticIndex(std::span<const Statistic> statistics) : statistics_(statistics) {
  for (const Statistic& s : statistics)
    figures_.emplace(std::tuple(s.measure, s.name, s.group_by, s.group), &s);
}

const Statistic* StatisticIndex::Find(const std::string& measure, const std::string& name,
                                      const std::string& by, const std::string& group) const {
  const auto found = figures_.find({measure, name, by, group});
  return found == figures_.end() ? nullptr : found->second;
}

const Statistic* StatisticIndex::Valued(const std::string& measure, const std::string& name,
                                        const std::string& by, const std::string& group) const {
  const Statistic* found = Find(measure, name, by, group);
  return found != nullptr && found->value && std::isfinite(*found->value) ? found : nullptr;
}

std::vector<std::string> StatisticIndex::Groups(const std::string& by) const {
  std::vector<std::string> groups;
  for (const Statistic& s : statistics_) {
    if (s.group_by == by && std::find(groups.begin(), groups.end(), s.group) == groups.end())
      groups.push_back(s.group);
  }
  return groups;
}

std::string FigureText(double value, const std::string& unit) {
  if (!std::isfinite(value)) return "–";
  const int digits = unit == "bodies" ? 0 : unit == "%" ? 1 : unit == "1" ? 3 : 2;
  char text[64];
  const double least = 0.5 * std::pow(10.0, -digits);
  std::snprintf(text, sizeof text, "%.*f", digits, std::abs(value));
  return (value <= -least ? "−" : "") + std::string(text);
}

std::string IntervalText(const Statistic& s) {
  if (!s.interval) return "";
  return FigureText(s.interval->low, s.unit) + " to " + FigureText(s.interval->high, s.unit);
}

std::string FullText(const Statistic& s) {
  if (!s.value) return "not computed: " + s.why;
  const std::string unit = s.unit == "1" ? "" : " " + s.unit;
  const std::string interval = IntervalText(s);
  return FigureText(*s.value, s.unit) + unit + (interval.empty() ? "" : " (95 % interval " + interval + ")");
}

std::string MeasureText(const std::string& measure) {
  static const std::map<std::string, std::string> names = {{"anterior_mm", "Ha"},
                                                           {"middle_mm", "Hm"},
                                                           {"posterior_mm", "Hp"},
                                                           {"anterior_px", "Ha"},
                                                           {"middle_px", "Hm"},
                                                           {"posterior_px", "Hp"},
                                                           {"wedge_ratio", "Ha/Hp"},
                                                           {"biconcavity_ratio", "Hm/Hp"},
                                                           {"crush_ratio", "Crush ratio"},
                                                           {"point_sd", "Points"}};
  const auto found = names.find(measure);
  return found == names.end() ? measure : found->second;
}

}  // namespace openvfa
