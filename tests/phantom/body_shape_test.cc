#include "body_shape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "spine.h"

namespace openvfa::phantom {
namespace {

// A rectangle with hardly rounded corners.
BodyShape Box() {
  BodyShape body;
  body.superior_concavity = body.inferior_concavity = body.anterior_waist = body.posterior_waist = 0;
  body.corner_radius = {.01, .01, .01, .01};
  body.reference_posterior_height = 26;
  return body;
}

Placement Plain() {
  Placement placement;
  placement.mm_per_px = 0.5;
  return placement;
}

TEST(BodyShape, InsideIsTheDistanceToTheNearestWall) {
  const BodyShape body = Box();
  EXPECT_NEAR(body.Inside(body.EdgesAt(0, 0), 0, 0), 13, 1e-4);
  EXPECT_NEAR(body.Inside(body.EdgesAt(15, 0), 0, 0), 2, 1e-4);
  EXPECT_NEAR(body.Inside(body.EdgesAt(0, 14), 0, 0), -1, 1e-4);
  EXPECT_NEAR(body.Inside(body.EdgesAt(0, 14), 2, 0), 1, 1e-4);  // endplate moved up by 2
}

TEST(BodyShape, ABoxHasItsOwnHeights) {
  const TruthBody truth = TruthOf(Box(), Plain(), 400, 300);
  EXPECT_NEAR(truth.posterior_height_mm, 26, .02);
  EXPECT_NEAR(truth.anterior_height_mm, 26, .02);
  EXPECT_NEAR(truth.middle_height_mm, 26, 1e-3);
  EXPECT_EQ(truth.grade, 0);
  EXPECT_EQ(truth.type, Fracture::kNone);
}

TEST(BodyShape, ADentLowersTheMiddleHeightByItsDepth) {
  BodyShape body = Box();
  body.superior_concavity = 4, body.inferior_concavity = 3;
  const TruthBody truth = TruthOf(body, Plain(), 400, 300);
  EXPECT_NEAR(truth.middle_height_mm, 19, .01);
  EXPECT_EQ(truth.grade, 2);  // 19/26: 27 % lost
  EXPECT_EQ(truth.type, Fracture::kBiconcave);
}

TEST(BodyShape, ShearMovesTheEndplatesAgainstEachOther) {
  BodyShape body = Box();
  body.shear = .2;
  const TruthBody truth = TruthOf(body, Plain(), 400, 300), plain = TruthOf(Box(), Plain(), 400, 300);
  // 13 mm above the axis 2.6 mm farther back, and as much farther forward below it.
  const double mm = (truth.superior_anterior_px - truth.superior_posterior_px).norm() / 34;
  EXPECT_NEAR((truth.superior_anterior_px - plain.superior_anterior_px).norm() / mm, 2.6, .02);
  EXPECT_NEAR((truth.inferior_posterior_px - plain.inferior_posterior_px).norm() / mm, 2.6, .02);
  EXPECT_NEAR(truth.posterior_height_mm, 26 * std::hypot(1, .2), .02);
  // Straight across the chords, which are level still: a line from one middle to the other leans as the
  // walls.
  EXPECT_NEAR(truth.middle_height_mm, 26 * std::hypot(1, .2), .02);
}

TEST(BodyShape, RimsHollowTheContourBetweenTheCornersAndLeaveThemInPlace) {
  BodyShape body = Box();
  body.wall_rim = {2, 1, 2, 1}, body.endplate_rim = {1, 1, 1, 1};
  EXPECT_NEAR(body.AnteriorWall(13), 17, 1e-4);
  EXPECT_NEAR(body.AnteriorWall(-13), 17, 1e-4);
  // Half way the rims have died down to exp(-13 / 3.5).
  EXPECT_NEAR(body.AnteriorWall(0), 17 - 2 * (1 - std::exp(-13 / 3.5)), 1e-4);
  EXPECT_NEAR(body.PosteriorWall(0), -17 + (1 - std::exp(-13 / 3.5)), 1e-4);
  const TruthBody plain = TruthOf(Box(), Plain(), 400, 300), rimmed = TruthOf(body, Plain(), 400, 300);
  EXPECT_LT((rimmed.superior_anterior_px - plain.superior_anterior_px).norm(), .05);
  EXPECT_LT((rimmed.inferior_posterior_px - plain.inferior_posterior_px).norm(), .05);
  EXPECT_NEAR(rimmed.middle_height_mm, 26 - 2 * (1 - std::exp(-17 / 3.5)), .02);
}

TEST(BodyShape, AnEndplatesLineFollowsTheRoundingByItsCurl) {
  BodyShape body = Box();
  body.corner_radius = {4, 4, 4, 4};
  // Away from the corners: the endplate alone.
  EXPECT_NEAR(body.BelowSuperior(body.EdgesAt(0, 12), 1), 1, 1e-4);
  EXPECT_NEAR(body.BelowSuperior(body.EdgesAt(16, 12), 0), 1, 1e-4);
  const double rounded = 4 - std::hypot(3, 3);  // 1 mm below the endplate and behind the wall
  EXPECT_NEAR(body.BelowSuperior(body.EdgesAt(16, 12), 1), rounded, 1e-4);
  EXPECT_NEAR(body.AboveInferior(body.EdgesAt(-16, -12), .5), (1 + rounded) / 2, 1e-4);
}

TEST(BodyShape, AnAnteriorLossIsAWedgeAndAnEvenOneACrush) {
  BodyShape wedge = Box();
  wedge.superior_anterior = 13 - .45 * 26;
  EXPECT_EQ(TruthOf(wedge, Plain(), 400, 300).type, Fracture::kWedge);
  EXPECT_EQ(TruthOf(wedge, Plain(), 400, 300).grade, 3);
  BodyShape crush = Box();
  crush.superior_anterior = crush.superior_posterior = 13 - .22 * 26;
  const TruthBody truth = TruthOf(crush, Plain(), 400, 300);
  EXPECT_EQ(truth.type, Fracture::kCrush);
  EXPECT_EQ(truth.grade, 1);
}

TEST(BodyShape, CornersLieWhereTheRoundingLeavesTheEndplate) {
  BodyShape body = Box();
  const double r = 4;
  body.corner_radius = {r, r, r, r};
  const TruthBody truth = TruthOf(body, Plain(), 400, 300);
  // An angle along the rounding from its endplate side: r (1 - sin) before the wall, r (1 - cos) below.
  const auto expected = [&](double forwards, double up, double degrees) {
    const double angle = degrees * M_PI / 180;
    return Plain().ToPx({forwards * (17 - r * (1 - std::sin(angle))), -up * (13 - r * (1 - std::cos(angle)))},
                        400, 300);
  };
  EXPECT_LT((truth.superior_anterior_px - expected(1, 1, 30)).norm(), .03);
  EXPECT_LT((truth.superior_posterior_px - expected(-1, 1, 30)).norm(), .03);
  EXPECT_LT((truth.inferior_anterior_px - expected(1, -1, 30)).norm(), .03);
  EXPECT_LT((truth.inferior_posterior_px - expected(-1, -1, 30)).norm(), .03);
}

// Of every body that the simulator draws, wedged, crushed or not.
TEST(BodyShape, CornersOfDrawnBodiesLieAtTheEndsOfTheirEndplates) {
  for (std::uint64_t i = 0; i < 40; ++i) {
    Rng rng(21, i);
    for (const BodyShape& body : SampleSpine(1, rng).bodies) {
      const TruthBody truth = TruthOf(body, Plain(), 4000, 4000);
      const std::array<std::pair<Vector2d, Vector2d>, 4> corners = {
          {{truth.superior_anterior_px, {body.half_depth_superior, body.superior_anterior}},
           {truth.superior_posterior_px, {-body.half_depth_superior, body.superior_posterior}},
           {truth.inferior_anterior_px, {body.half_depth_inferior, -body.inferior_anterior}},
           {truth.inferior_posterior_px, {-body.half_depth_inferior, -body.inferior_posterior}}}};
      for (std::size_t k = 0; k < corners.size(); ++k) {
        const auto& [corner, sharp] = corners[k];
        const Vector2d tip = Plain().ToPx(body.ToWorld(sharp.x(), sharp.y()), 4000, 4000);
        EXPECT_LT((corner - tip).norm() * Plain().mm_per_px, 1.4 * body.corner_radius[k] + 1)
            << body.level << " corner " << k << " of spine " << i;
      }
    }
  }
}

TEST(Spine, StandsFromSacrumToAxisWithoutOverlap) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    Rng rng(3, i);
    const Spine spine = SampleSpine(.5, rng);
    EXPECT_EQ(spine.bodies.front().level, "S1");
    EXPECT_EQ(spine.bodies.back().level, "C2");
    for (std::size_t k = 1; k < spine.bodies.size(); ++k) {
      const BodyShape &lower = spine.bodies[k - 1], &upper = spine.bodies[k];
      const Vector2d step = upper.centre_mm - lower.centre_mm;
      EXPECT_GT(step.dot((lower.Cranial() + upper.Cranial()) / 2),
                (lower.superior_posterior + upper.inferior_posterior) * .6)
          << i << upper.level;
    }
  }
}

