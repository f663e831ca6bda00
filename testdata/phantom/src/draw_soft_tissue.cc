// Torso, lungs, diaphragm, heart, gas, neck and buttocks: the slowly varying background.
#include <algorithm>

#include "draw.h"

namespace openvfa::phantom {
namespace {

// A quantity along the body axis, smooth between (y, value) knots.
class Knots {
 public:
  explicit Knots(std::vector<Vector2d> points) : points_(std::move(points)) {
    std::sort(points_.begin(), points_.end(),
              [](const Vector2d& a, const Vector2d& b) { return a.x() < b.x(); });
  }
  float At(double y) const {
    if (y <= points_.front().x()) return static_cast<float>(points_.front().y());
    for (std::size_t i = 1; i < points_.size(); ++i)
      if (y <= points_[i].x()) {
        const double t = (y - points_[i - 1].x()) / (points_[i].x() - points_[i - 1].x());
        const double s = t * t * (3 - 2 * t);
        return static_cast<float>(points_[i - 1].y() + s * (points_[i].y() - points_[i - 1].y()));
      }
    return static_cast<float>(points_.back().y());
  }

 private:
  std::vector<Vector2d> points_;
};

// Values of a curve on a 1 mm grid of y: the painters look it up per pixel.
struct Table {
  double y0;
  std::vector<float> values;
  float At(float y) const {
    const float i = std::clamp(y - static_cast<float>(y0), 0.0f, static_cast<float>(values.size() - 2));
    const std::size_t k = static_cast<std::size_t>(i);
    const float t = i - static_cast<float>(k);
    return values[k] * (1 - t) + values[k + 1] * t;
  }
};

template <typename F>
Table Tabulate(double y0, double y1, F f) {
  Table table{y0, {}};
  const int count = static_cast<int>(y1 - y0) + 2;
  for (int i = 0; i < count; ++i) table.values.push_back(static_cast<float>(f(y0 + i)));
  return table;
}

struct Torso {
  Table back, front, width;  // x of skin behind and in front; lateral thickness
};

Torso SampleTorso(const Spine& spine, Rng& rng) {
  const double s = spine.size, y_s1 = spine.At("S1").centre_mm.y(), y_l3 = spine.At("L3").centre_mm.y();
  const double y_t12 = spine.At("T12").centre_mm.y(), y_t7 = spine.At("T7").centre_mm.y();
  const double y_t1 = spine.At("T1").centre_mm.y(), y_c5 = spine.At("C5").centre_mm.y();
  const double fat = rng.Uniform(-15, 35), wide = rng.Uniform(300, 380) * s / 1.1;
  const auto knot = [&](double y, double v, double sd) { return Vector2d(y, v + rng.Normal(0, sd)); };
  const Knots back({knot(y_s1 + 220, 70, 15), knot(y_s1 + 80, 125 + fat, 20), knot(y_s1, 95 + fat / 2, 15),
                    knot(y_l3, 72 + fat / 3, 8), knot(y_t12, 70, 8), knot(y_t7, 72, 9),
                    knot(y_t1 + 20, 80, 10), knot(y_t1 - 40, 58, 6), knot(y_c5, 55, 5)});
  const Knots front({knot(y_s1 + 200, 90, 15), knot(y_s1, 115 + fat, 20), knot(y_l3, 120 + fat, 25),
                     knot(y_t12, 150 + fat / 2, 15), knot(y_t7, 170, 15), knot(y_t1 + 40, 120, 15),
                     knot(y_t1 - 20, 55, 6), knot(y_c5, 55, 8)});
  const Knots width({knot(y_s1 + 100, wide * 1.08, 10), knot(y_l3, wide * .9, 10), knot(y_t12, wide * .93, 8),
                     knot(y_t7, wide, 8), knot(y_t1 + 20, wide * 1.05, 15), knot(y_t1 - 35, 135, 8),
                     knot(y_c5, 120, 8)});
  const double y0 = y_c5 - 400, y1 = y_s1 + 500;
  return {Tabulate(y0, y1, [&](double y) { return spine.MidlineAt(y) - back.At(y) * s; }),
          Tabulate(y0, y1, [&](double y) { return spine.MidlineAt(std::min(y, y_s1)) + front.At(y) * s; }),
          Tabulate(y0, y1, [&](double y) { return width.At(y); })};
}

void DrawTorso(const Torso& torso, double per_mm, double exponent, Canvas& canvas) {
  const float n = static_cast<float>(exponent), k = static_cast<float>(per_mm);
  canvas.AddEverywhere([&](float x, float y) {
    const float back = torso.back.At(y), front = torso.front.At(y);
    const float t = std::abs((2 * x - back - front) / (front - back));
    if (t >= 1) return 0.0f;
    return k * torso.width.At(y) * std::pow(1 - std::pow(t, n), 1 / n);
  });
}

// Vessels and bronchi: branches away from the hilum.
void DrawVessels(const Vector2d& hilum, double amount, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const double strength = amount * rng.Uniform(.02, .12);
  for (int n = rng.Integer(10, 35); n > 0; --n) {
    const double angle = rng.Uniform(0, 2 * M_PI), length = rng.Uniform(30, 110);
    const Vector2d along(std::cos(angle), std::sin(angle)), side(-along.y(), along.x());
    const Vector2d from = hilum + rng.Uniform(0, .5) * length * along + rng.Normal(0, 6) * side;
    const Vector2d to = from + length * along;
    canvas.AddTube(Bezier(from, (from + to) / 2 + rng.Normal(0, 9) * side, to, 6),
                   {rng.Uniform(1.5, 4.5), rng.Uniform(.4, 1.2), strength * rng.Uniform(.3, 1.5), 1, .3},
                   noise, rng);
  }
}

void DrawLung(const Spine& spine, const Torso& torso, double amount, const NoiseTable& noise, Canvas& canvas,
              Rng& rng) {
  const double dome = spine.At("T12").centre_mm.y() + rng.Uniform(-28, 18) * spine.size,
               apex = spine.At("T2").centre_mm.y() + rng.Uniform(-15, 15);
  const float peak_x = static_cast<float>(spine.MidlineAt(dome) + rng.Uniform(40, 95)),
              steep = static_cast<float>(rng.Uniform(.004, .012));
  const float wall = static_cast<float>(rng.Uniform(14, 26)), a = static_cast<float>(amount),
              y_apex = static_cast<float>(apex);
  const float y_dome = static_cast<float>(dome - rng.Uniform(10, 45));
  const float shading = static_cast<float>(rng.Uniform(.2, .6)),
              recess = static_cast<float>(rng.Uniform(50, 90));
  const double span = (dome - apex) / 2 + 90;
  canvas.Add({spine.MidlineAt((dome + apex) / 2) + 40, (dome + apex) / 2}, span + 60,
             [=, &torso](float x, float y) {
               const float dx = x - peak_x, fall = steep * dx * dx;
               const float floor_y = y_dome + fall / (1 + fall / recess);  // the recess ends near L1
               const float below = floor_y - y, above = y - y_apex;
               const float behind = x - torso.back.At(y) - wall, before = torso.front.At(y) - wall - x;
               const float inside = std::min({below, above * .6f, behind, before});
               if (inside <= 0) return 0.0f;
               const float depth = std::min(1.0f, behind / 60) * std::min(1.0f, before / 40);
               const float edge = SmoothStep(std::min({below * .5f, inside * .12f, 1.0f}));
               return -edge * a * (1 - shading + shading * depth);
             });
  DrawVessels(spine.At("T6").centre_mm + Vector2d(rng.Uniform(35, 60), rng.Uniform(-10, 20)), amount, noise,
              canvas, rng);
}

void DrawGas(const Spine& spine, double amount, Canvas& canvas, Rng& rng) {
  const double y_top = spine.At("T12").centre_mm.y(), y_bottom = spine.At("S1").centre_mm.y() + 60;
  for (int n = rng.Integer(0, 8); n > 0; --n) {
    const double y = rng.Uniform(y_top, y_bottom), x = spine.MidlineAt(y) + rng.Uniform(10, 110);
    AddEllipse({x, y}, rng.Uniform(5, 22), rng.Uniform(5, 18), rng.Uniform(0, 3),
               -amount * rng.Uniform(.2, 1), rng.Uniform(.2, .8), canvas);
  }
  if (rng.Chance(.5)) {  // stool: a patch of small bubbles
    const double y = rng.Uniform(spine.At("L2").centre_mm.y(), y_bottom),
                 x = spine.MidlineAt(y) + rng.Uniform(40, 100);
    for (int n = rng.Integer(15, 50); n > 0; --n)
      AddEllipse({x + rng.Normal(0, 15), y + rng.Normal(0, 40)}, rng.Uniform(2, 6), rng.Uniform(2, 6), 0,
                 -amount * rng.Uniform(.1, .4), .8, canvas);
  }
  if (rng.Chance(.5))  // rectal gas before the sacrum
    AddEllipse(spine.At("S1").centre_mm + Vector2d(rng.Uniform(-30, 20), rng.Uniform(40, 90)),
               rng.Uniform(8, 18), rng.Uniform(10, 30), rng.Uniform(-.8, .8), -amount * rng.Uniform(.3, 1),
               .4, canvas);
}

}  // namespace

void AddEllipse(const Vector2d& centre, double rx, double ry, double angle, double amplitude, double softness,
                Canvas& canvas) {
  const Vector2f o = centre.cast<float>();
  const float c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle)),
              a = static_cast<float>(amplitude);
  const float ix = static_cast<float>(1 / rx), iy = static_cast<float>(1 / ry),
              soft = static_cast<float>(softness);
  canvas.Add(centre, std::max(rx, ry) * 1.05, [=](float x, float y) {
    const float px = x - o.x(), py = y - o.y(), u = (c * px + s * py) * ix, v = (-s * px + c * py) * iy;
    const float q = u * u + v * v;
    return q < 1 ? a * SmoothStep((1 - q) / soft) : 0.0f;
  });
}

