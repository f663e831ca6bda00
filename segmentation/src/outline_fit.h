// The outline of one body: shape model fitted to the network's points and mask and to edges of the film.
#ifndef OPENVFA_SEGMENTATION_OUTLINE_FIT_H_
#define OPENVFA_SEGMENTATION_OUTLINE_FIT_H_

#include <opencv2/core.hpp>
#include <vector>

#include "openvfa/segmentation/spine_outlines.h"
#include "refine.h"
#include "shape_model.h"

namespace openvfa {

struct FittedOutline {
  std::vector<Eigen::Vector2d> outline;  // film pixels, 64 points from the superior anterior corner
  SixPoints points;
};

// `film`: CV_32F with square pixels.
FittedOutline FitOutline(const ShapeModel& model, const RefinedBody& body, const cv::Mat& film);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_OUTLINE_FIT_H_
