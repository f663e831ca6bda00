#include "openvfa/evaluation/evaluate.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "figure_group.h"
#include "openvfa/image/error.h"
#include "pair_films.h"

namespace openvfa {
namespace {

constexpr int kMostResamples = 100000;
constexpr double kMostDraws = 1e8;  // films x resamples: 1.2 GB
constexpr int kThreads = 2;

// Films of one patient are one cluster.
Clusters MakeClusters(const EvaluationResult& result) {
  Clusters clusters;
  std::map<std::string, int> of_patient;
  for (const FilmPair& film : result.films) {
    const std::string& patient = film.truth.patient.empty() ? film.truth.film : film.truth.patient;
    const auto [place, is_new] = of_patient.emplace(patient, clusters.count);
    if (is_new) ++clusters.count;
    clusters.of_film.push_back(place->second);
  }
  return clusters;
}

using Families = std::vector<std::unique_ptr<Family>>;

// Families do not depend on one another, nor the result on who computes which.
class FamilyWork {
 public:
  FamilyWork(const Families& families, const Draws& draws, const EvaluateProgress& progress)
      : families_(families), draws_(draws), progress_(progress), results_(families.size()) {}

  std::vector<Statistic> Run() {
    std::vector<std::thread> threads;
    for (int i = 1; i < kThreads; ++i) threads.emplace_back([this] { Work(); });
    Work();
    for (std::thread& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    std::vector<Statistic> all;
    for (auto& part : results_) std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
  }

 private:
  void Work() {
    try {
      for (std::size_t i = next_++; i < families_.size(); i = next_++) {
        results_[i] = families_[i]->Compute(draws_);
        const std::lock_guard<std::mutex> lock(mutex_);
        if (progress_)
          progress_("figures", static_cast<double>(++done_) / static_cast<double>(families_.size()));
      }
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  const Families& families_;
  const Draws& draws_;
  const EvaluateProgress& progress_;
  std::vector<std::vector<Statistic>> results_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

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
  result.statistics = FamilyWork(families, draws, progress).Run();
  return result;
}

}  // namespace openvfa
