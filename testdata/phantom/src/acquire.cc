// From log-attenuation to grey values, and the marks a film carries.
#include <algorithm>

#include "draw.h"

namespace openvfa::phantom {
namespace {

void Scatter(Canvas& canvas, Rng& rng) {
  const float fraction = static_cast<float>(rng.Uniform(0, .4));
  const Field wide =
      WideBlur(canvas.pixels(), canvas.rows(), canvas.columns(), 25 / canvas.placement().mm_per_px);
  Field& a = canvas.pixels();
  for (std::size_t i = 0; i < a.size(); ++i)
    a[i] = wide[i] - std::log((1 - fraction) * std::exp(std::clamp(wide[i] - a[i], -4.0f, 4.0f)) + fraction);
}

void PhotonNoise(Canvas& canvas, Rng& rng) {
  const double photons = std::pow(10, rng.Uniform(4.3, 6.6));
  const float k = static_cast<float>(1 / std::sqrt(photons));
  for (float& a : canvas.pixels()) a += k * std::exp(.5f * std::min(a, 7.0f)) * rng.QuickNormal();
}

// Dynamic-range compression of the background and emphasis of detail, as film processing does it.
void Compress(Canvas& canvas, Rng& rng) {
  const float background = static_cast<float>(rng.Uniform(.1, .65)),
              detail = static_cast<float>(rng.Uniform(1, 1.8));
  const Field wide = WideBlur(canvas.pixels(), canvas.rows(), canvas.columns(),
                              rng.LogUniform(8, 50) / canvas.placement().mm_per_px);
  Field& a = canvas.pixels();
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = background * wide[i] + detail * (a[i] - wide[i]);
}

void Sharpen(Canvas& canvas, Rng& rng) {
  const float amount = static_cast<float>(rng.Uniform(.2, 1.5));
  Field soft = canvas.pixels();
  Blur(soft, canvas.rows(), canvas.columns(), rng.LogUniform(.4, 3) / canvas.placement().mm_per_px);
  Field& a = canvas.pixels();
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += amount * (a[i] - soft[i]);
}

double Percentile(const Field& field, double percent) {
  Field sample;
  for (std::size_t i = 0; i < field.size(); i += 7) sample.push_back(field[i]);
  const std::size_t k = static_cast<std::size_t>(percent / 100 * static_cast<double>(sample.size() - 1));
  std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(k), sample.end());
  return sample[k];
}

void ToneCurve(const FilmStyle& style, Canvas& canvas, Rng& rng) {
  const bool dxa = style.framing == Framing::kDxa;
  const double low = Percentile(canvas.pixels(), dxa ? rng.Uniform(.5, 30) : rng.Uniform(.1, 3));
  const double high = Percentile(canvas.pixels(), rng.Uniform(98.5, 99.95));
  const float lo = static_cast<float>(low), scale = static_cast<float>(1 / std::max(high - low, 1e-3));
  const int curve = rng.Integer(0, 2);
  const float gamma = static_cast<float>(rng.LogUniform(.55, 1.8)),
              steep = static_cast<float>(rng.Uniform(2, 7)), mid = static_cast<float>(rng.Uniform(.35, .65));
  const float s0 = 1 / (1 + std::exp(steep * mid)), s1 = 1 / (1 + std::exp(-steep * (1 - mid)));
  for (float& a : canvas.pixels()) {
    float v = std::clamp((a - lo) * scale, 0.0f, 1.0f);
    if (curve == 1) v = std::pow(v, gamma);
    if (curve == 2) v = (1 / (1 + std::exp(-steep * (v - mid))) - s0) / (s1 - s0);
    a = v;
  }
}

void HorizontalOrVerticalLine(Canvas& canvas, bool horizontal, int at, int width, float value,
                              float opacity) {
  const int rows = canvas.rows(), columns = canvas.columns();
  for (int k = at; k < std::min(at + width, horizontal ? rows : columns); ++k)
    for (int j = 0; j < (horizontal ? columns : rows); ++j) {
      float& p = canvas.pixels()[horizontal ? static_cast<std::size_t>(k) * columns + j
                                            : static_cast<std::size_t>(j) * columns + k];
      p += opacity * (value - p);
    }
}

void GridLines(Canvas& canvas, Rng& rng) {
  const int pitch = std::max(4, static_cast<int>(rng.Uniform(25, 60) / canvas.placement().mm_per_px)),
            width = rng.Integer(1, 2);
  const float opacity = static_cast<float>(rng.Uniform(.2, 1)),
              value = static_cast<float>(rng.Uniform(.7, 1));
  for (int x = rng.Integer(0, pitch); x < canvas.columns(); x += pitch)
    HorizontalOrVerticalLine(canvas, false, x, width, value, opacity);
  for (int y = rng.Integer(0, pitch); y < canvas.rows(); y += pitch)
    HorizontalOrVerticalLine(canvas, true, y, width, value, opacity);
}

// Two exposures joined: another tone below, a line and a small shift of grey.
void Stitch(Canvas& canvas, Rng& rng) {
  const int at = static_cast<int>(rng.Uniform(.35, .65) * canvas.rows());
  const float gain = static_cast<float>(rng.Uniform(.75, 1.25)),
              shift = static_cast<float>(rng.Normal(0, .08));
  for (std::size_t i = static_cast<std::size_t>(at) * canvas.columns(); i < canvas.pixels().size(); ++i)
    canvas.pixels()[i] = std::clamp(.5f + gain * (canvas.pixels()[i] - .5f) + shift, 0.0f, 1.0f);
  if (rng.Chance(.7))
    HorizontalOrVerticalLine(canvas, true, at, rng.Integer(1, 3), 1, static_cast<float>(rng.Uniform(.5, 1)));
  if (rng.Chance(.4)) {  // rows of the overlap, read twice
    const int reach = std::max(1, static_cast<int>(rng.Uniform(5, 25) / canvas.placement().mm_per_px));
    for (int n = rng.Integer(4, 20); n > 0; --n)
      HorizontalOrVerticalLine(
          canvas, true, std::clamp(at + rng.Integer(-reach, reach), 0, canvas.rows() - 1), rng.Integer(1, 3),
          static_cast<float>(rng.Unit()), static_cast<float>(rng.Uniform(.05, .3)));
  }
}

void Text(Canvas& canvas, Rng& rng) {
  const int size = std::clamp(static_cast<int>(rng.Uniform(4, 9) / canvas.placement().mm_per_px), 4,
                              canvas.rows() / 2),
            stroke = std::max(1, size / 7);
  int x = rng.Integer(0, canvas.columns()), y = rng.Integer(0, canvas.rows() - size - 1);
  const float value = rng.Chance(.85) ? 1 : 0;
  for (int letter = rng.Integer(1, 8); letter > 0; --letter, x += size)
    for (int k = rng.Integer(2, 4); k > 0; --k) {
      const bool horizontal = rng.Chance(.5);
      const int x0 = x + (horizontal ? 0 : rng.Integer(0, size / 2)),
                y0 = y + (horizontal ? rng.Integer(0, size - stroke) : 0);
      const int x1 = x0 + (horizontal ? size * 2 / 3 : stroke), y1 = y0 + (horizontal ? stroke : size);
      for (int r = y0; r < std::min(y1, canvas.rows()); ++r)
        for (int c = x0; c < std::min(x1, canvas.columns()); ++c)
          canvas.pixels()[static_cast<std::size_t>(r) * canvas.columns() + c] = value;
    }
}

Eigen::Vector4d Collimate(Canvas& canvas, Rng& rng) {
  const int rows = canvas.rows(), columns = canvas.columns();
  const int x0 = rng.Chance(.7) ? rng.Integer(0, columns / 7) : 0,
            x1 = columns - (rng.Chance(.7) ? rng.Integer(0, columns / 7) : 0);
  const int y0 = rng.Chance(.5) ? rng.Integer(0, rows / 12) : 0,
            y1 = rows - (rng.Chance(.5) ? rng.Integer(0, rows / 12) : 0);
  const float value = rng.Chance(.8) ? 0 : 1, leak = rng.Chance(.3) ? .08f : 0;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      if (x < x0 || x >= x1 || y < y0 || y >= y1) {
        float& p = canvas.pixels()[static_cast<std::size_t>(y) * columns + x];
        p = value + leak * (p - value);
      }
  return {static_cast<double>(x0), static_cast<double>(y0), static_cast<double>(x1), static_cast<double>(y1)};
}

// Lead markers, shields and blackened labels: what lies under them is gone.
std::vector<Eigen::Vector4d> Cover(Canvas& canvas, Rng& rng) {
  std::vector<Eigen::Vector4d> covers;
  const double mm = canvas.placement().mm_per_px;
  for (int n = rng.Integer(1, 2); n > 0; --n) {
    const double w = rng.LogUniform(12, 80) / mm, h = rng.LogUniform(10, 60) / mm;
    const double x = rng.Uniform(-w / 2, canvas.columns() - w / 2),
                 y = rng.Uniform(-h / 2, canvas.rows() - h / 2);
    covers.emplace_back(std::max(0.0, std::floor(x)), std::max(0.0, std::floor(y)),
                        std::min<double>(canvas.columns(), std::ceil(x + w)),
                        std::min<double>(canvas.rows(), std::ceil(y + h)));
    const float value = rng.Chance(.4) ? 0 : rng.Chance(.6) ? 1 : static_cast<float>(rng.Unit());
    const Eigen::Vector4i at = covers.back().cast<int>();
    for (int r = at[1]; r < at[3]; ++r)
      for (int c = at[0]; c < at[2]; ++c)
        canvas.pixels()[static_cast<std::size_t>(r) * canvas.columns() + c] = value;
  }
  return covers;
}

}  // namespace

