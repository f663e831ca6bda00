#include "openvfa/evaluation/precision_report.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>

#include "openvfa/report/risk.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

std::string Number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

std::string OrEmpty(const std::optional<double>& value, double times = 1) {
  return value ? Number(times * *value) : "";
}

Json FigureJson(const PrecisionFigure& f) {
  return {{"measure", f.measure},
          {"unit", f.unit},
          {"level", f.level},
          {"subjects", f.subjects},
          {"values", f.values},
          {"mean", f.mean},
          {"degrees_of_freedom", f.degrees_of_freedom},
          {"subject_degrees_of_freedom", f.subject_degrees_of_freedom},
          {"rms_sd", f.rms_sd},
          {"rms_sd_upper_95", f.rms_sd_upper},
          {"rms_cv", OrNull(f.rms_cv)},
          {"lsc", f.lsc},
          {"lsc_cv", OrNull(f.lsc_cv)},
          {"general_lsc", OrNull(f.general_lsc)},
          {"enough_degrees_of_freedom", f.enough}};
}

}  // namespace

void WritePrecisionCsv(const PrecisionStudy& study, std::ostream& out) {
  out << "measure,unit,level,subjects,values,mean,degrees_of_freedom,subject_degrees_of_freedom,rms_sd,"
         "rms_sd_upper_95,rms_cv_percent,lsc,lsc_percent,general_lsc,enough_degrees_of_freedom\r\n";
  for (const PrecisionFigure& f : study.figures) {
    out << CsvField(f.measure) << ',' << CsvField(f.unit) << ',' << CsvField(f.level) << ',' << f.subjects
        << ',' << f.values << ',' << Number(f.mean) << ',' << Number(f.degrees_of_freedom) << ','
        << Number(f.subject_degrees_of_freedom) << ',' << Number(f.rms_sd) << ',' << Number(f.rms_sd_upper)
        << ',' << OrEmpty(f.rms_cv, 100) << ',' << Number(f.lsc) << ',' << OrEmpty(f.lsc_cv, 100) << ','
        << OrEmpty(f.general_lsc) << ',' << (f.enough ? "true" : "false") << "\r\n";
  }
}

void WritePrecisionJson(const PrecisionStudy& study, std::ostream& out) {
  Json figures = Json::array(), lone = Json::array();
  for (const PrecisionFigure& figure : study.figures) figures.push_back(FigureJson(figure));
  for (const LoneLevel& one : study.lone) lone.push_back({{"subject", one.subject}, {"level", one.level}});
  const LeftOut& left_out = study.left_out;
  const Json document = {
      {"schema", "openvfa/precision/1"},
      {"software", {{"version", ProgramVersion()}, {"commit", ProgramCommit()}}},
      {"options", {{"baseline", study.options.baseline}, {"follow_up", study.options.follow_up}}},
      {"films", study.films},
      {"subjects", study.subjects},
      {"subjects_with_repeats", study.subjects_with_repeats},
      {"required_degrees_of_freedom", kIscdDegreesOfFreedom},
      {"figures", figures},
      {"left_out",
       {{"films_alone", left_out.films_alone},
        {"levels_alone", left_out.levels_alone},
        {"bodies_not_evaluable", left_out.bodies_not_evaluable},
        {"bodies_named_twice", left_out.bodies_named_twice}}},
      {"not_usable", lone}};
  // Paths may be no UTF-8.
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void WritePrecisionTable(const PrecisionStudy& study, std::ostream& out) {
  std::array<char, 160> line{};
  out << "Precision of repeat acquisitions: " << study.subjects_with_repeats << " subjects with repeats, "
      << study.films << " films\n\n";
  std::snprintf(line.data(), line.size(), "%-18s %-4s %5s %7s %9s %10s %8s %9s %8s\n", "measure", "unit",
                "df", "mean", "RMS-SD", "<= (95 %)", "CV %", "LSC", "LSC %");
  out << line.data();
  bool enough = true;
  for (const PrecisionFigure& f : study.figures) {
    if (f.level != "all") continue;
    enough = enough && f.enough;
    const auto percent = [](const std::optional<double>& v) {
      return v ? Number(1e-2 * std::round(1e4 * *v)) : "-";
    };
    std::snprintf(line.data(), line.size(), "%-18s %-4s %4.0f%s %7.4g %9.4g %10.4g %8s %9.4g %8s\n",
                  f.measure.c_str(), f.unit.c_str(), f.subject_degrees_of_freedom, f.enough ? " " : "*",
                  f.mean, f.rms_sd, f.rms_sd_upper, percent(f.rms_cv).c_str(), f.lsc,
                  percent(f.lsc_cv).c_str());
    out << line.data();
  }
  if (study.figures.empty()) out << "(no level was measured twice in one subject)\n";
  out << "\nAll levels together; each level is in precision.csv. df counts subjects, not levels.\n";
  if (!enough) out << "* fewer than 30 degrees of freedom: too few for a precision study by the ISCD.\n";
  const LeftOut& left = study.left_out;
  out << "Not usable: " << left.films_alone << " films without a repeat, " << left.levels_alone
      << " levels seen in one film only, " << left.bodies_not_evaluable << " bodies not evaluable, "
      << left.bodies_named_twice << " bodies whose film has their level twice.\n";
}

}  // namespace openvfa
