// Implants, cement, and shapes that mean nothing: what a detector must learn to ignore.
#include <algorithm>

#include "draw.h"

namespace openvfa::phantom {
namespace {

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
    if (rng.Chance(.15)) {  // cage in the disc above
      const double top = (body.superior_anterior + body.superior_posterior) / 2 + 4;
      canvas.AddTube({body.ToWorld(-8, top), body.ToWorld(11, top)}, {4, 4.5, metal * .5, .5, 0}, noise, rng);
    }
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
  if (rng.Chance(.05)) DrawCement(spine, noise, canvas, rng);
  if (rng.Chance(.2)) DrawAorticCalcium(spine, noise, canvas, rng);
  if (rng.Chance(.12)) DrawWires(noise, canvas, rng);
  DrawStrokes(noise, canvas, rng);
  DrawSteps(canvas, rng);
  DrawStreaks(noise, canvas, rng);
  if (style.framing != Framing::kDxa || rng.Chance(.7)) DrawFractal(canvas, rng);
}

}  // namespace openvfa::phantom
