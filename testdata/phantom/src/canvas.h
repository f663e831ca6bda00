// The film while it is drawn: log-attenuation per pixel, painted in millimetres.
#ifndef OPENVFA_PHANTOM_CANVAS_H_
#define OPENVFA_PHANTOM_CANVAS_H_

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "rng.h"

namespace openvfa::phantom {

using Eigen::Vector2d;
using Eigen::Vector2f;
using Field = std::vector<float>;

// Where the patient lies on the film. World: millimetres, x towards anterior, y towards the feet.
struct Placement {
  double mm_per_px = 0.4;
  double rotation = 0;  // radians, of the film about the patient
  bool anterior_right = true;
  Vector2d centre_mm = Vector2d::Zero();  // world point at the film's centre

  Vector2d ToPx(const Vector2d& world_mm, int rows, int columns) const;
  Vector2d ToWorld(const Vector2d& px, int rows, int columns) const;
};

// Random table for cheap smooth noise at any coordinate; values about N(0,1).
class NoiseTable {
 public:
  explicit NoiseTable(Rng& rng);
  float At(float x, float y) const;  // bilinear, lattice spacing 1, period 64

 private:
  static constexpr int kSize = 64;
  std::vector<float> values_;
};

class Canvas {
 public:
  Canvas(int rows, int columns, const Placement& placement);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  const Placement& placement() const { return placement_; }
  Field& pixels() { return pixels_; }

  // Adds paint(x_mm, y_mm) at every pixel whose centre lies within `radius_mm` (square) of `centre_mm`.
  template <typename Paint>
  void Add(const Vector2d& centre_mm, double radius_mm, Paint paint) {
    ForPixels(centre_mm, radius_mm, [&](std::size_t i, float x, float y) { pixels_[i] += paint(x, y); });
  }
  template <typename Paint>
  void AddEverywhere(Paint paint) {
    Add(placement_.centre_mm, 1e5, paint);
  }

  struct Tube {
    double radius_start_mm = 1, radius_end_mm = 1;
    double amplitude = 0.1;
    double wall = 1;  // 1: solid; 0.2: a hollow bone whose cortex is 20 % of the radius
    double fade = 0;  // 0..1: how far noise along the tube modulates it
  };
  // A round rod or bone along a polyline; parts of one tube do not add up where they overlap.
  void AddTube(const std::vector<Vector2d>& path_mm, const Tube& tube, const NoiseTable& noise, Rng& rng);

 private:
  template <typename Visit>
  void ForPixels(const Vector2d& centre_mm, double radius_mm, Visit visit);

  int rows_, columns_;
  Placement placement_;
  Vector2d origin_mm_, dx_mm_, dy_mm_;  // world position of pixel (0,0) and steps per column and row
  Field pixels_;
  Field scratch_;
};

template <typename Visit>
void Canvas::ForPixels(const Vector2d& centre_mm, double radius_mm, Visit visit) {
  const Vector2d c = placement_.ToPx(centre_mm, rows_, columns_);
  const double r = radius_mm / placement_.mm_per_px * 1.4143 + 1;  // holds the square at any rotation
  const int x0 = static_cast<int>(std::clamp(c.x() - r, 0.0, static_cast<double>(columns_)));
  const int x1 = static_cast<int>(std::clamp(c.x() + r + 1, 0.0, static_cast<double>(columns_)));
  const int y0 = static_cast<int>(std::clamp(c.y() - r, 0.0, static_cast<double>(rows_)));
  const int y1 = static_cast<int>(std::clamp(c.y() + r + 1, 0.0, static_cast<double>(rows_)));
  const auto dx = dx_mm_.cast<float>().eval();
  for (int y = y0; y < y1; ++y) {
    const Vector2f start = (origin_mm_ + y * dy_mm_).cast<float>();
    std::size_t i = static_cast<std::size_t>(y) * columns_ + x0;
    for (int x = x0; x < x1; ++x, ++i)
      visit(i, start.x() + static_cast<float>(x) * dx.x(), start.y() + static_cast<float>(x) * dx.y());
  }
}

// Points of a quadratic Bezier curve.
std::vector<Vector2d> Bezier(const Vector2d& a, const Vector2d& b, const Vector2d& c, int count);

// 0 below 0, 1 above 1, smooth between.
inline float SmoothStep(float t) {
  t = std::clamp(t, 0.0f, 1.0f);
  return t * t * (3 - 2 * t);
}

// rows x columns of smooth noise with power 1/f^slope in amplitude, standard deviation about 1.
Field FractalNoise(int rows, int columns, double slope, Rng& rng);

// Blurs by about sigma_px (three box passes).
void Blur(Field& field, int rows, int columns, double sigma_px);
// The same at low resolution, for wide blurs.
Field WideBlur(const Field& field, int rows, int columns, double sigma_px);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_CANVAS_H_
