#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "openvfa/image/error.h"
#include "openvfa/morphometry/vertebra_measurement.h"
#include "spine_builder.h"

namespace openvfa {
namespace {

using testing::MakeBody;
using testing::MakeSpine;
using testing::MakeTrapezium;
using testing::Move;
using testing::Rotation;
using L = VertebralLevel;

VertebraMeasurement Measure(const VertebralBody& body, const Calibration& calibration = {}) {
  SpineOutlines outlines;
  outlines.bodies = {body};
  return MeasureSpine(outlines, calibration).vertebrae.at(0);
}

void ExpectNear(const Estimate& a, const Estimate& b, double tolerance = 1e-9) {
  EXPECT_NEAR(a.value, b.value, tolerance);
  EXPECT_NEAR(a.sd, b.sd, tolerance);
}

void ExpectSameHeights(const Heights& a, const Heights& b) {
  ExpectNear(a.anterior, b.anterior);
  ExpectNear(a.middle, b.middle);
  ExpectNear(a.posterior, b.posterior);
}

void ExpectSame(const SpineMeasurements& a, const SpineMeasurements& b) {
  ASSERT_EQ(a.vertebrae.size(), b.vertebrae.size());
  for (std::size_t i = 0; i < a.vertebrae.size(); ++i) {
    const VertebraMeasurement &u = a.vertebrae[i], &v = b.vertebrae[i];
    EXPECT_EQ(u.evaluable, v.evaluable);
    ExpectSameHeights(u.heights_px, v.heights_px);
    ExpectNear(u.wedge_ratio, v.wedge_ratio);
    ExpectNear(u.biconcavity_ratio, v.biconcavity_ratio);
    ExpectNear(u.wedge_angle_deg, v.wedge_angle_deg);
    ExpectNear(u.depth_px, v.depth_px);
    EXPECT_NEAR(u.area_px2, v.area_px2, 1e-7);
    EXPECT_NEAR((u.height_covariance_px2 - v.height_covariance_px2).norm(), 0, 1e-9);
    ASSERT_EQ(u.heights_mm.has_value(), v.heights_mm.has_value());
    if (!u.heights_mm) continue;
    ExpectSameHeights(*u.heights_mm, *v.heights_mm);
    ExpectNear(*u.depth_mm, *v.depth_mm);
    EXPECT_NEAR(*u.area_mm2, *v.area_mm2, 1e-7);
  }
  ASSERT_TRUE(a.kyphosis && b.kyphosis && a.lordosis && b.lordosis);
  ExpectNear(a.kyphosis->angle_deg, b.kyphosis->angle_deg);
  ExpectNear(a.lordosis->angle_deg, b.lordosis->angle_deg);
}

TEST(MeasureVertebra, ReadsHeightsRatiosDepthAndAreaOfAKnownBody) {
  const VertebraMeasurement m = Measure(MakeBody(L::kL1, 21, 20, 28, 34));
  EXPECT_TRUE(m.evaluable);
  EXPECT_DOUBLE_EQ(m.heights_px.anterior.value, 21);
  EXPECT_DOUBLE_EQ(m.heights_px.middle.value, 20);
  EXPECT_DOUBLE_EQ(m.heights_px.posterior.value, 28);
  EXPECT_DOUBLE_EQ(m.wedge_ratio.value, 0.75);
  EXPECT_DOUBLE_EQ(m.biconcavity_ratio.value, 20. / 28);
  EXPECT_NEAR(m.depth_px.value, std::hypot(34, 3.5), 1e-12);
  EXPECT_NEAR(m.area_px2, 17 * (21 + 20) / 2. + 17 * (20 + 28) / 2., 1e-9);
  EXPECT_FALSE(m.heights_mm || m.depth_mm || m.area_mm2);
  EXPECT_EQ(m.heights_px.anterior.sd, 0);
}

TEST(MeasureVertebra, WedgeAngleIsThatBetweenTheEndplates) {
  EXPECT_NEAR(Measure(MakeBody(L::kL1, 21, 24, 28, 34)).wedge_angle_deg.value, 11.755, 5e-4);
  EXPECT_NEAR(Measure(MakeBody(L::kL4, 28, 24, 21, 34)).wedge_angle_deg.value, -11.755, 5e-4);
  EXPECT_NEAR(Measure(MakeBody(L::kL1, 28, 28, 28, 34)).wedge_angle_deg.value, 0, 1e-12);
}

TEST(MeasureVertebra, WedgeAngleKeepsItsSignWhicheverWayThePatientFaces) {
  VertebralBody body = MakeBody(L::kL1, 21, 24, 28, 34);
  Move(body, Eigen::Vector2d(-1, 1).asDiagonal());
  EXPECT_NEAR(Measure(body).wedge_angle_deg.value, 11.755, 5e-4);
  Move(body, Rotation(180));
  EXPECT_NEAR(Measure(body).wedge_angle_deg.value, 11.755, 5e-4);
}

// Group means of fractured bodies, J Orthop Surg Res 2023, doi 10.1186/s13018-023-03758-w, Table 1:
// heights in mm, Ha/Hp in per cent, wedge angle in degrees. Means of ratios are not ratios of means: 0.5
// points.
TEST(MeasureVertebra, ReproducesPublishedWedgeRatiosAndAngles) {
  struct Row {
    L level;
    double ha, hp, ratio_percent, angle_deg;
  };
  for (const Row& row : {Row{L::kL1, 23.8, 30.9, 77.1, 12.0}, Row{L::kL2, 21.2, 27.7, 76.6, 10.6},
                         Row{L::kT11, 16.4, 26.2, 62.5, 16.8}, Row{L::kT12, 19.8, 30.1, 65.9, 16.8},
                         Row{L::kL1, 20.2, 30.8, 65.5, 16.9}, Row{L::kL2, 21.2, 32.2, 66.1, 17.0},
                         Row{L::kT11, 12.1, 24.2, 49.6, 22.9}, Row{L::kT12, 13.6, 28.3, 47.8, 24.4}}) {
    const VertebraMeasurement m = Measure(MakeTrapezium(row.level, row.ha, row.hp, row.angle_deg));
    EXPECT_NEAR(100 * m.wedge_ratio.value, row.ratio_percent, 0.5);
    EXPECT_NEAR(m.wedge_angle_deg.value, row.angle_deg, 1e-9);
    // The depth these numbers imply is that of a vertebra.
    EXPECT_GT(m.depth_px.value, 29);
    EXPECT_LT(m.depth_px.value, 38);
  }
}

TEST(MeasureVertebra, OblongPixelsDoNotChangeAnyLength) {
  Calibration square, oblong;
  square.mm_per_px = Eigen::Vector2d(0.2, 0.2);
  oblong.mm_per_px = Eigen::Vector2d(0.2, 0.35);
  oblong.pixel_aspect = 0.35 / 0.2;
  SpineOutlines spine = MakeSpine();
  const SpineMeasurements expected = MeasureSpine(spine, square);
  for (VertebralBody& body : spine.bodies) Move(body, Eigen::Vector2d(1, 0.2 / 0.35).asDiagonal());
  ExpectSame(MeasureSpine(spine, oblong), expected);
  // Ratios and angles need the aspect only.
  oblong.mm_per_px.reset();
  const SpineMeasurements unscaled = MeasureSpine(spine, oblong);
  ExpectNear(unscaled.vertebrae[3].wedge_ratio, expected.vertebrae[3].wedge_ratio);
  ExpectNear(unscaled.kyphosis->angle_deg, expected.kyphosis->angle_deg);
}

TEST(MeasureVertebra, RotatedAndMirroredFilmsMeasureTheSame) {
  Calibration calibration;
  calibration.mm_per_px = Eigen::Vector2d(0.31, 0.31);
  const SpineMeasurements expected = MeasureSpine(MakeSpine(), calibration);
  for (const double degrees : {0., 17., 90., 180., -133.}) {
    for (const double mirror : {1., -1.}) {
      SpineOutlines spine = MakeSpine();
      for (VertebralBody& body : spine.bodies)
        Move(body, Rotation(degrees) * Eigen::Matrix2d(Eigen::Vector2d(mirror, 1).asDiagonal()), {31, -77});
      ExpectSame(MeasureSpine(spine, calibration), expected);
    }
  }
}

TEST(MeasureVertebra, MillimetresComeFromTheCalibration) {
  Calibration calibration;
  calibration.mm_per_px = Eigen::Vector2d(0.5, 0.5);
  const VertebraMeasurement m = Measure(MakeBody(L::kL1, 21, 20, 28, 34, 0.4), calibration);
  ASSERT_TRUE(m.heights_mm && m.depth_mm && m.area_mm2);
  EXPECT_DOUBLE_EQ(m.heights_mm->anterior.value, 10.5);
  EXPECT_DOUBLE_EQ(m.heights_mm->posterior.sd, m.heights_px.posterior.sd / 2);
  EXPECT_DOUBLE_EQ(m.depth_mm->value, m.depth_px.value / 2);
  EXPECT_DOUBLE_EQ(*m.area_mm2, m.area_px2 / 4);
}

TEST(MeasureVertebra, WithoutOutlineTheAreaIsThatOfTheSixPoints) {
  VertebralBody body = MakeBody(L::kL1, 21, 20, 28, 34);
  const double drawn = Measure(body).area_px2;
  body.outline_px.clear();
  EXPECT_DOUBLE_EQ(Measure(body).area_px2, drawn);
}

TEST(MeasureVertebra, ABodyDeclaredNotEvaluableKeepsItsReasonAndItsHeights) {
  VertebralBody body = MakeBody(L::kL1, 21, 20, 28, 34);
  body.evaluable = false;
  body.reason = "hidden by the diaphragm";
  const VertebraMeasurement m = Measure(body);
  EXPECT_FALSE(m.evaluable);
  EXPECT_EQ(m.reason, "hidden by the diaphragm");
  EXPECT_DOUBLE_EQ(m.heights_px.posterior.value, 28);
  EXPECT_DOUBLE_EQ(m.wedge_ratio.value, 0.75);
}

// Everything must stay a number whatever the points are.
void ExpectNotEvaluable(const VertebralBody& body, const std::string& reason) {
  Calibration calibration;
  calibration.mm_per_px = Eigen::Vector2d(0.5, 0.5);
  const VertebraMeasurement m = Measure(body, calibration);
  EXPECT_FALSE(m.evaluable);
  EXPECT_EQ(m.reason, reason);
  for (const Estimate& estimate : {m.heights_px.anterior, m.heights_px.middle, m.heights_px.posterior,
                                   m.wedge_ratio, m.biconcavity_ratio, m.wedge_angle_deg, m.depth_px})
    EXPECT_TRUE(std::isfinite(estimate.value) && std::isfinite(estimate.sd)) << reason;
  EXPECT_TRUE(std::isfinite(m.area_px2));
  EXPECT_TRUE(m.height_covariance_px2.allFinite());
}

TEST(MeasureVertebra, DegeneratePointsAreNotEvaluableAndNeverNaN) {
  ExpectNotEvaluable(MakeBody(L::kL1, 21, 20, 0, 34, 1), "posterior height is zero");
  ExpectNotEvaluable(MakeBody(L::kL1, 0, 20, 28, 34, 1), "anterior height is zero");
  ExpectNotEvaluable(MakeBody(L::kL1, 21, 0, 28, 34, 1), "middle height is zero");
  ExpectNotEvaluable(MakeBody(L::kL1, 28, 28, 28, 0, 1), "an endplate has no length");
  VertebralBody crossed = MakeBody(L::kL1, 21, 20, 28, 34);
  std::swap(crossed.points.superior_posterior, crossed.points.inferior_posterior);
  ExpectNotEvaluable(crossed, "corners are crossed");
  VertebralBody flat = MakeBody(L::kL1, 21, 20, 28, 34);
  Move(flat, (Eigen::Matrix2d() << 1, 1, 0, 0).finished());
  ExpectNotEvaluable(flat, "corners lie on one line");
  VertebralBody lost = MakeBody(L::kL1, 21, 20, 28, 34);
  lost.points.superior_middle.position_px.x() = std::numeric_limits<double>::quiet_NaN();
  ExpectNotEvaluable(lost, "a landmark is not a finite number");
  VertebralBody vague = MakeBody(L::kL1, 21, 20, 28, 34);
  vague.points.inferior_anterior.covariance_px2(0, 0) = std::numeric_limits<double>::infinity();
  ExpectNotEvaluable(vague, "a landmark is not a finite number");
}

TEST(MeasureVertebra, ABodyWithoutPointsHasNoMillimetres) {
  VertebralBody body;
  body.level = L::kT7;
  body.evaluable = false;
  body.reason = "outside the field";
  Calibration calibration;
  calibration.mm_per_px = Eigen::Vector2d(0.5, 0.5);
  const VertebraMeasurement m = Measure(body, calibration);
  EXPECT_EQ(m.reason, "outside the field");
  EXPECT_FALSE(m.heights_mm || m.depth_mm || m.area_mm2);
  EXPECT_EQ(m.area_px2, 0);
}

TEST(MeasureSpine, KeepsOrderAndCountOfTheBodies) {
  SpineOutlines spine = MakeSpine();
  spine.bodies[2].evaluable = false;
  const SpineMeasurements measured = MeasureSpine(spine, {});
  ASSERT_EQ(measured.vertebrae.size(), spine.bodies.size());
  for (std::size_t i = 0; i < spine.bodies.size(); ++i)
    EXPECT_EQ(measured.vertebrae[i].level, spine.bodies[i].level);
  EXPECT_TRUE(MeasureSpine({}, {}).vertebrae.empty());
}

TEST(MeasureSpine, RefusesACalibrationThatIsNone) {
  Calibration calibration;
  calibration.pixel_aspect = 0;
  EXPECT_THROW(MeasureSpine(MakeSpine(), calibration), InputError);
  calibration.pixel_aspect = 1;
  calibration.mm_per_px = Eigen::Vector2d(0.5, -0.5);
  EXPECT_THROW(MeasureSpine(MakeSpine(), calibration), InputError);
}

}  // namespace
}  // namespace openvfa
