// Fractional Brownian surfaces of known Hurst exponent, for tests of texture.
#ifndef OPENVFA_TESTS_SCORING_FRACTIONAL_SURFACE_H_
#define OPENVFA_TESTS_SCORING_FRACTIONAL_SURFACE_H_

#include <cmath>
#include <opencv2/core.hpp>
#include <random>

#include "openvfa/image/radiograph.h"

namespace openvfa {

// side x side pixels (even) with E (I(p) - I(q))^2 proportional to |p - q|^(2 hurst), exactly: Stein's
// intrinsic embedding (M. L. Stein, J Comput Graph Stat 2002;11:587) on a torus, hurst <= 0.75.
inline Radiograph FractionalSurface(int side, double hurst, unsigned seed) {
  const double alpha = 2 * hurst, unit = side, bend = alpha / 2;
  const int torus = 2 * side;
  cv::Mat2d spectrum(torus, torus);
  for (int r = 0; r < torus; ++r)
    for (int c = 0; c < torus; ++c) {
      const double dy = std::min(r, torus - r) / unit, dx = std::min(c, torus - c) / unit;
      const double d = std::hypot(dx, dy);
      spectrum(r, c) = {d <= 1 ? 1 - bend - std::pow(d, alpha) + bend * d * d : 0, 0};
    }
  cv::dft(spectrum, spectrum);
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  for (cv::Vec2d& value : spectrum) {
    const double amplitude = std::sqrt(std::max(0.0, value[0]) / (static_cast<double>(torus) * torus));
    value = {amplitude * normal(random), amplitude * normal(random)};
  }
  cv::dft(spectrum, spectrum);
  // The quadratic term of the covariance comes off again as a random plane.
  const double slope_x = std::sqrt(2 * bend) * normal(random), slope_y = std::sqrt(2 * bend) * normal(random);
  Radiograph image;
  image.rows = image.columns = side;
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c)
      image.pixels.push_back(
          static_cast<float>(1000 * (spectrum(r, c)[0] + slope_x * c / unit + slope_y * r / unit)));
  return image;
}

}  // namespace openvfa

#endif  // OPENVFA_TESTS_SCORING_FRACTIONAL_SURFACE_H_
