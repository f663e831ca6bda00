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

// How far the contour between two rimmed corners lies inside at s: 0 = at the second, 1 = at the first;
// `span` is the way between them.
float Undercut(float s, double span, double first, double second, double length) {
  const float scale = static_cast<float>(span / length);
  return static_cast<float>(first) * s * (1 - std::exp(-(1 - s) * scale)) +
         static_cast<float>(second) * (1 - s) * (1 - std::exp(-s * scale));
}

float Rounded(float a, float b, double radius) {
  const float r = static_cast<float>(radius);
  if (a >= r || b >= r) return std::min(a, b);
  return r - std::hypot(r - a, r - b);
}

bool Contains(const BodyShape& body, const Vector2d& p) {
  return body.Inside(body.EdgesAt(static_cast<float>(p.x()), static_cast<float>(p.y())), 0, 0) > 0;
}

// Root of body.Inside along from (inside) -> to (outside), local coordinates.
Vector2d Cross(const BodyShape& body, const Vector2d& from, const Vector2d& to) {
  double low = 0, high = 1;
  for (int i = 0; i < 40; ++i) {
    const double t = (low + high) / 2;
    (Contains(body, from + t * (to - from)) ? low : high) = t;
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
  // The centre may lie outside, in a deep dent or behind a slender rim: then the corner is the last of the
  // bone on that way.
  double reach = 3;
  while (reach > 0 && !Contains(body, centre + reach * radius * towards)) reach -= .125;
  return Cross(body, centre + std::max(reach, 0.0) * radius * towards, centre + 3 * radius * towards);
}

// Where the bisector of the corner chord meets the contour.
Vector2d MiddleTruth(const BodyShape& body, const Vector2d& anterior, const Vector2d& posterior,
                     double outwards) {
  const Vector2d middle = (anterior + posterior) / 2;
  // Straight across in the world, where shear has moved what is level in the body's own frame.
  const Vector2d chord = anterior - posterior - body.shear * Vector2d(anterior.y() - posterior.y(), 0);
  const Vector2d across = outwards / chord.norm() * Vector2d(-chord.y(), chord.x());
  const Vector2d up = across + body.shear * Vector2d(across.y(), 0);
  const double room = std::min(body.superior_posterior + body.inferior_posterior,
                               body.superior_anterior + body.inferior_anterior) /
                      2;
  return Cross(body, middle - room * up, middle + 6 * up);
}

constexpr double kGuard = 1e-9;  // a loss of exactly a threshold reaches it

int GradeOf(double loss) {
  return loss >= 0.40 - kGuard ? 3 : loss >= 0.25 - kGuard ? 2 : loss >= 0.20 - kGuard ? 1 : 0;
}

// One endplate of a body: heights above (below) the axis at its ends and what lies between.
struct EndplateShape {
  double half_depth, anterior, posterior, concavity, skew, rim_anterior, rim_posterior, rim_length;
};

// Height above (below) the axis at u.
float HeightOf(float u, const EndplateShape& plate) {
  const float t = u / static_cast<float>(plate.half_depth), s = std::clamp((t + 1) / 2, 0.0f, 1.0f);
  const float chord =
      static_cast<float>((plate.anterior + plate.posterior) / 2 + (plate.anterior - plate.posterior) / 2 * t);
  return chord - static_cast<float>(plate.concavity) * Dent(t, static_cast<float>(plate.skew)) -
         Undercut(s, 2 * plate.half_depth, plate.rim_anterior, plate.rim_posterior, plate.rim_length);
}

// One wall of a body: half depths at the endplates and what lies between.
struct WallShape {
  double top, bottom, at_top, at_bottom, waist, power, skew, rim_top, rim_bottom, rim_length;
};

// Half depth at height v, between the endplates' own, pulled in by the waist and between the rims.
float HalfDepth(float v, const WallShape& wall) {
  const double span = wall.top + wall.bottom;
  const float s = std::clamp((v + static_cast<float>(wall.bottom)) / static_cast<float>(span), 0.0f, 1.0f);
  const float w = 2 * s - 1, bent = std::abs(w - static_cast<float>(wall.skew) * (1 - w * w));
  const float waist = wall.power == 2 ? bent * bent : std::pow(bent, static_cast<float>(wall.power));
  return static_cast<float>(wall.at_bottom) + s * static_cast<float>(wall.at_top - wall.at_bottom) -
         static_cast<float>(wall.waist) * (1 - waist) -
         Undercut(s, span, wall.rim_top, wall.rim_bottom, wall.rim_length);
}

// From the nearer wall, positive inside.
float FromWall(const Edges& edges) { return edges.u > 0 ? edges.anterior : edges.posterior; }

// The distance from an endplate, on a rounded corner by `curl` that from the rounding.
float Curled(float endplate, float wall, double radius, float curl) {
  const float r = static_cast<float>(radius);
  return endplate < r && wall < r ? endplate + curl * (Rounded(endplate, wall, radius) - endplate) : endplate;
}

}  // namespace

