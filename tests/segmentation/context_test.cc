#include "context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/core.hpp>
#include <string>

#include "openvfa/phantom/phantom.h"
#include "openvfa/segmentation/vertebral_level.h"
#include "spine_maker.h"

namespace openvfa {
namespace {

struct Scene {
  cv::Mat film;
  double mm_per_px = 0;
  std::vector<Candidate> bodies;
  std::vector<std::string> levels;
};

// Bodies T4 and below of a simulated film, from its truth.
Scene MakeScene(std::uint64_t index) {
  phantom::PhantomOptions options;
  options.framing = phantom::Framing::kWholeSpine;
  options.clutter = false;
  const phantom::PhantomFilm film = phantom::SimulateFilm(options, 77, index);
  Scene scene{cv::Mat(film.rows, film.columns, CV_32F), film.mm_per_px, {}, {}};
  std::copy(film.pixels.begin(), film.pixels.end(), scene.film.ptr<float>());
  for (const phantom::TruthBody& b : film.bodies) {
    if (b.level[0] == 'C' || b.level == "S1") continue;
    Candidate c;
    const Eigen::Vector2d points[] = {b.superior_posterior_px, b.superior_anterior_px,
                                      b.inferior_posterior_px, b.inferior_anterior_px};
    for (int k = 0; k < 4; ++k) c.corners[k] = points[film.anterior_right ? k : k ^ 1];
    scene.bodies.push_back(c);
    scene.levels.push_back(b.level);
  }
  return scene;
}

TEST(ContextReader, GivesProbabilities) {
  const Scene scene = MakeScene(0);
  const SpineContext context = ContextReader().Read(scene.film, scene.mm_per_px, scene.bodies);
  ASSERT_EQ(context.bodies.size(), scene.bodies.size());
  for (const PlaceContext& place : context.bodies) {
    const double sum = std::accumulate(place.level.begin(), place.level.end(), 0.0,
                                       [](double s, double l) { return s + std::exp(l); });
    EXPECT_NEAR(sum, 1, 1e-9);
    EXPECT_GE(place.sacrum, 0);
    EXPECT_LE(place.sacrum, 1);
  }
}

TEST(ContextReader, DoesNotCareForTheSideThePatientFaces) {
  const Scene scene = MakeScene(1);
  Scene turned = scene;
  turned.film.release();  // else both scenes would share the flipped pixels
  cv::flip(scene.film, turned.film, 1);
  for (Candidate& body : turned.bodies) {
    for (Eigen::Vector2d& corner : body.corners) corner.x() = scene.film.cols - 1 - corner.x();
    std::swap(body.corners[kSuperiorLeft], body.corners[kSuperiorRight]);
    std::swap(body.corners[kInferiorLeft], body.corners[kInferiorRight]);
  }
  ContextReader reader;
  const SpineContext a = reader.Read(scene.film, scene.mm_per_px, scene.bodies);
  const SpineContext b = reader.Read(turned.film, turned.mm_per_px, turned.bodies);
  for (std::size_t i = 0; i < a.bodies.size(); ++i)
    for (int k = 0; k < kLevelClasses; ++k)
      EXPECT_NEAR(std::exp(a.bodies[i].level[k]), std::exp(b.bodies[i].level[k]), 0.02);
}

TEST(ContextReader, KnowsMostLevelsOfSimulatedFilmsToOne) {
  ContextReader reader;
  int near = 0, all = 0;
  for (std::uint64_t index = 0; index < 3; ++index) {
    const Scene scene = MakeScene(index);
    const SpineContext context = reader.Read(scene.film, scene.mm_per_px, scene.bodies);
    for (std::size_t i = 0; i < scene.bodies.size(); ++i, ++all) {
      const auto& level = context.bodies[i].level;
      const auto best = std::max_element(level.begin(), level.end()) - level.begin();
      const VertebralLevel truth = *ParseLevel(scene.levels[i]);
      const int expected = truth >= VertebralLevel::kT13
                               ? static_cast<int>(truth) - static_cast<int>(VertebralLevel::kT13) + 12
                               : static_cast<int>(truth) - static_cast<int>(VertebralLevel::kT1) + 1;
      near += std::abs(static_cast<int>(best) - expected) <= 1;
    }
  }
  EXPECT_GT(near, 0.9 * all);
}

TEST(ContextReader, LooksBelowTheLowestBodyOnlyOnTheFilm) {
  const Scene scene = MakeScene(2);
  ContextReader reader;
  EXPECT_TRUE(reader.Read(scene.film, scene.mm_per_px, {scene.bodies.begin(), scene.bodies.end() - 2}).below);
  const int rows = static_cast<int>(scene.bodies.back().Centre().y());
  EXPECT_FALSE(reader.Read(scene.film.rowRange(0, rows), scene.mm_per_px, scene.bodies).below);
}

TEST(MmPerPxFromDepth, ComesFromTheUsualDepth) {
  std::vector<Candidate> bodies;
  for (int i = 0; i < 5; ++i) bodies.push_back(MakeBody({100, 100.0 + 100 * i}, 0, 70, 85, 1));
  EXPECT_NEAR(MmPerPxFromDepth(bodies), 0.4, 1e-12);
}

}  // namespace
}  // namespace openvfa
