#include "display_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace openvfa {
namespace {

// Every n-th value is enough for percentiles and keeps large films quick.
std::vector<float> SampleValues(const Radiograph& radiograph) {
  const std::size_t step = std::max<std::size_t>(1, radiograph.pixels.size() / 1'000'000);
  std::vector<float> values;
  values.reserve(radiograph.pixels.size() / step + 1);
  for (std::size_t i = 0; i < radiograph.pixels.size(); i += step) {
    const bool padded = !radiograph.padding.empty() && radiograph.padding[i] != 0;
    if (!padded && std::isfinite(radiograph.pixels[i])) values.push_back(radiograph.pixels[i]);
  }
  return values;
}

double Quantile(std::vector<float>& values, double fraction) {
  const auto index = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<std::size_t>(index)];
}

}  // namespace

DisplayWindow WindowFor(const Radiograph& radiograph) {
  if (radiograph.window && std::isfinite(radiograph.window->low) &&
      radiograph.window->high > radiograph.window->low) {
    return *radiograph.window;
  }
  std::vector<float> values = SampleValues(radiograph);
  if (values.empty()) return {};
  DisplayWindow window{.low = Quantile(values, 0.01), .high = Quantile(values, 0.995)};
  if (window.high <= window.low) window.high = window.low + 1;
  return window;
}

cv::Mat GreyDisplayImage(const Radiograph& radiograph, const AnnotationFrame& frame) {
  const DisplayWindow window = WindowFor(radiograph);
  const double gain = 255.0 / (window.high - window.low);
  cv::Mat grey(radiograph.rows, radiograph.columns, CV_8UC1);
  for (int row = 0; row < radiograph.rows; ++row) {
    auto* line = grey.ptr<unsigned char>(row);
    for (int column = 0; column < radiograph.columns; ++column) {
      const double value = (radiograph.At(row, column) - window.low) * gain;
      // The comparison is false for values that are not numbers: they show black.
      line[column] = value > 0 ? static_cast<unsigned char>(std::min(value, 255.0) + 0.5) : 0;
    }
  }
  cv::Mat sized;
  const bool shrinks = frame.scale.minCoeff() < 1;
  cv::resize(grey, sized, cv::Size(frame.columns, frame.rows), 0, 0,
             shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return sized;
}

cv::Mat DisplayImage(const Radiograph& radiograph, const AnnotationFrame& frame) {
  cv::Mat picture;
  cv::cvtColor(GreyDisplayImage(radiograph, frame), picture, cv::COLOR_GRAY2BGR);
  return picture;
}

}  // namespace openvfa
