#include "openvfa/scoring/texture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

#include "fractional_surface.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using Polygon = std::vector<Eigen::Vector2d>;

Radiograph Image(int side, const std::function<double(int x, int y)>& grey) {
  Radiograph image;
  image.rows = image.columns = side;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) image.pixels.push_back(static_cast<float>(grey(x, y)));
  return image;
}

Polygon Box(double low, double high) { return {{low, low}, {high, low}, {high, high}, {low, high}}; }

double SlopeOf(const Radiograph& image, const TextureOptions& options = {}) {
  const auto index = TextureOf(image, Box(0, image.columns - 1), "ROI", options);
  EXPECT_TRUE(index);
  return index ? index->slope : std::numeric_limits<double>::quiet_NaN();
}

Radiograph Noise(int side, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(100, 20);
  return Image(side, [&](int, int) { return normal(random); });
}

TEST(ClinicalReference_4_1, PlaneHasSlopeTwo) {
  EXPECT_NEAR(SlopeOf(Image(60, [](int x, int) { return 3.0 * x; })), 2, 1e-6);
  EXPECT_NEAR(SlopeOf(Image(60, [](int x, int y) { return 3.0 * x - 5.0 * y + 7; })), 2, 1e-3);
  const auto index = TextureOf(Image(60, [](int x, int) { return 3.0 * x; }), Box(0, 59), "ROI");
  EXPECT_NEAR(index->slope_sd, 0, 1e-6);
  EXPECT_EQ(index->region, "ROI");
}

TEST(ClinicalReference_4_1, WhiteNoiseHasSlopeZero) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    EXPECT_NEAR(SlopeOf(Noise(250, seed)), 0, 0.01);
    const Variogram variogram = ExperimentalVariogram(Noise(250, seed), Box(0, 249));
    for (const double value : variogram.value) EXPECT_NEAR(value, 2 * 20 * 20, 20);  // 2 sigma^2
  }
}

TEST(ClinicalReference_4_1, FractionalBrownianSurfaceHasSlopeTwiceH) {
  for (const double hurst : {0.3, 0.5, 0.7}) {
    double sum = 0;
    for (const unsigned seed : {11u, 12u, 13u, 14u}) sum += SlopeOf(FractionalSurface(256, hurst, seed));
    EXPECT_NEAR(sum / 4, 2 * hurst, 0.03) << hurst;
  }
}

TEST(ClinicalReference_4_1, SlowSinusoidApproachesTwo) {
  double before = 0;
  for (const double wavelength : {12., 40., 120., 400.}) {
    const double slope = SlopeOf(
        Image(300, [&](int x, int) { return 1000 * std::cos(2 * std::numbers::pi * x / wavelength); }));
    EXPECT_GT(slope, before);
    before = slope;
  }
  EXPECT_NEAR(before, 2, 0.01);
}

TEST(ClinicalReference_4_1, GainAndOffsetChangeNothing) {
  const Radiograph surface = FractionalSurface(128, 0.4, 5);
  const double slope = SlopeOf(surface);
  for (const double gain : {4.0, -0.25, 0.01})
    for (const double offset : {0.0, 500.0}) {
      Radiograph changed = surface;
      for (float& grey : changed.pixels) grey = static_cast<float>(gain * grey + offset);
      EXPECT_NEAR(SlopeOf(changed), slope, 2e-3) << gain << ' ' << offset;
    }
}

TEST(ClinicalReference_4_1, PixelSizeChangesNothing) {
  Radiograph surface = FractionalSurface(128, 0.4, 6);
  const double slope = SlopeOf(surface);
  surface.calibration.mm_per_px = Eigen::Vector2d(0.3, 0.3);
  EXPECT_EQ(SlopeOf(surface), slope);
  // Lags 2, 4, ..., 10 of an image twice as fine: a self-similar surface has the same slope.
  double coarse = 0, fine = 0;
  for (const unsigned seed : {21u, 22u, 23u, 24u}) {
    const Radiograph finer = FractionalSurface(256, 0.4, seed);
    fine += SlopeOf(finer) / 4;
    coarse += SlopeOf(Image(128, [&](int x, int y) { return finer.At(2 * y, 2 * x); })) / 4;
  }
  EXPECT_NEAR(coarse, fine, 0.03);
}

TEST(Texture, CountsPairsInsideTheErodedRegionOnly) {
  // A box of 41 x 41 pixel centres without erosion: 2 * 41 * (41 - k) pairs at lag k.
  TextureOptions options;
  options.erosion_share = 0;
  const Radiograph image = Noise(80, 4);
  const Variogram whole = ExperimentalVariogram(image, Box(20, 60), options);
  ASSERT_EQ(whole.pairs.size(), 5u);
  for (int k = 1; k <= 5; ++k) EXPECT_EQ(whole.pairs[static_cast<std::size_t>(k - 1)], 2 * 41 * (41 - k));
  // Eroded by 0.1 * 40 = 4 px: pixels deeper than 4 px from the first one outside, 35 x 35 of them.
  options.erosion_share = 0.1;
  const Variogram eroded = ExperimentalVariogram(image, Box(20, 60), options);
  EXPECT_EQ(eroded.pairs[0], 2 * 33 * 32);
}

TEST(Texture, TheCortexStaysOut) {
  const Polygon body = Box(20, 100);
  const Radiograph noise = Noise(121, 9);
  Radiograph with_cortex = noise;
  for (int y = 0; y < 121; ++y)
    for (int x = 0; x < 121; ++x) {
      const int depth = std::min(std::min(x - 20, 100 - x), std::min(y - 20, 100 - y));
      if (depth >= 0 && depth < 4) with_cortex.pixels[static_cast<std::size_t>(y) * 121 + x] += 500;
      if (depth < 0) with_cortex.pixels[static_cast<std::size_t>(y) * 121 + x] = -1000;
    }
  EXPECT_EQ(TextureOf(with_cortex, body, "")->slope, TextureOf(noise, body, "")->slope);
}

