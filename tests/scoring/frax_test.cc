#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "openvfa/image/error.h"
#include "openvfa/scoring/fracture_risk.h"
#include "openvfa/scoring/texture.h"

namespace openvfa {
namespace {

using enum GlucocorticoidMode;

TEST(Kanis2011Table7, EveryCell) {
  const double ages[] = {40, 50, 60, 70, 80, 90};
  const double hip_low[] = {-40, -40, -40, -40, -30, -30}, hip_high[] = {25, 25, 25, 20, 10, 10};
  const double major_low[] = {-20, -20, -15, -20, -20, -20}, major_high[] = {20, 20, 15, 15, 10, 10};
  for (int i = 0; i < 6; ++i) {
    const DoseFactors low = GlucocorticoidFactors(1, ages[i], kByAge);
    const DoseFactors high = GlucocorticoidFactors(10, ages[i], kByAge);
    EXPECT_NEAR(low.hip, 1 + hip_low[i] / 100, 1e-12) << ages[i];
    EXPECT_NEAR(low.major, 1 + major_low[i] / 100, 1e-12) << ages[i];
    EXPECT_NEAR(high.hip, 1 + hip_high[i] / 100, 1e-12) << ages[i];
    EXPECT_NEAR(high.major, 1 + major_high[i] / 100, 1e-12) << ages[i];
    EXPECT_EQ(GlucocorticoidFactors(5, ages[i], kByAge).hip, 1);
    EXPECT_EQ(GlucocorticoidFactors(5, ages[i], kByAge).major, 1);
  }
  const DoseFactors low = GlucocorticoidFactors(1, {}, kAllAges),
                    high = GlucocorticoidFactors(10, {}, kAllAges);
  EXPECT_NEAR(low.hip, .65, 1e-12);
  EXPECT_NEAR(low.major, .80, 1e-12);
  EXPECT_NEAR(high.hip, 1.20, 1e-12);
  EXPECT_NEAR(high.major, 1.15, 1e-12);
}

TEST(Kanis2011Table7, DoseBoundaries) {
  EXPECT_EQ(GlucocorticoidFactors(2.5, {}, kAllAges).major, 1);
  EXPECT_NEAR(GlucocorticoidFactors(2.49, {}, kAllAges).major, .80, 1e-12);
  EXPECT_NEAR(GlucocorticoidFactors(7.5, {}, kAllAges).major, 1.15, 1e-12);
  EXPECT_EQ(GlucocorticoidFactors(7.49, {}, kAllAges).major, 1);
  EXPECT_THROW(GlucocorticoidFactors(-1, {}, kAllAges), InputError);
  EXPECT_THROW(GlucocorticoidFactors(10, {}, kByAge), InputError);
  EXPECT_THROW(GlucocorticoidFactors(std::numeric_limits<double>::quiet_NaN(), {}, kAllAges), InputError);
}

TEST(Kanis2011Table7, IsLinearBetweenDecadesAndFlatBeyond) {
  EXPECT_NEAR(GlucocorticoidFactors(10, 75., kByAge).hip, 1.15, 1e-12);
  EXPECT_NEAR(GlucocorticoidFactors(1, 62., kByAge).major, .84, 1e-12);
  EXPECT_NEAR(GlucocorticoidFactors(10, 30., kByAge).hip, 1.25, 1e-12);
  EXPECT_NEAR(GlucocorticoidFactors(10, 99., kByAge).hip, 1.10, 1e-12);
}

TEST(ClinicalReference_5_1, GlucocorticoidVectors) {
  const auto times = [](double value, double factor) { return value * factor; };
  const DoseFactors ten = GlucocorticoidFactors(10, {}, kAllAges),
                    one = GlucocorticoidFactors(1, {}, kAllAges);
  EXPECT_NEAR(times(18.0, ten.major), 20.7, 1e-9);
  EXPECT_NEAR(times(2.6, ten.hip), 3.12, 1e-9);
  EXPECT_NEAR(times(18.0, one.major), 14.4, 1e-9);
  EXPECT_NEAR(times(2.6, one.hip), 1.69, 1e-9);
  const DoseFactors at_50 = GlucocorticoidFactors(10, 50., kByAge);
  EXPECT_NEAR(times(18.0, at_50.major), 21.6, 1e-9);
  EXPECT_NEAR(times(2.6, at_50.hip), 3.25, 1e-9);
}

TEST(Leslie2011, DiscordanceCountsWholeTScores) {
  EXPECT_NEAR(DiscordanceFactor(-1.8, -2.8), 1.1, 1e-12);
  EXPECT_NEAR(DiscordanceFactor(-1.8, -4.2), 1.2, 1e-12);
  EXPECT_NEAR(DiscordanceFactor(-1.8, -2.3), 1.1, 1e-12);  // exactly half a T
  EXPECT_NEAR(DiscordanceFactor(-1.8, -2.2), 1.0, 1e-12);
  EXPECT_NEAR(DiscordanceFactor(-2.8, -1.8), 0.9, 1e-12);
  EXPECT_NEAR(DiscordanceFactor(-2.3, -1.8), 0.9, 1e-12);
}

TEST(Kanis2023, Falls) {
  const double major[] = {1, 1.2, 1.3, 1.7, 1.7}, hip[] = {1, 1.2, 1.5, 2.0, 2.0};
  for (int falls = 0; falls <= 4; ++falls) {
    EXPECT_EQ(FallsFactors(falls).major, major[falls]);
    EXPECT_EQ(FallsFactors(falls).hip, hip[falls]);
  }
}

TEST(Kanis2022, NumberOfPriorFractures) {
  const double factor[] = {1, 1, 1.1, 1.2, 1.3, 1.3};
  for (int count = 0; count <= 5; ++count) {
    EXPECT_EQ(FractureCountFactors(count).major, factor[count]);
    EXPECT_EQ(FractureCountFactors(count).hip, factor[count]);
  }
}

TEST(ClinicalReference_4_3, FraxWithTbsVectors) {
  struct Vector {
    double age, major, hip, tbs, major_adjusted, hip_adjusted;
  };
  const std::vector<Vector> vectors = {
      {60, 10, 2, 1.20, 12.1009, 2.5361},   {65, 20, 3, 1.31, 18.8064, 2.7630},
      {65, 20, 3, 1.00, 27.9185, 5.6786},   {65, 20, 3, 1.40, 16.6324, 2.2339},
      {70, 15, 4, 1.23, 15.9601, 4.3218},   {70, 15, 4, 1.10, 18.6770, 5.2925},
      {75, 25, 10, 1.15, 26.7317, 10.6097}, {50, 5, .5, 1.35, 5.0165, .3689},
      {85, 30, 15, 1.40, 25.5398, 15.9677},
  };
  for (const Vector& v : vectors) {
    EXPECT_NEAR(TbsAdjustedMajor_percent(v.major, v.tbs, v.age), v.major_adjusted, 5e-5)
        << v.age << ' ' << v.tbs;
    EXPECT_NEAR(TbsAdjustedHip_percent(v.hip, v.tbs, v.age), v.hip_adjusted, 5e-5) << v.age << ' ' << v.tbs;
  }
}

TEST(ClinicalReference_4_3, TbsThatLeavesTenPercentAlone) {
  for (const double age : {50., 60., 70.}) {
    double low = 1.0, high = 1.6;  // the adjusted probability falls with TBS
    for (int i = 0; i < 60; ++i) {
      const double middle = (low + high) / 2;
      (TbsAdjustedMajor_percent(10, middle, age) > 10 ? low : high) = middle;
    }
    EXPECT_GE(low, 1.3125) << age;
    EXPECT_LE(low, 1.3175) << age;
  }
}

TEST(ClinicalReference_4_3, HipTurnsRoundAbove80) {
  EXPECT_LT(TbsAdjustedHip_percent(10, 1.40, 80), TbsAdjustedHip_percent(10, 1.10, 80));
  EXPECT_GT(TbsAdjustedHip_percent(10, 1.40, 81), TbsAdjustedHip_percent(10, 1.10, 81));
}

TEST(FraxWithTbs, RefusesWhatTheEquationsDoNotCover) {
  EXPECT_THROW(TbsAdjustedMajor_percent(0, 1.3, 60), InputError);
  EXPECT_THROW(TbsAdjustedMajor_percent(100, 1.3, 60), InputError);
  EXPECT_THROW(TbsAdjustedHip_percent(3, 1.3, 39.9), InputError);
  EXPECT_THROW(TbsAdjustedHip_percent(3, 1.3, 90.1), InputError);
  EXPECT_THROW(TbsAdjustedHip_percent(std::numeric_limits<double>::quiet_NaN(), 1.3, 60), InputError);
  EXPECT_THROW(TbsAdjustedHip_percent(3, 0, 60), InputError);
  EXPECT_NO_THROW(TbsAdjustedHip_percent(3, 1.3, 40));
  EXPECT_NO_THROW(TbsAdjustedHip_percent(3, 1.3, 90));
}

// Women's hip and major osteoporotic probabilities of the UK chart of 2008 (BMI 25, no risk factor), by
// femoral neck T-score -1 ... -4, rows of age 50, 60, 70, 80: a grid of true FRAX results for properties.
constexpr double kHipWomen[4][4] = {
    {.2, .8, 3.2, 11.7}, {.4, 1.4, 4.4, 13.5}, {.9, 2.4, 6.3, 16.2}, {2.1, 4.4, 9.5, 19.7}};
constexpr double kMajorWomen[4][4] = {
    {3.8, 5.2, 8.5, 17.7}, {5.6, 7.9, 12.6, 23.0}, {8.4, 11.5, 18.2, 30.4}, {10.1, 13.8, 21.7, 34.3}};

TEST(Kanis2008Chart, AdjustedProbabilityFallsWithTbsAndKeepsTheOrder) {
  for (int a = 0; a < 4; ++a) {
    const double age = 50 + 10 * a;
    for (double tbs = 0.9; tbs < 1.6; tbs += 0.05) {
      double major_before = 0, hip_before = 0;
      for (int t = 0; t < 4; ++t) {
        const double major = TbsAdjustedMajor_percent(kMajorWomen[a][t], tbs, age);
        const double hip = TbsAdjustedHip_percent(kHipWomen[a][t], tbs, age);
        EXPECT_GT(major, major_before);
        EXPECT_GT(hip, hip_before);
        EXPECT_LT(TbsAdjustedMajor_percent(kMajorWomen[a][t], tbs + 0.05, age), major);
        EXPECT_LT(TbsAdjustedHip_percent(kHipWomen[a][t], tbs + 0.05, age), hip);
        EXPECT_LT(major, 100);
        major_before = major;
        hip_before = hip;
      }
    }
  }
}

TEST(ClinicalReference_4_2, TbsClassesAtTheirEdges) {
  EXPECT_EQ(ClassifyTbsManufacturer(1.20), TbsClass::kDegraded);
  EXPECT_EQ(ClassifyTbsManufacturer(1.201), TbsClass::kPartiallyDegraded);
  EXPECT_EQ(ClassifyTbsManufacturer(1.349), TbsClass::kPartiallyDegraded);
  EXPECT_EQ(ClassifyTbsManufacturer(1.35), TbsClass::kNormal);
  EXPECT_EQ(ClassifyTbsMetaAnalysis(1.229), TbsClass::kDegraded);
  EXPECT_EQ(ClassifyTbsMetaAnalysis(1.23), TbsClass::kPartiallyDegraded);
  EXPECT_EQ(ClassifyTbsMetaAnalysis(1.31), TbsClass::kPartiallyDegraded);
  EXPECT_EQ(ClassifyTbsMetaAnalysis(1.311), TbsClass::kNormal);
}

}  // namespace
}  // namespace openvfa
