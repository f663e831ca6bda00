#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "openvfa/image/error.h"
#include "openvfa/scoring/densitometry.h"

namespace openvfa {
namespace {

using enum BoneSite;
using enum DensitometerMaker;
using enum BoneMassClass;

double TAt(double bmd, BoneSite site, DensitometerMaker maker = kHologic) {
  return TScore(bmd, *ReferenceTables::Shipped().ForTScore(site, maker));
}

TEST(ClinicalReference_3_2, TScoresOfTheVectors) {
  struct Vector {
    BoneSite site;
    double bmd, t_score;
    BoneMassClass bone_mass;
  };
  const std::vector<Vector> vectors = {
      {kFemoralNeck, .558, -2.500, kOsteoporosis}, {kFemoralNeck, .738, -1.000, kNormal},
      {kFemoralNeck, .650, -1.733, kLowBoneMass},  {kTotalHip, .637, -2.500, kOsteoporosis},
      {kTotalHip, .820, -1.000, kNormal},          {kSpineL1L4, .772, -2.500, kOsteoporosis},
      {kSpineL1L4, .850, -1.791, kLowBoneMass},    {kSpineL1L4, .900, -1.336, kLowBoneMass},
  };
  for (const Vector& v : vectors) {
    EXPECT_NEAR(TAt(v.bmd, v.site), v.t_score, 0.0005) << v.bmd;
    EXPECT_EQ(ClassifyTScore(TAt(v.bmd, v.site), false), v.bone_mass) << v.bmd;
  }
}

TEST(ClinicalReference_3_1, RoundsToOneDecimalHalfAwayFromZero) {
  EXPECT_DOUBLE_EQ(RoundScore(-2.46), -2.5);
  EXPECT_DOUBLE_EQ(RoundScore(-2.45), -2.5);
  EXPECT_DOUBLE_EQ(RoundScore(-2.4499), -2.4);
  EXPECT_DOUBLE_EQ(RoundScore(-1.05), -1.1);
  EXPECT_DOUBLE_EQ(RoundScore(1.05), 1.1);
  EXPECT_DOUBLE_EQ(RoundScore(-1.0499), -1.0);
  EXPECT_FALSE(std::signbit(RoundScore(-0.04)));
}

TEST(ClinicalReference_3_1, ClassesByT) {
  EXPECT_EQ(ClassifyTScore(-1.0, false), kNormal);
  EXPECT_EQ(ClassifyTScore(-1.04, false), kNormal);  // reported as -1.0
  EXPECT_EQ(ClassifyTScore(-1.1, false), kLowBoneMass);
  EXPECT_EQ(ClassifyTScore(-2.4, true), kLowBoneMass);
  EXPECT_EQ(ClassifyTScore(-2.46, false), kOsteoporosis);  // reported as -2.5
  EXPECT_EQ(ClassifyTScore(-2.5, false), kOsteoporosis);
  EXPECT_EQ(ClassifyTScore(-2.5, true), kSevereOsteoporosis);
  EXPECT_EQ(ClassifyTScore(2, true), kNormal);
}

TEST(ClinicalReference_3_1, ClassesByZ) {
  EXPECT_EQ(ClassifyZScore(-2.0), kBelowExpectedRange);
  EXPECT_EQ(ClassifyZScore(-1.96), kBelowExpectedRange);
  EXPECT_EQ(ClassifyZScore(-1.9), kWithinExpectedRange);
}

TEST(ClinicalReference_3_1, TOrZ) {
  Patient patient;
  EXPECT_FALSE(UsesTScore(patient));
  patient.sex = Sex::kFemale;
  patient.age_years = 65;
  EXPECT_FALSE(UsesTScore(patient));  // menopause is never guessed from age
  patient.postmenopausal = true;
  EXPECT_EQ(UsesTScore(patient), true);
  patient.postmenopausal = false;
  EXPECT_EQ(UsesTScore(patient), false);
  patient.sex = Sex::kMale;
  patient.age_years = 50;
  EXPECT_EQ(UsesTScore(patient), true);
  patient.age_years = 49.9;
  EXPECT_EQ(UsesTScore(patient), false);
  patient.age_years.reset();
  EXPECT_FALSE(UsesTScore(patient));
}

TEST(Lu2001, StandardisesHipSites) {
  const auto sbmd = [](double bmd, BoneSite site, DensitometerMaker maker) {
    return *StandardisedBmd_mg_per_cm2(bmd, site, maker);
  };
  EXPECT_NEAR(sbmd(.942, kTotalHip, kHologic), 955.5, 0.05);  // published: 956 +- 123
  EXPECT_NEAR(sbmd(.942 + .122, kTotalHip, kHologic) - sbmd(.942, kTotalHip, kHologic), 123.0, 0.05);
  EXPECT_NEAR(sbmd(.858, kFemoralNeck, kHologic), 951.6, 0.05);
  EXPECT_NEAR(sbmd(.858 + .120, kFemoralNeck, kHologic) - sbmd(.858, kFemoralNeck, kHologic), 130.4, 0.05);
  EXPECT_NEAR(sbmd(.800, kFemoralNeck, kGeLunar), 728.2, 0.05);
  EXPECT_NEAR(sbmd(.900, kTotalHip, kGeLunar), 850.1, 0.05);
  EXPECT_NEAR(sbmd(.800, kFemoralNeck, kNorland), 1000 * (.006 + .985 * .8), 1e-9);
  EXPECT_NEAR(sbmd(.800, kTotalHip, kNorland), 1000 * (.026 + 1.012 * .8), 1e-9);
  EXPECT_FALSE(StandardisedBmd_mg_per_cm2(.6, kRadius33, kHologic));
  EXPECT_FALSE(StandardisedBmd_mg_per_cm2(.9, kSpineL2, kHologic));
}

TEST(Hui1997, StandardisesTheSpine) {
  EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(1.047, kSpineL1L4, kHologic), 1122.7, 0.05);
  EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(.972, kSpineL1L4, kHologic), 1043.6, 1e-9);
  EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(1.100, kSpineL1L4, kGeLunar), 1043.6, 1e-9);
  EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(.969, kSpineL1L4, kNorland), 1043.6, 1e-9);
  EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(1.069, kSpineL1L4, kNorland), 1043.6 + 97.43, 1e-9);
}

