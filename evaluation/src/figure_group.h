// The bodies and films that a group of figures is about, and the makers of its figures.
#ifndef OPENVFA_EVALUATION_SRC_FIGURE_GROUP_H_
#define OPENVFA_EVALUATION_SRC_FIGURE_GROUP_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "figures.h"
#include "openvfa/evaluation/calibration.h"
#include "openvfa/evaluation/evaluate.h"

namespace openvfa {

// What the bootstrap draws together: a film, or the films of one patient.
struct Clusters {
  int count = 0;
  std::vector<int> of_film;
};

struct FigureGroup {
  Group group;
  std::vector<const BodyPair*> pairs;  // counted ones, and false bodies beyond the truth
  std::vector<int> films;
  // Whether whole films are grouped: figures per film and per patient make sense.
  bool of_films = true;
};

// Five columns of a family from `column` on hold coverage sums; NameCoverage adds their figures.
void AddCoverage(const CoverageSums& sums, int cluster, int column, SumFamily& family);
void NameCoverage(const std::string& measure, const std::string& why, std::size_t column, SumFamily& family);

std::vector<FigureGroup> MakeGroups(const EvaluationResult& result);

class FigureMaker {
 public:
  FigureMaker(const EvaluationResult& result, const Clusters& clusters)
      : result_(result), clusters_(clusters) {}

  // All figures of one group.
  void Make(const FigureGroup& group);
  std::vector<std::unique_ptr<Family>> Take() { return std::move(families_); }

 private:
  // figures_found.cc
  void MakeDetection(const FigureGroup& group);
  void MakeNotEvaluable(const FigureGroup& group);
  void MakeNames(const FigureGroup& group);
  // figures_place.cc
  void MakePoints(const FigureGroup& group);
  void MakeOutlines(const FigureGroup& group);
  void MakePointCoverage(const FigureGroup& group);
  // figures_heights.cc
  void MakeHeights(const FigureGroup& group);
  // figures_grades.cc
  void MakeGrades(const FigureGroup& group);
  void MakePatientGrades(const FigureGroup& group);
  void MakeScores(const FigureGroup& group);
  void MakeProbabilities(const FigureGroup& group);

  const FilmPair& FilmOf(const BodyPair& pair) const { return result_.films[pair.film]; }
  const BodyReading* TruthOf(const BodyPair& pair) const {
    return pair.truth ? &FilmOf(pair).truth.bodies[*pair.truth] : nullptr;
  }
  const BodyReading* PredictionOf(const BodyPair& pair) const {
    return pair.prediction ? &FilmOf(pair).prediction.bodies[*pair.prediction] : nullptr;
  }
  int ClusterOf(const BodyPair& pair) const { return clusters_.of_film[pair.film]; }

  const EvaluationResult& result_;
  const Clusters& clusters_;
  std::vector<std::unique_ptr<Family>> families_;
};

// How many different films the pairs are of.
class FilmCount {
 public:
  void See(const BodyPair& pair) {
    // Pairs come film by film.
    if (pair.film != last_) ++films_, last_ = pair.film;
    ++bodies_;
  }
  int films() const { return films_; }
  int bodies() const { return bodies_; }

 private:
  int last_ = -1, films_ = 0, bodies_ = 0;
};

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_FIGURE_GROUP_H_
