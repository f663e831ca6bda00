#include "openvfa/morphometry/norms_builder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "norm_spines.h"
#include "openvfa/image/error.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using enum VertebralLevel;
using enum NormRatio;

// The worked example of docs/norms.md: R 21.4, 22.9, 24.6, 25.9, 26.6 mm for T10 to L2, measured posterior
// heights 20.0, 21.6, 24.5, 25.2 mm around T12; (22.991 + 23.203 + 23.270 + 23.305) / 4.
TEST(PredictedPosterior, TheWorkedExampleOfMcCloskey) {
  const RelativeHeights relative = {{kT10, 21.4}, {kT11, 22.9}, {kT12, 24.6}, {kL1, 25.9}, {kL2, 26.6}};
  SpineHeights spine;
  for (const auto& [level, height] :
       std::map<VertebralLevel, double>{{kT10, 20.0}, {kT11, 21.6}, {kL1, 24.5}, {kL2, 25.2}}) {
    spine[level] = {.anterior = {1, 0}, .middle = {1, 0}, .posterior = {height, 0.3}};
  }
  const auto predicted = PredictedPosterior(kT12, spine, relative);
  ASSERT_TRUE(predicted.has_value());
  EXPECT_NEAR(predicted->value, 23.192, 5e-4);
  const double factors = std::hypot(24.6 / 21.4, 24.6 / 22.9, std::hypot(24.6 / 25.9, 24.6 / 26.6));
  EXPECT_NEAR(predicted->sd, 0.3 * factors / 4, 1e-12);
  EXPECT_EQ(PredictedPosterior(kT4, spine, relative), std::nullopt);
  EXPECT_EQ(PredictedPosterior(kL5, spine, relative), std::nullopt);
}

TEST(SpineRatio, DividesByTheRightHeight) {
  const SpineHeights spine = {{kT4, {{16, 0}, {15, 0}, {18, 0}}},
                              {kT12, {{20, 0}, {21, 0}, {25, 0}}},
                              {kL1, {{24, 0}, {23, 0}, {26, 0}}}};
  const auto value = [&spine](NormRatio ratio, VertebralLevel level) {
    const auto found = SpineRatio(ratio, level, spine, {});
    return found ? found->value : -1;
  };
  EXPECT_DOUBLE_EQ(value(kAnteriorPosterior, kT12), 20.0 / 25);
  EXPECT_DOUBLE_EQ(value(kMiddlePosterior, kT12), 21.0 / 25);
  EXPECT_DOUBLE_EQ(value(kPosteriorBelow, kT12), 25.0 / 26);
  EXPECT_DOUBLE_EQ(value(kPosteriorAbove, kL1), 26.0 / 25);
  EXPECT_DOUBLE_EQ(value(kAnteriorAbove, kL1), 24.0 / 20);
  EXPECT_DOUBLE_EQ(value(kMiddleT4, kL1), 23.0 / 15);
  EXPECT_EQ(value(kPosteriorAbove, kT12), -1);
  EXPECT_EQ(value(kPosteriorT4, kT4), -1);
  EXPECT_EQ(value(kPosteriorPredicted, kL1), -1);
  EXPECT_EQ(value(kAnteriorPosterior, kL2), -1);
}

// 20 +- 1 over 25 +- 0.5, r = 0.8: independent sqrt(1 + 0.16) / 25 = 0.043081; with a correlation of 0.4
// sqrt(1 + 0.16 - 2 * 0.4 * 1 * 0.4) / 25 = sqrt(0.84) / 25 = 0.036661. Hm/Hp of 21 +- 1, r = 0.84, with
// 0.25: sqrt(1 + 0.1764 - 2 * 0.25 * 0.42) / 25 = sqrt(0.9664) / 25 = 0.039322. Between bodies none counts.
TEST(SpineRatio, HeedsTheCorrelationWithinABody) {
  BodyHeights t12 = {.anterior = {20, 1}, .middle = {21, 1}, .posterior = {25, 0.5}};
  t12.correlation << 1, 0.9, 0.4, 0.9, 1, 0.25, 0.4, 0.25, 1;
  SpineHeights spine = {{kT12, t12}, {kL1, {.anterior = {24, 1}, .middle = {23, 1}, .posterior = {26, 0.5}}}};
  spine[kL1].correlation = t12.correlation;
  const auto sd = [&spine](NormRatio ratio) { return SpineRatio(ratio, kT12, spine, {})->sd; };
  EXPECT_NEAR(sd(kAnteriorPosterior), 0.036661, 5e-7);
  EXPECT_NEAR(sd(kMiddlePosterior), 0.039322, 5e-7);
  const double below = std::hypot(1, 20.0 / 24) / 24;
  EXPECT_NEAR(sd(kAnteriorBelow), below, 1e-12);
  spine[kT12].correlation.setIdentity();
  EXPECT_NEAR(sd(kAnteriorPosterior), 0.043081, 5e-7);
  EXPECT_NEAR(sd(kAnteriorBelow), below, 1e-12);
}

