#include <cmath>

#include "openvfa/image/error.h"
#include "scaled_body.h"
#include "spine_curvature.h"

namespace openvfa {
namespace {

void RequireUsable(const Calibration& calibration) {
  if (!(calibration.pixel_aspect > 0) || !std::isfinite(calibration.pixel_aspect))
    throw InputError("Calibration.pixel_aspect must be a positive number");
  if (calibration.mm_per_px && !(calibration.mm_per_px->allFinite() && calibration.mm_per_px->minCoeff() > 0))
    throw InputError("Calibration.mm_per_px must be two positive numbers");
}

}  // namespace

SpineMeasurements MeasureSpine(const SpineOutlines& outlines, const Calibration& calibration) {
  RequireUsable(calibration);
  SpineMeasurements spine;
  spine.vertebrae.reserve(outlines.bodies.size());
  for (const VertebralBody& body : outlines.bodies)
    spine.vertebrae.push_back(MeasureVertebra(body, calibration));
  MeasureCurvature(outlines, calibration, spine);
  return spine;
}

}  // namespace openvfa
