#include "reader_precision.h"

#include <cmath>
#include <numbers>

namespace openvfa {
namespace {

// Median distance of expert radiographers' points from the truth, on DXA with a semi-automatic tool:
// Alqahtani and Bromiley, Electronics 2023;12:847.
constexpr double kMedianError_mm = 0.8;
// Depth of a body that the share below refers to: about what the bodies of the shape model measure.
constexpr double kTypicalDepth_mm = 34;

// The distance of a point with the same normal error in x and y has a Rayleigh distribution, whose median is
// sd * sqrt(2 ln 2): 0.8 mm make 0.68 mm along each axis.
double ReaderSd_mm() { return kMedianError_mm / std::sqrt(2 * std::numbers::ln2); }

}  // namespace

Eigen::Matrix2d ReaderCovariance(const Calibration& calibration, double depth_px) {
  Eigen::Vector2d sd_px;
  if (calibration.mm_per_px) {
    sd_px = calibration.mm_per_px->cwiseInverse() * ReaderSd_mm();
  } else {
    const double sd = ReaderSd_mm() / kTypicalDepth_mm * depth_px;
    sd_px = {sd, sd / calibration.pixel_aspect};
  }
  // As our own files keep it, so that reading the result again gives the same.
  sd_px = (sd_px * 1e4).array().round() / 1e4;
  return sd_px.cwiseAbs2().asDiagonal();
}

}  // namespace openvfa
