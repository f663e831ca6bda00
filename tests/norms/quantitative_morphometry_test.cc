#include "openvfa/scoring/quantitative_morphometry.h"

#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include "norm_spines.h"
#include "openvfa/image/error.h"

namespace openvfa::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using enum NormRatio;
using enum VertebralLevel;
using enum MorphometryMethod;
using enum QuantitativeType;

// A vertebra given by its z-scores.
MethodInput Scored(const std::map<NormRatio, double>& z) {
  MethodInput input;
  for (const NormRatio ratio : kNormRatios) {
    const auto found = z.find(ratio);
    if (found == z.end()) {
      input.needs[ratio] = "needs neighbours";
    } else {
      input.scores[ratio] = {.ratio = {1, 0.01}, .z = {found->second, 0.2}};
    }
  }
  return input;
}

MethodInput AllZero(const std::map<NormRatio, double>& but = {}) {
  std::map<NormRatio, double> z;
  for (const NormRatio ratio : kNormRatios) z[ratio] = 0;
  for (const auto& [ratio, value] : but) z[ratio] = value;
  return Scored(z);
}

TEST(Eastell1991, GradesFrom3And4Sd) {
  const auto wedge = [](double z) { return Eastell1991(AllZero({{kAnteriorPosterior, z}})); };
  EXPECT_EQ(wedge(-2.99).deformed, false);
  EXPECT_EQ(wedge(-2.99).grade, 0);
  EXPECT_EQ(wedge(-2.99).type, kNone);
  EXPECT_EQ(wedge(-3.01).grade, 1);
  EXPECT_EQ(wedge(-3.01).type, kWedge);
  EXPECT_THAT(wedge(-3.01).criteria, ElementsAre("Ha/Hp < -3 SD"));
  EXPECT_EQ(wedge(-4.01).grade, 2);
  EXPECT_THAT(wedge(-4.01).criteria, ElementsAre("Ha/Hp < -4 SD"));
  EXPECT_EQ(Eastell1991(AllZero({{kMiddlePosterior, -3.5}})).type, kBiconcave);
}

TEST(Eastell1991, CompressionNeedsBothHeightsAgainstOneNeighbour) {
  EXPECT_EQ(Eastell1991(AllZero({{kPosteriorAbove, -5}})).deformed, false);
  EXPECT_EQ(Eastell1991(AllZero({{kPosteriorAbove, -5}, {kAnteriorBelow, -5}})).deformed, false);
  const MethodResult crush = Eastell1991(AllZero({{kPosteriorBelow, -5}, {kAnteriorBelow, -3.2}}));
  EXPECT_EQ(crush.type, kCrush);
  EXPECT_EQ(crush.grade, 1);
  EXPECT_THAT(crush.criteria, ElementsAre("Hp/Hp below < -3 SD and Ha/Ha below < -3 SD"));
  const MethodResult both =
      Eastell1991(AllZero({{kPosteriorAbove, -3.5}, {kAnteriorAbove, -3.5}, {kMiddlePosterior, -6}}));
  EXPECT_EQ(both.type, kCrush);
  EXPECT_EQ(both.grade, 1);  // of the compression; the biconcavity's 4 SD are listed
  EXPECT_THAT(both.criteria, ElementsAre("Hm/Hp < -4 SD", "Hp/Hp above < -3 SD and Ha/Ha above < -3 SD"));
}

TEST(Eastell1991, TheGradeIsOfTheTypeThatStands) {
  const MethodResult biconcave = Eastell1991(AllZero({{kAnteriorPosterior, -3.5}, {kMiddlePosterior, -4.5}}));
  EXPECT_EQ(biconcave.type, kBiconcave);
  EXPECT_EQ(biconcave.grade, 2);
  // Of the two neighbours that show the same compression, the one that shows it more.
  const MethodResult crush = Eastell1991(AllZero({{kPosteriorAbove, -3.5},
                                                  {kAnteriorAbove, -3.5},
                                                  {kPosteriorBelow, -4.5},
                                                  {kAnteriorBelow, -4.2},
                                                  {kAnteriorPosterior, -3.1}}));
  EXPECT_EQ(crush.type, kCrush);
  EXPECT_EQ(crush.grade, 2);
}

TEST(Eastell1991, OneNeighbourIsEnoughAndNoneIsSaid) {
  EXPECT_THAT(
      Eastell1991(
          Scored({{kAnteriorPosterior, 0}, {kMiddlePosterior, 0}, {kPosteriorAbove, 0}, {kAnteriorAbove, 0}}))
          .needs,
      IsEmpty());
  const MethodResult alone = Eastell1991(Scored({{kAnteriorPosterior, -3.5}, {kMiddlePosterior, 0}}));
  EXPECT_EQ(alone.deformed, true);
  EXPECT_EQ(alone.needs, "needs neighbours");
  EXPECT_EQ(Eastell1991(Scored({})).deformed, std::nullopt);
}

