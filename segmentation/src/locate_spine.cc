#include "locate_spine.h"

#include <utility>

#include "film.h"

namespace openvfa {
namespace {

// Millimetres per pixel that are tried when the film says nothing, as heights of the whole film.
constexpr double kSmallestField_mm = 240, kLargestField_mm = 1000, kFieldStep = 1.25;
constexpr double kNearScale = 1.25;  // of the further looks at a film whose pixel size is known

// As it is and mirrored.
Candidates FindBothWays(Locator& locator, const cv::Mat& film, double mm_per_px) {
  return Merge(locator.Find(film, mm_per_px, false), locator.Find(film, mm_per_px, true));
}

// At the film's scale both ways, and a little larger and smaller: bodies that one look misses show in
// another.
Candidates FindAround(Locator& locator, const cv::Mat& film, double mm_per_px) {
  Candidates found = FindBothWays(locator, film, mm_per_px);
  for (const double factor : {1 / kNearScale, kNearScale}) {
    const Candidates more = locator.Find(film, mm_per_px * factor, false);
    found.bodies.insert(found.bodies.end(), more.bodies.begin(), more.bodies.end());
  }
  found.bodies = Strongest(std::move(found.bodies));
  return found;
}

// Without calibration: bodies are looked for at every size they could have, and the spine is the best chain
// through all of them; then once more at the size its bodies turned out to have.
Located SearchScale(Locator& locator, const cv::Mat& film) {
  Candidates all;
  const auto add = [&](const Candidates& found) {
    all.bodies.insert(all.bodies.end(), found.bodies.begin(), found.bodies.end());
    all.sacra.insert(all.sacra.end(), found.sacra.begin(), found.sacra.end());
  };
  for (double field = kSmallestField_mm; field <= kLargestField_mm; field *= kFieldStep)
    add(locator.Find(film, field / film.rows, false));
  const Chain rough = LinkSpine(Strongest(all.bodies));
  if (rough.bodies.empty()) return {};
  const Candidates fine = FindBothWays(locator, film, MmPerPxFromDepth(rough.bodies));
  add(fine);
  return {LinkSpine(Strongest(all.bodies)), fine.sacra};
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
  if (!mm_per_px) return SearchScale(locator, film);
  const Candidates found = FindAround(locator, film, *mm_per_px);
  Located located = {LinkSpine(found.bodies), found.sacra};
  // A stated pixel size can be wrong (a print's resolution, a screen capture): look without it before
  // giving up.
  constexpr std::size_t kFewBodies = 3;
  if (located.chain.bodies.size() < kFewBodies) {
    Located searched = SearchScale(locator, film);
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
