#include "locate_spine.h"

#include <cmath>
#include <span>

#include "chain.h"
#include "consensus.h"
#include "film.h"

namespace openvfa {
namespace {

// Millimetres per pixel that are tried when the film says nothing, as heights of the whole film.
constexpr double kSmallestField_mm = 240, kLargestField_mm = 1000, kScaleStep = 1.25;
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

struct ScaledLook {
  double mm_per_px;
  std::vector<Candidate> bodies;
};

// The best chain through what was seen in all of `looks`.
Chain RoughSpine(std::span<const ScaledLook> looks) {
  std::vector<Candidate> all;
  for (const ScaledLook& look : looks) all.insert(all.end(), look.bodies.begin(), look.bodies.end());
  return LinkSpine(Strongest(std::move(all)));
}

// The likeliest chain through what was seen at up to three neighbouring sizes, or at all: bodies of one spine
// differ by half in size.
Chain SpineOfOneSize(std::span<const ScaledLook> looks, double rows) {
  constexpr std::size_t kMostSizes = 3;
  Chain best = RoughSpine(looks);
  for (std::size_t sizes = 1; sizes <= kMostSizes; ++sizes)
    for (std::size_t first = 0; first + sizes <= looks.size(); ++first) {
      Chain chain = RoughSpine(looks.subspan(first, sizes));
      if (Plausibility(chain, rows) > Plausibility(best, rows)) best = std::move(chain);
    }
  return best;
}

// What all looks agree on, with two more, both ways, at the size that the bodies have.
Located Agree(Locator& locator, const cv::Mat& film, const std::vector<ScaledLook>& seen, double own) {
  std::vector<Look> looks;
  looks.reserve(seen.size() + 2);
  for (const ScaledLook& look : seen) looks.push_back({look.bodies, ScaleWeight(look.mm_per_px / own)});
  const Candidates plain = locator.Find(film, own, false), mirrored = locator.Find(film, own, true);
  looks.push_back({plain.bodies, 1});
  looks.push_back({mirrored.bodies, 1});
  return {LinkSpine(Consensus(looks)), MergeSacra(plain.sacra, mirrored.sacra, SacrumReach(plain.bodies))};
}

ScaledLook LookAt(Locator& locator, const cv::Mat& film, double mm_per_px) {
  return {mm_per_px, locator.Find(film, mm_per_px, false).bodies};
}

// Without a pixel size: bodies are looked for at every size they could have, and then at the one they turned
// out to have.
Located SearchScales(Locator& locator, const cv::Mat& film) {
  std::vector<ScaledLook> looks;
  double field = kSmallestField_mm;
  while (field <= kLargestField_mm) {
    looks.push_back(LookAt(locator, film, field / film.rows));
    field *= kScaleStep;
  }
  const Chain rough = SpineOfOneSize(looks, film.rows);
  if (rough.bodies.empty()) return {};
  return Agree(locator, film, looks, MmPerPxFromDepth(rough.bodies));
}

// With a pixel size: patients differ in size, and their bodies from neck to pelvis.
Located SearchAround(Locator& locator, const cv::Mat& film, double mm_per_px) {
  std::vector<ScaledLook> looks = {LookAt(locator, film, mm_per_px)};
  const Chain first = RoughSpine(looks);
  if (first.bodies.empty()) return {};
  const double own = MmPerPxFromDepth(first.bodies);
  looks.push_back(LookAt(locator, film, own / kScaleStep));
  looks.push_back(LookAt(locator, film, own * kScaleStep));
  const Chain rough = RoughSpine(looks);
  return Agree(locator, film, looks, rough.bodies.empty() ? own : MmPerPxFromDepth(rough.bodies));
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
  if (!mm_per_px) return SearchScales(locator, film);
  Located located = SearchAround(locator, film, *mm_per_px);
  // A stated pixel size can be wrong (a print's resolution, a screen capture): look without it before
  // giving up.
  constexpr std::size_t kFewBodies = 3;
  if (located.chain.bodies.size() < kFewBodies) {
    Located searched = SearchScales(locator, film);
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