TEST(Melton1993, AnyRatioBelow3Sd) {
  for (const NormRatio ratio : {kAnteriorPosterior, kMiddlePosterior, kPosteriorAbove, kPosteriorBelow}) {
    EXPECT_EQ(Melton1993(AllZero({{ratio, -3.1}})).deformed, true);
    EXPECT_EQ(Melton1993(AllZero({{ratio, -2.9}})).deformed, false);
  }
  EXPECT_EQ(Melton1993(AllZero({{kAnteriorAbove, -9}, {kPosteriorPredicted, -9}})).deformed, false);
  EXPECT_EQ(Melton1993(AllZero()).grade, std::nullopt);
}

TEST(Black1995, NeedsTrimmedNorms) {
  MethodInput input = AllZero({{kPosteriorAbove, -3.4}});
  EXPECT_EQ(Black1995(input).deformed, true);
  EXPECT_THAT(Black1995(input).criteria, ElementsAre("Hp/Hp above < -3 SD"));
  input.trimmed_norms = false;
  EXPECT_EQ(Black1995(input).deformed, std::nullopt);
  EXPECT_EQ(Black1995(input).needs, "needs trimmed norms");
}

// 20 % and 4 mm, both.
TEST(Black1995, IncidentFracture) {
  const HeightsMm before{25, 24, 26};
  EXPECT_FALSE(IsIncidentFractureBlack1995(before, before));
  EXPECT_TRUE(IsIncidentFractureBlack1995(before, {20, 24, 26}));     // exactly 20 %, 5 mm
  EXPECT_FALSE(IsIncidentFractureBlack1995(before, {20.1, 24, 26}));  // 19.6 %
  EXPECT_TRUE(IsIncidentFractureBlack1995(before, {25, 19, 26}));
  EXPECT_TRUE(IsIncidentFractureBlack1995(before, {25, 24, 20}));
  EXPECT_FALSE(IsIncidentFractureBlack1995({15, 15, 15}, {11.5, 15, 15}));  // 23 %, but 3.5 mm
  EXPECT_THROW(IsIncidentFractureBlack1995(before, {25, 24, 0}), InputError);
}

TEST(McCloskey1993, TwoCriteriaEach) {
  EXPECT_EQ(McCloskey1993(AllZero({{kAnteriorPosterior, -5}})).deformed, false);
  EXPECT_EQ(McCloskey1993(AllZero({{kAnteriorPredicted, -5}})).deformed, false);
  const MethodResult wedge = McCloskey1993(AllZero({{kAnteriorPosterior, -5}, {kAnteriorPredicted, -3.5}}));
  EXPECT_EQ(wedge.type, kWedge);
  EXPECT_EQ(wedge.grade, 1);
  EXPECT_EQ(McCloskey1993(AllZero({{kMiddlePosterior, -4.5}, {kMiddlePredicted, -4.1}})).type, kBiconcave);
  EXPECT_EQ(McCloskey1993(AllZero({{kMiddlePosterior, -4.5}, {kMiddlePredicted, -4.1}})).grade, 2);
  EXPECT_EQ(McCloskey1993(AllZero({{kPosteriorPredicted, -3.5}, {kAnteriorPredicted, -3.2}})).type, kCrush);
  EXPECT_EQ(McCloskey1993(AllZero({{kPosteriorPredicted, -3.5}})).deformed, false);
  const MethodResult posterior =
      McCloskey1993(AllZero({{kPosteriorPredicted, -3.5}, {kAnteriorPosterior, 3.5}}));
  EXPECT_EQ(posterior.type, kPosteriorWedge);
  EXPECT_THAT(posterior.criteria, ElementsAre("Hp/Hp predicted < -3 SD and Ha/Hp > +3 SD"));
  // Crush stands, with its own grade: Ha / predicted Hp is the lesser of its two criteria.
  const MethodResult crush = McCloskey1993(AllZero({{kPosteriorPredicted, -6},
                                                    {kAnteriorPredicted, -3.5},
                                                    {kMiddlePosterior, -5},
                                                    {kMiddlePredicted, -5}}));
  EXPECT_EQ(crush.type, kCrush);
  EXPECT_EQ(crush.grade, 1);
}

