#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "draw.h"
#include "openvfa/phantom/phantom.h"

namespace openvfa::phantom {
namespace {

constexpr double kLeastVisible = 0.6;  // of an outline, for the body to be part of the truth

Framing SampleFraming(Rng& rng) {
  const double p = rng.Unit();
  return p < .42   ? Framing::kWholeSpine
         : p < .62 ? Framing::kLumbar
         : p < .75 ? Framing::kThoracic
                   : Framing::kDxa;
}

struct Field2D {
  int rows, columns;
  double mm_per_px;
  Vector2d centre;
};

// Size of the film and where it is centred, as such films are made.
Field2D SampleField(const PhantomOptions& options, Framing framing, const Spine& spine, Rng& rng) {
  Field2D f{};
  double height_mm = 0;
  const auto at = [&](const char* level) { return spine.At(level).centre_mm; };
  switch (framing) {
    case Framing::kWholeSpine:
      f = {1536, 672, 0, (at("T1") + at("S1")) / 2 + Vector2d(rng.Uniform(10, 60), rng.Uniform(-60, 60))};
      height_mm = rng.Uniform(680, 860);
      break;
    case Framing::kLumbar:
      f = {1024, 704, 0, at("L3") + Vector2d(rng.Uniform(-35, 45), rng.Uniform(-25, 20))};
      height_mm = rng.Uniform(280, 400);
      break;
    case Framing::kThoracic:
      f = {1088, 704, 0, at("T7") + Vector2d(rng.Uniform(-25, 65), rng.Uniform(-25, 35))};
      height_mm = rng.Uniform(320, 440);
      break;
    case Framing::kDxa:
      f = {1280, 608, 0, (at("T4") + at("L5")) / 2 + Vector2d(rng.Uniform(-15, 25), rng.Uniform(-30, 30))};
      height_mm = rng.Uniform(390, 480) * spine.size / 1.1;
      break;
  }
  if (options.rows > 0) f.rows = options.rows;
  if (options.columns > 0) f.columns = options.columns;
  f.mm_per_px = options.mm_per_px.value_or(height_mm / f.rows);
  return f;
}

bool Within(const Vector2d& p, const Eigen::Vector4d& rectangle) {
  return p.x() >= rectangle[0] && p.y() >= rectangle[1] && p.x() <= rectangle[2] - 1 &&
         p.y() <= rectangle[3] - 1;
}

double VisibleFraction(const TruthBody& body, const Seen& seen) {
  const auto count = std::count_if(body.outline_px.begin(), body.outline_px.end(), [&](const Vector2d& p) {
    return Within(p, seen.exposed) && std::none_of(seen.covers.begin(), seen.covers.end(),
                                                   [&](const Eigen::Vector4d& c) { return Within(p, c); });
  });
  return static_cast<double>(count) / static_cast<double>(body.outline_px.size());
}

void PlainGrey(Canvas& canvas) {
  const auto [low, high] = std::minmax_element(canvas.pixels().begin(), canvas.pixels().end());
  const float lo = *low, scale = 1 / std::max(*high - lo, 1e-6f);
  for (float& p : canvas.pixels()) p = (p - lo) * scale;
}

}  // namespace

void PhantomOptions::Validate() const {
  constexpr int kLeast = 32, kMost = 20000;
  for (int n : {rows, columns})
    if (n != 0 && (n < kLeast || n > kMost))
      throw std::invalid_argument("rows and columns of a simulated film lie between 32 and 20000");
  if (mm_per_px && !(*mm_per_px >= 0.05 && *mm_per_px <= 20))
    throw std::invalid_argument("mm per pixel of a simulated film lie between 0.05 and 20");
  if (!(fracture_probability >= 0 && fracture_probability <= 1))
    throw std::invalid_argument("the fracture probability lies between 0 and 1");
}

PhantomFilm SimulateFilm(const PhantomOptions& options, std::uint64_t seed, std::uint64_t index) {
  options.Validate();
  Rng rng(seed, index);
  PhantomFilm film;
  film.framing = options.framing.value_or(SampleFraming(rng));
  Spine spine = SampleSpine(options.fracture_probability, rng);
  const Field2D field = SampleField(options, film.framing, spine, rng);
  Placement placement;
  placement.mm_per_px = field.mm_per_px;
  placement.rotation = rng.Normal(0, 5 * M_PI / 180);
  placement.anterior_right = options.anterior_right.value_or(rng.Chance(.5));
  placement.centre_mm = field.centre;

  Canvas canvas(field.rows, field.columns, placement);
  const FilmStyle style = SampleStyle(film.framing, rng);
  const NoiseTable noise(rng);
  DrawSoftTissue(spine, style, noise, canvas, rng);
  DrawSurroundings(spine, style, noise, canvas, rng);
  DrawSkeleton(spine, style, noise, canvas, rng);
  if (options.clutter) DrawClutter(spine, style, noise, canvas, rng);
  if (options.acquisition)
    Acquire(style, canvas, rng);
  else
    PlainGrey(canvas);
  const Seen seen = Finish(style, options.clutter, canvas, rng);

  film.rows = field.rows, film.columns = field.columns, film.mm_per_px = field.mm_per_px;
  film.anterior_right = placement.anterior_right;
  film.pixels.reserve(canvas.pixels().size());
  for (float p : canvas.pixels())
    film.pixels.push_back(static_cast<std::uint16_t>(std::lround(std::clamp(p, 0.0f, 1.0f) * 4095)));
  for (auto body = spine.bodies.rbegin(); body != spine.bodies.rend(); ++body) {
    TruthBody truth = TruthOf(*body, placement, field.rows, field.columns);
    truth.visible_fraction = VisibleFraction(truth, seen);
    if (truth.visible_fraction >= kLeastVisible) film.bodies.push_back(std::move(truth));
  }
  return film;
}

}  // namespace openvfa::phantom
