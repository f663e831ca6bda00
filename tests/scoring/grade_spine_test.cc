#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "measured_spine.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using ::testing::ElementsAre;
using testing::IndexOf;
using ::testing::IsEmpty;
using testing::Measured;
using testing::MeasuredSpine;
using testing::SetHeights;
using testing::UniformSpine;
using L = VertebralLevel;
using T = DeformityType;

GenantGrade GradeOf(const SpineMeasurements& spine, L level) {
  return GradeSpine(spine).at(IndexOf(spine, level));
}

TEST(GradeSpine, AHealthySpineHasNoFractureAndReferencesOnBothSides) {
  const SpineMeasurements spine = UniformSpine();
  for (const GenantGrade& grade : GradeSpine(spine)) {
    EXPECT_TRUE(grade.evaluable);
    EXPECT_EQ(grade.grade, 0);
    EXPECT_DOUBLE_EQ(grade.crush_ratio->value, 1);
  }
  EXPECT_THAT(GradeOf(spine, L::kT8).reference_levels, ElementsAre(L::kT7, L::kT9));
  EXPECT_THAT(GradeOf(spine, L::kL1).reference_levels, ElementsAre(L::kT12, L::kL2));
  EXPECT_THAT(GradeOf(spine, L::kT4).reference_levels, ElementsAre(L::kT5));
  EXPECT_THAT(GradeOf(spine, L::kL4).reference_levels, ElementsAre(L::kL3));
}

// Posterior heights grow by a quarter from T4 to L3: growth alone is no fracture, also at the ends.
TEST(GradeSpine, NaturalGrowthIsNotDeformity) {
  SpineMeasurements spine = UniformSpine();
  double height = 20;
  for (VertebraMeasurement& m : spine.vertebrae) {
    SetHeights(spine, m.level, {height, height, height});
    height *= 1.03;
  }
  for (const GenantGrade& grade : GradeSpine(spine)) {
    EXPECT_EQ(grade.grade, 0);
    EXPECT_NEAR(grade.crush_ratio->value, 1, 0.031);
  }
  EXPECT_NEAR(GradeOf(spine, L::kT8).crush_ratio->value, 1, 1e-3);  // two sides balance
}

TEST(GradeSpine, FindsACrushOnlyThroughItsNeighbours) {
  SpineMeasurements spine = UniformSpine();
  SetHeights(spine, L::kT8, {20, 20, 20});
  const GenantGrade grade = GradeOf(spine, L::kT8);
  EXPECT_EQ(grade.type, T::kCrush);
  EXPECT_EQ(grade.grade, 2);
  EXPECT_DOUBLE_EQ(*grade.hp_reference_px, 28);
}

TEST(GradeSpine, ReferencesPassOverFracturedAndUnevaluableNeighbours) {
  SpineMeasurements spine = UniformSpine();
  SetHeights(spine, L::kT7, {18, 25, 28});  // wedge
  SetHeights(spine, L::kT9, {20, 20, 20});  // crush
  EXPECT_THAT(GradeOf(spine, L::kT8).reference_levels, ElementsAre(L::kT6, L::kT10));
  EXPECT_DOUBLE_EQ(*GradeOf(spine, L::kT8).hp_reference_px, 28);
  spine.vertebrae[IndexOf(spine, L::kT6)].evaluable = false;
  EXPECT_THAT(GradeOf(spine, L::kT8).reference_levels, ElementsAre(L::kT10));
  // Not beyond the second level.
  spine.vertebrae[IndexOf(spine, L::kT10)].evaluable = false;
  const GenantGrade alone = GradeOf(spine, L::kT8);
  EXPECT_THAT(alone.reference_levels, IsEmpty());
  EXPECT_FALSE(alone.crush_ratio || alone.hp_reference_px);
  EXPECT_TRUE(alone.evaluable);
}