TEST(Minne1988, SumsWhatLacksToTheThirdCentile) {
  MethodInput input = AllZero();
  input.scores[kAnteriorT4].ratio = {1.00, 0.03};
  input.scores[kMiddleT4].ratio = {1.20, 0.03};
  input.scores[kPosteriorT4].ratio = {1.15, 0.04};
  const std::map<NormRatio, double> limits = {{kAnteriorT4, 1.10}, {kMiddleT4, 1.18}, {kPosteriorT4, 1.20}};
  const MethodResult result = Minne1988(input, limits);
  EXPECT_EQ(result.deformed, true);
  EXPECT_NEAR(result.deformity_index->value, 0.15, 1e-12);
  EXPECT_NEAR(result.deformity_index->sd, 0.05, 1e-12);
  EXPECT_EQ(result.criteria.size(), 2u);
  input.scores.erase(kMiddleT4);
  input.needs[kMiddleT4] = "needs T4";
  EXPECT_EQ(Minne1988(input, limits).deformed, std::nullopt);
  EXPECT_EQ(Minne1988(input, limits).needs, "needs T4");
}

// 0.03 and 0.04 with a correlation of 0.5: sqrt(0.0009 + 0.0016 + 2 * 0.5 * 0.0012) = sqrt(0.0037) =
// 0.060828.
TEST(Minne1988, HeedsThatTheRatiosErrorsGoTogether) {
  MethodInput input = AllZero();
  input.scores[kAnteriorT4].ratio = {1.00, 0.03};
  input.scores[kMiddleT4].ratio = {1.20, 0.03};
  input.scores[kPosteriorT4].ratio = {1.15, 0.04};
  input.t4_correlation << 1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1;
  const MethodResult result =
      Minne1988(input, {{kAnteriorT4, 1.10}, {kMiddleT4, 1.18}, {kPosteriorT4, 1.20}});
  EXPECT_NEAR(result.deformity_index->sd, 0.060828, 5e-7);
}

// Norms that were planted, and a spine with just these means.
class AgainstNorms : public ::testing::Test {
 protected:
  static const Norms& Planted() {
    static const Norms norms = BuildNorms(NormalRows(600, 21), {}, {.source = "planted"}).norms;
    return norms;
  }
  static VertebraMeasurement Body(VertebralLevel level, double height_sd = 0.5) {
    VertebraMeasurement m;
    m.level = level;
    const double posterior = PlantedHeight(level);
    m.heights_px = {.anterior = {posterior * PlantedWedge(NormSex::kFemale, level), height_sd},
                    .middle = {posterior * PlantedMiddle(level), height_sd},
                    .posterior = {posterior, height_sd}};
    return m;
  }
  static SpineMeasurements Normal() {
    SpineMeasurements spine;
    for (const VertebralLevel level : IndexLevels()) spine.vertebrae.push_back(Body(level));
    return spine;
  }
  static Heights& At(VertebralLevel level, SpineMeasurements& spine) {
    return spine.vertebrae[static_cast<std::size_t>(Place(level))].heights_px;
  }
  static QuantitativeMorphometry Women(const SpineMeasurements& spine) {
    return ScoreMorphometry(spine, Planted(), NormSex::kFemale);
  }
};

TEST_F(AgainstNorms, ANormalSpineIsNormal) {
  const QuantitativeMorphometry result = Women(Normal());
  EXPECT_EQ(result.sex, NormSex::kFemale);
  EXPECT_EQ(result.origin.source, "planted");
  for (const MorphometryMethod method : kMorphometryMethods) {
    const MethodSummary summary = Summarise(result, method);
    EXPECT_EQ(summary.evaluated, method == kMinne1988 ? 12 : 13);
    EXPECT_THAT(summary.deformed, IsEmpty());
  }
  EXPECT_DOUBLE_EQ(result.deformity_index->value, 0);
  for (const VertebraMorphometry& vertebra : result.vertebrae) {
    for (const auto& [ratio, score] : vertebra.scores) EXPECT_LT(std::abs(score.z.value), 0.5);
  }
}

TEST_F(AgainstNorms, ZIsInTheNormsSdAndCarriesTheMeasurements) {
  const auto result = Women(Normal());
  const NormEntry& norm = *Planted().Find(NormSex::kFemale, kL1, kAnteriorPosterior);
  const RatioScore& score =
      result.vertebrae[static_cast<std::size_t>(Place(kL1))].scores.at(kAnteriorPosterior);
  const double hp = PlantedHeight(kL1), ratio = PlantedWedge(NormSex::kFemale, kL1);
  EXPECT_NEAR(score.z.value, (ratio - norm.mean) / norm.sd, 1e-9);
  EXPECT_NEAR(score.z.sd, 0.5 / hp * std::sqrt(1 + ratio * ratio) / norm.sd, 1e-9);
}

