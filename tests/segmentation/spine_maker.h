// Candidates as the locating network would give them for a made-up spine.
#ifndef OPENVFA_TESTS_SEGMENTATION_SPINE_MAKER_H_
#define OPENVFA_TESTS_SEGMENTATION_SPINE_MAKER_H_

#include <cmath>
#include <vector>

#include "candidate.h"

namespace openvfa {

inline Candidate MakeBody(const Eigen::Vector2d& centre, double tilt, double height, double depth,
                          double score) {
  const Eigen::Vector2d right(std::cos(tilt), std::sin(tilt)), up(std::sin(tilt), -std::cos(tilt));
  Candidate c;
  c.corners[kSuperiorLeft] = centre - depth / 2 * right + height / 2 * up;
  c.corners[kSuperiorRight] = centre + depth / 2 * right + height / 2 * up;
  c.corners[kInferiorLeft] = centre - depth / 2 * right - height / 2 * up;
  c.corners[kInferiorRight] = centre + depth / 2 * right - height / 2 * up;
  c.score = score;
  c.level.fill(1.0 / kLevelClasses);
  return c;
}

// `count` bodies along a gentle arc, cranial to caudal, 100 px apart.
inline std::vector<Candidate> MakeSpine(int count, double score = 0.9) {
  std::vector<Candidate> bodies;
  Eigen::Vector2d centre(300, 200);
  for (int i = 0; i < count; ++i) {
    const double tilt = 0.25 * std::sin(0.3 * i);
    bodies.push_back(MakeBody(centre, tilt, 78, 95 + i, score));
    centre += 100 * Eigen::Vector2d(-std::sin(tilt), std::cos(tilt));
  }
  return bodies;
}

}  // namespace openvfa

#endif  // OPENVFA_TESTS_SEGMENTATION_SPINE_MAKER_H_
