// Sacrum below S1, hip bones and what lies between: what tells L5 from S1, and hides both.
#include <algorithm>
#include <array>

#include "draw.h"

namespace openvfa::phantom {
namespace {

// Body frame of a sacral segment.
struct Segment {
  Vector2d centre;
  double tilt, height, depth;
  Vector2d Anterior() const { return {std::cos(tilt), std::sin(tilt)}; }
  Vector2d Caudal() const { return {-std::sin(tilt), std::cos(tilt)}; }
  Vector2d At(double u, double v) const { return centre + u * Anterior() + v * Caudal(); }  // mm
};

// S2 to S5 and the coccyx: ever smaller, first backwards below S1, then in a bow forwards again.
std::vector<Segment> SampleSacralCurve(const BodyShape& s1, double size, Rng& rng) {
  constexpr std::array<double, 5> kHeights = {25, 21, 18, 15, 22}, kDepths = {21, 16, 12, 9, 6};
  const double bow = rng.Uniform(.12, .42), flat = rng.Uniform(-.08, .1);
  std::vector<Segment> segments;
  Vector2d joint = s1.ToWorld(-2, -(s1.inferior_anterior + s1.inferior_posterior) / 2);
  double tilt = s1.tilt + flat;
  for (std::size_t k = 0; k < kHeights.size(); ++k) {
    Segment s{.centre = {}, .tilt = tilt, .height = kHeights[k] * size, .depth = kDepths[k] * size};
    s.centre = joint + (s.height / 2 + rng.Uniform(.5, 2)) * s.Caudal();
    joint = s.centre + s.height / 2 * s.Caudal();
    segments.push_back(s);
    tilt -= bow * (k == 0 ? .3 : 1);
  }
  return segments;
}

void DrawSacrum(const BodyShape& s1, const std::vector<Segment>& segments, double bone, double line,
                const NoiseTable& noise, Canvas& canvas, Rng& rng) {
  std::vector<Vector2d> front = {s1.ToWorld(s1.half_depth_superior, s1.superior_anterior - 4),
                                 s1.ToWorld(s1.half_depth_inferior, -s1.inferior_anterior)};
  std::vector<Vector2d> back = {s1.ToWorld(-s1.half_depth_superior, s1.superior_posterior - 4),
                                s1.ToWorld(-s1.half_depth_inferior, -s1.inferior_posterior)};
  std::vector<Vector2d> canal, crest;
  const double canal_mm = rng.Uniform(11, 16), crest_mm = rng.Uniform(22, 34);
  canal.push_back(s1.ToWorld(-s1.half_depth_superior - canal_mm, s1.superior_posterior));
  crest.push_back(s1.ToWorld(-s1.half_depth_superior - crest_mm, s1.superior_posterior - 4));
  for (const Segment& s : segments) {
    const Vector2d up = -.42 * s.height * s.Caudal(), down = -up;
    canvas.AddTube({s.centre + up, s.centre + down}, {s.depth / 2, s.depth / 2 * .88, bone, .35, .4}, noise,
                   rng);
    front.push_back(s.At(s.depth / 2, 0));
    back.push_back(s.At(-s.depth / 2, 0));
    const double share = 1 - .2 * static_cast<double>(canal.size());
    canal.push_back(s.At(-s.depth / 2 - canal_mm * std::max(.2, share), 0));
    crest.push_back(s.At(-s.depth / 2 - crest_mm * std::max(.2, share), 0));
    if (rng.Chance(.6))  // what is left of the disc above
      canvas.AddTube({s.At(-s.depth / 2, -s.height / 2), s.At(s.depth / 2, -s.height / 2)},
                     {rng.Uniform(.6, 1.6), .6, line * rng.Uniform(-.5, .9), 1, .4}, noise, rng);
  }
  for (const auto* path : {&front, &back, &canal, &crest}) {
    const double width = rng.Uniform(.7, 2.2);
    canvas.AddTube(*path, {width, width * .8, line * rng.Uniform(.2, 1.3), 1, .5}, noise, rng);
  }
  canvas.AddTube(crest, {rng.Uniform(4, 8), 3, bone * rng.Uniform(.3, .9), .5, .5}, noise, rng);
}

// The landmarks of one hip bone in a lateral view, about the centre of S1.
struct HipBone {
  Vector2d psis, crest, asis, notch, hip, pubis, ischium, brim;
};

HipBone SampleHip(const BodyShape& s1, double size, Rng& rng) {
  const Vector2d tip(rng.Normal(0, 6), rng.Normal(0, 6));  // side against side: never quite lateral
  const double turn = rng.Normal(0, .12), c = std::cos(turn), s = std::sin(turn);
  const auto at = [&](double x, double y, double sd) {
    const Vector2d p(size * (x + rng.Normal(0, sd)), size * (y + rng.Normal(0, sd)));
    return Vector2d(s1.centre_mm + tip + Vector2d(c * p.x() - s * p.y(), s * p.x() + c * p.y()));
  };
  return {.psis = at(-42, 22, 5),
          .crest = at(12, -46, 7),
          .asis = at(82, 38, 7),
          .notch = at(-6, 66, 6),
          .hip = at(38, 102, 6),
          .pubis = at(84, 124, 6),
          .ischium = at(14, 150, 7),
          .brim = at(6, 26, 5)};
}

void DrawHip(const HipBone& h, double bone, double line, double size, const NoiseTable& noise, Canvas& canvas,
             Rng& rng) {
  const auto stroke = [&](const std::vector<Vector2d>& path, double width, double strength) {
    canvas.AddTube(path, {width, width, line * strength * rng.Uniform(.4, 1.2), 1, .4}, noise, rng);
  };
  std::vector<Vector2d> rim = Bezier(h.psis, (h.psis + h.crest) / 2 + Vector2d(-18, -22) * size, h.crest, 8);
  const std::vector<Vector2d> ahead =
      Bezier(h.crest, (h.crest + h.asis) / 2 + Vector2d(26, -26) * size, h.asis, 8);
  rim.insert(rim.end(), ahead.begin() + 1, ahead.end());
  stroke(rim, rng.Uniform(1.2, 3.5), 1.1);
  const Vector2d middle = (h.psis + h.asis + h.crest) / 3;
  AddEllipse(middle, rng.Uniform(48, 62) * size, rng.Uniform(28, 40) * size,
             std::atan2(h.asis.y() - h.psis.y(), h.asis.x() - h.psis.x()), bone * rng.Uniform(.1, .8),
             rng.Uniform(.2, .8), canvas);  // the wing
  canvas.AddTube(
      {h.brim, (h.brim + h.hip) / 2 + Vector2d(6, -4), h.hip},
      {rng.Uniform(14, 24) * size, rng.Uniform(18, 26) * size, bone * rng.Uniform(.4, 1.2), .6, .3}, noise,
      rng);  // from the sacroiliac joint to the socket: the thickest part
  stroke(Bezier(h.brim + Vector2d(-12, -8), (h.brim + h.hip) / 2 + Vector2d(24, 4), h.pubis, 10),
         rng.Uniform(.8, 2.2), 1.2);  // arcuate line
  stroke(Bezier(h.psis, (h.psis + h.notch) / 2 + Vector2d(4, 8), h.notch, 5), rng.Uniform(.8, 2), .8);
  stroke(Bezier(h.notch, h.notch + Vector2d(26, 12) * size, h.ischium + Vector2d(-12, -26), 7),
         rng.Uniform(.8, 2), .9);
  stroke(Bezier(h.asis, h.asis + Vector2d(-14, 34) * size, h.hip + Vector2d(22, -18), 6), rng.Uniform(.8, 2),
         .7);
  canvas.AddTube({h.hip + Vector2d(-4, 16), h.ischium}, {17 * size, 12 * size, bone * .7, .5, .3}, noise,
                 rng);
  canvas.AddTube({h.hip + Vector2d(14, 8), h.pubis}, {10 * size, 8 * size, bone * .7, .5, .3}, noise, rng);
  const double head = rng.Uniform(22, 26) * size;
  AddShell(h.hip, head, head, 0, 2, line * rng.Uniform(.3, 1.2), bone * .7, canvas);
  if (rng.Chance(.5)) AddShell(h.hip, head * 1.2, head * 1.2, 0, 1.5, line * .8, 0, canvas);
  canvas.AddTube({h.hip, h.hip + Vector2d(-16, 52), h.hip + Vector2d(-6, 220)}, {19, 15, bone, .4, .2}, noise,
                 rng);
}

}  // namespace

void DrawPelvis(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                Rng& rng) {
  const BodyShape& s1 = spine.At("S1");
  const double bone = style.body_amplitude * rng.Uniform(.3, 1.1);
  const double line = style.endplate_amplitude * rng.Uniform(.3, 1.1);
  const std::vector<Segment> segments = SampleSacralCurve(s1, spine.size, rng);
  DrawSacrum(s1, segments, bone * rng.Uniform(.4, 1), line, noise, canvas, rng);
  const HipBone model = SampleHip(s1, spine.size, rng);
  for (int side = 0; side < 2; ++side) {
    HipBone hip = model;  // both sides share the tilt of the pelvis and differ by the projection
    const Vector2d shift(rng.Normal(0, 7), rng.Normal(0, 7));
    for (Vector2d* p :
         {&hip.psis, &hip.crest, &hip.asis, &hip.notch, &hip.hip, &hip.pubis, &hip.ischium, &hip.brim})
      *p += shift + Vector2d(rng.Normal(0, 2), rng.Normal(0, 2));
    DrawHip(hip, bone, line, spine.size, noise, canvas, rng);
  }
  const double seen = style.framing == Framing::kDxa ? .3 : 1;
  if (rng.Chance(.6))  // gas in the hollow of the sacrum
    AddEllipse(segments[2].At(segments[2].depth + rng.Uniform(8, 24), rng.Uniform(-15, 15)),
               rng.Uniform(7, 16), rng.Uniform(10, 26), rng.Uniform(-.6, .9), -rng.Uniform(.08, .5) * seen,
               .5, canvas);
  if (rng.Chance(.6))  // the flesh about it all: films are often burnt out from L5 downwards
    AddEllipse(s1.centre_mm + Vector2d(rng.Uniform(-10, 40), rng.Uniform(20, 90)), rng.Uniform(70, 130),
               rng.Uniform(60, 120), rng.Uniform(-.6, .6), rng.Uniform(.1, .9) * seen, rng.Uniform(.2, 1),
               canvas);
}

}  // namespace openvfa::phantom
