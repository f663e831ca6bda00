#include "report_page.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace openvfa::image {

bool LooksLikeReportPage(const Radiograph& image) {
  if (image.pixels.empty()) return false;
  const auto [low, high] = std::minmax_element(image.pixels.begin(), image.pixels.end());
  const float range = *high - *low;
  if (!(range > 0)) return false;
  constexpr int kLevels = 64;
  std::array<std::size_t, kLevels> histogram{};
  std::size_t sharp = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const float value = (image.pixels[i] - *low) / range;
    ++histogram[static_cast<std::size_t>(std::min(kLevels - 1, static_cast<int>(value * kLevels)))];
    // Strokes of text jump over most of the grey scale from one pixel to the next; x-rays do not.
    constexpr float kJump = 0.6F;
    if (i > 0 && std::abs(image.pixels[i] - image.pixels[i - 1]) > kJump * range) ++sharp;
  }
  std::sort(histogram.begin(), histogram.end(), std::greater<>());
  const auto count = static_cast<double>(image.pixels.size());
  const double page = static_cast<double>(histogram[0]) / count;
  const double few_levels =
      static_cast<double>(histogram[0] + histogram[1] + histogram[2] + histogram[3]) / count;
  const double edges = static_cast<double>(sharp) / count;
  constexpr double kPage = 0.5, kPureText = 0.95, kSomeText = 0.01, kMuchText = 0.02;
  return (few_levels > kPureText && edges > kSomeText) || (page > kPage && edges > kMuchText);
}

}  // namespace openvfa::image
