#include "calibration.h"

#include <cmath>

#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa {

bool IsPlausibleSpacing(const Eigen::Vector2d& mm_per_px) {
  constexpr double kSmallest = 0.01, kLargest = 10.0;
  return mm_per_px.allFinite() && mm_per_px.minCoeff() >= kSmallest && mm_per_px.maxCoeff() <= kLargest;
}

void Calibration::Validate() const {
  if (!(pixel_aspect > 0) || !std::isfinite(pixel_aspect))
    throw InputError("Calibration.pixel_aspect must be a positive number");
  if (mm_per_px && !(mm_per_px->allFinite() && mm_per_px->minCoeff() > 0))
    throw InputError("Calibration.mm_per_px must be two positive numbers");
}

}  // namespace openvfa

namespace openvfa::image {

CalibrationResult CalibrateByOption(const Eigen::Vector2d& mm_per_px) {
  CalibrationResult result;
  result.calibration = {mm_per_px, mm_per_px.y() / mm_per_px.x(), "stated by the user (pixel spacing option)",
                        CalibrationPlane::kPatient, std::nullopt};
  return result;
}

CalibrationResult Uncalibrated(const std::string& why) {
  CalibrationResult result;
  result.diagnostics.push_back(
      {Severity::kWarning, "no-calibration",
       why + ": lengths are reported in pixels only; --pixel-spacing states the size of a pixel."});
  return result;
}

CalibrationResult CalibratePlain(const std::string& format, const Eigen::Vector2d& mm_per_px) {
  if (mm_per_px == Eigen::Vector2d(1.0, 1.0)) {
    // What programs write when they know nothing; a film pixel is far smaller.
    return Uncalibrated("The " + format + " header states pixels of exactly 1 mm, which stands for unknown");
  }
  if (!IsPlausibleSpacing(mm_per_px)) {
    auto result = Uncalibrated("The " + format + " header states no usable pixel size");
    result.diagnostics.push_back({Severity::kWarning, "spacing-ignored",
                                  "The pixel size of " + Number(mm_per_px.x()) + " x " +
                                      Number(mm_per_px.y()) + " mm in the " + format +
                                      " header is impossible and was ignored."});
    return result;
  }
  CalibrationResult result;
  result.calibration = {mm_per_px, mm_per_px.y() / mm_per_px.x(), format + " header spacing",
                        CalibrationPlane::kDetector, std::nullopt};
  result.diagnostics.push_back({Severity::kInfo, "detector-plane",
                                "The " + format +
                                    " header does not say in which plane a pixel has its size: "
                                    "lengths may include the radiographic magnification."});
  return result;
}

}  // namespace openvfa::image
