// The whole segmentation on simulated films, whose truth is known.
#include "openvfa/segmentation/segment_spine.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "openvfa/image/error.h"
#include "openvfa/phantom/phantom.h"
#include "openvfa/segmentation/networks.h"

namespace openvfa {
namespace {

using phantom::PhantomFilm;
using phantom::TruthBody;

constexpr std::uint64_t kSeed = 4242;  // no network has seen these films

Radiograph RadiographOf(const PhantomFilm& film, bool calibrated) {
  Radiograph r;
  r.rows = film.rows, r.columns = film.columns;
  r.pixels.assign(film.pixels.begin(), film.pixels.end());
  if (calibrated) r.calibration.mm_per_px = Eigen::Vector2d::Constant(film.mm_per_px);
  return r;
}

Eigen::Vector2d CentreOf(const TruthBody& b) {
  return (b.superior_anterior_px + b.superior_posterior_px + b.inferior_anterior_px +
          b.inferior_posterior_px) /
         4;
}

Eigen::Vector2d CentreOf(const VertebralBody& b) {
  const SixPoints& p = b.points;
  return (p.superior_anterior.position_px + p.superior_posterior.position_px +
          p.inferior_anterior.position_px + p.inferior_posterior.position_px) /
         4;
}

double HeightOf(const TruthBody& b) { return (b.superior_posterior_px - b.inferior_posterior_px).norm(); }

bool LiesOn(const VertebralBody& body, const TruthBody& truth) {
  return (CentreOf(body) - CentreOf(truth)).norm() < HeightOf(truth) / 2;
}

struct Score {
  int bodies = 0, found = 0, named = 0, false_bodies = 0;
  std::vector<double> corner_mm;
};

void Add(const PhantomFilm& film, const SpineOutlines& outlines, Score& score) {
  // Neither half a height from any body nor above the highest or below the lowest that the film shows.
  const auto [lower, upper] = std::minmax_element(
      film.bodies.begin(), film.bodies.end(),
      [](const TruthBody& a, const TruthBody& b) { return CentreOf(a).y() > CentreOf(b).y(); });
  for (const VertebralBody& body : outlines.bodies) {
    const double y = CentreOf(body).y();
    score.false_bodies += body.evaluable && y > CentreOf(*upper).y() && y < CentreOf(*lower).y() &&
                          std::none_of(film.bodies.begin(), film.bodies.end(),
                                       [&](const TruthBody& truth) { return LiesOn(body, truth); });
  }
  for (const TruthBody& truth : film.bodies) {
    if (!ParseLevel(truth.level) || *ParseLevel(truth.level) < VertebralLevel::kT4 || truth.level == "S1")
      continue;
    ++score.bodies;
    const auto nearest = std::min_element(
        outlines.bodies.begin(), outlines.bodies.end(), [&](const VertebralBody& a, const VertebralBody& b) {
          return (CentreOf(a) - CentreOf(truth)).norm() < (CentreOf(b) - CentreOf(truth)).norm();
        });
    if (nearest == outlines.bodies.end() || !LiesOn(*nearest, truth)) continue;
    ++score.found;
    score.named += LevelName(nearest->level) == truth.level;
    score.corner_mm.push_back(
        film.mm_per_px * (nearest->points.superior_anterior.position_px - truth.superior_anterior_px).norm());
    score.corner_mm.push_back(
        film.mm_per_px *
        (nearest->points.inferior_posterior.position_px - truth.inferior_posterior_px).norm());
  }
}

double Median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

phantom::PhantomOptions Lumbar() {
  phantom::PhantomOptions options;
  options.framing = phantom::Framing::kLumbar;
  return options;
}

TEST(SegmentSpine, FindsAndMeasuresSimulatedSpinesOfEveryFraming) {
  Score score;
  for (std::uint64_t i = 0; i < 16; ++i) {
    phantom::PhantomOptions options;
    options.framing = static_cast<phantom::Framing>(i % 4);
    const PhantomFilm film = SimulateFilm(options, kSeed, i);
    Add(film, SegmentSpine(RadiographOf(film, true)), score);
  }
  EXPECT_GE(score.found, score.bodies * 85 / 100) << score.found << " of " << score.bodies;
  EXPECT_LT(Median(score.corner_mm), 1.2);
  EXPECT_GE(score.named, score.found * 6 / 10);
  EXPECT_LE(score.false_bodies, 4);
}

TEST(SegmentSpine, FindsTheScaleItself) {
  Score score;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const PhantomFilm film = SimulateFilm(Lumbar(), kSeed, 100 + i);
    Add(film, SegmentSpine(RadiographOf(film, false)), score);
  }
  EXPECT_GE(score.found, score.bodies * 75 / 100) << score.found << " of " << score.bodies;
}

TEST(SegmentSpine, TheMirroredFilmIsTheSameSpine) {
  const PhantomFilm film = SimulateFilm(Lumbar(), kSeed, 200);
  Radiograph right = RadiographOf(film, true), left = right;
  for (int y = 0; y < left.rows; ++y)
    std::reverse(left.pixels.begin() + static_cast<std::ptrdiff_t>(y) * left.columns,
                 left.pixels.begin() + static_cast<std::ptrdiff_t>(y + 1) * left.columns);
  const SpineOutlines a = SegmentSpine(right), b = SegmentSpine(left);
  EXPECT_NE(a.anterior, b.anterior);
  ASSERT_GE(a.bodies.size(), 4u);
  // The networks' zero padding lies on one side, so a body at the film's edge may be seen one way only.
  std::size_t same = 0;
  for (const VertebralBody& body : a.bodies)
    for (const VertebralBody& other : b.bodies) {
      if (body.level != other.level) continue;
      const Eigen::Vector2d p = body.points.superior_anterior.position_px,
                            q = other.points.superior_anterior.position_px;
      same += std::abs(film.columns - 1 - q.x() - p.x()) < 4 && std::abs(q.y() - p.y()) < 4;
    }
  EXPECT_GE(same + 1, std::max(a.bodies.size(), b.bodies.size()));
}

TEST(SegmentSpine, OblongPixelsGiveTheSameBodies) {
  const PhantomFilm film = SimulateFilm(Lumbar(), kSeed, 201);
  const Radiograph square = RadiographOf(film, true);
  Radiograph oblong = square;  // every second row left out
  oblong.rows /= 2;
  oblong.pixels.clear();
  for (int y = 0; y < oblong.rows; ++y)
    for (int x = 0; x < square.columns; ++x)
      oblong.pixels.push_back((square.At(2 * y, x) + square.At(2 * y + 1, x)) / 2);
  oblong.calibration.mm_per_px = Eigen::Vector2d(film.mm_per_px, 2 * film.mm_per_px);
  oblong.calibration.pixel_aspect = 2;
  const SpineOutlines a = SegmentSpine(square), b = SegmentSpine(oblong);
  ASSERT_FALSE(a.bodies.empty());
  int same = 0;
  for (const VertebralBody& body : b.bodies)
    for (const VertebralBody& other : a.bodies)
      same += (Eigen::Vector2d(CentreOf(body).x(), 2 * CentreOf(body).y() + .5) - CentreOf(other)).norm() *
                  film.mm_per_px <
              3;
  EXPECT_GE(same, static_cast<int>(a.bodies.size()) - 1);
}

TEST(SegmentSpine, DescribesEveryBodyFully) {
  const SpineOutlines outlines = SegmentSpine(RadiographOf(SimulateFilm(Lumbar(), kSeed, 202), true));
  ASSERT_GE(outlines.bodies.size(), 3u);
  std::set<VertebralLevel> names;
  for (const VertebralBody& body : outlines.bodies) {
    EXPECT_GE(body.outline_px.size(), 64u);
    EXPECT_TRUE(names.insert(body.level).second) << "twice " << LevelName(body.level);
    EXPECT_GT(body.level_probability, 0);
    EXPECT_LE(body.level_probability, 1 + 1e-9);
    EXPECT_EQ(body.evaluable, body.reason.empty());
    EXPECT_GT(body.points.superior_anterior.covariance_px2.trace(), 0);
    EXPECT_GT(body.points.superior_anterior.covariance_px2.determinant(), 0);
  }
  EXPECT_EQ(outlines.networks.size(), 3u);
}

double FromOutline(const Eigen::Vector2d& point, const std::vector<Eigen::Vector2d>& outline) {
  std::vector<cv::Point2f> polygon;
  for (const Eigen::Vector2d& p : outline)
    polygon.emplace_back(static_cast<float>(p.x()), static_cast<float>(p.y()));
  return std::abs(cv::pointPolygonTest(
      polygon, cv::Point2f(static_cast<float>(point.x()), static_cast<float>(point.y())), true));
}

TEST(SegmentSpine, OutlinesMeetTheirCorners) {
  const SpineOutlines outlines = SegmentSpine(RadiographOf(SimulateFilm(Lumbar(), kSeed, 202), true));
  ASSERT_FALSE(outlines.bodies.empty());
  for (const VertebralBody& body : outlines.bodies) {
    const SixPoints& p = body.points;
    const double depth = (p.superior_anterior.position_px - p.superior_posterior.position_px).norm();
    for (const Landmark* corner :
         {&p.superior_anterior, &p.superior_posterior, &p.inferior_anterior, &p.inferior_posterior})
      EXPECT_LT(FromOutline(corner->position_px, body.outline_px), .01 * depth) << LevelName(body.level);
  }
}

// The film with what lies less than `reach` heights above and below a body's centre replaced, edge to edge.
Radiograph Covered(const PhantomFilm& film, const TruthBody& body, double reach,
                   const std::function<float()>& grey) {
  Radiograph covered = RadiographOf(film, true);
  for (int y = 0; y < covered.rows; ++y)
    for (int x = 0; x < covered.columns; ++x)
      if (std::abs(y - CentreOf(body).y()) < reach * HeightOf(body))
        covered.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(covered.columns) +
                       static_cast<std::size_t>(x)] = grey();
  return covered;
}