TEST(ClinicalReference_3_3, CrossCalibratesTheVectors) {
  const double neck = *CrossCalibrated_g_per_cm2(.800, kFemoralNeck, kGeLunar, kHologic);
  EXPECT_NEAR(neck, .6524, 0.00005);
  EXPECT_NEAR(TAt(neck, kFemoralNeck), -1.713, 0.0005);
  EXPECT_NEAR(TAt(.800, kFemoralNeck, kGeLunar), -1.712, 0.0005);
  const double hip = *CrossCalibrated_g_per_cm2(.900, kTotalHip, kGeLunar, kHologic);
  EXPECT_NEAR(hip, .8374, 0.00005);
  EXPECT_NEAR(TAt(hip, kTotalHip), -0.857, 0.0005);
  const double spine = *CrossCalibrated_g_per_cm2(1.000, kSpineL1L4, kGeLunar, kHologic);
  EXPECT_NEAR(spine, .8802, 0.00005);
  EXPECT_NEAR(TAt(spine, kSpineL1L4), -1.516, 0.0005);
  EXPECT_NEAR(TAt(1.000, kSpineL1L4, kGeLunar), -1.50, 0.02);
}

TEST(ClinicalReference_3_3, CrossCalibrationRoundTrips) {
  for (const BoneSite site : {kFemoralNeck, kTotalHip, kSpineL1L4})
    for (const auto from : {kHologic, kGeLunar, kNorland})
      for (const auto to : {kHologic, kGeLunar, kNorland})
        for (double bmd = 0.3; bmd < 2; bmd += 0.1) {
          const double there = *CrossCalibrated_g_per_cm2(bmd, site, from, to);
          EXPECT_NEAR(*CrossCalibrated_g_per_cm2(there, site, to, from), bmd, 1e-12);
          EXPECT_NEAR(*StandardisedBmd_mg_per_cm2(there, site, to),
                      *StandardisedBmd_mg_per_cm2(bmd, site, from), 1e-9);
        }
  EXPECT_FALSE(CrossCalibrated_g_per_cm2(.6, kRadius33, kHologic, kGeLunar));
}

