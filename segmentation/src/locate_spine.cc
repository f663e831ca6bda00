#include "locate_spine.h"

#include <cmath>

#include "consensus.h"
#include "film.h"

namespace openvfa {
namespace {

// Millimetres per pixel that are tried when the film says nothing, as heights of the whole film.
constexpr double kSmallestField_mm = 240, kLargestField_mm = 1000, kScaleStep = 1.25;
constexpr int kStepsAround = 2;   // up and down from a known pixel size
constexpr double kScaleSd = 1.3;  // times the bodies' own size; looks farther off count less
constexpr double kLeastWeight = 1e-6;

// Heat of a sacrum that lies nearer than half a body is of the same one.
double SacrumReach(const std::vector<Candidate>& bodies) {
  double height = 2;
  for (const Candidate& c : bodies) height = std::max(height, c.Height());
  return 0.5 * height;
}

// How much a look counts that took the bodies for `ratio` times their size.
double ScaleWeight(double ratio) {
  const double off = std::log(ratio) / std::log(kScaleSd);
  return std::max(kLeastWeight, std::exp(-off * off / 2));
}

// Bodies are looked for at several sizes they could have, and the spine is the best chain through all of
// them; then once more, both ways, at the size its bodies turned out to have.
Located SearchScales(Locator& locator, const cv::Mat& film, const std::vector<double>& scales_mm_per_px) {
  std::vector<Look> looks;
  std::vector<Candidate> all;
  for (const double mm_per_px : scales_mm_per_px) {
    looks.push_back({locator.Find(film, mm_per_px, false).bodies, 1});
    all.insert(all.end(), looks.back().bodies.begin(), looks.back().bodies.end());
  }
  const Chain rough = LinkSpine(Strongest(all));
  if (rough.bodies.empty()) return {};
  const double own = MmPerPxFromDepth(rough.bodies);
  for (std::size_t i = 0; i < looks.size(); ++i) looks[i].weight = ScaleWeight(scales_mm_per_px[i] / own);
  const Candidates plain = locator.Find(film, own, false), mirrored = locator.Find(film, own, true);
  looks.push_back({plain.bodies, 1});
  looks.push_back({mirrored.bodies, 1});
  return {LinkSpine(Consensus(looks)), MergeSacra(plain.sacra, mirrored.sacra, SacrumReach(plain.bodies))};
}

// Sizes of a film of which nothing is known.
std::vector<double> AllScales(const cv::Mat& film) {
  std::vector<double> scales;
  for (double field = kSmallestField_mm; field <= kLargestField_mm; field *= kScaleStep)
    scales.push_back(field / film.rows);
  return scales;
}

// Patients differ in size, and their bodies from neck to pelvis, though the film's scale is known.
std::vector<double> ScalesAround(double mm_per_px) {
  std::vector<double> scales;
  for (int step = -kStepsAround; step <= kStepsAround; ++step)
    scales.push_back(mm_per_px * std::pow(kScaleStep, step));
  return scales;
}

std::vector<Candidate> CandidatesOf(const std::vector<Found>& found, const cv::Mat& film) {
  std::vector<Candidate> candidates;
  for (const Found& f : found) {
    candidates.push_back(f.candidate);
    for (const Eigen::Vector2d& c : f.candidate.corners)
      if (LeavesFilm(c, film)) candidates.back().cut = true;
  }
  return candidates;
}

// The stated pixel size, unless the bodies that were found deny it.
double ContextScale(std::optional<double> stated, const std::vector<Candidate>& bodies) {
  constexpr double kMostOff = 1.5;
  const double guess = MmPerPxFromDepth(bodies);
  if (!stated) return guess;
  return *stated < guess * kMostOff && guess < *stated * kMostOff ? *stated : guess;
}

}  // namespace

Located LocateSpine(Locator& locator, const cv::Mat& film, std::optional<double> mm_per_px) {
  if (!mm_per_px) return SearchScales(locator, film, AllScales(film));
  Located located = SearchScales(locator, film, ScalesAround(*mm_per_px));
  // A stated pixel size can be wrong (a print's resolution, a screen capture): look without it before
  // giving up.
  constexpr std::size_t kFewBodies = 3;
  if (located.chain.bodies.size() < kFewBodies) {
    Located searched = SearchScales(locator, film, AllScales(film));
    if (searched.chain.score > located.chain.score) return searched;
  }
  return located;
}

NamingEvidence EvidenceOf(ContextReader& context, const cv::Mat& film, std::optional<double> mm_per_px,
                          const Located& located, const std::vector<Found>& found) {
  NamingEvidence evidence{CandidatesOf(found, film), located.sacra, {}};
  evidence.context = context.Read(film, ContextScale(mm_per_px, located.chain.bodies), evidence.bodies);
  return evidence;
}

}  // namespace openvfa