const VertebralBody* At(const SpineOutlines& outlines, const TruthBody& body) {
  const auto at = std::find_if(outlines.bodies.begin(), outlines.bodies.end(),
                               [&](const VertebralBody& b) { return LiesOn(b, body); });
  return at == outlines.bodies.end() ? nullptr : &*at;
}

TEST(SegmentSpine, ShowsABodyHiddenBetweenOthersButMeasuresNothingThere) {
  phantom::PhantomOptions options;
  options.framing = phantom::Framing::kWholeSpine;
  const PhantomFilm film = SimulateFilm(options, kSeed, 301);
  std::mt19937 random(1);
  const auto black = [] { return 0.0f; };
  const auto noise = [&] { return static_cast<float>(random() % 256); };
  // In so much of it the second network sees no body.
  const std::vector<std::pair<std::string, std::function<float()>>> covers = {
      {"T11", black}, {"T9", noise}, {"L2", noise}};
  for (const auto& [level, grey] : covers) {
    SCOPED_TRACE(level);
    const auto hidden = std::find_if(film.bodies.begin(), film.bodies.end(),
                                     [&](const TruthBody& b) { return b.level == level; });
    ASSERT_NE(hidden, film.bodies.end());
    const SpineOutlines outlines = SegmentSpine(Covered(film, *hidden, 1.1, grey));
    const VertebralBody* shown = At(outlines, *hidden);
    ASSERT_NE(shown, nullptr);
    EXPECT_FALSE(shown->evaluable);
    EXPECT_FALSE(shown->reason.empty());
  }
}