// The correlations of a measured body reach the ratios: those of a body with 0.4 between its heights have the
// standard deviation that its own wedge ratio has.
TEST(HeightsByLevel, TakesTheCorrelationsFromTheCovariance) {
  VertebraMeasurement m;
  m.level = kT12;
  m.heights_px = {{20, 1}, {21, 2}, {25, 0.5}};
  m.height_covariance_px2 << 1, 0.8, 0.2, 0.8, 4, 0.4, 0.2, 0.4, 0.25;
  SpineMeasurements measured;
  measured.vertebrae.push_back(m);
  const BodyHeights body = HeightsByLevel(measured).at(kT12);
  Eigen::Matrix3d expected;
  expected << 1, 0.4, 0.4, 0.4, 1, 0.4, 0.4, 0.4, 1;
  EXPECT_TRUE(body.correlation.isApprox(expected, 1e-12));
  measured.vertebrae[0].height_covariance_px2.setZero();  // stated without error
  EXPECT_EQ(HeightsByLevel(measured).at(kT12).correlation, Eigen::Matrix3d::Identity());
}

TEST(TrimmedMoments, ByHand) {
  const auto plain = TrimmedMoments({2, 4, 4, 4, 5, 5, 7, 9}, std::nullopt);
  EXPECT_DOUBLE_EQ(plain->mean, 5);
  EXPECT_DOUBLE_EQ(plain->sd, std::sqrt(32.0 / 7));
  EXPECT_EQ(plain->trimmed, 0);
  EXPECT_EQ(TrimmedMoments({1}, 3.0), std::nullopt);
}

// The second outlier hides behind the first: it is 3 SD off only once that is gone.
TEST(TrimmedMoments, GoesOnUntilNothingIsFar) {
  std::vector<double> values;
  for (int i = 0; i < 50; ++i) values.push_back(i % 2 == 0 ? 0.94 : 0.96);
  values.push_back(0.90);
  values.push_back(0.30);
  const auto entry = TrimmedMoments(values, 3.0);
  EXPECT_EQ(entry->n, 50);
  EXPECT_EQ(entry->trimmed, 2);
  EXPECT_NEAR(entry->mean, 0.95, 1e-12);
  EXPECT_NEAR(entry->sd, 0.01 * std::sqrt(50.0 / 49), 1e-12);
}

// A normal distribution cut at +-3 SD has SD 0.9866: Johnson, Kotz, Balakrishnan, Continuous Univariate
// Distributions 1, 13.10.1: variance 1 - 2 a phi(a) / (2 Phi(a) - 1) at a = 3.
TEST(TrimmedMoments, CostsANormalDistributionLittle) {
  std::mt19937_64 engine(5);
  std::normal_distribution<double> normal(0.93, 0.05);
  std::vector<double> values(20000);
  for (double& value : values) value = normal(engine);
  const auto entry = TrimmedMoments(values, 3.0);
  EXPECT_NEAR(entry->mean, 0.93, 4 * 0.05 / std::sqrt(20000.0));
  EXPECT_GT(entry->sd, 0.05 * 0.97);
  EXPECT_LT(entry->sd, 0.05 * 0.995);
}

