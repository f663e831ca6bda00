#include "openvfa/evaluation/evaluate.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "figure_group.h"
#include "openvfa/image/error.h"
#include "pair_films.h"
#include "parallel.h"

namespace openvfa {
namespace {

constexpr int kMostResamples = 100000;
constexpr double kMostDraws = 1e8;  // films x resamples: 1.2 GB

// Films of one patient are one cluster.
Clusters MakeClusters(const EvaluationResult& result) {
  Clusters clusters;
  std::map<std::string, int> of_patient;
  for (const FilmPair& film : result.films) {
    const auto [place, is_new] = of_patient.emplace(PatientOf(film), clusters.count);
    if (is_new) ++clusters.count;
    clusters.of_film.push_back(place->second);
  }
  return clusters;
}

using Families = std::vector<std::unique_ptr<Family>>;

// Families do not depend on one another, nor the result on who computes which.
std::vector<Statistic> ComputeAll(const Families& families, const Draws& draws,
                                  const EvaluateProgress& progress) {
  std::vector<std::vector<Statistic>> parts(families.size());
  ForEach(
      families.size(), [&](std::size_t i) { parts[i] = families[i]->Compute(draws); }, "figures", progress);
  std::vector<Statistic> all;
  for (auto& part : parts) std::move(part.begin(), part.end(), std::back_inserter(all));
  return all;
}

}  // namespace

void EvaluateOptions::Validate() const {
  if (first_level > last_level) throw InputError("The first level lies below the last.");
  if (mm_per_px && !(*mm_per_px > 0 && *mm_per_px < 100)) {
    throw InputError("mm_per_px has to be above 0 and below 100.");
  }
  if (!(minimum_overlap > 0 && minimum_overlap <= 1)) {
    throw InputError("minimum_overlap has to be above 0 and at most 1.");
  }
  if (bootstrap < 0 || bootstrap > kMostResamples) {
    throw InputError("bootstrap has to be 0 to " + std::to_string(kMostResamples) + " resamples.");
  }
  for (const std::string& by : group_by) {
    const auto known = {"all", "level", "region", "modality", "device"};
    if (std::find(known.begin(), known.end(), by) == known.end()) {
      throw InputError("group_by \"" + by + "\" is none of all, level, region, modality, device.");
    }
  }
}

EvaluationResult Evaluate(const ReadingSet& truth, const ReadingSet& prediction,
                          const EvaluateOptions& options, const EvaluateProgress& progress) {
  options.Validate();
  EvaluationResult result{.options = options,
                          .truth_format = truth.format,
                          .truth_tool = truth.tool,
                          .prediction_format = prediction.format,
                          .prediction_tool = prediction.tool,
                          .films = {},
                          .predictions_without_truth = {},
                          .bodies = {},
                          .statistics = {}};
  if (static_cast<double>(truth.films.size()) * options.bootstrap > kMostDraws) {
    throw InputError("That many films allow fewer resamples: films x bootstrap has to stay below 1e8.");
  }
  PairFilms(truth, prediction, progress, result);
  const Clusters clusters = MakeClusters(result);
  const Draws draws = MakeDraws(clusters.count, options.bootstrap, options.seed);
  FigureMaker maker(result, clusters);
  for (const FigureGroup& group : MakeGroups(result)) maker.Make(group);
  const Families families = maker.Take();
  result.statistics = ComputeAll(families, draws, progress);
  return result;
}

}  // namespace openvfa