TEST(SegmentSpine, HonoursWhatTheUserKnows) {
  phantom::PhantomOptions facing_right = Lumbar();
  facing_right.anterior_right = true;
  const Radiograph film = RadiographOf(SimulateFilm(facing_right, kSeed, 203), true);
  ASSERT_EQ(SegmentSpine(film).anterior, AnteriorSide::kRight);
  SegmentationOptions options;
  options.lowest_level = VertebralLevel::kL4;
  options.anterior = AnteriorSide::kLeft;
  std::set<std::string> stages;
  options.progress = [&](std::string_view stage, double) { stages.insert(std::string(stage)); };
  const SpineOutlines outlines = SegmentSpine(film, options);
  ASSERT_FALSE(outlines.bodies.empty());
  EXPECT_EQ(outlines.bodies.back().level, VertebralLevel::kL4);
  EXPECT_EQ(outlines.anterior, AnteriorSide::kLeft);
  EXPECT_EQ(stages, (std::set<std::string>{"locate", "refine", "outline"}));
}

TEST(SegmentSpine, SaysWhenThereIsNoSpine) {
  Radiograph blank;
  blank.rows = 300, blank.columns = 200;
  blank.pixels.assign(300 * 200, 5.0f);
  const SpineOutlines outlines = SegmentSpine(blank);
  EXPECT_TRUE(outlines.bodies.empty());
  ASSERT_EQ(outlines.diagnostics.size(), 1u);
  EXPECT_EQ(outlines.diagnostics[0].code, "no-vertebra");
}

