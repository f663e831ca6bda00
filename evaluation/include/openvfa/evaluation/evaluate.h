// Truth against prediction: who is whose, and every figure with its interval.
#ifndef OPENVFA_EVALUATION_EVALUATE_H_
#define OPENVFA_EVALUATION_EVALUATE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/reading.h"
#include "openvfa/evaluation/statistic.h"

namespace openvfa {

struct EvaluateOptions {
  VertebralLevel first_level = VertebralLevel::kT4,
                 last_level = VertebralLevel::kL5;  // truth levels that count
  // mm of one pixel where neither side states it; absent: figures in px and % of depth only.
  std::optional<double> mm_per_px;
  // Bodies belong together from this overlap on (intersection over union of outlines, or of the corners'
  // quadrilaterals). 0.3: half of it overlaps; a neighbour never does.
  double minimum_overlap = 0.3;
  int bootstrap = 1000;  // resamples of whole films
  std::uint64_t seed = 1;
  std::vector<std::string> group_by = {"all", "level", "region", "modality", "device"};

  void Validate() const;  // throws InputError naming the field
};

// A body both saw, or only one.
struct BodyPair {
  int film = 0;                   // index of EvaluationResult::films
  std::optional<int> truth;       // index of the truth reading's bodies; absent: false body
  std::optional<int> prediction;  // absent: missed
  double overlap = 0;             // intersection over union
  std::optional<double> dice, hausdorff_px;
  std::array<std::optional<double>, 6> point_error_px;  // order of LandmarkIndex
  std::optional<double> curve_error_px;  // mean distance of predicted outline points from the truth outline
  std::optional<double> depth_px;        // of the truth's body: 100 % of errors in % of depth
  bool level_wrong = false;              // both named with certainty, differently
  std::optional<int> level_step;         // predicted name - true name, in levels; + is too far down
  // Part of the figures: the truth's body is evaluable and of a wanted level (or of none). A false body
  // counts where its centre lies between those of the truth's uppermost and lowest body of the film; outside
  // it is `beyond_truth`: the reader may have stopped there.
  bool counted = true;
  bool beyond_truth = false;
};

struct FilmPair {
  FilmReading truth, prediction;             // prediction without bodies where there is none
  bool predicted = true;                     // whether a prediction of this film was there at all
  std::optional<Eigen::Vector2d> mm_per_px;  // the truth's, else the prediction's, else the option's
};

struct EvaluationResult {
  EvaluateOptions options;
  std::string truth_format, truth_tool, prediction_format, prediction_tool;
  std::vector<FilmPair> films;
  std::vector<std::string> predictions_without_truth;  // films left out
  std::vector<BodyPair> bodies;
  std::vector<Statistic> statistics;
};

using EvaluateProgress = std::function<void(const std::string& stage, double fraction)>;

// Matches, measures and counts; both sides are completed first (CompleteReading). Intervals are percentiles
// of a bootstrap over films, where films of one patient are drawn together. docs/evaluate.md lists every
// figure. Films of the truth without a prediction count as films in which nothing was found. Throws
// InputError where options are out of range, ReadError where the two have no film in common.
EvaluationResult Evaluate(const ReadingSet& truth, const ReadingSet& prediction,
                          const EvaluateOptions& options = {}, const EvaluateProgress& progress = {});

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_EVALUATE_H_