float BodyShape::SuperiorEndplate(float u) const {
  return HeightOf(u, {half_depth_superior, superior_anterior, superior_posterior, superior_concavity,
                      superior_skew, endplate_rim[0], endplate_rim[1], rim_length});
}

float BodyShape::InferiorEndplate(float u) const {
  return -HeightOf(u, {half_depth_inferior, inferior_anterior, inferior_posterior, inferior_concavity,
                       inferior_skew, endplate_rim[2], endplate_rim[3], rim_length});
}

float BodyShape::AnteriorWall(float v) const {
  return HalfDepth(v, {superior_anterior, inferior_anterior, half_depth_superior, half_depth_inferior,
                       anterior_waist, waist_power, waist_skew, wall_rim[0], wall_rim[2], rim_length});
}

float BodyShape::PosteriorWall(float v) const {
  return -HalfDepth(v, {superior_posterior, inferior_posterior, half_depth_superior, half_depth_inferior,
                        posterior_waist, 2, 0, wall_rim[1], wall_rim[3], rim_length});
}

Edges BodyShape::EdgesAt(float u, float v) const {
  return {u, SuperiorEndplate(u) - v, v - InferiorEndplate(u), AnteriorWall(v) - u, u - PosteriorWall(v)};
}

float BodyShape::BelowSuperior(const Edges& edges, float curl) const {
  return Curled(edges.superior, FromWall(edges), corner_radius[edges.u > 0 ? 0 : 1], curl);
}

float BodyShape::AboveInferior(const Edges& edges, float curl) const {
  return Curled(edges.inferior, FromWall(edges), corner_radius[edges.u > 0 ? 2 : 3], curl);
}

float BodyShape::Inside(const Edges& edges, float superior_shift, float inferior_shift) const {
  const float superior = edges.superior + superior_shift, inferior = edges.inferior - inferior_shift;
  return std::min({Rounded(superior, edges.anterior, corner_radius[0]),
                   Rounded(superior, edges.posterior, corner_radius[1]),
                   Rounded(inferior, edges.anterior, corner_radius[2]),
                   Rounded(inferior, edges.posterior, corner_radius[3])});
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
  const auto to_world = [&](const Vector2d& p) { return body.ToWorld(p.x(), p.y()); };
  const auto to_px = [&](const Vector2d& p) { return placement.ToPx(to_world(p), rows, columns); };

  TruthBody truth;
  truth.level = body.level;
  for (const Vector2d& p : outline) truth.outline_px.push_back(to_px(p));
  truth.superior_anterior_px = to_px(sa), truth.superior_middle_px = to_px(sm),
  truth.superior_posterior_px = to_px(sp);
  truth.inferior_anterior_px = to_px(ia), truth.inferior_middle_px = to_px(im),
  truth.inferior_posterior_px = to_px(ip);
  const double ha = (to_world(sa) - to_world(ia)).norm(), hm = (to_world(sm) - to_world(im)).norm(),
               hp = (to_world(sp) - to_world(ip)).norm();
  truth.anterior_height_mm = ha, truth.middle_height_mm = hm, truth.posterior_height_mm = hp;
  // The landmarks lie a little inside the sharp corners: the same share of the unfractured height.
  truth.posterior_height_reference_mm =
      body.reference_posterior_height * hp / (body.superior_posterior + body.inferior_posterior);
  const double crush = 1 - hp / truth.posterior_height_reference_mm;
  const double base = crush >= 0.20 - kGuard ? truth.posterior_height_reference_mm : hp;
  const double wedge = 1 - ha / base, biconcave = 1 - hm / base;
  truth.grade = GradeOf(std::max({crush, wedge, biconcave}));
  if (truth.grade > 0)
    truth.type = crush >= 0.20 - kGuard ? Fracture::kCrush
                 : wedge >= biconcave   ? Fracture::kWedge
                                        : Fracture::kBiconcave;
  return truth;
}

}  // namespace openvfa::phantom
