// The vertebral bodies of one film: outlines, landmarks with their uncertainty, names.
#ifndef OPENVFA_SEGMENTATION_SPINE_OUTLINES_H_
#define OPENVFA_SEGMENTATION_SPINE_OUTLINES_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "openvfa/image/diagnostic.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

// Pixel coordinates: x right, y down, origin at the centre of the top-left pixel of the stored image.
struct Landmark {
  Eigen::Vector2d position_px = Eigen::Vector2d::Zero();
  // Of the position, in px^2 (one standard deviation squared).
  Eigen::Matrix2d covariance_px2 = Eigen::Matrix2d::Zero();
};

// The six points of vertebral morphometry. Corners lie on the rounding where the endplate ends, as readers
// mark them, not at the tip that its lines would meet in, nor on an osteophyte; middle points on the endplate
// half way between its corners, on the line that bisects a double contour.
struct SixPoints {
  Landmark superior_anterior, superior_middle, superior_posterior;
  Landmark inferior_anterior, inferior_middle, inferior_posterior;
};

struct LevelProbability {
  VertebralLevel level;
  double probability;
};

struct VertebralBody {
  VertebralLevel level = VertebralLevel::kL1;  // by the likeliest naming of the whole spine
  double level_probability = 0;
  std::vector<LevelProbability> level_alternatives;  // all names with probability > 0.01, likeliest first
  bool evaluable = true;
  std::string reason;     // why not evaluable; empty otherwise
  double confidence = 1;  // of the body being a vertebra, 0..1
  // Closed polygon without repeated end, at least 64 points (none where only landmarks are known).
  std::vector<Eigen::Vector2d> outline_px;
  SixPoints points;
  // Of the errors of any two of the heights Ha, Hm, Hp, 0..1: whoever draws one endplate of a body too high
  // draws all of it too high, which the covariances of single points cannot say. Ratios are surer than
  // heights by it.
  double height_correlation = 0;
};

enum class AnteriorSide { kLeft, kRight };

struct NetworkIdentity {
  std::string name;
  std::string sha256;
};

struct SpineOutlines {
  AnteriorSide anterior = AnteriorSide::kLeft;
  double anterior_probability = 0.5;
  std::vector<VertebralBody> bodies;  // cranial to caudal
  std::vector<NetworkIdentity> networks;
  std::vector<Diagnostic> diagnostics;
};

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SPINE_OUTLINES_H_
