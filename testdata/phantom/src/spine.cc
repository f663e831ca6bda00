#include "spine.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace openvfa::phantom {
namespace {

struct LevelSize {
  const char* name;
  double posterior_height, depth, anterior_ratio, disc_above, tilt_deg;
  double lean_deg;  // by which the way up to its centre leans back from the endplates' normals, mean
  double depth_ratio = 1.02;  // inferior endplate to superior
};

// Engineering values for simulation, not norms; caudal to cranial. Wedging follows the means of published
// angles of skeletal and CT series, the growth of depth from endplate to endplate Panjabi et al. 1991, 1992:
// bodies widen downwards in the thorax and no longer do so at L4 and L5. The lean is that of a lumbar model
// (artisynth: 1.5 to 4.3 degrees), the lumbar spine of a CT (0.9 to 5.3) and a chest CT (-2.2 from T2 to
// T6, 3.6 from T9 to L2).
constexpr LevelSize kLevels[] = {{"L5", 24.5, 34.5, 1.16, 7.5, 25, 3.5, .98},
                                 {"L4", 27, 34.5, 1.065, 8.8, 8, 3.5, .995},
                                 {"L3", 28, 34, 1.02, 8.2, -3, 3.5, 1.015},
                                 {"L2", 28, 33, .985, 7.3, -10, 3.5, 1.02},
                                 {"L1", 27, 32, .955, 6.4, -14, 3.5, 1.025},
                                 {"T12", 25, 31.5, .94, 5.2, -15, 3.5, 1.02},
                                 {"T11", 23.5, 31.5, .93, 4.6, -14, 3.5, 1.02},
                                 {"T10", 22.5, 31, .945, 4.2, -11, 2.5, 1.03},
                                 {"T9", 21, 30, .945, 3.9, -7, 1.2, 1.03},
                                 {"T8", 20, 29, .935, 3.6, -2, 0, 1.03},
                                 {"T7", 19.5, 28, .935, 3.4, 3, -1.2, 1.04},
                                 {"T6", 19, 26.5, .935, 3.2, 8, -1.2, 1.045},
                                 {"T5", 18.5, 25, .945, 3.2, 14, -1.2, 1.045},
                                 {"T4", 18, 23.5, .955, 3.2, 20, -1.2, 1.045},
                                 {"T3", 17.5, 21.5, .96, 3.2, 25, -1.2, 1.04},
                                 {"T2", 17, 19.5, .965, 3.3, 28, -1.2, 1.04},
                                 {"T1", 16.5, 18, .97, 4, 28, -1.2, 1.03},
                                 {"C7", 14.5, 17, .97, 4.5, 24, 0},
                                 {"C6", 13.5, 16.5, .96, 5, 15, 0},
                                 {"C5", 13, 16, .96, 5, 7, 0},
                                 {"C4", 13, 16, .97, 5, 2, 0},
                                 {"C3", 13.5, 15.5, .98, 5, 0, 0},
                                 {"C2", 19, 15, 1, 5, 0, 0}};

// How one spine differs from another: depth against height (people and readers' habits differ by more than
// the scatter within a spine) and wedging of the thoracic and lumbar bodies as a whole.
struct Build {
  double depth = 1, thoracic_ratio = 1, lumbar_ratio = 1;
  double rims = 0;  // how far the rims stand out, 0..1
};

// Streams of draws that came later and leave the others as they were.
constexpr std::uint64_t kRimStream = 1, kBuildStream = 2, kLeanStream = 3;

constexpr double kRadians = M_PI / 180;

double Clamped(Rng& rng, double mean, double sd, double limit = 2.5) {
  double z;
  do z = rng.Normal();
  while (std::abs(z) > limit);
  return mean + sd * z;
}

// No wall leaves its corners at more than about 40 degrees, and the endplates between their rims do not meet.
void TameRims(BodyShape& body) {
  constexpr double kSteepest = .85;
  constexpr double kLeastHalf = 1;  // mm between an endplate and the axis
  const double anterior = body.superior_anterior + body.inferior_anterior,
               posterior = body.superior_posterior + body.inferior_posterior;
  const auto tame = [&](double& waist, double bend, double height, double& superior, double& inferior) {
    const double steep = waist * bend * 2 / height + std::max(superior, inferior) / body.rim_length;
    const double share = std::min(1.0, kSteepest / steep);
    waist *= share, superior *= share, inferior *= share;
  };
  tame(body.anterior_waist, body.waist_power * (1 + 2 * std::abs(body.waist_skew)), anterior,
       body.wall_rim[0], body.wall_rim[2]);
  tame(body.posterior_waist, 2, posterior, body.wall_rim[1], body.wall_rim[3]);
  const auto lower = [&](double dent, double anterior_end, double posterior_end, double& a, double& p) {
    const double room = std::min(anterior_end, posterior_end) - kLeastHalf - dent;
    const double share = std::clamp(room / std::max((a + p) / 2, 1e-9), 0.0, 1.0);
    a *= share, p *= share;
  };
  lower(body.superior_concavity, body.superior_anterior, body.superior_posterior, body.endplate_rim[0],
        body.endplate_rim[1]);
  lower(body.inferior_concavity, body.inferior_anterior, body.inferior_posterior, body.endplate_rim[2],
        body.endplate_rim[3]);
}

// Rims stand out and are sharp, most of all the lower anterior one; the wall between them is hollow. The
// corners stay where they are, and the middle height hardly changes.
void AddRims(double strength, Rng rng, BodyShape& body) {
  constexpr std::array<double, 4> kWallRim = {1, .6, 1.7, .7}, kEndplateRim = {.5, .25, .9, .35};
  const double size = strength * body.Depth() / 33;
  for (int k = 0; k < 4; ++k) {
    body.wall_rim[k] = kWallRim[k] * size * rng.Uniform(.2, 1.8);
    body.endplate_rim[k] = kEndplateRim[k] * size * rng.Uniform(.2, 1.8);
    if (rng.Chance(.6)) body.corner_radius[k] *= rng.Uniform(k == 2 ? .3 : .5, 1);
  }
  body.rim_length = rng.Uniform(2.5, 5);
  body.waist_power = rng.Uniform(1.6, 3);
  body.waist_skew = rng.Uniform(-.2, .2);
  body.anterior_waist *= rng.Uniform(.5, 1.8);
  TameRims(body);
  const auto hollow = [](double dent, double a, double b) { return std::max(.2 * dent, dent - (a + b) / 2); };
  body.superior_concavity = hollow(body.superior_concavity, body.endplate_rim[0], body.endplate_rim[1]);
  body.inferior_concavity = hollow(body.inferior_concavity, body.endplate_rim[2], body.endplate_rim[3]);
}

BodyShape SampleBody(const LevelSize& level, double size, const Build& build, double roundness, Rng& rng) {
  BodyShape body;
  body.level = level.name;
  const double hp = level.posterior_height * size * Clamped(rng, 1, .045);
  const double wedging = level.name[0] == 'T'   ? build.thoracic_ratio
                         : level.name[0] == 'L' ? build.lumbar_ratio
                                                : 1;
  const double ha = hp * level.anterior_ratio * wedging * Clamped(rng, 1, .045);
  const double depth = level.depth * size * build.depth * Clamped(rng, 1, .022);
  const double share = rng.Uniform(.42, .58);  // of the wedge that the superior endplate takes
  body.superior_posterior = body.inferior_posterior = hp / 2;
  body.superior_anterior = hp / 2 + (ha - hp) * share;
  body.inferior_anterior = hp / 2 + (ha - hp) * (1 - share);
  const double widening = (level.depth_ratio - 1) / 2;
  body.half_depth_superior = depth / 2 * Clamped(rng, 1 - widening, .015);
  body.half_depth_inferior = depth / 2 * Clamped(rng, 1 + widening, .015);
  body.superior_concavity = hp * std::max(0.0, Clamped(rng, .055, .03));
  body.inferior_concavity = hp * std::max(0.0, Clamped(rng, .06, .03));
  body.superior_skew = Clamped(rng, -.05, .15), body.inferior_skew = Clamped(rng, -.15, .15);
  body.anterior_waist = depth * std::max(0.0, Clamped(rng, .05, .02));
  body.posterior_waist = depth * std::max(0.0, Clamped(rng, .03, .015));
  for (double& r : body.corner_radius) r = roundness * rng.Uniform(.6, 1.5);
  body.reference_posterior_height = hp;
  AddRims(build.rims, rng.Fork(kRimStream), body);
  return body;
}

void BreakBody(BodyShape& body, Rng& rng) {
  const double severity = rng.Uniform(.12, .6);
  const double share = rng.Uniform(.55, 1);  // of the loss at the superior endplate
  const double anterior = body.superior_anterior + body.inferior_anterior;
  const double posterior = body.superior_posterior + body.inferior_posterior;
  const auto lose = [&](double& top, double& bottom, double loss) {
    top -= loss * share;
    bottom -= loss * (1 - share);
  };
  const double kind = rng.Unit();
  if (kind < .5) {
    body.fracture = Fracture::kWedge;
    lose(body.superior_anterior, body.inferior_anterior, severity * anterior);
    lose(body.superior_concavity, body.inferior_concavity, -rng.Uniform(0, .12) * severity * posterior);
    body.superior_skew = std::clamp(body.superior_skew + .2, -.4, .4);
  } else if (kind < .8) {
    body.fracture = Fracture::kBiconcave;
    const double split = rng.Uniform(.3, .8), loss = std::min(severity, .5) * posterior;
    body.superior_concavity += loss * split;
    body.inferior_concavity += loss * (1 - split);
  } else {
    body.fracture = Fracture::kCrush;
    lose(body.superior_posterior, body.inferior_posterior, severity * posterior);
    lose(body.superior_anterior, body.inferior_anterior,
         std::min(.65, severity * rng.Uniform(.9, 1.25)) * anterior);
    body.half_depth_superior *= 1.04;
  }
  body.half_depth_superior *= rng.Uniform(1, 1.06);
  const double least = 3;  // mm, no corner passes the middle of the body
  for (double* v :
       {&body.superior_anterior, &body.inferior_anterior, &body.superior_posterior, &body.inferior_posterior})
    *v = std::max(*v, least);
  const double room = std::min(body.superior_anterior + body.inferior_anterior,
                               body.superior_posterior + body.inferior_posterior) -
                      4;
  const double dents = body.superior_concavity + body.inferior_concavity;
  if (dents > room) {
    body.superior_concavity *= room / dents;
    body.inferior_concavity *= room / dents;
  }
  const double lowest = std::min(
      {body.superior_anterior, body.superior_posterior, body.inferior_anterior, body.inferior_posterior});
  body.superior_concavity =
      std::min(body.superior_concavity, std::min(body.superior_anterior, body.superior_posterior) - 1);
  body.inferior_concavity =
      std::min(body.inferior_concavity, std::min(body.inferior_anterior, body.inferior_posterior) - 1);
  for (double& r : body.corner_radius) r = std::min(r, lowest * .6);
  TameRims(body);
}

BodyShape SampleSacrum(double size, const Build& build, double roundness, double tilt, Rng& rng) {
  BodyShape body = SampleBody({"S1", 29, 31, .98, 0, 0, 0}, size, build, roundness, rng);
  body.half_depth_superior *= 1.08;
  body.half_depth_inferior *= rng.Uniform(.62, .78);
  body.superior_concavity *= .6;
  body.tilt = tilt;
  return body;
}

// Between the corners of two bodies at the narrower end of their disc, across the endplates.
double NarrowEnd(const BodyShape& lower, const BodyShape& upper, const Vector2d& up) {
  const auto gap = [&](double side, double below, double above) {
    return (upper.ToWorld(side * upper.half_depth_inferior, -above) -
            lower.ToWorld(side * lower.half_depth_superior, below))
        .dot(up);
  };
  return std::min(gap(1, lower.superior_anterior, upper.inferior_anterior),
                  gap(-1, lower.superior_posterior, upper.inferior_posterior));
}

// Sets the centre of `upper` so that the chords of the disc are `disc` apart, more where the bend would make
// the bodies meet, and the way there leans back by `lean` radians.
void StackOn(const BodyShape& lower, BodyShape& upper, double disc, double lean) {
  constexpr double kLeastEnd = .8;  // mm
  const Vector2d up = (lower.Cranial() + upper.Cranial()).normalized();
  const Vector2d front = (lower.Anterior() + upper.Anterior()).normalized();
  upper.centre_mm = lower.ToWorld(0, (lower.superior_anterior + lower.superior_posterior) / 2) + disc * up;
  upper.centre_mm +=
      upper.centre_mm - upper.ToWorld(0, -(upper.inferior_anterior + upper.inferior_posterior) / 2);
  upper.centre_mm += std::max(0.0, kLeastEnd - NarrowEnd(lower, upper, up)) * up;
  // What the bodies' own shear does not lean, the disc does.
  const Vector2d step = upper.centre_mm - lower.centre_mm;
  upper.centre_mm -= (std::tan(lean) * step.dot(up) + step.dot(front)) * front;
}

std::vector<LevelSize> LevelsOf(Rng& rng) {
  std::vector<LevelSize> levels(std::begin(kLevels), std::end(kLevels));
  // Numeric variants: six lumbar bodies (a lumbarised S1 looks the same), or a thirteenth pair of ribs.
  if (rng.Chance(.04)) levels.insert(levels.begin(), {"L6", 24, 34.5, 1.16, 7.5, 30, 3.5, .98});
  if (rng.Chance(.03)) {
    const auto t12 = std::find_if(levels.begin(), levels.end(),
                                  [](const LevelSize& l) { return std::string_view(l.name) == "T12"; });
    levels.insert(t12, {"T13", 26, 31.8, .945, 5.8, -15, 3.5});
  }
  return levels;
}

void AddFractures(std::vector<BodyShape>& bodies, double probability, Rng& rng) {
  if (!rng.Chance(probability)) return;
  std::vector<std::size_t> candidates;
  for (std::size_t i = 1; i < bodies.size(); ++i)
    if (bodies[i].level[0] != 'C') candidates.push_back(i);
  for (int n = rng.Integer(1, 4); n > 0; --n) {
    BodyShape& body = bodies[candidates[rng.Next() % candidates.size()]];
    if (body.fracture == Fracture::kNone) BreakBody(body, rng);
  }
}

}  // namespace