// With a correlation rho between the heights of each body, the ratio of two of them is surer, and the sum of
// Minne's three parts less sure: worked out with the covariance of all heights, C = J S J^T.
TEST_F(AgainstNorms, StandardDeviationsHeedTheCorrelationOfTheHeights) {
  constexpr double kRho = 0.4, kSd = 0.5;
  SpineMeasurements spine = Normal();
  for (Estimate* height : {&At(kT12, spine).anterior, &At(kT12, spine).middle, &At(kL1, spine).anterior}) {
    height->value *= 0.6;
  }
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Constant(kRho * kSd * kSd);
  covariance.diagonal().setConstant(kSd * kSd);
  for (VertebraMeasurement& m : spine.vertebrae) m.height_covariance_px2 = covariance;
  const auto result = Women(spine);
  const VertebraMorphometry& t12 = result.vertebrae[static_cast<std::size_t>(Place(kT12))];
  const Heights &h = At(kT12, spine), &l1 = At(kL1, spine), &t4 = At(kT4, spine);
  const double r = h.anterior.value / h.posterior.value;
  EXPECT_NEAR(t12.scores.at(kAnteriorPosterior).ratio.sd,
              kSd / h.posterior.value * std::sqrt(1 + r * r - 2 * kRho * r), 1e-12);
  // Derivatives of -(Ha/Ha T4 + Hm/Hm T4) of T12 by (Ha, Hm) of T12 and of T4; of -Ha/Ha T4 of L1.
  const Eigen::Vector2d own(-1 / t4.anterior.value, -1 / t4.middle.value);
  const Eigen::Vector2d shared(h.anterior.value / std::pow(t4.anterior.value, 2),
                               h.middle.value / std::pow(t4.middle.value, 2));
  const Eigen::Matrix2d c = covariance.topLeftCorner<2, 2>();
  const double variance = own.dot(c * own) + shared.dot(c * shared);
  ASSERT_EQ(t12.Of(kMinne1988).criteria.size(), 2u);
  EXPECT_NEAR(t12.Of(kMinne1988).deformity_index->sd, std::sqrt(variance), 1e-12);
  const Eigen::Vector2d both =
      shared + Eigen::Vector2d(l1.anterior.value / std::pow(t4.anterior.value, 2), 0);
  EXPECT_NEAR(result.deformity_index->sd,
              std::sqrt(own.dot(c * own) + kSd * kSd * own[0] * own[0] + both.dot(c * both)), 1e-12);
}

TEST_F(AgainstNorms, EachMethodFindsAWedge) {
  SpineMeasurements spine = Normal();
  At(kT12, spine).anterior.value *= 0.7;
  const auto result = Women(spine);
  for (const MorphometryMethod method : {kEastell1991, kMelton1993, kMcCloskey1993, kBlack1995, kMinne1988}) {
    EXPECT_THAT(Summarise(result, method).deformed, ElementsAre(kT12)) << MorphometryMethodTitle(method);
  }
  const VertebraMorphometry& t12 = result.vertebrae[static_cast<std::size_t>(Place(kT12))];
  EXPECT_EQ(t12.Of(kEastell1991).type, kWedge);
  EXPECT_EQ(t12.Of(kEastell1991).grade, 2);
  EXPECT_EQ(t12.Of(kMcCloskey1993).type, kWedge);
  EXPECT_GT(result.deformity_index->value, 0.1);
}

// All three heights of T12 are low: its own ratios are normal, only the neighbours show it. With Melton and
// Black its neighbours seem too tall and are not below anything.
TEST_F(AgainstNorms, ACrushShowsAgainstTheNeighbours) {
  SpineMeasurements spine = Normal();
  for (Estimate* height : {&At(kT12, spine).anterior, &At(kT12, spine).middle, &At(kT12, spine).posterior}) {
    height->value *= 0.65;
  }
  const auto result = Women(spine);
  const VertebraMorphometry& t12 = result.vertebrae[static_cast<std::size_t>(Place(kT12))];
  EXPECT_EQ(t12.Of(kEastell1991).type, kCrush);
  EXPECT_EQ(t12.Of(kMcCloskey1993).type, kCrush);
  EXPECT_NEAR(t12.predicted_posterior_px->value, PlantedHeight(kT12), 0.02 * PlantedHeight(kT12));
  EXPECT_THAT(Summarise(result, kMelton1993).deformed, ElementsAre(kT12));
  EXPECT_THAT(Summarise(result, kEastell1991).deformed, ElementsAre(kT12));
}

