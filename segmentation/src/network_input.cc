#include "network_input.h"

#include <algorithm>
#include <cstddef>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace openvfa {
namespace {

constexpr int kBox = 13;

float Percentile(std::vector<float>& values, double fraction) {
  const auto k = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + k, values.end());
  return values[static_cast<std::size_t>(k)];
}

}  // namespace

std::array<cv::Mat, 2> InputChannels(const cv::Mat& image) {
  double low = 0, high = 0;
  cv::minMaxLoc(image, &low, &high);
  const cv::Mat unit = (image - low) / std::max(high - low, 1e-6);
  cv::Mat mean, square, variance, deviation;
  cv::blur(unit, mean, {kBox, kBox}, {-1, -1}, cv::BORDER_REFLECT);
  cv::blur(unit.mul(unit), square, {kBox, kBox}, {-1, -1}, cv::BORDER_REFLECT);
  variance = cv::max(square - mean.mul(mean), 0);
  cv::sqrt(variance, deviation);
  std::vector<float> live;
  for (int y = 0; y < unit.rows; ++y)
    for (int x = 0; x < unit.cols; ++x)
      if (deviation.at<float>(y, x) > 0.005f) live.push_back(unit.at<float>(y, x));
  if (live.size() < 0.01 * static_cast<double>(unit.total()))
    live.assign(unit.begin<float>(), unit.end<float>());
  const float p1 = Percentile(live, .01), span = std::max(Percentile(live, .99) - p1, 1e-3f);
  const cv::Mat global = cv::min(cv::max((unit - p1) / span, 0), 1) * 2 - 1;
  const cv::Mat local = cv::min(cv::max((unit - mean) / (deviation + 0.02 * span), -3), 3) / 3;
  return {global, local};
}

cv::Mat Blob(const std::array<cv::Mat, 2>& channels) {
  constexpr int kMultiple = 32;
  const int rows = (channels[0].rows + kMultiple - 1) / kMultiple * kMultiple;
  const int columns = (channels[0].cols + kMultiple - 1) / kMultiple * kMultiple;
  const int shape[] = {1, 2, rows, columns};
  cv::Mat blob(4, shape, CV_32F, cv::Scalar(0));
  for (int c = 0; c < 2; ++c) {
    cv::Mat plane(rows, columns, CV_32F, blob.ptr<float>(0, c));
    channels[c].copyTo(plane(cv::Rect(0, 0, channels[c].cols, channels[c].rows)));
  }
  return blob;
}

}  // namespace openvfa