// Against T8 and T10, T9 has lost 7 %. T8 is found first; without it the loss of T9 shows in full (30 %).
TEST(GradeSpine, AdjacentCrushesAreFoundInRounds) {
  SpineMeasurements spine = UniformSpine(30);
  SetHeights(spine, L::kT8, {15, 15, 15});
  SetHeights(spine, L::kT9, {21, 21, 21});
  const GenantGrade t8 = GradeOf(spine, L::kT8), t9 = GradeOf(spine, L::kT9);
  EXPECT_EQ(t8.grade, 3);
  EXPECT_THAT(t8.reference_levels, ElementsAre(L::kT7, L::kT10));
  EXPECT_EQ(t9.type, T::kCrush);
  EXPECT_EQ(t9.grade, 2);
  EXPECT_THAT(t9.reference_levels, ElementsAre(L::kT7, L::kT10));
  EXPECT_NEAR(t9.crush_ratio->value, 0.7, 1e-12);
}

TEST(GradeSpine, NeighboursAreThoseByNameNotByPlaceInTheList) {
  SpineMeasurements spine = MeasuredSpine({{L::kT6, {28, 28, 28}}, {L::kT9, {20, 20, 20}}});
  EXPECT_THAT(GradeOf(spine, L::kT9).reference_levels, IsEmpty());  // three levels apart
  EXPECT_EQ(GradeOf(spine, L::kT9).grade, 0);
  spine.vertebrae[0].level = L::kT7;
  EXPECT_THAT(GradeOf(spine, L::kT9).reference_levels, ElementsAre(L::kT7));
  EXPECT_EQ(GradeOf(spine, L::kT9).type, T::kCrush);
}

TEST(GradeSpine, SupernumeraryBodiesAreNeighboursWhereTheyExist) {
  SpineMeasurements spine = UniformSpine();
  spine.vertebrae.insert(spine.vertebrae.begin() + static_cast<long>(IndexOf(spine, L::kL1)),
                         Measured(L::kT13, {28, 28, 28}));
  EXPECT_THAT(GradeOf(spine, L::kL1).reference_levels, ElementsAre(L::kT13, L::kL2));
  EXPECT_THAT(GradeOf(spine, L::kT13).reference_levels, ElementsAre(L::kT12, L::kL1));
}

TEST(GradeSpine, TheOrderOfTheListDoesNotMatter) {
  SpineMeasurements spine = UniformSpine(28, 0.8);
  SetHeights(spine, L::kT8, {21, 21, 21});
  SetHeights(spine, L::kT12, {19, 24, 28});
  const std::vector<GenantGrade> forward = GradeSpine(spine);
  std::reverse(spine.vertebrae.begin(), spine.vertebrae.end());
  const std::vector<GenantGrade> backward = GradeSpine(spine);
  for (std::size_t i = 0; i < forward.size(); ++i) {
    const GenantGrade& other = backward[forward.size() - 1 - i];
    EXPECT_EQ(forward[i].level, other.level);
    EXPECT_EQ(forward[i].grade, other.grade);
    EXPECT_EQ(forward[i].probability, other.probability);
    EXPECT_EQ(forward[i].reference_levels, other.reference_levels);
  }
}

TEST(GradeSpine, TheSacrumIsNeverGradedNorAReference) {
  SpineMeasurements spine = UniformSpine();
  spine.vertebrae.push_back(Measured(L::kL5, {28, 26, 24}));
  spine.vertebrae.push_back(Measured(L::kS1, {10, 20, 30}));
  const GenantGrade s1 = GradeOf(spine, L::kS1);
  EXPECT_FALSE(s1.evaluable);
  EXPECT_EQ(s1.reason, "sacrum");
  EXPECT_EQ(s1.grade, 0);
  EXPECT_THAT(GradeOf(spine, L::kL5).reference_levels, ElementsAre(L::kL4));
}

TEST(GradeSpine, L5IsGradedByItsShapeButNotForCrush) {
  SpineMeasurements spine = UniformSpine();
  spine.vertebrae.push_back(Measured(L::kL5, {25, 23, 21}));  // low posteriorly, as L5 is
  GenantGrade l5 = GradeOf(spine, L::kL5);
  EXPECT_EQ(l5.grade, 0);
  EXPECT_DOUBLE_EQ(l5.crush_ratio->value, 0.75);  // reported all the same
  EXPECT_FALSE(l5.posterior_wedge);
  EXPECT_THAT(GradeOf(spine, L::kL4).reference_levels, ElementsAre(L::kL3, L::kL5));
  SetHeights(spine, L::kL5, {24, 16, 24});
  l5 = GradeOf(spine, L::kL5);
  EXPECT_EQ(l5.type, T::kBiconcave);
  EXPECT_EQ(l5.grade, 2);
}

