#include <gtest/gtest.h>

#include <algorithm>

#include "openvfa/morphometry/vertebra_measurement.h"
#include "spine_builder.h"

namespace openvfa {
namespace {

using testing::MakeBody;
using testing::MakeSpine;
using testing::Move;
using testing::Rotation;
using L = VertebralLevel;

VertebralBody TiltedBody(L level, double degrees, double y) {
  VertebralBody body = MakeBody(level, 30, 30, 30, 40);
  Move(body, Rotation(degrees), {0, y});
  return body;
}

VertebralBody& Find(SpineOutlines& spine, L level) {
  return *std::find_if(spine.bodies.begin(), spine.bodies.end(),
                       [level](const VertebralBody& body) { return body.level == level; });
}

// Rectangular bodies tilted by `degrees` each: the Cobb angle is the difference of the tilts.
SpineOutlines Tilted(const std::vector<std::pair<L, double>>& tilts) {
  SpineOutlines spine;
  for (const auto& [level, degrees] : tilts)
    spine.bodies.push_back(TiltedBody(level, degrees, 50.0 * static_cast<double>(spine.bodies.size())));
  return spine;
}

TEST(Cobb, MatchesEndplatesOfKnownDirection) {
  SpineOutlines spine;
  spine.bodies = {MakeBody(L::kT4, 30, 30, 30, 30), MakeBody(L::kT12, 30, 30, 30, 30)};
  SixPoints& t4 = spine.bodies[0].points;
  SixPoints& t12 = spine.bodies[1].points;
  t4.superior_posterior.position_px = t4.superior_anterior.position_px + Eigen::Vector2d(30, -10);
  t12.inferior_posterior.position_px = t12.inferior_anterior.position_px + Eigen::Vector2d(30, 12);
  const SpineMeasurements m = MeasureSpine(spine, {});
  ASSERT_TRUE(m.kyphosis);
  EXPECT_EQ(m.kyphosis->upper, L::kT4);
  EXPECT_EQ(m.kyphosis->lower, L::kT12);
  EXPECT_NEAR(m.kyphosis->angle_deg.value, 40.236, 5e-4);
  EXPECT_FALSE(m.lordosis);
}

TEST(Cobb, BothCurvesArePositiveInTheirUsualSense) {
  // Anterior to the left, y down: T4 leans forward, T12 backward, L5 forward again.
  const SpineMeasurements m =
      MeasureSpine(Tilted({{L::kT4, -20}, {L::kT12, 15}, {L::kL1, 18}, {L::kL5, -22}}), {});
  ASSERT_TRUE(m.kyphosis && m.lordosis);
  EXPECT_NEAR(m.kyphosis->angle_deg.value, 35, 1e-9);
  EXPECT_NEAR(m.lordosis->angle_deg.value, 40, 1e-9);
  EXPECT_EQ(m.lordosis->lower, L::kL5);
}

TEST(Cobb, ReversedCurvesAreNegative) {
  const SpineMeasurements m =
      MeasureSpine(Tilted({{L::kT4, 5}, {L::kT12, -5}, {L::kL1, -4}, {L::kL5, 4}}), {});
  EXPECT_NEAR(m.kyphosis->angle_deg.value, -10, 1e-9);
  EXPECT_NEAR(m.lordosis->angle_deg.value, -8, 1e-9);
}

TEST(Cobb, IncludesTheWedgingOfTheEndBodies) {
  SpineOutlines spine;
  spine.bodies = {MakeBody(L::kT4, 28, 28, 28, 34), MakeBody(L::kT12, 21, 24, 28, 34)};
  // Only half of the wedge lies on the inferior endplate.
  EXPECT_NEAR(MeasureSpine(spine, {}).kyphosis->angle_deg.value, 11.755 / 2, 5e-4);
}

TEST(Cobb, KyphosisFallsBackToT5) {
  SpineOutlines spine = Tilted({{L::kT5, -12}, {L::kT12, 15}});
  const auto without = MeasureSpine(spine, {}).kyphosis;
  ASSERT_TRUE(without);
  EXPECT_EQ(without->upper, L::kT5);
  EXPECT_NEAR(without->angle_deg.value, 27, 1e-9);
  spine.bodies.insert(spine.bodies.begin(), TiltedBody(L::kT4, -20, -50));
  EXPECT_EQ(MeasureSpine(spine, {}).kyphosis->upper, L::kT4);
  spine.bodies[0].evaluable = false;
  EXPECT_EQ(MeasureSpine(spine, {}).kyphosis->upper, L::kT5);
}

TEST(Cobb, IsAbsentWithoutItsLevels) {
  EXPECT_FALSE(MeasureSpine({}, {}).kyphosis);
  for (const L missing : {L::kT12, L::kL1}) {
    SpineOutlines spine = MakeSpine();
    Find(spine, missing).evaluable = false;
    const SpineMeasurements m = MeasureSpine(spine, {});
    EXPECT_EQ(m.kyphosis.has_value(), missing != L::kT12);
    EXPECT_EQ(m.lordosis.has_value(), missing != L::kL1);
  }
  SpineOutlines degenerate = MakeSpine();
  Find(degenerate, L::kT12).points.superior_posterior = Find(degenerate, L::kT12).points.inferior_posterior;
  EXPECT_FALSE(MeasureSpine(degenerate, {}).kyphosis);
}

TEST(Cobb, LordosisEndsAtTheSacrumWhereSeenAndNeedsOnlyItsEndplate) {
  SpineOutlines spine = Tilted({{L::kL1, 18}, {L::kL5, -22}, {L::kS1, -37}});
  const auto to_sacrum = MeasureSpine(spine, {}).lordosis;
  ASSERT_TRUE(to_sacrum);
  EXPECT_EQ(to_sacrum->lower, L::kS1);
  EXPECT_NEAR(to_sacrum->angle_deg.value, 55, 1e-9);

  SixPoints& s1 = Find(spine, L::kS1).points;
  s1.inferior_anterior = s1.inferior_middle = s1.inferior_posterior = Landmark{};
  EXPECT_NEAR(MeasureSpine(spine, {}).lordosis->angle_deg.value, 55, 1e-9);

  Find(spine, L::kS1).evaluable = false;
  const auto to_l5 = MeasureSpine(spine, {}).lordosis;
  ASSERT_TRUE(to_l5);
  EXPECT_EQ(to_l5->lower, L::kL5);
  EXPECT_NEAR(to_l5->angle_deg.value, 40, 1e-9);

  Find(spine, L::kL5).evaluable = false;
  EXPECT_FALSE(MeasureSpine(spine, {}).lordosis);
}

}  // namespace
}  // namespace openvfa
