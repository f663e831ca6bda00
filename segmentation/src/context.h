// Which levels the surroundings of a spine speak for: skull, ribs, lungs, pelvis.
#ifndef OPENVFA_SEGMENTATION_CONTEXT_H_
#define OPENVFA_SEGMENTATION_CONTEXT_H_

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <optional>
#include <vector>

#include "candidate.h"

namespace openvfa {

// What the context network says of one place.
struct PlaceContext {
  std::array<double, kLevelClasses> level{};  // log-probabilities, if a body is there
  double sacrum = 0;                          // probability of lying on S1
};

struct SpineContext {
  std::vector<PlaceContext> bodies;   // cranial to caudal
  std::optional<PlaceContext> below;  // where one more body would lie, if that is on the film
};

// Millimetres per pixel at which the bodies of a chain would have their usual depth.
double MmPerPxFromDepth(const std::vector<Candidate>& bodies);

class ContextReader {
 public:
  ContextReader();

  // `film` is CV_32F with square pixels, `bodies` cranial to caudal and not empty. The film is looked at as
  // it is and mirrored.
  SpineContext Read(const cv::Mat& film, double mm_per_px, const std::vector<Candidate>& bodies);

 private:
  cv::dnn::Net net_;
};

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_CONTEXT_H_