void Acquire(const FilmStyle& style, Canvas& canvas, Rng& rng) {
  Scatter(canvas, rng);
  Blur(canvas.pixels(), canvas.rows(), canvas.columns(),
       rng.Uniform(.15, .55) / canvas.placement().mm_per_px);
  PhotonNoise(canvas, rng);
  if (rng.Chance(.5)) Blur(canvas.pixels(), canvas.rows(), canvas.columns(), rng.Uniform(.3, .8));
  if (rng.Chance(.9)) Compress(canvas, rng);
  if (rng.Chance(.4)) Sharpen(canvas, rng);
  ToneCurve(style, canvas, rng);
}

Seen Finish(const FilmStyle& style, bool marks, Canvas& canvas, Rng& rng) {
  Seen seen{Eigen::Vector4d(0, 0, canvas.columns(), canvas.rows()), {}};
  if (!marks) return seen;
  const Framing f = style.framing;
  if (f == Framing::kWholeSpine && rng.Chance(.5)) Stitch(canvas, rng);
  const double collimated = f == Framing::kWholeSpine ? .08
                            : f == Framing::kLumbar   ? .35
                            : f == Framing::kThoracic ? .5
                                                      : .3;
  if (rng.Chance(collimated)) seen.exposed = Collimate(canvas, rng);
  if (f != Framing::kDxa && rng.Chance(f == Framing::kWholeSpine ? .5 : .08)) GridLines(canvas, rng);
  while (rng.Chance(.3)) Text(canvas, rng);
  if (rng.Chance(.12)) seen.covers = Cover(canvas, rng);
  return seen;
}

}  // namespace openvfa::phantom
