// 1,000 films x 14 bodies, all figures of all groups with 1,000 resamples.
#include <benchmark/benchmark.h>

#include <random>

#include "openvfa/evaluation/evaluate.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {
namespace {

constexpr int kFilms = 1000, kBodies = 14;

// Boxes with an outline of 160 points, everything stated that a result of the program states.
BodyReading Body(VertebralLevel level, double left, double top, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  BodyReading body;
  body.level = level;
  body.level_probability = 1;
  const Eigen::Vector2d corners[6] = {{left, top},      {left + 60, top},      {left + 120, top},
                                      {left, top + 90}, {left + 60, top + 90}, {left + 120, top + 90}};
  for (int i = 0; i < 6; ++i) {
    body.points_px[i] = corners[i] + 2 * Eigen::Vector2d(normal(random), normal(random));
    body.sd_px[i] = Eigen::Vector2d(2, 2);
  }
  const int around[5] = {0, 2, 5, 3, 0};
  for (int side = 0; side < 4; ++side) {
    for (int k = 0; k < 40; ++k) {
      body.outline_px.push_back(corners[around[side]] +
                                (corners[around[side + 1]] - corners[around[side]]) * (k / 40.0));
    }
  }
  for (Eigen::Vector2d& p : body.outline_px) p += Eigen::Vector2d(normal(random), normal(random));
  body.grade = static_cast<int>(random() % 4);
  body.grade_probability = {0.7, 0.1, 0.1, 0.1};
  body.deformity = 0.1 * static_cast<double>(random() % 5);
  body.crush_ratio = Estimate{1 + 0.1 * normal(random), 0.05};
  return body;
}

ReadingSet Study(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  ReadingSet set;
  for (int i = 0; i < kFilms; ++i) {
    FilmReading film;
    film.film = std::to_string(i);
    film.modality = i % 3 == 0 ? "dxa" : "radiograph";
    film.device = "device " + std::to_string(i % 4);
    film.mm_per_px = Eigen::Vector2d(0.3, 0.3);
    for (int k = 0; k < kBodies; ++k) {
      film.bodies.push_back(
          Body(*LevelAbove(VertebralLevel::kL5, kBodies - 1 - k), 200, 100 + 110 * k, random));
    }
    set.films.push_back(std::move(film));
  }
  return set;
}

void BM_Evaluate(benchmark::State& state) {
  const ReadingSet truth = Study(1), prediction = Study(2);
  EvaluateOptions options;
  options.bootstrap = static_cast<int>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(Evaluate(truth, prediction, options));
}
BENCHMARK(BM_Evaluate)->Arg(0)->Arg(1000)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

}  // namespace
}  // namespace openvfa
