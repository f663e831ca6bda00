// Implants, cement, and shapes that mean nothing: what a detector must learn to ignore.
#include <algorithm>
#include <utility>

#include "draw.h"

namespace openvfa::phantom {
namespace {

// An interbody cage: a block of metal, or of plastic that shows by its markers only.
void DrawCage(const BodyShape& lower, const BodyShape& upper, double metal, const NoiseTable& noise,
              Canvas& canvas, Rng& rng) {
  const double depth = lower.half_depth_superior + upper.half_depth_inferior;
  const double u = rng.Uniform(-.12, .15) * depth, half = rng.Uniform(.18, .42) * depth;
  // Chords of the disc at the ends of the cage; it may sink into either endplate.
  const auto end = [&](double at) {
    const Vector2d low =
        lower.ToWorld(at, lower.superior_posterior +
                              (lower.superior_anterior - lower.superior_posterior) * (.5 + at / depth));
    const Vector2d high =
        upper.ToWorld(at, -upper.inferior_posterior -
                              (upper.inferior_anterior - upper.inferior_posterior) * (.5 + at / depth));
    return std::pair{Vector2d((low + high) / 2),
                     (low - high).norm() / 2 * rng.Uniform(.8, 1.7) + rng.Uniform(.5, 3)};
  };
  const auto [back, back_half] = end(u - half);
  const auto [front, front_half] = end(u + half);
  const Vector2d along = (front - back).normalized(), across(-along.y(), along.x());
  if (rng.Chance(.35)) {
    for (const auto& [p, h] : {std::pair{back, back_half}, {front, front_half}})
      canvas.AddTube({p - h * .8 * across, p + h * .8 * across}, {rng.Uniform(.5, 1), .6, metal * .5, 1, 0},
                     noise, rng);
    return;
  }
  const Vector2f o = ((front + back) / 2).cast<float>(), a = along.cast<float>(), c = across.cast<float>();
  const float reach = static_cast<float>((front - back).norm() / 2),
              h0 = static_cast<float>((back_half + front_half) / 2),
              slope = static_cast<float>((front_half - back_half) / 2),
              strength = static_cast<float>(metal * rng.Uniform(.3, 1));
  const float ridge = static_cast<float>(rng.Uniform(0, .25));
  canvas.Add((front + back) / 2, std::hypot(reach, h0 + std::abs(slope)) + 2, [=](float x, float y) {
    const float px = x - o.x(), py = y - o.y(), s = px * a.x() + py * a.y(), t = px * c.x() + py * c.y();
    const float inside = std::min(reach - std::abs(s), h0 + slope * s / std::max(reach, 1e-3f) - std::abs(t));
    return strength * SmoothStep(.5f + inside) * (1 - ridge + ridge * std::cos(s * 1.6f));
  });
}

void DrawScrews(const Spine& spine, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const int n = static_cast<int>(spine.bodies.size());
  const bool is_long = rng.Chance(.5);
  const int first = is_long ? rng.Integer(0, 6) : rng.Integer(1, 9),
            count = is_long ? rng.Integer(6, 15) : rng.Integer(2, 4);
  const double metal = rng.LogUniform(.8, 5), apart = rng.Uniform(0, 8), thickness = rng.Uniform(2.4, 3.4);
  const double skipped = rng.Uniform(0, .4);  // of the levels of a long construct
  std::vector<Vector2d> rod;
  for (int i = first; i < std::min(n - 8, first + count); ++i) {
    const BodyShape& body = spine.bodies[i];
    const double half = body.Depth() / 2, v = body.superior_posterior * rng.Uniform(.2, .6);
    const Vector2d head = body.ToWorld(-half - rng.Uniform(17, 24), v + rng.Uniform(-2, 4));
    rod.push_back(head);
    if (is_long && rng.Chance(skipped)) continue;
    for (int side = 0; side < 2; ++side) {
      const Vector2d shift(0, rng.Normal(0, 1.5)),
          tip = body.ToWorld(half * rng.Uniform(.2, .85), v + rng.Uniform(-4, 3));
      canvas.AddTube({head + shift, tip + shift},
                     {rng.Uniform(2.4, 3.4), rng.Uniform(1.8, 2.6), metal * .6, 1, 0}, noise, rng);
      for (int turn = 0; turn < 13; ++turn) {  // of the thread
        const Vector2d p = head + (.35 + .05 * turn) * (tip - head) + shift,
                       across = Vector2d(-(tip - head).y(), (tip - head).x()).normalized();
        canvas.AddTube({p - 3 * across, p + 3 * across}, {.5, .5, metal * .25, 1, 0}, noise, rng);
      }
    }
    canvas.AddTube({head + Vector2d(0, -5), head + Vector2d(0, 5)}, {5.5, 5.5, metal * .5, 1, 0}, noise, rng);
    if (rng.Chance(.2) && i + 1 < n) DrawCage(body, spine.bodies[i + 1], metal, noise, canvas, rng);
  }
  if (rod.size() >= 2)
    for (int side = 0; side < 2; ++side) {
      std::vector<Vector2d> path = rod;
      for (Vector2d& p : path) p.x() += apart * (side - .5);
      path.front() += Vector2d(0, rng.Uniform(5, 15));
      path.back() -= Vector2d(0, rng.Uniform(5, 15));
      canvas.AddTube(path, {thickness, thickness, metal * .7, 1, 0}, noise, rng);
    }
}

void DrawCement(const Spine& spine, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  for (int n = rng.Integer(1, 3); n > 0; --n) {
    const BodyShape& body = spine.bodies[rng.Integer(1, static_cast<int>(spine.bodies.size()) - 8)];
    for (int blob = rng.Integer(2, 6); blob > 0; --blob) {
      const Vector2d a = body.ToWorld(rng.Normal(2, 6), rng.Normal(0, 3)),
                     b = a + Vector2d(rng.Normal(0, 4), rng.Normal(0, 3));
      canvas.AddTube({a, b}, {rng.Uniform(2, 6), rng.Uniform(2, 5), rng.Uniform(.2, .8), 1, .4}, noise, rng);
    }
  }
}

Vector2d RandomPoint(const Canvas& canvas, Rng& rng) {
  const Vector2d px(rng.Uniform(0, canvas.columns() - 1), rng.Uniform(0, canvas.rows() - 1));
  return canvas.placement().ToWorld(px, canvas.rows(), canvas.columns());
}

void DrawStrokes(const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  for (int n = rng.Integer(0, 25); n > 0; --n) {
    const Vector2d a = RandomPoint(canvas, rng);
    const Vector2d b = a + Vector2d(rng.Normal(0, 45), rng.Normal(0, 45)),
                   c = b + Vector2d(rng.Normal(0, 45), rng.Normal(0, 45));
    const double r = rng.LogUniform(.75, 6);
    canvas.AddTube(Bezier(a, b, c, 9),
                   {r, r * rng.Uniform(.6, 1.4), rng.Normal(0, .13), rng.Chance(.5) ? 1 : .4, .4}, noise,
                   rng);
  }
}

void DrawSteps(Canvas& canvas, Rng& rng) {
  for (int n = rng.Integer(0, 4); n > 0; --n) {
    const Vector2f o = RandomPoint(canvas, rng).cast<float>();
    const float angle = static_cast<float>(rng.Uniform(0, 6.283)), c = std::cos(angle), s = std::sin(angle);
    const float bend = static_cast<float>(rng.Normal(0, .004)),
                soft = static_cast<float>(rng.LogUniform(.4, 6));
    const float step = static_cast<float>(rng.Normal(0, .2)),
                reach = static_cast<float>(rng.Uniform(40, 200));
    canvas.AddEverywhere([=](float x, float y) {
      const float u = c * (x - o.x()) + s * (y - o.y()), v = -s * (x - o.x()) + c * (y - o.y());
      const float d = u - bend * v * v;
      if (d <= -soft || d > reach || std::abs(v) > reach * 2) return 0.0f;
      return step * SmoothStep(.5f + d / (2 * soft)) * SmoothStep((reach - d) / reach) *
             SmoothStep((2 * reach - std::abs(v)) / reach);
    });
  }
}

void DrawStreaks(const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  for (int n = rng.Integer(1, 3); n > 0; --n) {
    const float angle = static_cast<float>(rng.Uniform(0, 3.1416)), c = std::cos(angle), s = std::sin(angle);
    const float across = static_cast<float>(1 / rng.LogUniform(.8, 8)),
                along = across / static_cast<float>(rng.Uniform(5, 25));
    const float a = static_cast<float>(rng.LogUniform(.01, .09)),
                row = static_cast<float>(rng.Uniform(0, 64));
    canvas.AddEverywhere([=, &noise](float x, float y) {
      return a * noise.At((c * x + s * y) * across, (-s * x + c * y) * along + row);
    });
  }
}

void DrawFractal(Canvas& canvas, Rng& rng) {
  const double slopes[] = {.3, .8, 1.3, 1.8};
  const int strong = rng.Integer(0, 3);
  for (int k = 0; k < 4; ++k) {
    if (k != strong && k != (strong + 2) % 4) continue;
    const float a = static_cast<float>(rng.LogUniform(.01, .1));
    const Field noise = FractalNoise(canvas.rows(), canvas.columns(), slopes[k], rng);
    for (std::size_t i = 0; i < noise.size(); ++i) canvas.pixels()[i] += a * noise[i];
  }
}

void DrawWires(const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  for (int n = rng.Integer(1, 3); n > 0; --n) {
    std::vector<Vector2d> path = {RandomPoint(canvas, rng)};
    for (int k = 0; k < 14; ++k) path.push_back(path.back() + Vector2d(rng.Normal(0, 12), rng.Normal(0, 20)));
    const double r = rng.Uniform(.4, 1.5);
    canvas.AddTube(path, {r, r, rng.Uniform(.2, 1.5), 1, 0}, noise, rng);
  }
}

void DrawAorticCalcium(const Spine& spine, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const double ahead = rng.Uniform(22, 40);
  for (int n = rng.Integer(4, 14); n > 0; --n) {
    const Vector2d a =
        spine.bodies[rng.Integer(1, 7)].centre_mm + Vector2d(ahead + rng.Normal(0, 4), rng.Uniform(-15, 15));
    canvas.AddTube({a, a + Vector2d(rng.Normal(0, 1.5), rng.Uniform(2, 9))},
                   {rng.Uniform(.5, 1.3), .6, rng.Uniform(.08, .4), 1, .5}, noise, rng);
  }
}

}  // namespace

void DrawClutter(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                 Rng& rng) {
  if (rng.Chance(style.framing == Framing::kWholeSpine ? .25 : .12)) DrawScrews(spine, noise, canvas, rng);
  if (rng.Chance(.05)) {  // without rods: from the front or the side
    const int at = rng.Integer(0, 6);
    DrawCage(spine.bodies[at], spine.bodies[at + 1], rng.LogUniform(.5, 4), noise, canvas, rng);
  }
  if (rng.Chance(.05)) DrawCement(spine, noise, canvas, rng);
  if (rng.Chance(.2)) DrawAorticCalcium(spine, noise, canvas, rng);
  if (rng.Chance(.12)) DrawWires(noise, canvas, rng);
  DrawStrokes(noise, canvas, rng);
  DrawSteps(canvas, rng);
  DrawStreaks(noise, canvas, rng);
  if (style.framing != Framing::kDxa || rng.Chance(.7)) DrawFractal(canvas, rng);
}

}  // namespace openvfa::phantom
