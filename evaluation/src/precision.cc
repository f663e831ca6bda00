#include "openvfa/evaluation/precision.h"

#include <cmath>
#include <map>
#include <string>

#include "openvfa/image/error.h"
#include "openvfa/scoring/densitometry.h"
#include "quantiles.h"

namespace openvfa {
namespace {

constexpr std::size_t kMeasures = kPrecisionMeasures.size();
constexpr std::size_t kMmMeasures = 4;  // the first four in mm, the next four the same in px
static_assert(std::string_view(kPrecisionMeasures[kMmMeasures - 1].unit) == "mm");
static_assert(std::string_view(kPrecisionMeasures[2 * kMmMeasures - 1].unit) == "px");

using Values = std::array<std::vector<double>, kMeasures>;

struct Subject {
  int films = 0;
  int not_evaluable = 0, named_twice = 0;
  std::map<VertebralLevel, Values> levels;
};

void AddBody(const Acquisition::Body& body, Values& values) {
  for (std::size_t m = 0; m < kMeasures; ++m) {
    // Pixels of films with and without calibration do not mix.
    const bool in_mm = m >= kMmMeasures && m < 2 * kMmMeasures && body.values[m - kMmMeasures];
    if (body.values[m] && !in_mm) values[m].push_back(*body.values[m]);
  }
}

void AddFilm(const Acquisition& film, Subject& subject) {
  ++subject.films;
  std::map<VertebralLevel, int> named;
  for (const Acquisition::Body& body : film.bodies) ++named[body.level];
  for (const Acquisition::Body& body : film.bodies) {
    if (named[body.level] > 1) {
      ++subject.named_twice;
    } else if (!body.evaluable) {
      ++subject.not_evaluable;
    } else {
      AddBody(body, subject.levels[body.level]);
    }
  }
}

// Gathers one row of the result.
struct Gatherer {
  RepeatSums repeats;
  double sum = 0;
  int values = 0;
  std::map<std::string, double> subject_df;  // greatest over the levels

  void Add(const std::string& subject, const std::vector<double>& of_subject) {
    if (of_subject.size() < 2) return;
    repeats.Add(of_subject);
    for (const double value : of_subject) sum += value;
    values += static_cast<int>(of_subject.size());
    double& df = subject_df[subject];
    df = std::max(df, static_cast<double>(of_subject.size() - 1));
  }
};

PrecisionFigure FigureOf(const PrecisionMeasure& measure, const std::string& level, const Gatherer& gathered,
                         const PrecisionOptions& options) {
  PrecisionFigure figure;
  figure.measure = measure.name;
  figure.unit = measure.unit;
  figure.level = level;
  figure.subjects = static_cast<int>(gathered.subject_df.size());
  figure.values = gathered.values;
  figure.mean = gathered.sum / gathered.values;
  figure.degrees_of_freedom = gathered.repeats.degrees_of_freedom;
  for (const auto& [subject, df] : gathered.subject_df) figure.subject_degrees_of_freedom += df;
  figure.rms_sd = *RmsSd(gathered.repeats);
  figure.rms_sd_upper = *UpperPrecisionLimit(figure.rms_sd, figure.subject_degrees_of_freedom);
  figure.lsc = LeastSignificantChange(figure.rms_sd);
  if (measure.ratio_scale) figure.rms_cv = RmsCv(gathered.repeats);
  if (figure.rms_cv) figure.lsc_cv = LeastSignificantChange(*figure.rms_cv);
  if (options.baseline != 1 || options.follow_up != 1) {
    figure.general_lsc = LeastSignificantChange(figure.rms_sd, options.baseline, options.follow_up);
  }
  figure.enough = figure.subject_degrees_of_freedom >= kIscdDegreesOfFreedom;
  return figure;
}

using Subjects = std::map<std::string, Subject>;

void AddFigures(const Subjects& subjects, std::size_t m, PrecisionStudy& study) {
  Gatherer all;
  std::map<VertebralLevel, Gatherer> by_level;
  for (const auto& [name, subject] : subjects) {
    for (const auto& [level, values] : subject.levels) {
      all.Add(name, values[m]);
      by_level[level].Add(name, values[m]);
    }
  }
  if (all.values == 0) return;
  const PrecisionMeasure& measure = kPrecisionMeasures[m];
  study.figures.push_back(FigureOf(measure, "all", all, study.options));
  for (const auto& [level, gathered] : by_level) {
    if (gathered.values > 0) {
      study.figures.push_back(FigureOf(measure, LevelName(level), gathered, study.options));
    }
  }
}

bool HasRepeats(const Values& values) {
  for (const auto& of_measure : values) {
    if (of_measure.size() >= 2) return true;
  }
  return false;
}

void CountLeftOut(const std::string& name, const Subject& subject, PrecisionStudy& study) {
  if (subject.films < 2) {
    ++study.left_out.films_alone;
    study.lone.push_back({name, "all"});
    return;
  }
  ++study.subjects_with_repeats;
  study.left_out.bodies_not_evaluable += subject.not_evaluable;
  study.left_out.bodies_named_twice += subject.named_twice;
  for (const auto& [level, values] : subject.levels) {
    if (HasRepeats(values)) continue;
    ++study.left_out.levels_alone;
    study.lone.push_back({name, LevelName(level)});
  }
}

}  // namespace

double LeastSignificantChange(double rms_sd) { return 2.77 * rms_sd; }

std::optional<double> UpperPrecisionLimit(double rms_sd, double degrees_of_freedom) {
  if (!(degrees_of_freedom >= 1)) return std::nullopt;
  return rms_sd * std::sqrt(degrees_of_freedom / ChiSquaredQuantile(degrees_of_freedom, 0.05));
}

void PrecisionOptions::Validate() const {
  if (baseline < 1) throw InputError("baseline: at least one acquisition");
  if (follow_up < 1) throw InputError("follow_up: at least one acquisition");
}

PrecisionStudy StudyPrecision(std::span<const Acquisition> acquisitions, const PrecisionOptions& options) {
  options.Validate();
  PrecisionStudy study;
  study.options = options;
  Subjects subjects;
  for (const Acquisition& film : acquisitions) AddFilm(film, subjects[film.subject]);
  study.films = static_cast<int>(acquisitions.size());
  study.subjects = static_cast<int>(subjects.size());
  for (const auto& [name, subject] : subjects) CountLeftOut(name, subject, study);
  for (std::size_t m = 0; m < kMeasures; ++m) AddFigures(subjects, m, study);
  return study;
}

}  // namespace openvfa
