// What the networks that see whole films read (segmentation/training/NETWORKS.md).
#ifndef OPENVFA_SEGMENTATION_NETWORK_INPUT_H_
#define OPENVFA_SEGMENTATION_NETWORK_INPUT_H_

#include <array>
#include <opencv2/core.hpp>

namespace openvfa {

// Grey level scaled by 1st and 99th percentile of the part that is not flat; z-score in a 13 x 13 box.
// `image` is CV_32F.
std::array<cv::Mat, 2> InputChannels(const cv::Mat& image);

// 1 x 2 x rows x columns, padded with 0 at the bottom and the right to multiples of 32.
cv::Mat Blob(const std::array<cv::Mat, 2>& channels);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_NETWORK_INPUT_H_
