#include "refine_chain.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "film.h"
#include "lumbosacral.h"
#include "respace.h"
#include "spine_prior.h"
#include "spine_regularity.h"

namespace openvfa {
namespace {

// Weights of the looks' landmarks; the third has the rest.
constexpr double kFirstLook = 0.23, kMainLook = 0.42;
constexpr double kCloser = 0.88;  // size of the third look's window
constexpr double kAgree = 0.05;   // of the depth: looks farther apart than this disagree
constexpr int kMostExtendedAbove = 4, kMostExtendedBelow = 1;
constexpr double kDoubtSd = 0.2;   // of the depth, of a corner of what is no body
constexpr double kOutgrownSd = 1;  // of the depth
// By how much more than its heat spreads a corner errs on patients' films, if that is more than kSpreadSd of
// the depth; what spreads less is weighted with the fourth power. The last keeps a single pixel's heat
// invertible.
constexpr double kErrsMore = 1.45, kSpreadSd = 0.06, kLeastSd = 0.001;
constexpr double kSureConfidence = 0.6, kSureSd = 0.12;  // of a body that others are counted from
constexpr double kClearly = 0.6;  // bodies by which the room in a run must differ from their number
constexpr double kMayFit = 0.75;  // bodies by which another number may differ from that room
constexpr double kRecountLoss = 0.1, kRecountGain = 0.1;  // of validity, see LeastGain
constexpr double kValidBelow = 0.8;
constexpr double kSacrumSeen = 0.15;  // heat of a sacrum worth heeding
constexpr double kSureL5 = 0.66;      // confidence of an L5 that is left as it is
constexpr double kMostValid = 0.97;   // the second network says more of what is hardly seen than it knows

double Confidence(const Candidate& candidate, const RefinedBody& refined) {
  return candidate.filled ? refined.validity : (candidate.score + refined.validity) / 2;
}

// The body's corners moved to where a look saw them, if that is sane.
Candidate Moved(const Candidate& body, const RefinedBody& look, bool right) {
  const Candidate moved = WithCorners(body, look, right);
  const double shift = (moved.Centre() - body.Centre()).norm() / body.Depth();
  const double growth = std::abs(std::log(moved.Depth() / body.Depth()));
  return look.validity > 0.3 && shift < 0.3 && growth < 0.35 ? moved : body;
}

Candidate Scaled(Candidate body, double scale) {
  const Eigen::Vector2d centre = body.Centre();
  for (Eigen::Vector2d& corner : body.corners) corner = centre + scale * (corner - centre);
  return body;
}

// How surely a look saw the corners, in depths; a body that is hardly one was seen badly whatever the heat
// says.
CornerSds SdsOf(const Candidate& body, const RefinedBody& look, bool right) {
  const std::array<Point, 4> points = PointsByCorner(right);
  const double doubt = kDoubtSd * std::clamp(2 - 2 * look.validity, 0.0, 1.0);
  CornerSds sds;
  for (std::size_t k = 0; k < sds.size(); ++k)
    sds[k] = std::hypot(std::sqrt(look.covariance[points[k]].trace() / 2) / body.Depth(), doubt);
  return sds;
}

void DoubtOutgrown(const std::vector<Candidate>& bodies, std::vector<CornerSds>& sds) {
  for (std::size_t i = 0; i < bodies.size(); ++i)
    if (IsOutgrown(bodies, i)) sds[i].fill(kOutgrownSd);
}

double MedianOf(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

// Three looks at one landmark: their mean where they agree; where they do not, coordinate by coordinate the
// middle one, so that a look that lost the endplate does not drag it along. How far they lie apart adds to
// the stated uncertainty.
void Combine(const RefinedBody& first, const RefinedBody& third, double depth, RefinedBody& main) {
  for (std::size_t k = 0; k < main.points.size(); ++k) {
    const Eigen::Vector2d a = first.validity > 0.5 ? first.points[k] : main.points[k];
    const Eigen::Vector2d b = main.points[k], c = third.validity > 0.5 ? third.points[k] : main.points[k];
    const Eigen::Vector2d mean = kFirstLook * a + kMainLook * b + (1 - kFirstLook - kMainLook) * c;
    const double apart = std::max({(a - b).norm(), (b - c).norm(), (a - c).norm()});
    const Eigen::Vector2d middle(MedianOf(a.x(), b.x(), c.x()), MedianOf(a.y(), b.y(), c.y()));
    main.points[k] = apart < kAgree * depth ? mean : middle;
    for (const Eigen::Vector2d& look : {a, b, c}) {
      const Eigen::Vector2d d = look - main.points[k];
      main.covariance[k] += d * d.transpose();  // / 2 for the variance of three, * 2 as they err together
    }
  }
}

// Three looks at each body: from the first stage's corners, again from its own, and once closer. Looks
// through different windows err a little differently, and the second sits as the patches did in training.
std::vector<Found> RefineAll(Refiner& refiner, const cv::Mat& film, const std::vector<Candidate>& bodies,
                             bool right) {
  const std::vector<RefinedBody> first = refiner.Refine(film, bodies, right);
  std::vector<Candidate> again, closer;
  std::vector<CornerSds> sds;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    again.push_back(Moved(bodies[i], first[i], right));
    sds.push_back(SdsOf(again.back(), first[i], right));
  }
  DoubtOutgrown(again, sds);
  again = SmoothSpine(again, sds);
  for (const Candidate& body : again) closer.push_back(Scaled(body, kCloser));
  std::vector<RefinedBody> second = refiner.Refine(film, again, right);
  const std::vector<RefinedBody> third = refiner.Refine(film, closer, right);
  std::vector<Found> found;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    Combine(first[i], third[i], bodies[i].Depth(), second[i]);
    const double confidence = Confidence(bodies[i], second[i]);
    found.push_back({again[i], std::move(second[i]), confidence});
  }
  return found;
}

bool Overlaps(const Candidate& a, const Candidate& b) {
  return (a.Centre() - b.Centre()).norm() < 0.6 * std::min(a.Height(), b.Height());
}

bool OnSacrum(const Candidate& body, const std::vector<Candidate>& sacra) {
  return std::any_of(sacra.begin(), sacra.end(), [&](const Candidate& s) {
    return s.score > kSacrumSeen && (s.Centre() - body.Centre()).norm() < 0.6 * body.Height();
  });
}

// Bodies beyond an end that the first stage missed, as long as the second stage sees them. Downwards the
// sacrum looks much like one more body: it takes a surer look, and none where a sacrum was seen.
void Extend(Refiner& refiner, const cv::Mat& film, const Located& located, bool right, bool below,
            std::vector<Found>& found) {
  const int most = below ? kMostExtendedBelow : kMostExtendedAbove;
  for (int step = 0; step < most && !found.empty(); ++step) {
    std::vector<Candidate> chain;
    chain.reserve(found.size());
    for (const Found& f : found) chain.push_back(f.candidate);
    const Candidate next = Continue(chain, below);
    if (LeavesFilm(next.Centre(), film) || (below && OnSacrum(next, located.sacra))) return;
    Found f = RefineAll(refiner, film, {next}, right).front();
    const bool unsure = f.confidence < (below ? kValidBelow : kFilledValidity);
    if (unsure || Overlaps(f.candidate, below ? chain.back() : chain.front()) ||
        (below && OnSacrum(f.candidate, located.sacra)))
      return;
    below ? found.push_back(std::move(f)) : void(found.insert(found.begin(), std::move(f)));
  }
}

// How surely the corners of a body were seen. A corner whose heat hardly spreads beyond the spot of training
// is as good as known; what spreads farther errs by more than it spreads on patients' films.
CornerCovariances CovariancesOf(const RefinedBody& refined, const CornerSds& sds, double depth, bool right) {
  const std::array<Point, 4> points = PointsByCorner(right);
  CornerCovariances covariances;
  for (std::size_t k = 0; k < covariances.size(); ++k) {
    const Eigen::Matrix2d& heat = refined.covariance[points[k]];
    const double doubt = std::pow(sds[k] * depth, 2) - heat.trace() / 2;  // beyond the heat's spread
    const double times = kErrsMore * std::min(1.0, sds[k] / kSpreadSd);
    covariances[k] = times * times * (heat + std::max(0.0, doubt) * Eigen::Matrix2d::Identity()) +
                     std::pow(kLeastSd * depth, 2) * Eigen::Matrix2d::Identity();
  }
  return covariances;
}

bool IsSure(const Found& f, bool right) {
  const CornerSds sds = SdsOf(f.candidate, f.refined, right);
  return !f.candidate.filled && f.confidence > kSureConfidence &&
         *std::max_element(sds.begin(), sds.end()) < kSureSd;
}

double MeanValidity(const std::vector<Found>& found, int first, int count) {
  double sum = 0;
  for (int i = first; i < first + count; ++i) sum += found[i].refined.validity;
  return count > 0 ? sum / count : 0;
}

// How much another count of bodies must gain in validity over that of a run: all of a body's where there were
// none; else a little may be lost where the spacing clearly wants it, and where both would fit the second
// stage must prefer it.
double LeastGain(double room, int count, int other) {
  if (count == 0) return kFilledValidity;
  const bool clearly = std::abs(room - count) >= kClearly && std::abs(room - other) <= 0.5;
  return clearly ? -kRecountLoss : kRecountGain;
}

// The reading of a run that fits its length with another count of bodies and shows them best; absent when
// none is better than what was found.
std::optional<std::vector<Found>> ReadAgain(Refiner& refiner, const cv::Mat& film, bool right,
                                            const std::vector<Candidate>& bodies,
                                            const std::vector<bool>& sure, const DoubtfulRun& run,
                                            double validity) {
  const std::optional<double> room = RoomFor(bodies, sure, run);
  if (!room) return std::nullopt;
  const int count = run.last - run.first + 1;
  std::optional<std::vector<Found>> best;
  double most = 0;
  for (const int other : {static_cast<int>(std::floor(*room)), static_cast<int>(std::ceil(*room))}) {
    if (other < 1 || other == count || std::abs(*room - other) > kMayFit) continue;
    if (count == 0 && std::abs(*room) < kClearly) continue;
    std::vector<Found> again = RefineAll(refiner, film, Respaced(bodies, sure, run, other), right);
    const double seen = MeanValidity(again, 0, other);
    if (seen - validity < LeastGain(*room, count, other) || seen < most) continue;
    most = seen;
    best = std::move(again);
  }
  return best;
}

// Stretches of doubtful bodies are looked at anew with other counts that fit between the sure ones around;
// the second stage says which reading shows more of them.
void Recount(Refiner& refiner, const cv::Mat& film, bool right, std::vector<Found>& found) {
  std::vector<Candidate> bodies;
  std::vector<bool> sure;
  for (const Found& f : found) {
    bodies.push_back(WithCorners(f.candidate, f.refined, right));
    sure.push_back(IsSure(f, right));
  }
  for (const DoubtfulRun& run : DoubtfulRuns(sure)) {
    const double validity = MeanValidity(found, run.first, run.last - run.first + 1);
    const auto again = ReadAgain(refiner, film, right, bodies, sure, run, validity);
    if (!again) continue;
    found.erase(found.begin() + run.first, found.begin() + run.last + 1);
    found.insert(found.begin() + run.first, again->begin(), again->end());
  }
}

// What speaks for a reading of L5 under an L4, as log-odds.
double EvidenceOfL5(const Candidate& l4, const Found& l5, bool right) {
  const double valid = std::clamp(l5.refined.validity, 1 - kMostValid, kMostValid);
  return std::log(valid / (1 - valid)) -
         LumbosacralMisfit(l4, WithCorners(l5.candidate, l5.refined, right), right);
}

}  // namespace

