#include "canvas.h"

namespace openvfa::phantom {
namespace {

Vector2d FilmCentre(int rows, int columns) { return {(columns - 1) / 2.0, (rows - 1) / 2.0}; }

}  // namespace

Vector2d Placement::ToPx(const Vector2d& world_mm, int rows, int columns) const {
  const Vector2d d = (world_mm - centre_mm) / mm_per_px;
  const double c = std::cos(rotation), s = std::sin(rotation);
  const Vector2d turned(c * d.x() - s * d.y(), s * d.x() + c * d.y());
  return FilmCentre(rows, columns) + Vector2d(anterior_right ? turned.x() : -turned.x(), turned.y());
}

Vector2d Placement::ToWorld(const Vector2d& px, int rows, int columns) const {
  Vector2d d = px - FilmCentre(rows, columns);
  if (!anterior_right) d.x() = -d.x();
  const double c = std::cos(rotation), s = std::sin(rotation);
  return centre_mm + mm_per_px * Vector2d(c * d.x() + s * d.y(), -s * d.x() + c * d.y());
}

NoiseTable::NoiseTable(Rng& rng) : values_(kSize * kSize) {
  for (float& value : values_) value = rng.QuickNormal();
}

float NoiseTable::At(float x, float y) const {
  const float fx = std::floor(x), fy = std::floor(y);
  const float tx = x - fx, ty = y - fy;
  const int x0 = static_cast<int>(fx) & (kSize - 1), y0 = static_cast<int>(fy) & (kSize - 1);
  const int x1 = (x0 + 1) & (kSize - 1), y1 = (y0 + 1) & (kSize - 1);
  const float top = values_[y0 * kSize + x0] * (1 - tx) + values_[y0 * kSize + x1] * tx;
  const float bottom = values_[y1 * kSize + x0] * (1 - tx) + values_[y1 * kSize + x1] * tx;
  return (top * (1 - ty) + bottom * ty) * 1.4f;  // bilinear averaging lowers the spread
}

Canvas::Canvas(int rows, int columns, const Placement& placement)
    : rows_(rows),
      columns_(columns),
      placement_(placement),
      origin_mm_(placement.ToWorld({0, 0}, rows, columns)),
      dx_mm_(placement.ToWorld({1, 0}, rows, columns) - origin_mm_),
      dy_mm_(placement.ToWorld({0, 1}, rows, columns) - origin_mm_),
      pixels_(static_cast<std::size_t>(rows) * columns, 0.0f),
      scratch_(pixels_.size(), 0.0f) {}

void Canvas::AddTube(const std::vector<Vector2d>& path_mm, const Tube& tube, const NoiseTable& noise,
                     Rng& rng) {
  const float row = static_cast<float>(rng.Uniform(0, 64)), fade = static_cast<float>(tube.fade);
  const int segments = static_cast<int>(path_mm.size()) - 1;
  const float inner2 = static_cast<float>((1 - tube.wall) * (1 - tube.wall)),
              soft = static_cast<float>(placement_.mm_per_px) / 2;
  const float r0 = static_cast<float>(tube.radius_start_mm),
              dr = static_cast<float>((tube.radius_end_mm - tube.radius_start_mm) / segments);
  const auto for_segment = [&](int s, auto visit) {
    const double reach = (path_mm[s + 1] - path_mm[s]).lpNorm<Eigen::Infinity>() / 2 +
                         std::max(tube.radius_start_mm, tube.radius_end_mm) + 1;
    ForPixels((path_mm[s] + path_mm[s + 1]) / 2, reach, visit);
  };
  // First 1 - (distance / radius)^2 to the nearest part of the path, then the thickness that follows from it.
  for (int s = 0; s < segments; ++s) {
    const Vector2f a = path_mm[s].cast<float>(), ab = (path_mm[s + 1] - path_mm[s]).cast<float>();
    const float inverse = 1 / std::max(ab.squaredNorm(), 1e-6f);
    for_segment(s, [&](std::size_t i, float x, float y) {
      const float t = std::clamp(((x - a.x()) * ab.x() + (y - a.y()) * ab.y()) * inverse, 0.0f, 1.0f);
      const float ex = x - a.x() - t * ab.x(), ey = y - a.y() - t * ab.y();
      const float r = r0 + dr * (static_cast<float>(s) + t) + soft;
      scratch_[i] = std::max(scratch_[i], 1 - (ex * ex + ey * ey) / (r * r));
    });
  }
  const float amplitude = static_cast<float>(tube.amplitude);
  for (int s = 0; s < segments; ++s)
    for_segment(s, [&](std::size_t i, float x, float y) {
      if (scratch_[i] <= 0) return;
      float value = std::sqrt(scratch_[i]);
      const float hollow = scratch_[i] - 1 + inner2;
      if (hollow > 0) value -= 0.85f * std::sqrt(hollow);
      if (fade > 0) value *= std::clamp(1 + fade * noise.At(x / 6, y / 6 + row), 0.1f, 2.0f);
      pixels_[i] += amplitude * value;
      scratch_[i] = 0;
    });
}

std::vector<Vector2d> Bezier(const Vector2d& a, const Vector2d& b, const Vector2d& c, int count) {
  std::vector<Vector2d> points(count);
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / (count - 1);
    points[i] = (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;
  }
  return points;
}

Field FractalNoise(int rows, int columns, double slope, Rng& rng) {
  int levels = 0;
  while ((std::max(rows, columns) >> levels) > 4) ++levels;
  int h = (rows >> levels) + 2, w = (columns >> levels) + 2;
  Field coarse(static_cast<std::size_t>(h) * w);
  for (float& value : coarse) value = rng.QuickNormal();
  float amplitude = 1;
  double power = 1;
  for (int level = levels - 1; level >= 0; --level) {
    const int h2 = (rows >> level) + 2, w2 = (columns >> level) + 2;
    amplitude *= static_cast<float>(std::pow(2.0, -slope));
    power += static_cast<double>(amplitude) * amplitude;
    Field fine(static_cast<std::size_t>(h2) * w2);
    for (int y = 0; y < h2; ++y) {
      const int y0 = std::min(y / 2, h - 1), y1 = std::clamp(y / 2 + (y % 2 ? 1 : -1), 0, h - 1);
      for (int x = 0; x < w2; ++x) {
        const int x0 = std::min(x / 2, w - 1), x1 = std::clamp(x / 2 + (x % 2 ? 1 : -1), 0, w - 1);
        const float smooth = (9 * coarse[y0 * w + x0] + 3 * (coarse[y0 * w + x1] + coarse[y1 * w + x0]) +
                              coarse[y1 * w + x1]) /
                             16;
        fine[static_cast<std::size_t>(y) * w2 + x] = smooth + amplitude * rng.QuickNormal();
      }
    }
    coarse = std::move(fine);
    h = h2;
    w = w2;
  }
  Field out(static_cast<std::size_t>(rows) * columns);
  const float scale = static_cast<float>(1 / std::sqrt(power));
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      out[static_cast<std::size_t>(y) * columns + x] = scale * coarse[static_cast<std::size_t>(y) * w + x];
  return out;
}

namespace {

void BoxRows(const Field& in, Field& out, int rows, int columns, int r) {
  const float scale = 1.0f / (2 * r + 1);
  for (int y = 0; y < rows; ++y) {
    const float* row = &in[static_cast<std::size_t>(y) * columns];
    float* to = &out[static_cast<std::size_t>(y) * columns];
    float sum = 0;
    for (int k = -r; k <= r; ++k) sum += row[std::clamp(k, 0, columns - 1)];
    for (int x = 0; x < columns; ++x) {
      to[x] = sum * scale;
      sum += row[std::min(x + r + 1, columns - 1)] - row[std::max(x - r, 0)];
    }
  }
}

void BoxColumns(const Field& in, Field& out, int rows, int columns, int r) {
  const float scale = 1.0f / (2 * r + 1);
  std::vector<float> sum(columns, 0.0f);
  const auto row = [&](int y) { return &in[static_cast<std::size_t>(std::clamp(y, 0, rows - 1)) * columns]; };
  for (int k = -r; k <= r; ++k)
    for (int x = 0; x < columns; ++x) sum[x] += row(k)[x];
  for (int y = 0; y < rows; ++y) {
    const float *in_row = row(y + r + 1), *out_row = row(y - r);
    float* to = &out[static_cast<std::size_t>(y) * columns];
    for (int x = 0; x < columns; ++x) {
      to[x] = sum[x] * scale;
      sum[x] += in_row[x] - out_row[x];
    }
  }
}

// Weights of a small Gaussian, for blurs of about a pixel, where boxes are too coarse.
void SmallBlur(Field& field, int rows, int columns, double sigma) {
  const float e1 = static_cast<float>(std::exp(-0.5 / (sigma * sigma)));
  const float e2 = static_cast<float>(std::exp(-2.0 / (sigma * sigma)));
  const float n = 1 + 2 * e1 + 2 * e2, a = 1 / n, b = e1 / n, c = e2 / n;
  Field temp(field.size());
  for (int y = 0; y < rows; ++y) {
    const float* r = &field[static_cast<std::size_t>(y) * columns];
    for (int x = 0; x < columns; ++x) {
      const int l1 = std::max(x - 1, 0), l2 = std::max(x - 2, 0);
      const int r1 = std::min(x + 1, columns - 1), r2 = std::min(x + 2, columns - 1);
      temp[static_cast<std::size_t>(y) * columns + x] = a * r[x] + b * (r[l1] + r[r1]) + c * (r[l2] + r[r2]);
    }
  }
  const auto row = [&](int y) {
    return &temp[static_cast<std::size_t>(std::clamp(y, 0, rows - 1)) * columns];
  };
  for (int y = 0; y < rows; ++y) {
    const float *r0 = row(y), *u1 = row(y - 1), *u2 = row(y - 2), *d1 = row(y + 1), *d2 = row(y + 2);
    float* to = &field[static_cast<std::size_t>(y) * columns];
    for (int x = 0; x < columns; ++x) to[x] = a * r0[x] + b * (u1[x] + d1[x]) + c * (u2[x] + d2[x]);
  }
}

}  // namespace

void Blur(Field& field, int rows, int columns, double sigma_px) {
  if (sigma_px < 0.2) return;
  if (sigma_px < 1.4) return SmallBlur(field, rows, columns, sigma_px);
  // Three boxes of radius r have variance r (r + 1).
  const int r = std::max(1, static_cast<int>(std::lround((std::sqrt(1 + 4 * sigma_px * sigma_px) - 1) / 2)));
  Field temp(field.size());
  for (int pass = 0; pass < 3; ++pass) {
    BoxRows(field, temp, rows, columns, r);
    BoxColumns(temp, field, rows, columns, r);
  }
}

Field WideBlur(const Field& field, int rows, int columns, double sigma_px) {
  const int step = std::max(1, static_cast<int>(sigma_px / 3));
  const int h = (rows + step - 1) / step, w = (columns + step - 1) / step;
  Field small(static_cast<std::size_t>(h) * w, 0.0f), count(small.size(), 0.0f);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      const std::size_t i = static_cast<std::size_t>(y / step) * w + x / step;
      small[i] += field[static_cast<std::size_t>(y) * columns + x];
      count[i] += 1;
    }
  for (std::size_t i = 0; i < small.size(); ++i) small[i] /= count[i];
  Blur(small, h, w, sigma_px / step);
  Field out(field.size());
  for (int y = 0; y < rows; ++y) {
    const float fy = std::clamp((y + 0.5f) / step - 0.5f, 0.0f, h - 1.0f);
    const int y0 = static_cast<int>(fy), y1 = std::min(y0 + 1, h - 1);
    const float ty = fy - static_cast<float>(y0);
    for (int x = 0; x < columns; ++x) {
      const float fx = std::clamp((x + 0.5f) / step - 0.5f, 0.0f, w - 1.0f);
      const int x0 = static_cast<int>(fx), x1 = std::min(x0 + 1, w - 1);
      const float tx = fx - static_cast<float>(x0);
      out[static_cast<std::size_t>(y) * columns + x] =
          (1 - ty) * ((1 - tx) * small[y0 * w + x0] + tx * small[y0 * w + x1]) +
          ty * ((1 - tx) * small[y1 * w + x0] + tx * small[y1 * w + x1]);
    }
  }
  return out;
}

}  // namespace openvfa::phantom
