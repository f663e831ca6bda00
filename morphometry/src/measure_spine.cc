#include "scaled_body.h"
#include "spine_curvature.h"

namespace openvfa {

SpineMeasurements MeasureSpine(const SpineOutlines& outlines, const Calibration& calibration) {
  calibration.Validate();
  SpineMeasurements spine;
  spine.vertebrae.reserve(outlines.bodies.size());
  for (const VertebralBody& body : outlines.bodies)
    spine.vertebrae.push_back(MeasureVertebra(body, calibration));
  MeasureCurvature(outlines, calibration, spine);
  return spine;
}

}  // namespace openvfa