FilmStyle SampleStyle(Framing framing, Rng& rng) {
  FilmStyle style;
  style.framing = framing;
  style.body_amplitude = rng.LogUniform(.07, .5) * (framing == Framing::kDxa ? 1.7 : 1);
  style.endplate_amplitude = rng.LogUniform(.12, .6) * std::sqrt(style.body_amplitude / .2) * .8;
  style.anterior_exponent = rng.LogUniform(3.5, 14);
  style.posterior_exponent = style.anterior_exponent * rng.Uniform(1, 2.5);
  style.double_contour_sd = rng.Uniform(.4, 2.2);
  style.texture = rng.Uniform(.02, .3);
  style.posterior_amplitude = rng.Uniform(.05, .25);
  style.foramen_depth = rng.LogUniform(.03, .6);
  style.rib_amplitude = rng.Uniform(.04, .28);
  return style;
}

void DrawSoftTissue(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                    Rng& rng) {
  const Torso torso = SampleTorso(spine, rng);
  const double dropped = style.framing == Framing::kDxa ? rng.Uniform(.02, .4) : 1;  // dual energy removes it
  DrawTorso(torso, rng.Uniform(.15, .2) / 10 * dropped, rng.Uniform(2, 4), canvas);
  const double lung = rng.Uniform(.35, 1.5) * (style.framing == Framing::kDxa ? std::max(.15, dropped) : 1);
  for (int side = 0; side < 2; ++side) DrawLung(spine, torso, lung, noise, canvas, rng);
  const Vector2d t9 = spine.At("T9").centre_mm;
  AddEllipse(t9 + Vector2d(rng.Uniform(60, 100), rng.Uniform(-15, 30)), rng.Uniform(35, 55),
             rng.Uniform(45, 70), rng.Uniform(-.5, .5), lung * rng.Uniform(.2, .7), .6, canvas);
  if (rng.Chance(.5)) {  // aorta along the front of the spine
    std::vector<Vector2d> path;
    const double ahead = rng.Uniform(22, 45);
    for (const char* level : {"T4", "T6", "T8", "T10", "T12", "L2", "L4"})
      path.push_back(spine.At(level).centre_mm + Vector2d(ahead, 0));
    const double r = rng.Uniform(9, 15);
    canvas.AddTube(path, {r, r * .8, rng.Uniform(.03, .15) * dropped, 1, 0}, noise, rng);
  }
  DrawGas(spine, rng.Uniform(.1, .5) * std::max(.2, dropped), canvas, rng);
}

}  // namespace openvfa::phantom
