#include "spine_curvature.h"

#include "scaled_body.h"

namespace openvfa {
namespace {

class Curvature {
 public:
  Curvature(const SpineOutlines& outlines, const Calibration& calibration, const SpineMeasurements& spine)
      : outlines_(outlines), spine_(spine), scale_(SquarePx(Eigen::Vector2d::Ones(), calibration)) {}

  // The first body of that name whose shape could be measured.
  std::optional<ScaledBody> Body(VertebralLevel level) const {
    for (std::size_t i = 0; i < outlines_.bodies.size(); ++i)
      if (outlines_.bodies[i].level == level && spine_.vertebrae[i].evaluable)
        return ScaleBody(outlines_.bodies[i].points, scale_);
    return std::nullopt;
  }

  // Only the superior endplate of the sacrum is ever outlined with care: that is all that is asked of it.
  std::optional<UncertainSegment> SacralEndplate() const {
    for (const VertebralBody& body : outlines_.bodies) {
      if (body.level != VertebralLevel::kS1 || !body.evaluable || !IsFinite(body.points)) continue;
      const UncertainSegment endplate = ScaleBody(body.points, scale_).superior;
      if (endplate.Direction().norm() >= kNoLength) return endplate;
    }
    return std::nullopt;
  }

 private:
  const SpineOutlines& outlines_;
  const SpineMeasurements& spine_;
  Eigen::Vector2d scale_;
};

}  // namespace

void MeasureCurvature(const SpineOutlines& outlines, const Calibration& calibration,
                      SpineMeasurements& spine) {
  using L = VertebralLevel;
  const Curvature curve(outlines, calibration, spine);
  const L top = curve.Body(L::kT4) ? L::kT4 : L::kT5;
  const auto upper = curve.Body(top), t12 = curve.Body(L::kT12), l1 = curve.Body(L::kL1);
  if (upper && t12)
    spine.kyphosis = CobbAngle{top, L::kT12, ConvergenceDeg(upper->superior, t12->inferior, *upper)};
  if (!l1) return;
  const auto sacrum = curve.SacralEndplate();
  const auto l5 = curve.Body(L::kL5);
  if (!sacrum && !l5) return;
  // Lordosis opens anteriorly: the endplates diverge there.
  Estimate angle = ConvergenceDeg(l1->superior, sacrum ? *sacrum : l5->inferior, *l1);
  angle.value = -angle.value;
  spine.lordosis = CobbAngle{L::kL1, sacrum ? L::kS1 : L::kL5, angle};
}

}  // namespace openvfa
