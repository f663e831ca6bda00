// Shoulders and arms, skull: the bones that are mistaken for vertebrae or hide them.
#include <algorithm>

#include "draw.h"

namespace openvfa::phantom {
namespace {

// Shoulder girdle and the roots of arms held forwards, over the upper thorax.
void DrawShoulders(const Spine& spine, const FilmStyle& style, Canvas& canvas, Rng& rng) {
  const double flesh = style.framing == Framing::kDxa ? .25 : 1;
  for (int n = rng.Integer(1, 3); n > 0; --n)
    AddEllipse(spine.At("T3").centre_mm + Vector2d(rng.Uniform(-15, 60), rng.Uniform(-40, 50)),
               rng.Uniform(35, 95), rng.Uniform(30, 75), rng.Uniform(-.8, .8), rng.Uniform(.05, .6) * flesh,
               rng.Uniform(.05, .6), canvas);
}

void DrawArm(const Spine& spine, const FilmStyle& style, bool raised, const NoiseTable& noise, Canvas& canvas,
             Rng& rng) {
  const bool dxa = style.framing == Framing::kDxa;
  const Vector2d shoulder = spine.At("T2").centre_mm + Vector2d(rng.Uniform(-20, 60), rng.Uniform(-25, 40));
  const double angle = raised ? rng.Uniform(-.9, 1.1) : rng.Uniform(1.2, 1.6), length = rng.Uniform(230, 320);
  const Vector2d along(std::cos(angle), std::sin(angle)), elbow = shoulder + length * along;
  const double turn = angle + rng.Uniform(-1.6, .3);
  const Vector2d hand = elbow + rng.Uniform(200, 260) * Vector2d(std::cos(turn), std::sin(turn));
  const double flesh = rng.Uniform(.3, 1.0) * (dxa ? .2 : 1), bone = rng.Uniform(.1, .35);
  canvas.AddTube({shoulder, shoulder + .5 * length * along, elbow},
                 {rng.Uniform(45, 70), rng.Uniform(28, 42), flesh, 1, 0}, noise, rng);
  canvas.AddTube({elbow, hand}, {rng.Uniform(28, 40), rng.Uniform(18, 26), flesh * .7, 1, 0}, noise, rng);
  canvas.AddTube({shoulder, shoulder + .5 * length * along, elbow},
                 {rng.Uniform(11, 14), rng.Uniform(10, 12), bone, .4, .1}, noise, rng);
  AddShell(shoulder, rng.Uniform(20, 25), rng.Uniform(20, 25), 0, 2, bone, bone * .6, canvas);
  for (int k = 0; k < 2; ++k) {
    const Vector2d shift(rng.Normal(0, 6), 8.0 * k);
    canvas.AddTube({elbow + shift, hand + shift * 1.5}, {7, 5, bone * .8, .4, .1}, noise, rng);
  }
}

void DrawScapula(const Spine& spine, const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  const double strength = rng.Uniform(.05, .3);
  const Vector2d top = spine.At("T2").centre_mm + Vector2d(rng.Uniform(-50, 20), rng.Uniform(-15, 20));
  const Vector2d tip = spine.At("T7").centre_mm + Vector2d(rng.Uniform(-55, 25), rng.Uniform(-25, 25));
  const Vector2d bow = (top + tip) / 2 + Vector2d(rng.Uniform(-25, 30), 0);
  canvas.AddTube(Bezier(top, bow, tip, 9), {rng.Uniform(2, 5), rng.Uniform(1.5, 4), strength, .6, .3}, noise,
                 rng);
  canvas.AddTube(
      Bezier(top + Vector2d(rng.Uniform(10, 40), 0), bow + Vector2d(rng.Uniform(5, 30), 0), tip, 9),
      {rng.Uniform(1.5, 4), 1.5, strength * .8, .6, .3}, noise, rng);
  canvas.AddTube({top, top + Vector2d(rng.Uniform(20, 50), rng.Uniform(-20, 10))},
                 {6, 4, strength * .7, .5, .2}, noise, rng);
  if (rng.Chance(.6)) {  // muscle over the upper thorax
    const Vector2d c = (top + tip) / 2;
    canvas.AddTube({top, c, tip}, {rng.Uniform(25, 50), rng.Uniform(15, 35), rng.Uniform(.05, .4), 1, 0},
                   noise, rng);
  }
}

void DrawSkull(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
               Rng& rng) {
  const Vector2d c2 = spine.At("C2").centre_mm, up = spine.At("C2").Cranial();
  const double bone = rng.Uniform(.3, .9);
  const Vector2d vault = c2 + up * rng.Uniform(75, 90) + Vector2d(rng.Uniform(0, 30), 0);
  if (style.framing != Framing::kDxa)
    AddShell(vault, rng.Uniform(95, 105), rng.Uniform(95, 105), 0, 300, .9, .8, canvas);  // the head itself
  AddShell(vault + Vector2d(0, -5), rng.Uniform(85, 95), rng.Uniform(70, 80), rng.Uniform(-.2, .2), 4, bone,
           bone * .25, canvas);
  const Vector2d angle = c2 + Vector2d(rng.Uniform(20, 30), rng.Uniform(0, 15)),
                 chin = c2 + Vector2d(rng.Uniform(75, 100), rng.Uniform(15, 45));
  for (int side = 0; side < 2; ++side) {
    const Vector2d shift(rng.Normal(0, 3), rng.Normal(0, 4));
    canvas.AddTube({angle + Vector2d(5, -50) + shift, angle + shift,
                    (angle + chin) / 2 + Vector2d(0, 4) + shift, chin + shift},
                   {10, 13, bone * .5, .4, .2}, noise, rng);
  }
  for (int tooth = 0; tooth < 6; ++tooth)
    canvas.AddTube({c2 + Vector2d(45 + 9 * tooth, -8), c2 + Vector2d(45 + 9 * tooth, 12)},
                   {4, 3, bone * .9, 1, 0}, noise, rng);
  AddShell(c2 + up * 35 + Vector2d(-8, 0), 22, 14, rng.Uniform(-.6, .6), 3, bone * .6, bone * .5,
           canvas);  // skull base
}

}  // namespace

void AddShell(const Vector2d& centre, double rx, double ry, double angle, double rim_mm, double rim,
              double inside, Canvas& canvas) {
  const Vector2f o = centre.cast<float>();
  const float c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
  const float ix = static_cast<float>(1 / rx), iy = static_cast<float>(1 / ry),
              r = static_cast<float>(std::min(rx, ry));
  const float w = static_cast<float>(rim_mm), a = static_cast<float>(rim), b = static_cast<float>(inside);
  canvas.Add(centre, std::max(rx, ry) * 1.05, [=](float x, float y) {
    const float px = x - o.x(), py = y - o.y(), u = (c * px + s * py) * ix, v = (-s * px + c * py) * iy;
    const float q = std::sqrt(u * u + v * v);
    if (q >= 1) return 0.0f;
    const float depth = (1 - q) * r;
    return b * std::min(1.0f, depth / 3) + a * std::exp(-depth / w) * std::min(1.0f, depth);
  });
}

void DrawSurroundings(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                      Rng& rng) {
  DrawPelvis(spine, style, noise, canvas, rng);
  if (style.framing == Framing::kLumbar) return;
  const bool raised = rng.Chance(.85);
  for (int side = 0; side < 2; ++side)
    if (rng.Chance(.85)) DrawArm(spine, style, raised, noise, canvas, rng);
  if (rng.Chance(.6)) DrawShoulders(spine, style, canvas, rng);
  for (int side = 0; side < 2; ++side)
    if (rng.Chance(.8)) DrawScapula(spine, noise, canvas, rng);
  if (style.framing == Framing::kWholeSpine || rng.Chance(.3)) DrawSkull(spine, style, noise, canvas, rng);
}

}  // namespace openvfa::phantom