TEST(GradeSpine, BodiesThatAreNotEvaluableKeepTheirReason) {
  SpineMeasurements spine = UniformSpine();
  VertebraMeasurement& t5 = spine.vertebrae[1];
  t5.evaluable = false;
  t5.reason = "hidden by the shoulder";
  SetHeights(spine, L::kT6, {28, 28, 0});
  const std::vector<GenantGrade> grades = GradeSpine(spine);
  ASSERT_EQ(grades.size(), spine.vertebrae.size());
  EXPECT_FALSE(grades[1].evaluable);
  EXPECT_EQ(grades[1].reason, "hidden by the shoulder");
  EXPECT_FALSE(grades[2].evaluable);
  EXPECT_FALSE(grades[2].reason.empty());
  EXPECT_EQ(grades[2].level, L::kT6);
  EXPECT_THAT(grades[0].reference_levels, IsEmpty());
}

TEST(GradeSpine, CrushRatioCarriesTheErrorsOfBodyAndReference) {
  const SpineMeasurements spine = UniformSpine(28, 0.7);
  const Estimate two_sided = *GradeOf(spine, L::kT8).crush_ratio;
  EXPECT_NEAR(two_sided.sd, 0.7 / 28 * std::sqrt(1 + 0.5), 1e-12);
  const Estimate one_sided = *GradeOf(spine, L::kT4).crush_ratio;
  EXPECT_NEAR(one_sided.sd, 0.7 / 28 * std::sqrt(2.), 1e-12);
}

// Bodies in turn 4 % higher and lower than their neighbours' mean, measured without error.
SpineMeasurements ZigzagSpine() {
  SpineMeasurements spine = UniformSpine();
  double sign = 1;
  for (const VertebraMeasurement& m : SpineMeasurements(spine).vertebrae) {
    const double height = 28 * (1 + 0.02 * sign);
    SetHeights(spine, m.level, {height, height, height});
    sign = -sign;
  }
  return spine;
}

TEST(GradeSpine, CrushRatioCarriesTheNaturalScatterOfTheSpine) {
  const Estimate ratio = *GradeOf(ZigzagSpine(), L::kT8).crush_ratio;
  // |Hp / HpRef - 1| is 1.02 / 0.98 - 1 or 1 - 0.98 / 1.02.
  const double least = 1.4826 * (1 - 0.98 / 1.02), most = 1.4826 * (1.02 / 0.98 - 1);
  EXPECT_GE(ratio.sd, std::min(ratio.value, 1.0) * least * (1 - 1e-12));
  EXPECT_LE(ratio.sd, std::max(ratio.value, 1.0) * most * (1 + 1e-12));
  const Estimate end = *GradeOf(ZigzagSpine(), L::kT4).crush_ratio;  // one neighbour says less than two
  EXPECT_GT(end.sd / end.value, ratio.sd / ratio.value);
}

TEST(GradeSpine, OneFractureDoesNotPassForNaturalScatter) {
  SpineMeasurements spine = UniformSpine();
  SetHeights(spine, L::kT12, {23, 23, 23});  // 18 %: not struck out, and in the way of its neighbours
  EXPECT_EQ(GradeOf(spine, L::kT12).grade, 0);
  EXPECT_NEAR(GradeOf(spine, L::kT7).crush_ratio->sd, 0, 1e-12);
}

TEST(GradeSpine, TooFewBodiesTellNoScatter) {
  SpineMeasurements spine = ZigzagSpine();
  spine.vertebrae.resize(7);  // five between two neighbours
  EXPECT_NEAR(GradeOf(spine, L::kT7).crush_ratio->sd, 0, 1e-12);
}

TEST(GradeSpine, NothingGivesNothingAndBadOptionsAreRefused) {
  EXPECT_TRUE(GradeSpine({}).empty());
  GenantOptions options;
  options.samples = -1;
  EXPECT_THROW(GradeSpine({}, options), InputError);
}

}  // namespace
}  // namespace openvfa
