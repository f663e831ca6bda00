// Morphometry on outlines whose heights are known exactly.
#include <gtest/gtest.h>

#include "openvfa/morphometry/vertebra_measurement.h"
#include "openvfa/phantom/phantom.h"
#include "openvfa/segmentation/outline_geometry.h"

namespace openvfa {
namespace {

// Corners from the truth, middle points from the outline alone: the chord's bisector meets it there.
VertebralBody FromOutline(const phantom::TruthBody& truth) {
  VertebralBody body;
  body.level = ParseLevel(truth.level).value();
  body.outline_px = truth.outline_px;
  body.points.superior_anterior.position_px = truth.superior_anterior_px;
  body.points.superior_posterior.position_px = truth.superior_posterior_px;
  body.points.inferior_anterior.position_px = truth.inferior_anterior_px;
  body.points.inferior_posterior.position_px = truth.inferior_posterior_px;
  const double reach = .5 * (truth.superior_posterior_px - truth.inferior_posterior_px).norm();
  body.points.superior_middle.position_px =
      MidEndplatePoint(truth.outline_px, truth.superior_anterior_px, truth.superior_posterior_px, reach)
          .value();
  body.points.inferior_middle.position_px =
      MidEndplatePoint(truth.outline_px, truth.inferior_anterior_px, truth.inferior_posterior_px, reach)
          .value();
  return body;
}

TEST(TruthMeasurement, HeightsOf200FilmsAreExactToAHundredthOfAPixel) {
  int bodies = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    phantom::PhantomOptions options;
    options.rows = 192, options.columns = 128;  // the truth is analytic: a coarse film keeps the test quick
    options.mm_per_px = 0.4 * 1024 / 192;
    const phantom::PhantomFilm film = phantom::SimulateFilm(options, 21, i);
    SpineOutlines outlines;
    for (const phantom::TruthBody& truth : film.bodies)
      if (truth.level != "S1") outlines.bodies.push_back(FromOutline(truth));
    Calibration calibration;
    calibration.mm_per_px = Eigen::Vector2d::Constant(film.mm_per_px);
    const SpineMeasurements measured = MeasureSpine(outlines, calibration);
    for (std::size_t k = 0; k < outlines.bodies.size(); ++k, ++bodies) {
      const Heights& mm = measured.vertebrae[k].heights_mm.value();
      const double tolerance = 0.01 * film.mm_per_px;
      EXPECT_NEAR(mm.anterior.value, film.bodies[k].anterior_height_mm, tolerance)
          << i << film.bodies[k].level;
      EXPECT_NEAR(mm.middle.value, film.bodies[k].middle_height_mm, tolerance) << i << film.bodies[k].level;
      EXPECT_NEAR(mm.posterior.value, film.bodies[k].posterior_height_mm, tolerance)
          << i << film.bodies[k].level;
    }
  }
  EXPECT_GT(bodies, 2000);
}

}  // namespace
}  // namespace openvfa
