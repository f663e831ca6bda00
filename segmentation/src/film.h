// The film as the networks read it.
#ifndef OPENVFA_SEGMENTATION_FILM_H_
#define OPENVFA_SEGMENTATION_FILM_H_

#include <Eigen/Core>
#include <algorithm>
#include <opencv2/core.hpp>

#include "openvfa/image/radiograph.h"

namespace openvfa {

// Grey values (CV_32F) with square pixels: rows are stretched by the pixel aspect, padding is flattened to
// the darkest value.
cv::Mat SquareFilm(const Radiograph& radiograph);

// Whether a point (film pixels) lies more than `over` outside the film.
inline bool LeavesFilm(const Eigen::Vector2d& p, const cv::Mat& film, double over = 0) {
  return p.x() < -over || p.y() < -over || p.x() > film.cols - 1 + over || p.y() > film.rows - 1 + over;
}

// A film resampled by area averaging.
struct ScaledFilm {
  cv::Mat pixels;                  // CV_32F
  Eigen::Vector2d px_from_scaled;  // film pixels per resampled pixel, x and y

  Eigen::Vector2d ToFilm(const Eigen::Vector2d& scaled) const {
    return ((scaled.array() + 0.5) * px_from_scaled.array() - 0.5).matrix();
  }
};
ScaledFilm Resample(const cv::Mat& film, double mm_per_px, double target_mm_per_px);

// No film is this long: a pixel size that says so is wrong, and resampling by it would take any memory.
inline bool IsTooLong(const cv::Mat& film, double mm_per_px) {
  constexpr double kLongest_mm = 3000;
  return !(std::max(film.cols, film.rows) * mm_per_px <= kLongest_mm);
}

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_FILM_H_
