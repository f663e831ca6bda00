#include "figure_group.h"

#include <map>
#include <utility>

namespace openvfa {
namespace {

std::string RegionOf(VertebralLevel level) {
  switch (LevelName(level).front()) {
    case 'C':
      return "cervical";
    case 'T':
      return "thoracic";
    case 'L':
      return "lumbar";
    default:
      return "sacral";
  }
}

// Of the truth's name; of the predicted one for a body that the truth does not have.
std::optional<VertebralLevel> LevelOf(const EvaluationResult& result, const BodyPair& pair) {
  const FilmPair& film = result.films[pair.film];
  if (pair.truth) return film.truth.bodies[*pair.truth].level;
  return film.prediction.bodies[*pair.prediction].level;
}

// Sorted by `rank` and name; bodies without a name are in no group.
void GroupByLevel(const EvaluationResult& result, bool regions, std::vector<FigureGroup>& groups) {
  std::map<std::pair<int, std::string>, FigureGroup> by_name;
  for (const BodyPair& pair : result.bodies) {
    const auto level = LevelOf(result, pair);
    // Levels that no counted body of the truth has would be groups of false bodies alone.
    if (!level || !pair.counted || !pair.truth) continue;
    const std::string name = regions ? RegionOf(*level) : LevelName(*level);
    const int rank = regions ? 0 : static_cast<int>(*level);
    FigureGroup& group = by_name[{rank, name}];
    group.group = {regions ? "region" : "level", name};
    group.of_films = false;
    group.pairs.push_back(&pair);
    if (group.films.empty() || group.films.back() != pair.film) group.films.push_back(pair.film);
  }
  for (auto& [key, group] : by_name) groups.push_back(std::move(group));
}

void GroupByFilm(const EvaluationResult& result, const std::string& by, std::string FilmReading::*member,
                 std::vector<FigureGroup>& groups) {
  std::map<std::string, FigureGroup> by_name;
  const auto name_of = [&](int film) {
    return member == nullptr ? std::string("all") : result.films[film].truth.*member;
  };
  for (std::size_t film = 0; film < result.films.size(); ++film) {
    const std::string name = name_of(static_cast<int>(film));
    if (!name.empty()) by_name[name].films.push_back(static_cast<int>(film));
  }
  for (const BodyPair& pair : result.bodies) {
    const std::string name = name_of(pair.film);
    if (!name.empty() && (pair.counted || !pair.truth)) by_name[name].pairs.push_back(&pair);
  }
  for (auto& [name, group] : by_name) {
    group.group = {by, name};
    groups.push_back(std::move(group));
  }
}

}  // namespace

std::vector<FigureGroup> MakeGroups(const EvaluationResult& result) {
  std::vector<FigureGroup> groups;
  for (const std::string& by : result.options.group_by) {
    if (by == "all") GroupByFilm(result, by, nullptr, groups);
    if (by == "level") GroupByLevel(result, false, groups);
    if (by == "region") GroupByLevel(result, true, groups);
    if (by == "modality") GroupByFilm(result, by, &FilmReading::modality, groups);
    if (by == "device") GroupByFilm(result, by, &FilmReading::device, groups);
  }
  return groups;
}

void FigureMaker::Make(const FigureGroup& group) {
  MakeDetection(group);
  MakeNames(group);
  MakePoints(group);
  MakeOutlines(group);
  MakePointCoverage(group);
  MakeHeights(group);
  MakeGrades(group);
  if (group.of_films) MakePatientGrades(group);
  MakeScores(group);
  MakeProbabilities(group);
}

}  // namespace openvfa
