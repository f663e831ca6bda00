// Vertebral bodies and what hangs on them.
#include <algorithm>
#include <array>

#include "draw.h"

namespace openvfa::phantom {
namespace {

constexpr std::uint64_t kLineEndStream = 1;  // of draws that came later

bool IsThoracic(const BodyShape& b) { return b.level[0] == 'T'; }
bool IsCervical(const BodyShape& b) { return b.level[0] == 'C'; }

float Coverage(float inside_mm, float soft_mm) { return SmoothStep(.5f + inside_mm / (2 * soft_mm)); }

// Thickness of an elliptical cylinder of exponent n at t in -1..1.
float Profile(float t, float n) {
  const float a = std::min(std::abs(t), 1.0f);
  return std::pow(std::max(0.0f, 1 - std::pow(a, n)), 1 / n);
}

struct BodyPaint {
  double amplitude, endplate_superior, endplate_inferior, wall_anterior, wall_posterior, line_width;
  float texture_row, texture_scale_u, texture_scale_v, fade;
  // How far inside the wall an endplate's line comes to its strength, mm (SA, SP, IA, IP); how much it
  // follows the rounding of the corners, and how much the body's thickness its waist.
  std::array<float, 4> line_end;
  float curl, follow;
};

BodyPaint SamplePaint(const FilmStyle& style, double size, Rng& rng) {
  BodyPaint p;
  p.amplitude = style.body_amplitude * size * rng.Uniform(.8, 1.2);
  p.endplate_superior = style.endplate_amplitude * rng.Uniform(.6, 1.4);
  p.endplate_inferior = style.endplate_amplitude * rng.Uniform(.6, 1.4);
  p.wall_anterior = style.endplate_amplitude * rng.Uniform(.1, .9);
  p.wall_posterior = style.endplate_amplitude * rng.Uniform(.1, .9);
  p.line_width = rng.Uniform(.5, 1.3) / 2;
  p.texture_row = static_cast<float>(rng.Uniform(0, 64));
  p.texture_scale_u = static_cast<float>(rng.Uniform(.7, 1.6));
  p.texture_scale_v = static_cast<float>(rng.Uniform(1.2, 6));
  p.fade = static_cast<float>(rng.Uniform(.15, .6));
  Rng ends = rng.Fork(kLineEndStream);
  for (float& end : p.line_end) end = static_cast<float>(ends.LogUniform(.15, 3));
  p.curl = static_cast<float>(ends.Unit());
  p.follow = static_cast<float>(ends.Unit());
  return p;
}

// S1 is one bone with S2: its lower endplate is the rest of a disc, its walls go on below.
void FuseBelow(BodyPaint& p, Rng& rng) {
  p.endplate_inferior *= rng.Uniform(0, .7);
  p.wall_anterior *= rng.Uniform(.2, 1);
  p.wall_posterior *= rng.Uniform(.2, 1);
  p.amplitude *= rng.Uniform(.4, 1.1);
}

float Line(float distance, float width) { return std::exp(-.5f * distance * distance / (width * width)); }

void DrawBody(const BodyShape& body, const FilmStyle& style, const BodyPaint& p, const NoiseTable& noise,
              Canvas& canvas) {
  const Vector2f a = body.Anterior().cast<float>(), c = body.Cranial().cast<float>(),
                 o = body.centre_mm.cast<float>();
  const float half = static_cast<float>(body.Depth() / 2), soft = .45f;
  const float shear = static_cast<float>(body.shear);
  const float n_front = static_cast<float>(style.anterior_exponent),
              n_back = static_cast<float>(style.posterior_exponent);
  const float ds = static_cast<float>(body.superior_double / 2),
              di = static_cast<float>(body.inferior_double / 2);
  const float w = static_cast<float>(std::max(p.line_width, canvas.placement().mm_per_px * .5));
  const double reach = std::hypot(body.Depth(), body.superior_anterior + body.inferior_anterior +
                                                    body.superior_posterior + body.inferior_posterior) /
                           2 +
                       3;
  canvas.Add(body.centre_mm, reach / 1.3, [&](float x, float y) {
    const float px = x - o.x(), py = y - o.y(), v = px * c.x() + py * c.y(),
                u = px * a.x() + py * a.y() + shear * v;
    const Edges edges = body.EdgesAt(u, v);
    const float near = body.Inside(edges, ds, -di),
                far = (ds != 0 || di != 0) ? body.Inside(edges, -ds, di) : near;
    if (std::max(near, far) < -2.5f) return 0.0f;
    const float inside = u > 0 ? edges.anterior : edges.posterior, wall = inside + std::abs(u),
                t = u / (half + p.follow * (wall - half));
    const float grain = 1 + static_cast<float>(style.texture) *
                                noise.At(u / p.texture_scale_u + p.texture_row, v / p.texture_scale_v);
    float value = static_cast<float>(p.amplitude) * grain * Profile(t * .985f, t > 0 ? n_front : n_back) *
                  .5f * (Coverage(near, soft) + Coverage(far, soft));
    const auto within = [&](int corner) {
      return SmoothStep((inside + .3f) / (p.line_end[corner + (u > 0 ? 0 : 1)] + .3f));
    };
    const float fade_s = std::clamp(1 + p.fade * 1.3f * noise.At(u / 7, p.texture_row), .15f, 2.0f);
    const float fade_i = std::clamp(1 + p.fade * 1.3f * noise.At(u / 7, p.texture_row + 9), .15f, 2.0f);
    const float vs = body.BelowSuperior(edges, p.curl) - .4f, vi = body.AboveInferior(edges, p.curl) - .4f;
    value += within(0) * fade_s * static_cast<float>(p.endplate_superior) * .5f *
             (Line(vs + ds, w) + Line(vs - ds, w));
    value += within(2) * fade_i * static_cast<float>(p.endplate_inferior) * .5f *
             (Line(vi + di, w) + Line(vi - di, w));
    const float up = SmoothStep(near * 2 + .5f);
    value += up * (static_cast<float>(p.wall_anterior) * Line(edges.anterior - .4f, w) +
                   static_cast<float>(p.wall_posterior) * Line(edges.posterior - .4f, w));
    return value;
  });
}

void DrawOsteophytes(const Spine& spine, const BodyShape& body, double amplitude, const NoiseTable& noise,
                     Canvas& canvas, Rng& rng) {
  const double chance = spine.osteophytes ? .3 : .06;
  const double hs = body.half_depth_superior, hi = body.half_depth_inferior;
  const struct {
    double u, v, out;
    double length;
  } corners[] = {{hs, body.superior_anterior, 1, 1},
                 {hi, -body.inferior_anterior, 1, 1},
                 {-hs, body.superior_posterior, -1, .5},
                 {-hi, -body.inferior_posterior, -1, .5}};
  for (const auto& k : corners) {
    if (!rng.Chance(chance)) continue;
    const double length = rng.Uniform(1, 5) * k.length, lift = rng.Uniform(-.3, .8) * (k.v > 0 ? 1 : -1);
    const Vector2d from = body.ToWorld(k.u - 2.5 * k.out, k.v - (k.v > 0 ? 1.6 : -1.6));
    const Vector2d to = body.ToWorld(k.u + length * k.out, k.v + length * lift);
    canvas.AddTube({from, (from + to) / 2, to},
                   {rng.Uniform(1.2, 2.2), .5, amplitude * rng.Uniform(.6, 1.2), 1, 0}, noise, rng);
  }
}

// Pedicle, articular pillar and spinous process of one level; foramen below the pedicle.
void DrawPosteriorElements(const BodyShape& body, const FilmStyle& style, double size,
                           const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const double s = size * (IsCervical(body) ? .6 : IsThoracic(body) ? .8 : 1);
  const double half = body.Depth() / 2, top = body.superior_posterior;
  const double strength = (style.posterior_amplitude + style.body_amplitude * rng.Uniform(.3, 1.2)) * .75;
  const auto at = [&](double u, double v) { return body.ToWorld(-half + u * s, top + v * s); };
  for (int side = 0; side < 2; ++side) {  // left and right, nearly on top of each other
    const double du = rng.Normal(0, 1), dv = rng.Normal(0, 1.2),
                 amplitude = strength * rng.Uniform(.4, 1) * .6;
    const double pedicle = rng.Uniform(4, 6) * s;
    canvas.AddTube({at(2 + du, -7 + dv), at(-5 + du, -7 + dv), at(-12 + du, -8 + dv)},
                   {pedicle, pedicle * .9, amplitude, .45, .3}, noise, rng);
    const double drop = rng.Uniform(20, 30);
    canvas.AddTube({at(-10 + du, 5 + dv), at(-13 + du, -8 + dv), at(-17 + du, -drop + dv)},
                   {rng.Uniform(4, 6.5) * s, rng.Uniform(3, 5) * s, amplitude * 1.2, .5, .4}, noise, rng);
    if (rng.Chance(.6))  // transverse process, seen end on
      canvas.Add(at(-11 + du, -8 + dv), 6 * s,
                 [c = at(-11 + du, -8 + dv).cast<float>().eval(),
                  r = static_cast<float>(rng.Uniform(3, 5.5) * s), amplitude](float x, float y) {
                   const float q = std::hypot(x - c.x(), y - c.y()) / r;
                   return q < 1 ? static_cast<float>(amplitude) * (.4f + .6f * SmoothStep((q - .55f) * 4)) *
                                      SmoothStep((1 - q) * 4)
                                : 0.0f;
                 });
  }
  const double slope = IsThoracic(body) ? rng.Uniform(.6, 1.5) : rng.Uniform(.1, .5),
               reach = rng.Uniform(40, 58);
  canvas.AddTube({at(-18, -12), at(-(18 + reach) / 2, -12 - slope * (reach - 18) / 2),
                  at(-reach, -14 - slope * (reach - 18))},
                 {rng.Uniform(3, 6) * s, rng.Uniform(5, 9) * s, strength * rng.Uniform(.3, .9), .5, .5},
                 noise, rng);
}

void DrawForamen(const BodyShape& body, const FilmStyle& style, double size, Canvas& canvas, Rng& rng) {
  if (!rng.Chance(.9)) return;
  const double s = size * (IsCervical(body) ? .55 : IsThoracic(body) ? .85 : 1);
  const Vector2d c = body.ToWorld(-body.Depth() / 2 - rng.Uniform(4.5, 8.5) * s,
                                  -body.inferior_posterior * rng.Uniform(.3, 1));
  const float ru = static_cast<float>(rng.Uniform(3, 5.5) * s),
              rv = static_cast<float>(rng.Uniform(5.5, 10) * s);
  const float depth = static_cast<float>(style.foramen_depth * rng.Uniform(.5, 1.3));
  const Vector2f a = body.Anterior().cast<float>(), k = body.Cranial().cast<float>(), o = c.cast<float>();
  canvas.Add(c, std::max(ru, rv) * 1.2, [=](float x, float y) {
    const float px = x - o.x(), py = y - o.y(), u = (px * a.x() + py * a.y()) / ru,
                v = (px * k.x() + py * k.y()) / rv;
    return -depth * SmoothStep((1.15f - std::sqrt(u * u + v * v)) * 2.2f);
  });
}

void DrawRibs(const BodyShape& body, const FilmStyle& style, double size, const NoiseTable& noise,
              Canvas& canvas, Rng& rng) {
  const int number = std::stoi(body.level.substr(1));
  const double s = size * (number <= 2 ? .5 : number >= 13 ? .3 : number >= 11 ? .7 : 1);
  for (int side = 0; side < 2; ++side) {
    const Vector2d head =
        body.ToWorld(-body.Depth() / 2 + rng.Uniform(-3, 3), body.superior_posterior + rng.Uniform(-4, 4));
    const double back = rng.Uniform(28, 50) * s, drop = rng.Uniform(15, 40) * s;
    const double forward = rng.Uniform(110, 190) * s, fall = rng.Uniform(70, 130) * s;
    const Vector2d angle = head + Vector2d(-back, drop * .5),
                   turn = head + Vector2d(-back * rng.Uniform(.8, 1.2), drop * 1.6);
    std::vector<Vector2d> path = Bezier(head, head + Vector2d(-back * .6, -2), angle, 5);
    const Vector2d front = head + Vector2d(number >= 11 ? forward * .5 : forward, fall);
    std::vector<Vector2d> rest = Bezier(angle, turn, turn + Vector2d(back * .9, drop * .7), 6);
    path.insert(path.end(), rest.begin() + 1, rest.end());
    rest = Bezier(path.back(), path.back() + Vector2d(forward * .35, drop * .9), front, 10);
    path.insert(path.end(), rest.begin() + 1, rest.end());
    const double radius = rng.Uniform(6.5, 12) / 2 * size;
    canvas.AddTube(
        path, {radius * .8, radius, style.rib_amplitude * rng.Uniform(.5, 1.3), rng.Uniform(.25, .6), .35},
        noise, rng);
  }
}

}  // namespace

void DrawSkeleton(Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const bool ribs_first = rng.Chance(.5);
  const auto draw_ribs = [&] {
    for (const BodyShape& body : spine.bodies)
      if (IsThoracic(body)) DrawRibs(body, style, spine.size, noise, canvas, rng);
  };
  if (ribs_first) draw_ribs();
  for (BodyShape& body : spine.bodies) {
    const double thickness = IsCervical(body) ? .6 : IsThoracic(body) ? .85 : 1;
    const auto offset = [&] {
      const double d = rng.Normal(0, style.double_contour_sd);
      return std::abs(d) > .6 ? d : 0.0;
    };
    body.superior_double = offset();
    body.inferior_double = offset();
    BodyPaint paint = SamplePaint(style, thickness, rng);
    if (body.level == "S1") FuseBelow(paint, rng);
    if (body.level != "S1") {
      DrawPosteriorElements(body, style, spine.size, noise, canvas, rng);
      DrawForamen(body, style, spine.size, canvas, rng);
    }
    DrawBody(body, style, paint, noise, canvas);
    if (body.level != "S1") DrawOsteophytes(spine, body, paint.amplitude, noise, canvas, rng);
  }
  if (!ribs_first) draw_ribs();
}

}  // namespace openvfa::phantom
