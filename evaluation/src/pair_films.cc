#include "pair_films.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "openvfa/evaluation/matching.h"
#include "openvfa/evaluation/overlap.h"
#include "openvfa/image/error.h"
#include "openvfa/report/landmarks.h"
#include "parallel.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;
using Matches = std::vector<BodyMatch>;

std::optional<Vector2d> CentreOf(const BodyReading& body) {
  Vector2d sum = Vector2d::Zero();
  int n = 0;
  for (const int corner : {kSuperiorAnterior, kSuperiorPosterior, kInferiorAnterior, kInferiorPosterior}) {
    if (body.points_px[corner]) sum += *body.points_px[corner], ++n;
  }
  if (n == 0) {
    for (const Vector2d& p : body.outline_px) sum += p, ++n;
  }
  if (n == 0) return std::nullopt;
  return sum / n;
}

// Anterior for posterior.
void TurnRound(FilmReading& film) {
  for (BodyReading& body : film.bodies) {
    if (!body.points_derived) continue;
    std::swap(body.points_px[kSuperiorAnterior], body.points_px[kSuperiorPosterior]);
    std::swap(body.points_px[kInferiorAnterior], body.points_px[kInferiorPosterior]);
    std::swap(body.anterior, body.posterior);
    body.wedge_ratio.reset();
    body.biconcavity_ratio.reset();
  }
  CompleteReading(film);
}

double DistanceSum(const FilmPair& film, const Matches& matches) {
  double sum = 0;
  for (const BodyMatch& match : matches) {
    for (std::size_t i = 0; i < 6; ++i) {
      const auto &a = film.truth.bodies[match.truth].points_px[i],
                 &b = film.prediction.bodies[match.prediction].points_px[i];
      if (a && b) sum += (*a - *b).norm();
    }
  }
  return sum;
}

// Points read off an outline do not say which side is anterior: the other reading does.
void AgreeOnSide(const Matches& matches, FilmPair& film) {
  const auto derived = [](const FilmReading& reading) {
    return std::any_of(reading.bodies.begin(), reading.bodies.end(),
                       [](const BodyReading& body) { return body.points_derived; });
  };
  const bool truth = derived(film.truth) && !film.truth.anterior;
  const bool prediction = derived(film.prediction) && !film.prediction.anterior;
  if (!truth && !prediction) return;
  FilmPair turned = film;
  TurnRound(truth ? turned.truth : turned.prediction);
  if (DistanceSum(turned, matches) < DistanceSum(film, matches)) film = std::move(turned);
}

class PairMeasurer {
 public:
  PairMeasurer(const FilmPair& film, int index, const EvaluateOptions& options)
      : film_(film), index_(index), options_(options), aspect_(PixelAspectOf(film.truth)) {}

  BodyPair Match(const BodyMatch& match) const {
    const BodyReading& truth = film_.truth.bodies[match.truth];
    const BodyReading& prediction = film_.prediction.bodies[match.prediction];
    BodyPair pair = Missed(match.truth);
    pair.prediction = match.prediction;
    pair.overlap = match.overlap;
    for (std::size_t i = 0; i < 6; ++i) {
      if (!truth.points_px[i] || !prediction.points_px[i]) continue;
      pair.point_error_px[i] = Square(*prediction.points_px[i] - *truth.points_px[i]).norm();
    }
    MeasureOutlines(truth, prediction, pair);
    if (truth.level && prediction.level && truth.level_certain && prediction.level_certain) {
      pair.level_wrong = truth.level != prediction.level;
      pair.level_step = LevelStep(*truth.level, *prediction.level);
    }
    return pair;
  }

  BodyPair Missed(int truth) const {
    const BodyReading& body = film_.truth.bodies[truth];
    BodyPair pair{.film = index_,
                  .truth = truth,
                  .prediction = {},
                  .dice = {},
                  .hausdorff_px = {},
                  .point_error_px = {},
                  .curve_error_px = {},
                  .depth_px = DepthPx(body, aspect_),
                  .level_step = {}};
    pair.counted =
        body.evaluable &&
        (!body.level || (*body.level >= options_.first_level && *body.level <= options_.last_level));
    return pair;
  }

  BodyPair False(int prediction) const {
    BodyPair pair{.film = index_,
                  .truth = {},
                  .prediction = prediction,
                  .dice = {},
                  .hausdorff_px = {},
                  .point_error_px = {},
                  .curve_error_px = {},
                  .depth_px = {},
                  .level_step = {}};
    double top = std::numeric_limits<double>::infinity(), bottom = -top;
    for (const BodyReading& body : film_.truth.bodies) {
      const auto centre = CentreOf(body);
      if (centre) top = std::min(top, centre->y()), bottom = std::max(bottom, centre->y());
    }
    const auto centre = CentreOf(film_.prediction.bodies[prediction]);
    pair.beyond_truth = !centre || !(centre->y() >= top && centre->y() <= bottom);
    pair.counted = !pair.beyond_truth;
    return pair;
  }