TEST(SegmentSpine, MeasuresNothingOnNoise) {
  // Both give bodies that the networks are sure of, but not of their corners.
  for (const unsigned seed : {1u, 2u}) {
    SCOPED_TRACE(seed);
    Radiograph noise;
    noise.rows = 900, noise.columns = 700;
    std::mt19937 random(seed);
    for (int i = 0; i < noise.rows * noise.columns; ++i)
      noise.pixels.push_back(static_cast<float>(random() % 256));
    const SpineOutlines outlines = SegmentSpine(noise);
    EXPECT_TRUE(std::none_of(outlines.bodies.begin(), outlines.bodies.end(),
                             [](const VertebralBody& body) { return body.evaluable; }));
    ASSERT_EQ(outlines.diagnostics.size(), 1u);
    EXPECT_EQ(outlines.diagnostics[0].code, outlines.bodies.empty() ? "no-vertebra" : "spine-doubtful");
  }
}

TEST(SegmentSpine, RefusesNonsense) {
  EXPECT_THROW(SegmentSpine(Radiograph{}), InputError);
  Radiograph wrong;
  wrong.rows = 10, wrong.columns = 10;
  wrong.pixels.assign(99, 0.0f);
  EXPECT_THROW(SegmentSpine(wrong), InputError);
  wrong.pixels.assign(100, 0.0f);
  SegmentationOptions options;
  options.min_confidence = 2;
  EXPECT_THROW(SegmentSpine(wrong, options), InputError);
  Radiograph padded = wrong;
  padded.padding.assign(101, 0);
  EXPECT_THROW(SegmentSpine(padded), InputError);
  for (const double aspect : {0.0, -1.0, 1e9, std::nan("")}) {
    Radiograph oblong = wrong;
    oblong.calibration.pixel_aspect = aspect;
    EXPECT_THROW(SegmentSpine(oblong), InputError) << aspect;
  }
  for (const double spacing : {0.0, -1.0, std::nan("")}) {
    Radiograph sized = wrong;
    sized.calibration.mm_per_px = Eigen::Vector2d::Constant(spacing);
    EXPECT_THROW(SegmentSpine(sized), InputError) << spacing;
  }
}

// Read at 1.2 mm/px such films would take gigabytes.
TEST(SegmentSpine, TakesNoFilmForKilometresLong) {
  Radiograph wide;
  wide.rows = 20, wide.columns = 20000;
  for (int i = 0; i < wide.rows * wide.columns; ++i) wide.pixels.push_back(static_cast<float>(i % 97));
  EXPECT_TRUE(SegmentSpine(wide).bodies.empty());
  wide.rows = 2000, wide.columns = 200;
  wide.calibration.mm_per_px = Eigen::Vector2d::Constant(10);
  EXPECT_NO_THROW(SegmentSpine(wide));
}

TEST(ShippedNetworks, CarryTheirHash) {
  std::set<std::string> names;
  for (const NetworkIdentity& n : ShippedNetworks()) {
    names.insert(n.name);
    EXPECT_EQ(n.sha256.size(), 64u) << n.name;
    EXPECT_EQ(n.sha256.find_first_not_of("0123456789abcdef"), std::string::npos) << n.name;
  }
  EXPECT_EQ(names, (std::set<std::string>{"locate", "context", "refine"}));
}

// A body under an opaque cover is not measured, however well its neighbours tell where it lies.
TEST(SegmentSpine, MeasuresNothingUnderACover) {
  phantom::PhantomOptions options;
  options.framing = phantom::Framing::kLumbar;
  options.clutter = false;
  int covered = 0;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const PhantomFilm film = phantom::SimulateFilm(options, kSeed, i);
    const auto body = std::find_if(film.bodies.begin(), film.bodies.end(),
                                   [](const TruthBody& b) { return b.level == "L3"; });
    ASSERT_NE(body, film.bodies.end());
    Eigen::Vector2d low = body->outline_px.front(), high = low;
    for (const Eigen::Vector2d& p : body->outline_px) low = low.cwiseMin(p), high = high.cwiseMax(p);
    Radiograph radiograph = RadiographOf(film, true);
    for (int y = std::max(0, static_cast<int>(low.y())); y < std::min<double>(film.rows, high.y()); ++y)
      for (int x = std::max(0, static_cast<int>(low.x())); x < std::min<double>(film.columns, high.x()); ++x)
        radiograph.pixels[static_cast<std::size_t>(y) * film.columns + x] = 0;
    for (const VertebralBody& b : SegmentSpine(radiograph).bodies)
      if (LiesOn(b, *body)) {
        EXPECT_FALSE(b.evaluable) << "film " << i;
        EXPECT_FALSE(b.reason.empty());
        ++covered;
      }
  }
  EXPECT_GT(covered, 0);  // where the spine must have a body, it is told that nothing shows there
}

}  // namespace
}  // namespace openvfa