void LookAgainAtL5(Refiner& refiner, const cv::Mat& film, bool anterior_right, std::size_t l5,
                   std::vector<Found>& found) {
  if (l5 == 0 || found[l5].confidence >= kSureL5 || found[l5 - 1].confidence < kSureConfidence) return;
  const Candidate l4 = WithCorners(found[l5 - 1].candidate, found[l5 - 1].refined, anterior_right);
  const Candidate expected = ExpectedL5(l4, found[l5].candidate, anterior_right);
  if (LeavesFilm(expected.Centre(), film)) return;
  Found again = RefineAll(refiner, film, {expected}, anterior_right).front();
  if (EvidenceOfL5(l4, again, anterior_right) <= EvidenceOfL5(l4, found[l5], anterior_right)) return;
  again.guessed = again.confidence < kSureConfidence;
  found[l5] = std::move(again);
}

void Regularise(std::span<Found> found, bool right) {
  std::vector<Candidate> seen;
  std::vector<CornerSds> sds;
  for (const Found& f : found) {
    seen.push_back(WithCorners(f.candidate, f.refined, right));
    sds.push_back(SdsOf(seen.back(), f.refined, right));
  }
  DoubtOutgrown(seen, sds);
  std::vector<CornerCovariances> covariances;
  covariances.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    covariances.push_back(CovariancesOf(found[i].refined, sds[i], seen[i].Depth(), right));
  const std::vector<Candidate> regular = RegulariseSpine(seen, covariances);
  const std::array<Point, 4> order = PointsByCorner(right);
  for (std::size_t i = 0; i < found.size(); ++i) {
    RefinedBody& body = found[i].refined;
    const std::array<Eigen::Vector2d, 6> before = body.points;
    for (std::size_t k = 0; k < order.size(); ++k) {
      const Eigen::Vector2d by = regular[i].corners[k] - before[order[k]];
      body.points[order[k]] += by;
      body.covariance[order[k]] += by * by.transpose();
    }
    for (const auto& [middle, anterior, posterior] : {std::array{kSM, kSA, kSP}, std::array{kIM, kIA, kIP}}) {
      const Eigen::Vector2d by =
          (body.points[anterior] - before[anterior] + body.points[posterior] - before[posterior]) / 2;
      body.points[middle] += by;
      body.covariance[middle] += by * by.transpose();
    }
  }
}

std::vector<Found> RefineChain(Refiner& refiner, const cv::Mat& film, const Located& located, bool right) {
  std::vector<Found> found = RefineAll(refiner, film, located.chain.bodies, right);
  Recount(refiner, film, right, found);
  Extend(refiner, film, located, right, true, found);
  Extend(refiner, film, located, right, false, found);
  return found;
}

}  // namespace openvfa
