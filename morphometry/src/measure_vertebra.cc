#include <algorithm>
#include <iterator>
#include <string>

#include "openvfa/segmentation/outline_geometry.h"
#include "scaled_body.h"

namespace openvfa {
namespace {

Heights HeightsOf(const ScaledBody& body) {
  return {LengthOf(body.anterior), LengthOf(body.middle), LengthOf(body.posterior)};
}

Estimate DepthOf(const ScaledBody& body) { return MeanOf(LengthOf(body.superior), LengthOf(body.inferior)); }

// Why no shape can be read from these points; empty if one can.
std::string Defect(const ScaledBody& body) {
  const Heights heights = HeightsOf(body);
  if (heights.posterior.value < kNoLength) return "posterior height is zero";
  if (heights.anterior.value < kNoLength) return "anterior height is zero";
  if (heights.middle.value < kNoLength) return "middle height is zero";
  const Eigen::Vector2d superior = body.superior.Direction(), inferior = body.inferior.Direction();
  if (superior.norm() < kNoLength || inferior.norm() < kNoLength) return "an endplate has no length";
  if (superior.dot(inferior) <= 0 || body.anterior.Direction().dot(body.posterior.Direction()) <= 0)
    return "corners are crossed";
  if (Handedness(body) == 0) return "corners lie on one line";
  return {};
}

// Of the outline; where only landmarks are known, of the polygon through the six points.
double AreaPx2(const VertebralBody& body) {
  const bool drawn = body.outline_px.size() >= 3 &&
                     std::all_of(body.outline_px.begin(), body.outline_px.end(),
                                 [](const Eigen::Vector2d& point) { return point.allFinite(); });
  if (drawn) return PolygonArea(body.outline_px);
  const SixPoints& p = body.points;
  return PolygonArea({p.superior_anterior.position_px, p.superior_middle.position_px,
                      p.superior_posterior.position_px, p.inferior_posterior.position_px,
                      p.inferior_middle.position_px, p.inferior_anterior.position_px});
}

void MeasureShape(const ScaledBody& square, double correlation, VertebraMeasurement& measurement) {
  const Heights& heights = measurement.heights_px;
  if (heights.posterior.value >= kNoLength) {
    measurement.wedge_ratio = RatioOf(heights.anterior, heights.posterior, correlation);
    measurement.biconcavity_ratio = RatioOf(heights.middle, heights.posterior, correlation);
  }
  if (square.superior.Direction().norm() >= kNoLength && square.inferior.Direction().norm() >= kNoLength)
    measurement.wedge_angle_deg = ConvergenceDeg(square.superior, square.inferior, square);
}

// The three heights share no landmark; what their errors have in common is the correlation.
Eigen::Matrix3d CovarianceOf(const Heights& heights, double correlation) {
  const Eigen::Vector3d sd(heights.anterior.sd, heights.middle.sd, heights.posterior.sd);
  Eigen::Matrix3d covariance = correlation * sd * sd.transpose();
  covariance.diagonal() = sd.cwiseAbs2();
  return covariance;
}

}  // namespace

ScaledBody ScaleBody(const SixPoints& points, const Eigen::Vector2d& scale) {
  const UncertainPoint sa = Scaled(points.superior_anterior, scale);
  const UncertainPoint sm = Scaled(points.superior_middle, scale);
  const UncertainPoint sp = Scaled(points.superior_posterior, scale);
  const UncertainPoint ia = Scaled(points.inferior_anterior, scale);
  const UncertainPoint im = Scaled(points.inferior_middle, scale);
  const UncertainPoint ip = Scaled(points.inferior_posterior, scale);
  return {{sa, ia}, {sm, im}, {sp, ip}, {sa, sp}, {ia, ip}};
}

bool IsFinite(const SixPoints& points) {
  const Landmark* all[] = {&points.superior_anterior, &points.superior_middle, &points.superior_posterior,
                           &points.inferior_anterior, &points.inferior_middle, &points.inferior_posterior};
  return std::all_of(std::begin(all), std::end(all), [](const Landmark* landmark) {
    return landmark->position_px.allFinite() && landmark->covariance_px2.allFinite();
  });
}

double Handedness(const ScaledBody& body) {
  const double cross = Cross(body.superior.Direction() + body.inferior.Direction(),
                             body.anterior.Direction() + body.posterior.Direction());
  return static_cast<double>((cross > 0) - (cross < 0));
}

Estimate ConvergenceDeg(const UncertainSegment& superior, const UncertainSegment& inferior,
                        const ScaledBody& upper) {
  const Estimate turn = TurnDeg(superior, inferior);
  return {turn.value * Handedness(upper), turn.sd};
}

VertebraMeasurement MeasureVertebra(const VertebralBody& body, const Calibration& calibration) {
  VertebraMeasurement result;
  result.level = body.level;
  result.evaluable = body.evaluable;
  result.reason = body.reason;
  const bool finite = IsFinite(body.points);
  const Eigen::Vector2d scale = SquarePx(Eigen::Vector2d::Ones(), calibration);
  const ScaledBody square = ScaleBody(body.points, scale);
  const std::string defect = finite ? Defect(square) : "a landmark is not a finite number";
  if (result.evaluable && !defect.empty()) {
    result.evaluable = false;
    result.reason = defect;
  }
  if (!finite) return result;

  result.heights_px = HeightsOf(square);
  result.height_covariance_px2 = CovarianceOf(result.heights_px, body.height_correlation);
  result.depth_px = DepthOf(square);
  result.area_px2 = AreaPx2(body) * scale.prod();
  MeasureShape(square, body.height_correlation, result);

  // A body that was named but never outlined has no millimetres either.
  const bool placed = result.depth_px.value >= kNoLength || result.heights_px.posterior.value >= kNoLength;
  if (!calibration.mm_per_px || !placed) return result;
  const Eigen::Vector2d mm = MmFromPx(Eigen::Vector2d::Ones(), calibration);
  const ScaledBody metric = ScaleBody(body.points, mm);
  result.heights_mm = HeightsOf(metric);
  result.depth_mm = DepthOf(metric);
  result.area_mm2 = AreaPx2(body) * mm.prod();
  return result;
}

}  // namespace openvfa
