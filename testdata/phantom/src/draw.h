// The layers of a simulated film, in the order they are painted.
#ifndef OPENVFA_PHANTOM_DRAW_H_
#define OPENVFA_PHANTOM_DRAW_H_

#include "canvas.h"
#include "spine.h"

namespace openvfa::phantom {

// Strengths shared by the layers of one film.
struct FilmStyle {
  Framing framing = Framing::kWholeSpine;
  double body_amplitude = .2;      // log-attenuation of a lumbar body
  double endplate_amplitude = .3;  // of the endplate line
  // Thickness falls off towards the walls as a super-ellipse: gently in front, hardly at all behind, where
  // the body is flat or hollow. Too soft a fall hides the wall outside the visible body.
  double anterior_exponent = 6, posterior_exponent = 12;
  double texture = .1;
  double posterior_amplitude = .15;
  double foramen_depth = .2;
  double rib_amplitude = .12;
  double double_contour_sd = 1.2;  // mm
};

FilmStyle SampleStyle(Framing framing, Rng& rng);

// Flesh or gas seen through: an ellipse that swells from its edge within `softness` of its half width.
void AddEllipse(const Vector2d& centre, double rx, double ry, double angle, double amplitude, double softness,
                Canvas& canvas);

// A ring of bone: ellipse with a bright rim of `rim_mm`, `inside` within.
void AddShell(const Vector2d& centre, double rx, double ry, double angle, double rim_mm, double rim,
              double inside, Canvas& canvas);

void DrawSoftTissue(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                    Rng& rng);
void DrawSkeleton(Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas, Rng& rng);
void DrawPelvis(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                Rng& rng);
void DrawSurroundings(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                      Rng& rng);
void DrawClutter(const Spine& spine, const FilmStyle& style, const NoiseTable& noise, Canvas& canvas,
                 Rng& rng);

// Log-attenuation to grey values 0..1: scatter, noise, blur, processing.
void Acquire(const FilmStyle& style, Canvas& canvas, Rng& rng);
// What of the film shows the patient: rectangles in px (x0, y0, x1, y1).
struct Seen {
  Eigen::Vector4d exposed;
  std::vector<Eigen::Vector4d> covers;  // opaque things on it
};

// Collimation, grid lines, stitch, text, covers: marks on the finished picture.
Seen Finish(const FilmStyle& style, bool marks, Canvas& canvas, Rng& rng);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_DRAW_H_
