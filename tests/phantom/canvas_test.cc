#include "canvas.h"

#include <gtest/gtest.h>

#include <numeric>

namespace openvfa::phantom {
namespace {

Placement Turned() {
  Placement placement;
  placement.mm_per_px = 0.5;
  placement.rotation = 0.3;
  placement.anterior_right = false;
  placement.centre_mm = {7, -20};
  return placement;
}

TEST(Placement, GoesToTheFilmAndBack) {
  const Placement placement = Turned();
  const Vector2d world(12.5, -31.25);
  EXPECT_LT((placement.ToWorld(placement.ToPx(world, 200, 100), 200, 100) - world).norm(), 1e-12);
  EXPECT_LT((placement.ToPx(placement.centre_mm, 200, 100) - Vector2d(49.5, 99.5)).norm(), 1e-12);
}

TEST(Placement, AnteriorLiesOnTheSideItSays) {
  Placement placement = Turned();
  placement.rotation = 0;
  const Vector2d ahead = placement.centre_mm + Vector2d(10, 0);
  EXPECT_LT(placement.ToPx(ahead, 200, 100).x(), 49.5);
  placement.anterior_right = true;
  EXPECT_GT(placement.ToPx(ahead, 200, 100).x(), 49.5);
}

TEST(Canvas, PaintsInWorldCoordinates) {
  Canvas canvas(80, 60, Turned());
  canvas.Add({7, -20}, 1e3, [](float x, float y) { return 2 * x + 3 * y; });
  const Vector2d world = canvas.placement().ToWorld({20, 65}, 80, 60);
  EXPECT_NEAR(canvas.pixels()[65 * 60 + 20], 2 * world.x() + 3 * world.y(), 1e-3);
}

TEST(Canvas, ATubeIsThickestOnItsAxisAndNothingOutside) {
  Placement placement;
  placement.mm_per_px = 1;
  Canvas canvas(41, 41, placement);
  Rng rng(1, 1);
  const NoiseTable noise(rng);
  canvas.AddTube({{-15, 0}, {0, 0}, {15, 0}}, {5, 5, 2, 1, 0}, noise, rng);
  EXPECT_NEAR(canvas.pixels()[20 * 41 + 20], 2, 1e-4);  // amplitude once, though two segments meet here
  EXPECT_NEAR(canvas.pixels()[23 * 41 + 10], 2 * std::sqrt(1 - 9 / (5.5 * 5.5)),
              1e-3);  // a chord of the circle
  EXPECT_EQ(canvas.pixels()[27 * 41 + 20], 0);
}

TEST(Blur, KeepsTheSumAndHasTheStatedWidth) {
  for (double sigma : {0.7, 3.0}) {
    Field field(61 * 61, 0.0f);
    field[30 * 61 + 30] = 1;
    Blur(field, 61, 61, sigma);
    double sum = 0, square = 0;
    for (int y = 0; y < 61; ++y)
      for (int x = 0; x < 61; ++x)
        sum += field[y * 61 + x], square += (x - 30) * (x - 30) * field[y * 61 + x];
    EXPECT_NEAR(sum, 1, 1e-4);
    EXPECT_NEAR(std::sqrt(square), sigma, .25 * sigma);
  }
}

TEST(FractalNoise, HasASpreadNearOneAndGrowsSmootherWithTheSlope) {
  double rough[2];
  int k = 0;
  for (double slope : {0.3, 1.5}) {
    double step = 0, power = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      Rng rng(seed, 0);
      const Field f = FractalNoise(128, 96, slope, rng);
      for (std::size_t i = 1; i < f.size(); ++i)
        step += (f[i] - f[i - 1]) * (f[i] - f[i - 1]), power += f[i] * f[i];
    }
    EXPECT_GT(power / (8 * 128 * 96), .2);  // the coarsest waves are few: the spread of one field varies
    EXPECT_LT(power / (8 * 128 * 96), 1.6);
    rough[k++] = step / power;
  }
  EXPECT_GT(rough[0], 3 * rough[1]);
}

}  // namespace
}  // namespace openvfa::phantom
