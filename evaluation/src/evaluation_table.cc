// The short table on a terminal.
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "openvfa/evaluation/write_evaluation.h"

namespace openvfa {
namespace {

struct Line {
  const char* measure;
  const char* name;
  const char* text;
};

constexpr Line kLines[] = {
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

const Statistic* FindAll(const EvaluationResult& result, const Line& line) {
  for (const Statistic& s : result.statistics) {
    if (s.group_by == "all" && s.measure == line.measure && s.name == line.name) return &s;
  }
  return nullptr;
}

std::string Fixed(double value) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(std::abs(value) >= 100 ? 1 : 3) << value;
  return out.str();
}

}  // namespace

void WriteEvaluationTable(const EvaluationResult& result, std::ostream& out) {
  out << std::left << std::setw(34) << "Figure" << std::right << std::setw(10) << "value" << std::left << "  "
      << std::setw(6) << "unit" << std::setw(20) << "95 % interval"
      << "count\n";
  for (const Line& line : kLines) {
    const Statistic* s = FindAll(result, line);
    if (s == nullptr || !s->value)
      continue;  // what was not computed stands in statistics.csv, with the reason
    const std::string interval =
        s->interval ? Fixed(s->interval->low) + " to " + Fixed(s->interval->high) : "-";
    out << std::left << std::setw(34) << line.text << std::right << std::setw(10) << Fixed(*s->value)
        << std::left << "  " << std::setw(6) << (s->unit == "1" ? "" : s->unit) << std::setw(20) << interval
        << s->count << '\n';
  }
}

}  // namespace openvfa
