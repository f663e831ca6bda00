// How many bodies are found, how many are not there, and whether they are named rightly.
#include <map>

#include "figure_group.h"

namespace openvfa {
namespace {

// Whether most of a film's named bodies are off by the same number of levels.
bool IsShifted(const std::map<int, int>& count_of_step, int named) {
  for (const auto& [step, count] : count_of_step) {
    if (step != 0 && 2 * count > named) return true;
  }
  return false;
}

}  // namespace

void FigureMaker::MakeDetection(const FigureGroup& group) {
  enum { kBodies, kFound, kFilms, kPredicted, kFalse, kBeyond, kColumns };
  auto family = std::make_unique<SumFamily>(group.group, "detection", clusters_.count, kColumns);
  FilmCount count;
  for (const BodyPair* pair : group.pairs) {
    const int cluster = ClusterOf(*pair);
    if (!pair->truth) {
      family->At(cluster, pair->beyond_truth ? kBeyond : kFalse) += 1;
      continue;
    }
    count.See(*pair);
    family->At(cluster, kBodies) += 1;
    if (!pair->prediction) continue;
    family->At(cluster, kFound) += 1;
  }
  for (const int film : group.films) {
    family->At(clusters_.of_film[film], kFilms) += 1;
    if (result_.films[film].predicted) family->At(clusters_.of_film[film], kPredicted) += 1;
  }
  family->Count(static_cast<int>(group.films.size()), count.bodies());
  family->Figure("sensitivity", "1", "needs bodies in the truth", QuotientOf(kFound, kBodies));
  if (group.of_films) {
    family->Figure("false_bodies_per_film", "1", "needs films", QuotientOf(kFalse, kFilms));
    family->Figure("beyond_truth_per_film", "1", "needs films", QuotientOf(kBeyond, kFilms));
    family->Figure("films_with_prediction", "1", "needs films", QuotientOf(kPredicted, kFilms));
  }
  families_.push_back(std::move(family));
  MakeNotEvaluable(group);
}

// Of the bodies that were found: fewer, and maybe of fewer films.
void FigureMaker::MakeNotEvaluable(const FigureGroup& group) {
  enum { kFound, kNotEvaluable, kColumns };
  auto family = std::make_unique<SumFamily>(group.group, "detection", clusters_.count, kColumns);
  FilmCount count;
  for (const BodyPair* pair : group.pairs) {
    if (!pair->truth || !pair->prediction) continue;
    count.See(*pair);
    family->At(ClusterOf(*pair), kFound) += 1;
    if (!PredictionOf(*pair)->evaluable) family->At(ClusterOf(*pair), kNotEvaluable) += 1;
  }
  family->Count(count.films(), count.bodies());
  family->Figure("not_evaluable", "1", "needs bodies that both have", QuotientOf(kNotEvaluable, kFound));
  families_.push_back(std::move(family));
}

void FigureMaker::MakeNames(const FigureGroup& group) {
  enum { kNamed, kRight, kFilms, kShifted, kColumns };
  auto family = std::make_unique<SumFamily>(group.group, "level", clusters_.count, kColumns);
  FilmCount count;
  std::map<int, std::map<int, int>> steps_of_film;
  std::map<int, int> named_of_film;
  for (const BodyPair* pair : group.pairs) {
    const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
    if (!truth || !prediction || !truth->level || !prediction->level) continue;
    if (!truth->level_certain || !prediction->level_certain) continue;
    count.See(*pair);
    family->At(ClusterOf(*pair), kNamed) += 1;
    if (!pair->level_wrong) family->At(ClusterOf(*pair), kRight) += 1;
    ++named_of_film[pair->film];
    if (pair->level_step) ++steps_of_film[pair->film][*pair->level_step];
  }
  for (const auto& [film, named] : named_of_film) {
    family->At(clusters_.of_film[film], kFilms) += 1;
    if (IsShifted(steps_of_film[film], named)) family->At(clusters_.of_film[film], kShifted) += 1;
  }
  family->Count(count.films(), count.bodies());
  const std::string why = "needs bodies that both name";
  family->Figure("accuracy", "1", why, QuotientOf(kRight, kNamed));
  if (group.of_films) family->Figure("shift_rate", "1", why, QuotientOf(kShifted, kFilms));
  families_.push_back(std::move(family));
}

}  // namespace openvfa