TEST(FitRelativeHeights, IsExactHoweverTheSpinesAreCut) {
  std::vector<SpineHeights> spines;
  for (int i = 0; i < 40; ++i) {
    SpineHeights spine;
    for (int k = i % 4; k < 4 + i % 5; ++k) {
      const auto level = static_cast<VertebralLevel>(static_cast<int>(kT4) + k);
      spine[level].posterior.value = (1 + 0.1 * k) * (10 + i);
    }
    spines.push_back(spine);
  }
  const RelativeHeights relative = FitRelativeHeights(spines, 3.0, 5);
  ASSERT_GE(relative.size(), 6u);
  double logs = 0;
  for (const auto& [level, height] : relative) {
    const int k = static_cast<int>(level) - static_cast<int>(kT4);
    EXPECT_NEAR(height / relative.at(kT4), 1 + 0.1 * k, 1e-9);
    logs += std::log(height);
  }
  EXPECT_NEAR(logs, 0, 1e-9);
}

TEST(FitRelativeHeights, NeedsAChainOfSpines) {
  std::vector<SpineHeights> spines(20);
  for (std::size_t i = 0; i < spines.size(); ++i) {
    const VertebralLevel a = i < 10 ? kT4 : kL1, b = i < 10 ? kT5 : kL2;
    spines[i][a].posterior.value = 20;
    spines[i][b].posterior.value = 21;
  }
  EXPECT_TRUE(FitRelativeHeights(spines, 3.0, 5).empty());
}

TEST(BuildNorms, RecoversWhatWasPlanted) {
  const auto rows = NormalRows(800, 1);
  const NormsBuild build = BuildNorms(rows, {}, {.source = "a test"});
  EXPECT_EQ(build.people, 800);
  EXPECT_TRUE(build.left_out.empty()) << build.left_out.front();
  for (const NormSex sex : {NormSex::kFemale, NormSex::kMale}) {
    for (const VertebralLevel level : {kT4, kT8, kT12, kL1, kL4}) {
      const NormEntry* wedge = build.norms.Find(sex, level, kAnteriorPosterior);
      ASSERT_NE(wedge, nullptr);
      EXPECT_NEAR(wedge->mean, PlantedWedge(sex, level), 4 * kPlantedSd / 20) << LevelName(level);
      EXPECT_NEAR(wedge->sd, kPlantedSd, 0.15 * kPlantedSd) << LevelName(level);
      const double relative =
          build.norms.relative_posterior.at(sex).at(level) / build.norms.relative_posterior.at(sex).at(kT8);
      EXPECT_NEAR(relative, PlantedHeight(level) / PlantedHeight(kT8), 0.01);
    }
  }
  EXPECT_EQ(build.norms.Find(NormSex::kAny, kT4, kAnteriorT4), nullptr);
  EXPECT_NE(build.norms.Find(NormSex::kAny, kL4, kAnteriorT4), nullptr);
  EXPECT_EQ(build.norms.Find(NormSex::kAny, kT4, kPosteriorAbove), nullptr);
  EXPECT_EQ(build.norms.origin.trim_sd, 3);
}

// Fractures are trimmed where the table does not know of them, and left out where it does.
TEST(BuildNorms, FracturesDoNotWidenTheNorms) {
  auto rows = NormalRows(400, 2);
  int planted = 0;
  for (std::size_t i = 5; i < rows.size(); i += 70) {
    rows[i].anterior *= 0.5;
    ++planted;
  }
  const NormsBuild trimmed = BuildNorms(rows, {}, {});
  const NormsBuild kept = BuildNorms(rows, {.trim_sd = std::nullopt}, {});
  for (HeightRow& row : rows) row.fractured = row.anterior < 0.6 * row.posterior;
  const NormsBuild vertebrae = BuildNorms(rows, {.trim_sd = std::nullopt}, {});
  const NormsBuild people =
      BuildNorms(rows, {.fractured = FracturePolicy::kPerson, .trim_sd = std::nullopt}, {});
  const auto sd = [](const NormsBuild& build) {
    return build.norms.Find(NormSex::kAny, kT9, kAnteriorPosterior)->sd;
  };
  EXPECT_GT(sd(kept), 1.3 * kPlantedSd);
  EXPECT_LT(sd(trimmed), 1.2 * kPlantedSd);
  EXPECT_LT(sd(vertebrae), 1.2 * kPlantedSd);
  EXPECT_GE(trimmed.norms.origin.values_trimmed, planted);
  EXPECT_EQ(kept.norms.origin.values_trimmed, 0);
  EXPECT_EQ(vertebrae.fractured_vertebrae, planted);
  EXPECT_EQ(people.people, 400 - vertebrae.fractured_people);
  EXPECT_EQ(vertebrae.people, 400);
}

