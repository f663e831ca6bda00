// The shape of one vertebral body, its place in the spine and the truth that follows from both.
#ifndef OPENVFA_PHANTOM_BODY_SHAPE_H_
#define OPENVFA_PHANTOM_BODY_SHAPE_H_

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "canvas.h"
#include "openvfa/phantom/phantom.h"

namespace openvfa::phantom {

// How far a point lies within each edge of a body alone, mm, negative outside; u as of the point.
struct Edges {
  float u = 0, superior = 0, inferior = 0, anterior = 0, posterior = 0;
};

// Local frame in mm: u towards anterior, v towards the head, origin half way between the corner chords.
struct BodyShape {
  std::string level;
  Vector2d centre_mm = Vector2d::Zero();  // world
  double tilt = 0;                        // radians, + = anterior end down
  double shear = 0;  // of u by v: by how much of its height the superior endplate lies farther back
  // Corner positions: v above / below the u axis, u of the walls.
  double superior_anterior = 13, superior_posterior = 13, inferior_anterior = 13, inferior_posterior = 13;
  double half_depth_superior = 17, half_depth_inferior = 17;
  double superior_concavity = 1.5, inferior_concavity = 1.5;  // mm at the deepest point
  double superior_skew = 0, inferior_skew = 0;                // where the deepest point lies, -0.4..0.4
  double anterior_waist = 1.5, posterior_waist = 1;           // mm
  double waist_power = 2;  // of the anterior wall: 2 = parabola, more = flatter
  double waist_skew = 0;   // where it is deepest, -0.2 (low)..0.2
  // Rims: by how much the contour between the corners lies inside, mm; it comes out to the corner over
  // rim_length. Order SA, SP, IA, IP.
  std::array<double, 4> wall_rim = {}, endplate_rim = {};
  double rim_length = 3.5;                             // mm
  std::array<double, 4> corner_radius = {2, 2, 2, 2};  // SA, SP, IA, IP
  // A body seen obliquely shows each endplate twice, this far apart; the truth bisects them.
  double superior_double = 0, inferior_double = 0;
  double reference_posterior_height = 26;  // before any fracture
  Fracture fracture = Fracture::kNone;

  Vector2d Anterior() const { return {std::cos(tilt), std::sin(tilt)}; }
  Vector2d Cranial() const { return {std::sin(tilt), -std::cos(tilt)}; }
  Vector2d ToWorld(double u, double v) const {
    return centre_mm + (u - shear * v) * Anterior() + v * Cranial();
  }
  double Depth() const { return half_depth_superior + half_depth_inferior; }

  float SuperiorEndplate(float u) const;  // v of the endplate at u
  float InferiorEndplate(float u) const;
  float AnteriorWall(float v) const;
  float PosteriorWall(float v) const;
  Edges EdgesAt(float u, float v) const;
  // Distance from the superior (inferior) endplate, which at its ends follows the rounding of the corners by
  // `curl`, 0..1.
  float BelowSuperior(const Edges& edges, float curl) const;
  float AboveInferior(const Edges& edges, float curl) const;
  // Approximate distance to the contour in mm, positive inside; endplates moved up by the shifts.
  float Inside(const Edges& edges, float superior_shift, float inferior_shift) const;
};

// Exact truth in pixels of the film.
TruthBody TruthOf(const BodyShape& body, const Placement& placement, int rows, int columns);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_BODY_SHAPE_H_
