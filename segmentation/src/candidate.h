// A vertebral body while it is being found.
#ifndef OPENVFA_SEGMENTATION_CANDIDATE_H_
#define OPENVFA_SEGMENTATION_CANDIDATE_H_

#include <Eigen/Core>
#include <array>
#include <vector>

namespace openvfa {

constexpr int kLevelClasses = 20;  // 0 = C7 and above, 1..12 = T1..T12, 13..17 = L1..L5, 18 = L6, 19 = S1

// Corners by the side of the image they lie on.
enum ImageCorner { kSuperiorLeft, kSuperiorRight, kInferiorLeft, kInferiorRight };

// Unit vectors of a body, at right angles to each other.
struct BodyAxes {
  Eigen::Vector2d posterior, caudal;
};

// In pixels of the film, made square (SquareFilm).
struct Candidate {
  std::array<Eigen::Vector2d, 4> corners;     // indexed by ImageCorner
  double score = 0;                           // of being a body, 0..1
  double right_logit = 0;                     // > 0: anterior lies to the right
  std::array<double, kLevelClasses> level{};  // probabilities
  bool cut = false;                           // a corner lies outside the film
  bool filled = false;                        // put in by the chain where a gap was, not seen by the network

  Eigen::Vector2d Centre() const { return (corners[0] + corners[1] + corners[2] + corners[3]) / 4; }
  // Unit vector from the inferior to the superior endplate.
  Eigen::Vector2d Cranial() const {
    return (corners[kSuperiorLeft] + corners[kSuperiorRight] - corners[kInferiorLeft] -
            corners[kInferiorRight])
        .normalized();
  }
  // The axes along and across the mean of both endplates.
  BodyAxes Axes(bool anterior_right) const {
    const Eigen::Vector2d right =
        corners[kSuperiorRight] - corners[kSuperiorLeft] + corners[kInferiorRight] - corners[kInferiorLeft];
    const Eigen::Vector2d posterior = (anterior_right ? -right : right).normalized();
    const Eigen::Vector2d across(-posterior.y(), posterior.x());
    return {posterior, across.dot(Cranial()) > 0 ? -across : across};
  }
  double Height() const {
    return ((corners[kSuperiorLeft] - corners[kInferiorLeft]).norm() +
            (corners[kSuperiorRight] - corners[kInferiorRight]).norm()) /
           2;
  }
  double Depth() const {
    return ((corners[kSuperiorLeft] - corners[kSuperiorRight]).norm() +
            (corners[kInferiorLeft] - corners[kInferiorRight]).norm()) /
           2;
  }
};

// What the locating network says about one film.
struct Candidates {
  std::vector<Candidate> bodies;
  std::vector<Candidate> sacra;  // S1: centre (all corners equal) and score only
};

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_CANDIDATE_H_
