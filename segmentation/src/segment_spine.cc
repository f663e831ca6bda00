#include "openvfa/segmentation/segment_spine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <opencv2/core.hpp>
#include <span>

#include "chain.h"
#include "context.h"
#include "film.h"
#include "locate.h"
#include "locate_spine.h"
#include "naming.h"
#include "openvfa/image/error.h"
#include "openvfa/segmentation/networks.h"
#include "outline_fit.h"
#include "refine.h"
#include "refine_chain.h"
#include "shipped_shapes.h"

namespace openvfa {
namespace {

constexpr double kOutsideShare = 0.02;  // of the depth by which a corner may leave the film
// Between the errors of two heights of one body: 0.35 to 0.45 on 160 simulated films.
constexpr double kHeightCorrelation = 0.4;
constexpr double kWorstSd = 0.18;     // of the depth: a landmark less certain than this measures nothing
constexpr double kLeastSquare = 0.3;  // of the highest wall, the lowest: no fracture is that much of a wedge
constexpr double kMostFlat = 0.4;     // of a body's inside that may be one flat grey
// A body less likely than this by both networks measures nothing: behind noise they still see a little of one
// where its neighbours make them expect it.
constexpr double kLeastConfidence = 0.5;
constexpr double kLeastValidity = 0.3;  // by the second network alone
constexpr double kSureSide = 0.15;      // a side less likely than this is not looked at again
constexpr double kSideWeight = 0.3;     // bodies of one film err together
// A body that is less likely a vertebra than this is left out; up to even odds it is shown under the likelier
// name, S1, and measures nothing: where the pelvis hides L5, leaving it out would lose it.
constexpr double kPossibleVertebra = 0.25;
constexpr double kDoubtful = 0.9;  // probabilities below this are told to the reader

class Timer {
 public:
  Timer(const ProgressCallback& progress, std::string_view stage) : progress_(progress), stage_(stage) {
    if (progress_) progress_(stage_, -1);
  }
  ~Timer() {
    if (progress_)
      progress_(stage_, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count());
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  const ProgressCallback& progress_;
  std::string_view stage_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

double RightProbability(const Chain& chain) {
  double sum = 0;
  int count = 0;
  for (const Candidate& c : chain.bodies)
    if (!c.filled) sum += c.right_logit, ++count;
  return count == 0 ? 0.5 : 1 / (1 + std::exp(-1.5 * sum / count));
}

// Share of a body's inside where the film is one flat value: covered, blackened or burnt out. What is flat
// over a share of the depth only may be a block of a strongly compressed film.
double FlatShare(const std::vector<Eigen::Vector2d>& outline, double depth, const cv::Mat& film) {
  constexpr int kSteps = 6;
  constexpr double kReach = 0.03;  // of the depth, on each side
  const int reach = std::max(1, static_cast<int>(std::lround(kReach * depth)));
  Eigen::Vector2d centre = Eigen::Vector2d::Zero();
  for (const Eigen::Vector2d& p : outline) centre += p / static_cast<double>(outline.size());
  int flat = 0, all = 0;
  for (const Eigen::Vector2d& p : outline)
    for (int s = 0; s < kSteps; ++s) {
      const Eigen::Vector2d q = centre + (p - centre) * (s + 0.5) / kSteps;
      const int x = static_cast<int>(std::lround(q.x())), y = static_cast<int>(std::lround(q.y()));
      if (x < reach || y < reach || x + reach >= film.cols || y + reach >= film.rows) continue;
      double low = 0, high = 0;
      cv::minMaxLoc(film(cv::Rect(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1)), &low, &high);
      ++all;
      flat += high == low;
    }
  return all > 0 ? static_cast<double>(flat) / all : 0;
}

// Why a body's landmarks cannot be trusted; empty when they can.
std::string Doubt(const FittedOutline& fit, const Found& found, const cv::Mat& film) {
  const SixPoints& p = fit.points;
  const double depth = (p.superior_anterior.position_px - p.superior_posterior.position_px).norm();
  for (const Landmark* l : {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
                            &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior}) {
    if (LeavesFilm(l->position_px, film, kOutsideShare * depth)) return "the body leaves the film";
    if (std::sqrt(l->covariance_px2.trace() / 2) > kWorstSd * depth)
      return "an endplate or wall cannot be told apart from its surroundings";
  }
  const double ha = (p.superior_anterior.position_px - p.inferior_anterior.position_px).norm();
  const double hp = (p.superior_posterior.position_px - p.inferior_posterior.position_px).norm();
  if (std::min(ha, hp) < kLeastSquare * std::max(ha, hp))
    return "its outline is not that of a vertebral body";
  if (FlatShare(fit.outline, depth, film) > kMostFlat) return "the film is blank there";
  const bool hidden = found.refined.validity < kLeastValidity || found.confidence < kLeastConfidence;
  return hidden ? "the body is hidden or hardly visible" : "";
}

VertebralBody Describe(const Found& found, const ShapeModel& model, const cv::Mat& film) {
  FittedOutline fit = FitOutline(model, found.refined, film);
  VertebralBody body;
  body.confidence = found.confidence;
  body.reason = Doubt(fit, found, film);
  body.evaluable = body.reason.empty();
  body.outline_px = std::move(fit.outline);
  body.points = fit.points;
  body.height_correlation = kHeightCorrelation;
  return body;
}

void Name(const std::vector<Naming>& namings, std::size_t index, VertebralBody& body) {
  for (const Naming& n : namings) {
    const auto known = std::find_if(body.level_alternatives.begin(), body.level_alternatives.end(),
                                    [&](const LevelProbability& a) { return a.level == n.levels[index]; });
    if (known != body.level_alternatives.end())
      known->probability += n.probability;
    else
      body.level_alternatives.push_back({n.levels[index], n.probability});
  }
  body.level = namings.front().levels[index];  // of the likeliest whole naming, so that names never repeat
  for (const LevelProbability& a : body.level_alternatives)
    if (a.level == body.level) body.level_probability = a.probability;
  std::erase_if(body.level_alternatives, [](const LevelProbability& a) { return a.probability <= 0.01; });
  std::sort(
      body.level_alternatives.begin(), body.level_alternatives.end(),
      [](const LevelProbability& a, const LevelProbability& b) { return a.probability > b.probability; });
}

// Rows back from square to stored pixels.
void Unsquare(double aspect, VertebralBody& body) {
  if (aspect == 1) return;
  const auto point = [&](Eigen::Vector2d& p) { p.y() = (p.y() + 0.5) / aspect - 0.5; };
  for (Eigen::Vector2d& p : body.outline_px) point(p);
  const Eigen::Matrix2d back = Eigen::Vector2d(1, 1 / aspect).asDiagonal();
  SixPoints& s = body.points;
  for (Landmark* l : {&s.superior_anterior, &s.superior_middle, &s.superior_posterior, &s.inferior_anterior,
                      &s.inferior_middle, &s.inferior_posterior}) {
    point(l->position_px);
    l->covariance_px2 = back * l->covariance_px2 * back;
  }
}

// The side from the first stage and, where that is in doubt, the facing of which the second makes more.
double DecideRight(Refiner& refiner, const cv::Mat& film, const Chain& chain,
                   const std::optional<AnteriorSide>& told) {
  if (told) return *told == AnteriorSide::kRight ? 1 : 0;
  const double p = RightProbability(chain);
  if (p < kSureSide || p > 1 - kSureSide) return p;
  double log_odds = std::log(p / (1 - p));
  for (const bool right : {true, false})
    for (const RefinedBody& body : refiner.Refine(film, chain.bodies, right)) {
      const double v = std::clamp(body.validity, 0.02, 0.98);
      log_odds += (right ? 1 : -1) * kSideWeight * std::log(v / (1 - v));
    }
  return 1 / (1 + std::exp(-log_odds));
}

void Doubts(const SpineOutlines& outlines, const std::vector<Naming>& namings, std::vector<Diagnostic>& out) {
  const auto percent = [](double p) { return std::to_string(static_cast<int>(std::lround(100 * p))) + " %"; };
  if (outlines.anterior_probability < kDoubtful)
    out.push_back({Severity::kWarning, "orientation-uncertain",
                   "which way the patient faces is uncertain (" + percent(outlines.anterior_probability) +
                       "); anterior and posterior heights may be swapped"});
  if (!namings.empty() && namings.front().probability < kDoubtful)
    out.push_back({Severity::kWarning, "levels-uncertain",
                   "the level names are uncertain (" + percent(namings.front().probability) +
                       "): check them, they may all be one level off"});
}

// A pixel size by which no patient has such bodies: a slip of the keys, a screen capture.
void DoubtPixelSize(std::optional<double> stated, const std::vector<Candidate>& bodies,
                    std::vector<Diagnostic>& out) {
  constexpr double kMostOff = 1.6;  // times the depth of most people's bodies
  if (!stated) return;
  const double times = *stated / MmPerPxFromDepth(bodies);
  if (times < kMostOff && times > 1 / kMostOff) return;
  std::string factor = std::to_string(std::max(times, 1 / times));
  factor.resize(factor.find('.') + 2);
  out.push_back({Severity::kWarning, "pixel-size-doubtful",
                 "at the stated pixel size the vertebral bodies are about " + factor + " times as " +
                     (times > 1 ? "large" : "small") + " as usual: check it, every length rests on it"});
}

bool IsReported(VertebralLevel level) { return level >= VertebralLevel::kT1 && level <= VertebralLevel::kL6; }

// That body `index` is one of the vertebrae that are reported, over all namings.
double ReportedProbability(const std::vector<Naming>& namings, std::size_t index) {
  double sum = 0;
  for (const Naming& n : namings)
    if (IsReported(n.levels[index])) sum += n.probability;
  return sum;
}

bool IsSeen(const Found& found, double min_confidence) {
  return found.confidence >=
         (found.candidate.filled ? std::max(kFilledValidity, min_confidence) : min_confidence);
}

// From the first to the last body that is seen and may be a vertebra, as [first, last): a spine has no gaps,
// so bodies that hide between others are shown too, and measure nothing.
std::pair<std::size_t, std::size_t> Shown(const std::vector<Found>& found, const std::vector<Naming>& namings,
                                          double min_confidence) {
  std::pair<std::size_t, std::size_t> shown(found.size(), 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!IsSeen(found[i], min_confidence) || ReportedProbability(namings, i) < kPossibleVertebra) continue;
    shown = {std::min(shown.first, i), i + 1};
  }
  return shown;
}

void Refuse(const std::string& reason, VertebralBody& body) {
  body.evaluable = false;
  body.reason = reason;
}

// The lowest body that a user sees, and names, is one that is shown.
void DropUnseenBelow(double min_confidence, std::vector<Found>& found) {
  const auto seen = [&](const Found& f) { return IsSeen(f, min_confidence); };
  found.erase(std::find_if(found.rbegin(), found.rend(), seen).base(), found.end());
}

// The bodies of a chain that are shown, named and with what keeps them from being measured; px of `film`.
std::vector<VertebralBody> Report(const std::vector<Found>& found, const std::vector<Naming>& namings,
                                  double min_confidence, const cv::Mat& film) {
  std::vector<VertebralBody> bodies;
  const auto [first, last] = Shown(found, namings, min_confidence);
  for (std::size_t i = first; i < last; ++i) {
    if (!bodies.empty() && bodies.back().level == VertebralLevel::kS1) break;  // names never repeat
    VertebralBody body = Describe(found[i], ShippedShapes(), film);
    if (!IsSeen(found[i], min_confidence))
      Refuse("it is hidden or hardly visible: placed where its neighbours leave room for it", body);
    else if (found[i].guessed)
      Refuse("it is hardly visible: placed by the body above it", body);
    else if (found[i].candidate.filled)
      Refuse("it is hardly visible: seen only on a closer look at where its neighbours want it", body);
    Name(namings, i, body);
    if (body.level < VertebralLevel::kT1)
      Refuse("it is more likely a cervical than a thoracic vertebra", body);
    else if (!IsReported(body.level))
      Refuse("it is more likely the sacrum than a vertebra", body);
    bodies.push_back(std::move(body));
  }
  return bodies;
}

// How surely a body's corners were seen: their standard deviation in depths.
double CornerSd(const VertebralBody& body) {
  const SixPoints& p = body.points;
  double variance = 0;
  for (const Landmark* l :
       {&p.superior_anterior, &p.superior_posterior, &p.inferior_anterior, &p.inferior_posterior})
    variance += l->covariance_px2.trace() / 8;
  return std::sqrt(variance) / (p.superior_anterior.position_px - p.superior_posterior.position_px).norm();
}

// Mean of the `count` least values; of all where there are fewer.
double MeanOfLeast(std::vector<double> values, std::size_t count) {
  std::sort(values.begin(), values.end());
  values.resize(std::min(values.size(), count));
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Noise, text and pictures of other things hold what looks a little like a body, but hardly ever its corners.
// The three best bodies' mean doubt lies below 0.2 on patients' films and 0.28 on simulated ones, their
// corners' SD below 0.045 and 0.03; on noise that SD is 0.069 and more.
bool LooksLikeSpine(const std::vector<VertebralBody>& bodies) {
  constexpr std::size_t kBest = 3;
  constexpr double kMostDoubt = 0.35;      // 1 - confidence
  constexpr double kMostCornerSd = 0.055;  // of the depth
  std::vector<double> doubts, sds;
  doubts.reserve(bodies.size());
  sds.reserve(bodies.size());
  for (const VertebralBody& body : bodies) {
    doubts.push_back(1 - body.confidence);
    sds.push_back(CornerSd(body));
  }
  return MeanOfLeast(std::move(doubts), kBest) <= kMostDoubt &&
         MeanOfLeast(std::move(sds), kBest) <= kMostCornerSd;
}

void RefuseAll(std::vector<VertebralBody>& bodies, std::vector<Diagnostic>& out) {
  for (VertebralBody& body : bodies)
    if (body.evaluable) Refuse("nothing on the image looks surely like a vertebral body", body);
  out.push_back(
      {Severity::kWarning, "spine-doubtful",
       "what was found hardly looks like a spine, and none of it is measured: is this a lateral image "
       "of the spine?"});
}

std::optional<std::size_t> IndexOf(VertebralLevel level, const Naming& naming) {
  const auto at = std::find(naming.levels.begin(), naming.levels.end(), level);
  if (at == naming.levels.end()) return std::nullopt;
  return static_cast<std::size_t>(at - naming.levels.begin());
}

SpineOutlines Run(const Radiograph& radiograph, const SegmentationOptions& options) {
  SpineOutlines out;
  out.networks = ShippedNetworks();
  const cv::Mat film = SquareFilm(radiograph);
  std::optional<double> mm_per_px;
  if (radiograph.calibration.mm_per_px) mm_per_px = radiograph.calibration.mm_per_px->x();
  Located located;
  {
    const Timer timer(options.progress, "locate");
    Locator locator;
    located = LocateSpine(locator, film, mm_per_px);
  }
  if (located.chain.bodies.empty()) {
    out.diagnostics.push_back(
        {Severity::kWarning, "no-vertebra", "no vertebral body was found on this image"});
    return out;
  }
  DoubtPixelSize(mm_per_px, located.chain.bodies, out.diagnostics);
  Refiner refiner;
  const double right = DecideRight(refiner, film, located.chain, options.anterior);
  out.anterior = right >= 0.5 ? AnteriorSide::kRight : AnteriorSide::kLeft;
  out.anterior_probability = std::max(right, 1 - right);
  std::vector<Found> found;
  {
    const Timer timer(options.progress, "refine");
    found = RefineChain(refiner, film, located, right >= 0.5);
  }
  if (options.lowest_level) DropUnseenBelow(options.min_confidence, found);
  const Timer timer(options.progress, "outline");
  ContextReader context;
  const std::vector<Naming> namings =
      NameLevels(EvidenceOf(context, film, mm_per_px, located, found), options.lowest_level);
  if (const auto l5 = IndexOf(VertebralLevel::kL5, namings.front()))
    LookAgainAtL5(refiner, film, right >= 0.5, *l5, found);
  const std::size_t vertebrae = IndexOf(VertebralLevel::kS1, namings.front()).value_or(found.size());
  Regularise(std::span(found).first(vertebrae), right >= 0.5);
  out.bodies = Report(found, namings, options.min_confidence, film);
  if (out.bodies.empty())
    out.diagnostics.push_back(
        {Severity::kWarning, "no-vertebra", "no vertebral body between T1 and L5 was found on this image"});
  else if (!LooksLikeSpine(out.bodies))
    RefuseAll(out.bodies, out.diagnostics);
  else
    Doubts(out, namings, out.diagnostics);
  for (VertebralBody& body : out.bodies) Unsquare(radiograph.calibration.pixel_aspect, body);
  return out;
}

void Check(const Radiograph& radiograph) {
  const std::size_t expected = static_cast<std::size_t>(std::max(0, radiograph.rows)) *
                               static_cast<std::size_t>(std::max(0, radiograph.columns));
  if (expected == 0 || radiograph.pixels.size() != expected)
    throw InputError("the image is empty or its pixels do not match its size");
  if (!radiograph.padding.empty() && radiograph.padding.size() != expected)
    throw InputError("the image's padding does not match its size");
  radiograph.calibration.Validate();
  constexpr double kMostPixels = 1 << 28;  // of the film with square pixels
  if (radiograph.calibration.pixel_aspect * static_cast<double>(expected) > kMostPixels)
    throw InputError("the image's pixel aspect ratio makes it too large");
}

}  // namespace

void SegmentationOptions::Validate() const {
  if (!(min_confidence >= 0 && min_confidence <= 1))
    throw InputError("min_confidence must lie between 0 and 1");
  if (threads < 0) throw InputError("threads must not be negative");
}

SpineOutlines SegmentSpine(const Radiograph& radiograph, const SegmentationOptions& options) {
  options.Validate();
  Check(radiograph);
  if (options.threads > 0) cv::setNumThreads(options.threads);
  try {
    return Run(radiograph, options);
  } catch (const cv::Exception& e) {
    if (e.code == cv::Error::StsNoMem) throw std::bad_alloc();
    std::throw_with_nested(Error("segmentation failed"));
  }
}

}  // namespace openvfa
