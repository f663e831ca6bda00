// The six points of one body in an isotropic frame.
#ifndef OPENVFA_MORPHOMETRY_SRC_SCALED_BODY_H_
#define OPENVFA_MORPHOMETRY_SRC_SCALED_BODY_H_

#include "estimate.h"

namespace openvfa {

struct ScaledBody {
  UncertainSegment anterior, middle, posterior;  // superior -> inferior
  UncertainSegment superior, inferior;           // endplates, anterior -> posterior
};

ScaledBody ScaleBody(const SixPoints& points, const Eigen::Vector2d& scale);

// Positions and covariances are all finite.
bool IsFinite(const SixPoints& points);

// +1 where (anterior -> posterior, superior -> inferior) turns as (x, y) does, i.e. anterior on the left of
// an upright film; -1 for its mirror image. This makes the sign of angles independent of facing and rotation.
double Handedness(const ScaledBody& body);

// Angle between two endplates, + where they converge anteriorly. `upper` gives the handedness.
Estimate ConvergenceDeg(const UncertainSegment& superior, const UncertainSegment& inferior,
                        const ScaledBody& upper);

VertebraMeasurement MeasureVertebra(const VertebralBody& body, const Calibration& calibration);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_SRC_SCALED_BODY_H_