// A fracture without heights, or on a person's second film, still is that person's.
TEST(BuildNorms, APersonWithAFractureElsewhereIsLeftOut) {
  auto rows = NormalRows(60, 8);
  rows.push_back(
      {.person = rows[0].person, .sex = rows[0].sex, .level = kL5, .fractured = true, .measured = false});
  HeightRow repeated = rows[13];  // T4 of the second person, for the second time
  repeated.fractured = true;
  rows.push_back(repeated);
  const NormsBuild people = BuildNorms(rows, {.fractured = FracturePolicy::kPerson}, {});
  EXPECT_EQ(people.people, 58);
  EXPECT_EQ(people.fractured_people, 2);
  EXPECT_EQ(people.fractured_vertebrae, 2);
  EXPECT_EQ(people.repeated, 1);
  const NormsBuild vertebrae = BuildNorms(rows, {}, {});
  EXPECT_EQ(vertebrae.people, 60);
  EXPECT_EQ(vertebrae.norms.Find(NormSex::kAny, kL5, kAnteriorPosterior), nullptr);
}

TEST(BuildNorms, DoesNotDependOnTheOrderOfPeople) {
  auto rows = NormalRows(60, 3);
  const Norms there = BuildNorms(rows, {}, {}).norms;
  std::reverse(rows.begin(), rows.end());
  const Norms back = BuildNorms(rows, {}, {}).norms;
  ASSERT_EQ(there.entries.size(), back.entries.size());
  for (const auto& [key, entry] : there.entries) {
    EXPECT_EQ(entry.mean, back.entries.at(key).mean);
    EXPECT_EQ(entry.sd, back.entries.at(key).sd);
  }
}

TEST(BuildNorms, LeavesOutLevelsWithTooFewAndSaysSo) {
  auto rows = NormalRows(60, 4);
  int seen = 0;
  std::erase_if(rows, [&seen](const HeightRow& row) { return row.level == kT4 && ++seen > 12; });
  const NormsBuild build = BuildNorms(rows, {}, {});
  EXPECT_EQ(build.norms.Find(NormSex::kAny, kT4, kAnteriorPosterior), nullptr);
  EXPECT_NE(build.norms.Find(NormSex::kAny, kT5, kAnteriorPosterior), nullptr);
  EXPECT_THAT(build.left_out,
              ::testing::Contains(HasSubstr("Ha/Hp of both sexes at T4 (12): fewer than the 30")));
}

TEST(BuildNorms, RefusesWhatMakesNoNorms) {
  EXPECT_THROW(BuildNorms({}, {}, {}), InputError);
  EXPECT_THROW(BuildNorms(NormalRows(20, 5), {}, {}), InputError);
  auto rows = NormalRows(40, 6);
  rows[3].middle = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(BuildNorms(rows, {}, {}), InputError);
  rows = NormalRows(40, 6);
  rows[1].sex = rows[0].sex == NormSex::kMale ? NormSex::kFemale : NormSex::kMale;
  EXPECT_THROW(BuildNorms(rows, {}, {}), InputError);
  EXPECT_THROW(BuildNorms(NormalRows(40, 6), {.trim_sd = 1}, {}), InputError);
  EXPECT_THROW(BuildNorms(NormalRows(40, 6), {.minimum = 3}, {}), InputError);
}

TEST(BuildNorms, TheFirstOfTwoRowsStands) {
  auto rows = NormalRows(40, 7);
  const Norms once = BuildNorms(rows, {}, {}).norms;
  rows.push_back(rows.front());
  rows.back().anterior *= 3;
  const NormsBuild twice = BuildNorms(rows, {}, {});
  EXPECT_EQ(twice.repeated, 1);
  EXPECT_EQ(twice.norms.Find(NormSex::kAny, kT4, kAnteriorPosterior)->mean,
            once.Find(NormSex::kAny, kT4, kAnteriorPosterior)->mean);
}

}  // namespace
}  // namespace openvfa::testing
