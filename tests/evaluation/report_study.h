// A small study with everything that the report can show.
#ifndef OPENVFA_TESTS_EVALUATION_REPORT_STUDY_H_
#define OPENVFA_TESTS_EVALUATION_REPORT_STUDY_H_

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "openvfa/evaluation/evaluate.h"
#include "study_maker.h"

namespace openvfa::testing {

inline EvaluationResult EvaluateStudy(std::vector<FilmReading> truth, std::vector<FilmReading> prediction) {
  EvaluateOptions options;
  options.bootstrap = 0;
  return Evaluate({.format = "truth", .tool = "", .films = std::move(truth)},
                  {.format = "prediction", .tool = "", .films = std::move(prediction)}, options);
}

// Three films of four bodies with grades, grade probabilities and standard deviations; one body is missed.
inline EvaluationResult GradedStudy() {
  std::vector<FilmReading> truth, prediction;
  for (int f = 0; f < 3; ++f) {
    FilmReading film = Column(FilmNumber(f), VertebralLevel::kT12, 4);
    film.mm_per_px = Eigen::Vector2d(0.5, 0.5);
    film.modality = f == 0 ? "dxa" : "radiograph";
    for (int b = 0; b < 4; ++b) film.bodies[b].grade = (f + b) % 4;
    FilmReading other = film;
    for (int b = 0; b < 4; ++b) {
      BodyReading& body = other.bodies[b];
      body.points_px[kSuperiorAnterior]->y() += 0.7 * b - 0.4 * f;
      body.points_px[kInferiorMiddle]->y() += 0.3 * b - 0.5;
      body.points_px[kInferiorPosterior]->y() -= 0.2 * b;
      for (auto& sd : body.sd_px) sd = Eigen::Vector2d(0.8, 0.8);
      body.wedge_ratio = Estimate{1 - 0.02 * b, 0.02};
      body.biconcavity_ratio = Estimate{1 - 0.01 * f, 0.02};
      body.grade = b == 2 ? 0 : (f + b) % 4;
      body.deformity = 0.08 * *film.bodies[b].grade + 0.05 * b;
      body.grade_probability = {0.1, 0.2, 0.3, 0.4};
    }
    truth.push_back(film);
    prediction.push_back(other);
  }
  prediction.back().bodies.pop_back();
  return EvaluateStudy(truth, prediction);
}

inline const Statistic& StatisticOf(const EvaluationResult& result, const std::string& measure,
                                    const std::string& name) {
  for (const Statistic& s : result.statistics) {
    if (s.group_by == "all" && s.measure == measure && s.name == name) return s;
  }
  throw std::runtime_error("no figure " + measure + " " + name);
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_EVALUATION_REPORT_STUDY_H_
