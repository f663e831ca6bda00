// Stage 2: six points and the mask of one body, each in a patch of its own.
#ifndef OPENVFA_SEGMENTATION_REFINE_H_
#define OPENVFA_SEGMENTATION_REFINE_H_

#include <Eigen/Core>
#include <array>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <vector>

#include "candidate.h"

namespace openvfa {

// A patch of the network: kPatchSize px wide, which are kPatchWidth depths of the body.
inline constexpr int kPatchSize = 128;
inline constexpr double kPatchWidth = 1.9;

// Order of the network's point maps.
enum Point { kSA, kSM, kSP, kIA, kIM, kIP };

// Which of the points each corner of a Candidate is.
std::array<Point, 4> PointsByCorner(bool anterior_right);

struct RefinedBody {
  std::array<Eigen::Vector2d, 6> points;      // indexed by Point, film pixels
  std::array<Eigen::Matrix2d, 6> covariance;  // of the heat's spread, px^2
  double validity = 0;                        // probability that a vertebral body is centred there
  cv::Mat mask;                               // 128 x 128 probability of body, CV_32F
  Eigen::Matrix<double, 2, 3> px_from_patch;  // where the mask's pixels lie on the film
};

class Refiner {
 public:
  Refiner();

  // One result per body. `film`: CV_32F with square pixels.
  std::vector<RefinedBody> Refine(const cv::Mat& film, const std::vector<Candidate>& bodies,
                                  bool anterior_right);

 private:
  cv::dnn::Net net_;
};

// The refined corners as a candidate of the same score and opinions.
Candidate WithCorners(const Candidate& candidate, const RefinedBody& refined, bool anterior_right);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_REFINE_H_
