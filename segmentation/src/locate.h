// Stage 1: where vertebral bodies may be.
#ifndef OPENVFA_SEGMENTATION_LOCATE_H_
#define OPENVFA_SEGMENTATION_LOCATE_H_

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <vector>

#include "candidate.h"

namespace openvfa {

class Locator {
 public:
  Locator();

  // Bodies of `film` (CV_32F, square pixels) under the assumption of mm_per_px; coordinates in film pixels.
  // With `mirrored`, the network sees the film flipped left to right (results are flipped back).
  Candidates Find(const cv::Mat& film, double mm_per_px, bool mirrored);

 private:
  cv::dnn::Net net_;
};

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_LOCATE_H_
