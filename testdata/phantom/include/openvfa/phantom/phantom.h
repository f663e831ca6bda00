// Simulated lateral films with exact truth. Needs only the standard library and Eigen.
//
// The recipe is procedural: bodies, endplates, posterior elements, ribs, soft tissue, clutter and acquisition
// are drawn as layers of log-attenuation (docs/phantom.md). Level sizes are engineering values
// for simulation, not norms.
#ifndef OPENVFA_PHANTOM_PHANTOM_H_
#define OPENVFA_PHANTOM_PHANTOM_H_

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openvfa::phantom {

enum class Framing { kWholeSpine, kLumbar, kThoracic, kDxa };
enum class Fracture { kNone, kWedge, kBiconcave, kCrush };

struct PhantomOptions {
  // Unset: drawn (whole spine .42, lumbar .20, thoracic .13, DXA .25).
  std::optional<Framing> framing;
  // 0: the framing's own (1024 x 704 lumbar, 1088 x 704 thoracic, 1280 x 608 DXA, 1536 x 672 whole spine).
  int rows = 0;
  int columns = 0;
  // Unset: drawn so that the framing fits (about 0.25-0.56).
  std::optional<double> mm_per_px;
  // Probability that a spine holds fractures (1 to 4 of them).
  double fracture_probability = 0.5;
  // Unset: drawn.
  std::optional<bool> anterior_right;
  // Clutter, implants, cement, grid lines, text: off for clean test films.
  bool clutter = true;
  // Photon noise, blur and processing: off for analytic test films.
  bool acquisition = true;

  // Throws std::invalid_argument naming the field.
  void Validate() const;
};

// Truth about one body, all in pixels of the film (x right, y down, pixel centres at integers).
struct TruthBody {
  std::string level;  // "C2".."L5", rarely "T13" or "L6"; "S1" with its superior corners only meaningful
  std::vector<Eigen::Vector2d> outline_px;  // closed, >= 64 points; osteophytes not part of it
  Eigen::Vector2d superior_anterior_px, superior_middle_px, superior_posterior_px;
  Eigen::Vector2d inferior_anterior_px, inferior_middle_px, inferior_posterior_px;
  double anterior_height_mm = 0, middle_height_mm = 0, posterior_height_mm = 0;
  double posterior_height_reference_mm = 0;  // its own before the fracture
  int grade = 0;  // by the height rule on the exact heights and posterior_height_reference_mm
  Fracture type = Fracture::kNone;
  double visible_fraction = 1;  // of the outline inside the exposed field and not covered
};

struct PhantomFilm {
  int rows = 0;
  int columns = 0;
  std::vector<std::uint16_t> pixels;  // row-major, 0..4095, larger = brighter = denser
  double mm_per_px = 0;
  Framing framing = Framing::kWholeSpine;
  bool anterior_right = false;
  std::vector<TruthBody> bodies;  // cranial to caudal, those at least 60 % in the field
};

// Film number `index` of the series `seed`: the same bytes for the same arguments, at any thread count.
// Throws std::invalid_argument for options that make no film.
PhantomFilm SimulateFilm(const PhantomOptions& options, std::uint64_t seed, std::uint64_t index);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_PHANTOM_H_
