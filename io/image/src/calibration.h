// Where a millimetre comes from.
#ifndef OPENVFA_IO_IMAGE_SRC_CALIBRATION_H_
#define OPENVFA_IO_IMAGE_SRC_CALIBRATION_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "dicom_header.h"
#include "openvfa/image/radiograph.h"

namespace openvfa::image {

struct CalibrationResult {
  Calibration calibration;
  std::vector<Diagnostic> diagnostics;
};

// What the user stated, or nothing and the diagnostic "no-calibration".
CalibrationResult CalibrateByOption(const Eigen::Vector2d& mm_per_px);
CalibrationResult Uncalibrated(const std::string& why);

// `is_dxa`: a bone densitometer made the image, so sizes are meant at the patient and ExposedArea may tell.
CalibrationResult CalibrateDicom(const DicomHeader& header, int rows, int columns, bool is_dxa);

// Spacing stated in the header of a plain image format.
CalibrationResult CalibratePlain(const std::string& format, const Eigen::Vector2d& mm_per_px);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_CALIBRATION_H_