TEST(Texture, PaddingTakesNoPart) {
  Radiograph image = Noise(100, 3);
  const auto clean = TextureOf(image, Box(0, 99), "");
  image.padding.assign(image.pixels.size(), 0);
  for (int y = 0; y < 50; ++y)
    for (int x = 0; x < 100; ++x) {
      image.padding[static_cast<std::size_t>(y) * 100 + x] = 1;
      image.pixels[static_cast<std::size_t>(y) * 100 + x] = 1e6f;
    }
  const auto half = TextureOf(image, Box(0, 99), "");
  EXPECT_LT(half->pixels, clean->pixels);
  EXPECT_NEAR(half->variogram.value[0], 800, 60);
}

TEST(Texture, LagsAreWeightedByTheirPairs) {
  const Radiograph image = FractionalSurface(64, 0.5, 2);
  const auto index = TextureOf(image, Box(0, 63), "");
  ASSERT_TRUE(index);
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    const double weight = static_cast<double>(index->variogram.pairs[i]), x = std::log(i + 1.0),
                 y = std::log(index->variogram.value[i]);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  EXPECT_NEAR(index->slope, (w * wxy - wx * wy) / (w * wxx - wx * wx), 1e-9);
  EXPECT_GT(index->slope_sd, 0);
}

TEST(Texture, IsAbsentForFlatSmallOrMissingRegions) {
  const Radiograph flat = Image(60, [](int, int) { return 7; });
  EXPECT_FALSE(TextureOf(flat, Box(0, 59), ""));
  const Radiograph noise = Noise(60, 1);
  EXPECT_FALSE(TextureOf(noise, Box(10, 20), ""));
  EXPECT_FALSE(TextureOf(noise, {}, ""));
  EXPECT_FALSE(TextureOf(noise, {{0, 0}, {59, 59}}, ""));
  EXPECT_FALSE(TextureOf(noise, Box(100, 200), ""));
  EXPECT_FALSE(TextureOf(noise, Box(-1e300, -1e299), ""));
  EXPECT_FALSE(TextureOf(noise, Box(0, std::numeric_limits<double>::quiet_NaN()), ""));
  for (const long long pairs : ExperimentalVariogram(noise, Box(100, 200)).pairs) EXPECT_EQ(pairs, 0);
}

TEST(Texture, BodiesOfAFilmAreResearchValues) {
  SpineOutlines outlines;
  for (int i = 0; i < 4; ++i) {
    VertebralBody body;
    body.level = static_cast<VertebralLevel>(static_cast<int>(VertebralLevel::kL1) + i);
    body.outline_px = {{20, 10. + 60 * i}, {80, 10. + 60 * i}, {80, 60. + 60 * i}, {20, 60. + 60 * i}};
    body.evaluable = i != 1;
    if (i == 3) body.outline_px.clear();
    outlines.bodies.push_back(body);
  }
  const TextureSummary summary = TextureOfBodies(Noise(260, 8), outlines);
  ASSERT_EQ(summary.regions.size(), 2u);
  EXPECT_EQ(summary.regions[0].region, "L1");
  EXPECT_EQ(summary.regions[1].region, "L3");
  EXPECT_NEAR(*summary.mean_slope, (summary.regions[0].slope + summary.regions[1].slope) / 2, 1e-12);
  EXPECT_TRUE(summary.research_only);
  EXPECT_EQ(summary.diagnostics.back().code, "texture-research");
  outlines.bodies.resize(1);
  EXPECT_FALSE(TextureOfBodies(Noise(260, 8), outlines).mean_slope);  // one body is no mean
}

TEST(Texture, RegionsMustLieInTheImage) {
  const Radiograph image = Noise(100, 8);
  const TextureSummary summary =
      TextureOfRegions(image, {{"L1", Box(-0.5, 60)}, {"L2", Box(40, 99.5)}, {"dot", Box(1, 5)}});
  EXPECT_FALSE(summary.research_only);
  EXPECT_EQ(summary.regions.size(), 2u);
  EXPECT_EQ(summary.diagnostics.front().code, "texture-no-region");
  EXPECT_THROW(TextureOfRegions(image, {{"L1", Box(50, 100)}}), InputError);
  EXPECT_THROW(TextureOfRegions(image, {{"L1", Box(-2, 50)}}), InputError);
}

TEST(TextureOptions, AreChecked) {
  const auto with = [](auto field, auto value) {
    TextureOptions options;
    options.*field = value;
    return options;
  };
  EXPECT_NO_THROW(TextureOptions().Validate());
  EXPECT_THROW(with(&TextureOptions::first_lag_px, 0).Validate(), InputError);
  EXPECT_THROW(with(&TextureOptions::last_lag_px, 1).Validate(), InputError);
  EXPECT_THROW(with(&TextureOptions::erosion_share, -0.1).Validate(), InputError);
  EXPECT_THROW(with(&TextureOptions::erosion_share, 0.5).Validate(), InputError);
  EXPECT_THROW(with(&TextureOptions::least_pixels, 0).Validate(), InputError);
  EXPECT_THROW(TextureOf(Noise(60, 1), Box(0, 59), "", with(&TextureOptions::first_lag_px, 9)), InputError);
}

}  // namespace
}  // namespace openvfa
