// Cobb angles of the thoracic and the lumbar curve.
#ifndef OPENVFA_MORPHOMETRY_SRC_SPINE_CURVATURE_H_
#define OPENVFA_MORPHOMETRY_SRC_SPINE_CURVATURE_H_

#include "openvfa/morphometry/vertebra_measurement.h"

namespace openvfa {

// Fills kyphosis and lordosis. Requires spine.vertebrae to belong to outlines.bodies.
void MeasureCurvature(const SpineOutlines& outlines, const Calibration& calibration,
                      SpineMeasurements& spine);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_SRC_SPINE_CURVATURE_H_