TEST(Genant1994, OneFactorEach) {
  EXPECT_NEAR(GenantSpineSbmd_mg_per_cm2(1, kHologic), 1075.5, 1e-9);
  EXPECT_NEAR(GenantSpineSbmd_mg_per_cm2(1, kGeLunar), 952.2, 1e-9);
  EXPECT_NEAR(GenantSpineSbmd_mg_per_cm2(1, kNorland), 1076.1, 1e-9);
}

TEST(Genant1994, PairwiseEquations) {
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kGeLunar, kHologic), .881, 1e-9);
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kNorland, kHologic), 1.000, 1e-9);
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kHologic, kGeLunar), 1.128, 1e-9);
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kNorland, kGeLunar), 1.130, 1e-9);
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kGeLunar, kNorland), .871, 1e-9);
  EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(1, kHologic, kNorland), .998, 1e-9);
  EXPECT_EQ(GenantPairwiseSpine_g_per_cm2(1.2, kNorland, kNorland), 1.2);
  // Not exact inverses, but within the individual error of 3.5 %.
  for (const auto from : {kHologic, kGeLunar, kNorland})
    for (const auto to : {kHologic, kGeLunar, kNorland})
      EXPECT_NEAR(*GenantPairwiseSpine_g_per_cm2(*GenantPairwiseSpine_g_per_cm2(1, from, to), to, from), 1,
                  0.035);
}

TEST(BoneDensity, TFallsAsDensityFalls) {
  for (const BmdReference& row : ReferenceTables::Shipped().rows()) {
    double above = std::numeric_limits<double>::infinity();
    for (double bmd = 2; bmd > 0.2; bmd -= 0.01) {
      const double t_score = TScore(bmd, row);
      EXPECT_LT(t_score, above);
      EXPECT_NEAR(row.mean_g_per_cm2 + t_score * row.sd_g_per_cm2, bmd, 1e-12);
      above = t_score;
    }
  }
}

TEST(ClinicalReference_3_4, PrecisionOfTheVector) {
  const Precision precision = PrecisionOf({{1.000, 1.010}, {.900, .890}, {1.100, 1.106}});
  EXPECT_NEAR(precision.rms_sd, .0062716, 5e-8);
  EXPECT_NEAR(precision.lsc, .01737, 5e-6);
  EXPECT_NEAR(LeastSignificantChange(precision.rms_sd, 1, 1), .01738, 5e-6);
  EXPECT_NEAR(precision.cv_percent, .650, 5e-4);
  EXPECT_NEAR(2.77 * precision.cv_percent, 1.80, 5e-3);
  EXPECT_EQ(precision.degrees_of_freedom, 3);
}

TEST(Precision, PoolsByDegreesOfFreedom) {
  // SDs 0.01 (dof 2) and 0.02 (dof 1), by hand: sqrt((2 * 1e-4 + 4e-4) / 3).
  const double half = 0.02 / std::sqrt(2.0);
  const Precision precision = PrecisionOf({{0.99, 1.00, 1.01}, {1 - half, 1 + half}});
  EXPECT_NEAR(precision.rms_sd, std::sqrt(2e-4), 1e-12);
  EXPECT_EQ(precision.degrees_of_freedom, 3);
  EXPECT_NEAR(LeastSignificantChange(0.01, 2, 2), 1.96 * 0.01, 1e-12);
  EXPECT_NEAR(LeastSignificantChange(0.01, 1, 4), 1.96 * 0.01 * std::sqrt(1.25), 1e-12);
}

TEST(Precision, RefusesWhatIsNoStudy) {
  EXPECT_THROW(PrecisionOf({}), InputError);
  EXPECT_THROW(PrecisionOf({{1.0, 1.1}, {1.0}}), InputError);
  EXPECT_THROW(PrecisionOf({{1.0, std::numeric_limits<double>::quiet_NaN()}}), InputError);
  EXPECT_THROW(PrecisionOf({{1.0, -1.0}}), InputError);
  EXPECT_THROW(LeastSignificantChange(-0.01, 1, 1), InputError);
  EXPECT_THROW(LeastSignificantChange(0.01, 0, 1), InputError);
}

}  // namespace
}  // namespace openvfa