TEST(Spine, LeansAsPatientsDoAndLeavesEveryDiscAGapAtBothEnds) {
  double lumbar = 0, thoracic = 0, shear = 0;
  int spines = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Rng rng(4, i);
    const Spine spine = SampleSpine(0, rng);
    for (std::size_t k = 1; k < spine.bodies.size(); ++k) {
      const BodyShape &lower = spine.bodies[k - 1], &upper = spine.bodies[k];
      const Vector2d up = (lower.Cranial() + upper.Cranial()).normalized();
      const Vector2d front = (lower.Anterior() + upper.Anterior()).normalized();
      const Vector2d step = upper.centre_mm - lower.centre_mm;
      const double back = -std::atan2(step.dot(front), step.dot(up)) * 180 / M_PI;
      if (upper.level == "L2") lumbar += back, shear += upper.shear, ++spines;
      if (upper.level == "T5") thoracic += back;
      for (const double side : {1.0, -1.0}) {
        const double above = side > 0 ? upper.inferior_anterior : upper.inferior_posterior;
        const double below = side > 0 ? lower.superior_anterior : lower.superior_posterior;
        EXPECT_GT((upper.ToWorld(side * upper.half_depth_inferior, -above) -
                   lower.ToWorld(side * lower.half_depth_superior, below))
                      .dot(up),
                  .3)
            << i << upper.level;
      }
    }
  }
  ASSERT_EQ(spines, 300);
  EXPECT_NEAR(lumbar / spines, 3.5, .5);
  EXPECT_NEAR(thoracic / spines, -1.2, .4);
  EXPECT_NEAR(shear / spines, .027, .006);
}

TEST(Spine, FracturesComeAsOftenAsAsked) {
  int fractured = 0, bodies = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Rng rng(4, i);
    int n = 0;
    for (const BodyShape& body : SampleSpine(.5, rng).bodies) n += body.fracture != Fracture::kNone;
    fractured += n > 0;
    bodies += n;
    EXPECT_LE(n, 4);
  }
  EXPECT_NEAR(fractured / 300.0, .5, .1);
  EXPECT_GT(bodies, 1.8 * fractured);
}

}  // namespace
}  // namespace openvfa::phantom