 private:
  Vector2d Square(const Vector2d& d) const { return {d.x(), d.y() * aspect_}; }

  std::vector<Vector2d> Square(const std::vector<Vector2d>& outline) const {
    std::vector<Vector2d> square;
    for (const Vector2d& p : outline) square.push_back(Square(p));
    return square;
  }

  void MeasureOutlines(const BodyReading& truth, const BodyReading& prediction, BodyPair& pair) const {
    if (truth.outline_px.size() < 3 || prediction.outline_px.size() < 3) return;
    const auto a = Square(prediction.outline_px), b = Square(truth.outline_px);
    if (const auto overlap = MeasureOverlap(a, b)) pair.dice = overlap->dice;
    if (const auto distance = MeasureBoundaryDistance(a, b)) {
      pair.hausdorff_px = distance->hausdorff;
      pair.curve_error_px = distance->a_to_b;
    }
  }

  const FilmPair& film_;
  int index_;
  const EvaluateOptions& options_;
  double aspect_;
};

// Bodies in the order of the truth, false ones behind.
std::vector<BodyPair> PairBodies(const Matches& matches, const FilmPair& film, int index,
                                 const EvaluateOptions& options) {
  const PairMeasurer measurer(film, index, options);
  std::vector<BodyPair> bodies;
  std::vector<const BodyMatch*> match_of(film.truth.bodies.size(), nullptr);
  std::vector<char> used(film.prediction.bodies.size(), 0);
  for (const BodyMatch& match : matches) match_of[match.truth] = &match, used[match.prediction] = 1;
  for (std::size_t t = 0; t < match_of.size(); ++t) {
    bodies.push_back(match_of[t] ? measurer.Match(*match_of[t]) : measurer.Missed(static_cast<int>(t)));
  }
  for (std::size_t p = 0; p < used.size(); ++p) {
    if (!used[p]) bodies.push_back(measurer.False(static_cast<int>(p)));
  }
  return bodies;
}

template <typename T>
void TakeIfAbsent(std::optional<T>& to, const std::optional<T>& from) {
  if (!to) to = from;
}

FilmPair PairOf(const FilmReading& truth, const FilmReading* prediction, const EvaluateOptions& options) {
  FilmPair pair{.truth = truth, .prediction = {}, .predicted = prediction != nullptr, .mm_per_px = {}};
  if (prediction != nullptr) pair.prediction = *prediction;
  TakeIfAbsent(pair.mm_per_px, pair.truth.mm_per_px);
  TakeIfAbsent(pair.mm_per_px, pair.prediction.mm_per_px);
  if (!pair.mm_per_px && options.mm_per_px) pair.mm_per_px = Vector2d::Constant(*options.mm_per_px);
  // One scale for both, so that lengths are compared in the same px.
  pair.truth.mm_per_px = pair.prediction.mm_per_px = pair.mm_per_px;
  for (auto member :
       {&FilmReading::patient, &FilmReading::modality, &FilmReading::device, &FilmReading::image}) {
    if ((pair.truth.*member).empty()) pair.truth.*member = pair.prediction.*member;
  }
  CompleteReading(pair.truth);
  CompleteReading(pair.prediction);
  return pair;
}

}  // namespace

const std::string& PatientOf(const FilmPair& film) {
  return film.truth.patient.empty() ? film.truth.film : film.truth.patient;
}

void PairFilms(const ReadingSet& truth, const ReadingSet& prediction, const EvaluateProgress& progress,
               EvaluationResult& result) {
  std::map<std::string, const FilmReading*> prediction_of;
  for (const FilmReading& film : prediction.films) prediction_of[film.film] = &film;
  std::vector<const FilmReading*> others;
  for (const FilmReading& film : truth.films) {
    const auto found = prediction_of.find(film.film);
    others.push_back(found == prediction_of.end() ? nullptr : found->second);
    if (found != prediction_of.end()) prediction_of.erase(found);
  }
  if (std::all_of(others.begin(), others.end(), [](const auto* other) { return other == nullptr; })) {
    throw ReadError("Truth and predictions have no film in common; films are paired by file name.");
  }
  for (const auto& [name, film] : prediction_of) result.predictions_without_truth.push_back(name);
  result.films.resize(truth.films.size());
  std::vector<std::vector<BodyPair>> bodies(truth.films.size());
  const auto pair = [&](std::size_t i) {
    FilmPair& film = result.films[i];
    film = PairOf(truth.films[i], others[i], result.options);
    const Matches matches = MatchBodies(film.truth, film.prediction, result.options.minimum_overlap);
    AgreeOnSide(matches, film);
    bodies[i] = PairBodies(matches, film, static_cast<int>(i), result.options);
  };
  ForEach(truth.films.size(), pair, "matching", progress);
  for (auto& part : bodies) std::move(part.begin(), part.end(), std::back_inserter(result.bodies));
}

}  // namespace openvfa
