#include "film.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace openvfa {

cv::Mat SquareFilm(const Radiograph& radiograph) {
  cv::Mat film(radiograph.rows, radiograph.columns, CV_32F);
  std::copy(radiograph.pixels.begin(), radiograph.pixels.end(), film.ptr<float>());
  if (!radiograph.padding.empty()) {
    cv::Mat padding(radiograph.rows, radiograph.columns, CV_8U);
    std::copy(radiograph.padding.begin(), radiograph.padding.end(), padding.ptr<unsigned char>());
    double low = 0;
    cv::minMaxLoc(film, &low, nullptr, nullptr, nullptr, padding == 0);
    film.setTo(low, padding);
  }
  const int rows =
      std::max(1, static_cast<int>(std::lround(radiograph.rows * radiograph.calibration.pixel_aspect)));
  if (rows != film.rows) {
    cv::Mat square;
    cv::resize(film, square, {film.cols, rows}, 0, 0, rows < film.rows ? cv::INTER_AREA : cv::INTER_LINEAR);
    return square;
  }
  return film;
}

ScaledFilm Resample(const cv::Mat& film, double mm_per_px, double target_mm_per_px) {
  const auto length = [&](int n) {
    return std::max(32, static_cast<int>(std::lround(n * mm_per_px / target_mm_per_px)));
  };
  const cv::Size size(length(film.cols), length(film.rows));
  ScaledFilm scaled;
  cv::resize(film, scaled.pixels, size, 0, 0, cv::INTER_AREA);
  scaled.px_from_scaled = {static_cast<double>(film.cols) / size.width,
                           static_cast<double>(film.rows) / size.height};
  return scaled;
}

}  // namespace openvfa