const BodyShape& Spine::At(const std::string& level) const {
  for (const BodyShape& body : bodies)
    if (body.level == level) return body;
  throw std::logic_error("no level " + level);
}

double Spine::MidlineAt(double y) const {
  if (y >= bodies.front().centre_mm.y()) return bodies.front().centre_mm.x();
  for (std::size_t i = 1; i < bodies.size(); ++i) {
    const Vector2d &a = bodies[i - 1].centre_mm, &b = bodies[i].centre_mm;
    if (y >= b.y()) return a.x() + (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y());
  }
  return bodies.back().centre_mm.x();
}

Spine SampleSpine(double fracture_probability, Rng& rng) {
  Spine spine;
  spine.size = std::exp(rng.Normal(0, .085)) * rng.Uniform(1, 1.2);
  spine.osteophytes = rng.Chance(.45);
  const double lumbar = rng.Uniform(.35, 1.6), thoracic = rng.Uniform(.3, 1.9), offset = rng.Normal(0, 6);
  const Build build = {std::exp(Clamped(rng, -.06, .07)), Clamped(rng, 1, .02), Clamped(rng, 1, .025),
                       rng.Fork(kBuildStream).Unit()};
  const double roundness = rng.Uniform(1, 3) * spine.size, disc_scale = rng.Uniform(.75, 1.2);
  const std::vector<LevelSize> levels = LevelsOf(rng);
  const double sacral_tilt = (levels.front().tilt_deg * lumbar + offset + rng.Uniform(6, 32)) * kRadians;
  spine.bodies.push_back(SampleSacrum(spine.size, build, roundness, sacral_tilt, rng));
  for (const LevelSize& level : levels)
    spine.bodies.push_back(SampleBody(level, spine.size, build, roundness, rng));
  AddFractures(spine.bodies, fracture_probability, rng);
  Rng leaning = rng.Fork(kLeanStream);
  const double lean = leaning.Uniform(.2, 1.8), shear = leaning.Uniform(0, 2);  // times the means
  double drift = 0, disc = 7.5 * spine.size * disc_scale * std::max(.2, rng.Normal(1, .25));
  for (std::size_t i = 1; i < spine.bodies.size(); ++i) {
    const LevelSize& level = levels[i - 1];
    BodyShape& body = spine.bodies[i];
    drift += rng.Normal(0, .8);
    // A wedge bends what stands on it forwards.
    const double lost = (body.inferior_posterior + body.superior_posterior - body.superior_anterior -
                         body.inferior_anterior) /
                        body.Depth();
    if (body.fracture == Fracture::kWedge) drift += .35 * lost / kRadians;
    const double scale = level.name[0] == 'L'   ? lumbar
                         : level.name[0] == 'T' ? thoracic
                                                : rng.Uniform(.5, 1.2);
    body.tilt = (level.tilt_deg * scale + offset + drift + rng.Normal(0, 1.1)) * kRadians;
    const double mean = level.lean_deg * kRadians;
    body.shear = Clamped(leaning, .45 * mean * shear, .02);
    StackOn(spine.bodies[i - 1], body, disc, Clamped(leaning, mean * lean, .02));
    disc = level.disc_above * spine.size * disc_scale *
           (rng.Chance(.06) ? rng.Uniform(.15, .5) : std::max(.3, rng.Normal(1, .25)));
  }
  return spine;
}

}  // namespace openvfa::phantom
