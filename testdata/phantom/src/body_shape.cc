#include "body_shape.h"

#include <algorithm>

namespace openvfa::phantom {
namespace {

constexpr int kOutlinePoints = 160;
constexpr double kCornerAngle = M_PI / 6;  // on the rounding of a corner, from the endplate towards the wall

// A dent of depth 1 at t = skew, 0 at t = -1 and 1.
float Dent(float t, float skew) {
  t = std::clamp(t, -1.0f, 1.0f);
  const float bent = t - skew * (1 - t * t);
  const float base = std::max(0.0f, 1 - bent * bent);
  return base * (0.7f + 0.3f * base);
}

float Rounded(float a, float b, double radius) {
  const float r = static_cast<float>(radius);
  if (a >= r || b >= r) return std::min(a, b);
  return r - std::hypot(r - a, r - b);
}

// Root of body.Inside along from (inside) -> to (outside), local coordinates.
Vector2d Cross(const BodyShape& body, const Vector2d& from, const Vector2d& to) {
  double low = 0, high = 1;
  for (int i = 0; i < 40; ++i) {
    const double t = (low + high) / 2;
    const Vector2d p = from + t * (to - from);
    const bool inside = body.Inside(static_cast<float>(p.x()), static_cast<float>(p.y()), 0, 0) > 0;
    (inside ? low : high) = t;
  }
  return from + (low + high) / 2 * (to - from);
}

Vector2d OnOutline(const BodyShape& body, double angle) {
  return Cross(body, {0, 0}, 60 * Vector2d(std::cos(angle), std::sin(angle)));
}

// Readers mark the corner where the endplate ends, not the tip that its lines would meet in: on the rounding,
// 30 degrees from its endplate side.
Vector2d CornerTruth(const BodyShape& body, const Vector2d& sharp, double radius) {
  const Vector2d outwards(std::copysign(1, sharp.x()), std::copysign(1, sharp.y()));
  const Vector2d centre = sharp - radius * outwards;
  const Vector2d towards = outwards.cwiseProduct(Vector2d(std::sin(kCornerAngle), std::cos(kCornerAngle)));
  return Cross(body, centre, centre + 3 * radius * towards);
}

// Where the bisector of the corner chord meets the contour.
Vector2d MiddleTruth(const BodyShape& body, const Vector2d& anterior, const Vector2d& posterior,
                     double outwards) {
  const Vector2d middle = (anterior + posterior) / 2;
  const Vector2d chord = (anterior - posterior).normalized();
  const Vector2d up(-chord.y() * outwards, chord.x() * outwards);
  const double room = std::min(body.superior_posterior + body.inferior_posterior,
                               body.superior_anterior + body.inferior_anterior) /
                      2;
  return Cross(body, middle - room * up, middle + 6 * up);
}

int GradeOf(double loss) {
  constexpr double kGuard = 1e-9;
  return loss >= 0.40 - kGuard ? 3 : loss >= 0.25 - kGuard ? 2 : loss >= 0.20 - kGuard ? 1 : 0;
}

}  // namespace

float BodyShape::SuperiorEndplate(float u) const {
  const float t = u / static_cast<float>(half_depth_superior);
  const float chord = static_cast<float>((superior_anterior + superior_posterior) / 2 +
                                         (superior_anterior - superior_posterior) / 2 * t);
  return chord - static_cast<float>(superior_concavity) * Dent(t, static_cast<float>(superior_skew));
}

float BodyShape::InferiorEndplate(float u) const {
  const float t = u / static_cast<float>(half_depth_inferior);
  const float chord = static_cast<float>((inferior_anterior + inferior_posterior) / 2 +
                                         (inferior_anterior - inferior_posterior) / 2 * t);
  return -chord + static_cast<float>(inferior_concavity) * Dent(t, static_cast<float>(inferior_skew));
}

namespace {

// Half depth at height v, between the endplates' own, pulled in by the waist.
float Wall(float v, double top, double bottom, double at_top, double at_bottom, double waist) {
  const float s = std::clamp((v + static_cast<float>(bottom)) / static_cast<float>(top + bottom), 0.0f, 1.0f);
  const float w = 2 * s - 1;
  return static_cast<float>(at_bottom) + s * static_cast<float>(at_top - at_bottom) -
         static_cast<float>(waist) * (1 - w * w);
}

}  // namespace

float BodyShape::AnteriorWall(float v) const {
  return Wall(v, superior_anterior, inferior_anterior, half_depth_superior, half_depth_inferior,
              anterior_waist);
}

float BodyShape::PosteriorWall(float v) const {
  return -Wall(v, superior_posterior, inferior_posterior, half_depth_superior, half_depth_inferior,
               posterior_waist);
}

float BodyShape::Inside(float u, float v, float superior_shift, float inferior_shift) const {
  const float superior = SuperiorEndplate(u) + superior_shift - v,
              inferior = v - InferiorEndplate(u) - inferior_shift;
  const float anterior = AnteriorWall(v) - u, posterior = u - PosteriorWall(v);
  return std::min(
      {Rounded(superior, anterior, corner_radius[0]), Rounded(superior, posterior, corner_radius[1]),
       Rounded(inferior, anterior, corner_radius[2]), Rounded(inferior, posterior, corner_radius[3])});
}

TruthBody TruthOf(const BodyShape& body, const Placement& placement, int rows, int columns) {
  std::vector<Vector2d> outline(kOutlinePoints);
  for (int i = 0; i < kOutlinePoints; ++i) outline[i] = OnOutline(body, 2 * M_PI * i / kOutlinePoints);
  const auto corner = [&](double u, double v, int k) {
    return CornerTruth(body, {u, v}, body.corner_radius[k]);
  };
  const Vector2d sa = corner(body.half_depth_superior, body.superior_anterior, 0);
  const Vector2d sp = corner(-body.half_depth_superior, body.superior_posterior, 1);
  const Vector2d ia = corner(body.half_depth_inferior, -body.inferior_anterior, 2);
  const Vector2d ip = corner(-body.half_depth_inferior, -body.inferior_posterior, 3);
  const Vector2d sm = MiddleTruth(body, sa, sp, 1), im = MiddleTruth(body, ia, ip, -1);
  const auto to_px = [&](const Vector2d& p) {
    return placement.ToPx(body.ToWorld(p.x(), p.y()), rows, columns);
  };

  TruthBody truth;
  truth.level = body.level;
  for (const Vector2d& p : outline) truth.outline_px.push_back(to_px(p));
  truth.superior_anterior_px = to_px(sa), truth.superior_middle_px = to_px(sm),
  truth.superior_posterior_px = to_px(sp);
  truth.inferior_anterior_px = to_px(ia), truth.inferior_middle_px = to_px(im),
  truth.inferior_posterior_px = to_px(ip);
  const double ha = (sa - ia).norm(), hm = (sm - im).norm(), hp = (sp - ip).norm();
  truth.anterior_height_mm = ha, truth.middle_height_mm = hm, truth.posterior_height_mm = hp;
  // The landmarks lie a little inside the sharp corners: the same share of the unfractured height.
  truth.posterior_height_reference_mm =
      body.reference_posterior_height * hp / (body.superior_posterior + body.inferior_posterior);
  const double crush = 1 - hp / truth.posterior_height_reference_mm;
  const double base = crush >= 0.20 ? truth.posterior_height_reference_mm : hp;
  const double wedge = 1 - ha / base, biconcave = 1 - hm / base;
  truth.grade = GradeOf(std::max({crush, wedge, biconcave}));
  if (truth.grade > 0)
    truth.type = crush >= 0.20 - 1e-9 ? Fracture::kCrush
                 : wedge >= biconcave ? Fracture::kWedge
                                      : Fracture::kBiconcave;
  return truth;
}

}  // namespace openvfa::phantom