TEST_F(AgainstNorms, UnitsDoNotMatter) {
  SpineMeasurements spine = Normal();
  const auto there = Women(spine);
  for (VertebraMeasurement& m : spine.vertebrae) {
    for (Estimate* height : {&m.heights_px.anterior, &m.heights_px.middle, &m.heights_px.posterior}) {
      height->value *= 0.37;
      height->sd *= 0.37;
    }
  }
  const auto back = Women(spine);
  for (std::size_t i = 0; i < there.vertebrae.size(); ++i) {
    for (const auto& [ratio, score] : there.vertebrae[i].scores) {
      EXPECT_NEAR(back.vertebrae[i].scores.at(ratio).z.value, score.z.value, 1e-9);
      EXPECT_NEAR(back.vertebrae[i].scores.at(ratio).z.sd, score.z.sd, 1e-9);
    }
  }
}

TEST_F(AgainstNorms, SaysWhatIsNeeded) {
  SpineMeasurements lumbar;
  for (const VertebralLevel level : {kL2, kL4, kL5}) lumbar.vertebrae.push_back(Body(level));
  lumbar.vertebrae.push_back(Body(kL3));
  lumbar.vertebrae.back().evaluable = false;
  const auto result = Women(lumbar);
  EXPECT_EQ(result.vertebrae[0].Of(kEastell1991).deformed, false);
  EXPECT_EQ(result.vertebrae[0].Of(kEastell1991).needs, "needs neighbours");
  EXPECT_EQ(result.vertebrae[0].Of(kMinne1988).needs, "needs T4");
  EXPECT_EQ(result.vertebrae[2].Of(kMelton1993).needs, "needs norms");
  EXPECT_EQ(result.vertebrae[2].Of(kMelton1993).deformed, std::nullopt);
  EXPECT_EQ(result.vertebrae[3].Of(kMelton1993).needs, "not evaluable");
  EXPECT_EQ(result.deformity_index, std::nullopt);
  EXPECT_EQ(Summarise(result, kMinne1988).needs, "needs T4");
}

TEST_F(AgainstNorms, TheNormsOfTheRightSex) {
  Norms norms = Planted();
  EXPECT_EQ(ScoreMorphometry(Normal(), norms, std::nullopt).sex, NormSex::kAny);
  EXPECT_EQ(ScoreMorphometry(Normal(), norms, NormSex::kMale).sex, NormSex::kMale);
  std::erase_if(norms.entries, [](const auto& entry) { return entry.first.sex == NormSex::kMale; });
  EXPECT_EQ(ScoreMorphometry(Normal(), norms, NormSex::kMale).sex, NormSex::kAny);
  std::erase_if(norms.entries, [](const auto& entry) { return entry.first.sex == NormSex::kAny; });
  const auto none = ScoreMorphometry(Normal(), norms, NormSex::kMale);
  EXPECT_EQ(none.sex, std::nullopt);
  EXPECT_EQ(Summarise(none, kBlack1995).needs, "needs norms of this sex");
  EXPECT_EQ(Summarise(ScoreMorphometry(Normal(), norms, std::nullopt), kBlack1995).needs,
            "needs the patient's sex");
}

// Below the limits: 0.135 % of one normal ratio. Melton asks four of them, two of which are near copies, at
// 13 levels.
TEST_F(AgainstNorms, FewNormalVertebraeAreCalledDeformed) {
  int melton = 0, mccloskey = 0, all = 0;
  const auto rows = NormalRows(300, 77);
  for (std::size_t i = 0; i < rows.size(); i += 26) {  // the women
    SpineMeasurements spine;
    for (std::size_t k = i; k < i + 13; ++k) {
      VertebraMeasurement m;
      m.level = rows[k].level;
      m.heights_px = {{rows[k].anterior, 0.1}, {rows[k].middle, 0.1}, {rows[k].posterior, 0.1}};
      spine.vertebrae.push_back(m);
    }
    const auto result = Women(spine);
    all += Summarise(result, kMelton1993).evaluated;
    melton += static_cast<int>(Summarise(result, kMelton1993).deformed.size());
    mccloskey += static_cast<int>(Summarise(result, kMcCloskey1993).deformed.size());
  }
  EXPECT_EQ(all, 150 * 13);
  EXPECT_LE(melton, 0.015 * all);
  EXPECT_LE(mccloskey, melton);
}

}  // namespace
}  // namespace openvfa::testing
