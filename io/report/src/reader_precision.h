// How well a reader sets a point.
#ifndef OPENVFA_REPORT_SRC_READER_PRECISION_H_
#define OPENVFA_REPORT_SRC_READER_PRECISION_H_

#include <Eigen/Core>

#include "openvfa/image/radiograph.h"

namespace openvfa {

// Covariance in px^2 of a point of a body whose endplates are `depth_px` long (in column distances).
Eigen::Matrix2d ReaderCovariance(const Calibration& calibration, double depth_px);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_READER_PRECISION_H_
