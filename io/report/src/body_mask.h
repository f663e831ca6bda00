// Outlines as pixels.
#ifndef OPENVFA_REPORT_SRC_BODY_MASK_H_
#define OPENVFA_REPORT_SRC_BODY_MASK_H_

#include <Eigen/Core>
#include <opencv2/core.hpp>
#include <vector>

namespace openvfa {

struct BodyMask {
  cv::Rect box;    // of the image, where the body is
  cv::Mat inside;  // CV_8U of the box's size: 1 where the pixel's centre lies in the polygon, else 0
};

// `outline_px` is a closed polygon; pixel (0,0) is centred at the origin. What lies outside the image is cut
// off.
BodyMask MaskOf(const std::vector<Eigen::Vector2d>& outline_px, int rows, int columns);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_BODY_MASK_H_
