#include "openvfa/evaluation/matching.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "study_maker.h"

namespace openvfa {
namespace {

using testing::Box;
using testing::Column;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr auto kL1 = VertebralLevel::kL1;

std::vector<std::pair<int, int>> Pairs(const FilmReading& truth, const FilmReading& prediction) {
  std::vector<std::pair<int, int>> pairs;
  for (const BodyMatch& match : MatchBodies(truth, prediction, 0.3))
    pairs.emplace_back(match.truth, match.prediction);
  return pairs;
}

TEST(Matching, GoesByPlaceWhereNamesAreShifted) {
  const FilmReading truth = Column("a", kL1, 4), prediction = Column("a", VertebralLevel::kT12, 4);
  EXPECT_THAT(Pairs(truth, prediction), ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 2), Pair(3, 3)));
}

TEST(Matching, AMissingBodyLeavesTheOthersTheirPlaces) {
  const FilmReading truth = Column("a", kL1, 4);
  FilmReading prediction = truth;
  prediction.bodies.erase(prediction.bodies.begin() + 1);
  EXPECT_THAT(Pairs(truth, prediction), ElementsAre(Pair(0, 0), Pair(2, 1), Pair(3, 2)));
}

TEST(Matching, OfADoubledBodyTheBetterIsTaken) {
  const FilmReading truth = Column("a", kL1, 2);
  FilmReading prediction = truth;
  prediction.bodies.insert(prediction.bodies.begin(), Box(kL1, 106, 55, 40, 30));
  EXPECT_THAT(Pairs(truth, prediction), ElementsAre(Pair(0, 1), Pair(1, 2)));
}

// The greedy choice (truth 0 with candidate 0, overlap 0.6) would leave truth 1 with nothing.
TEST(Matching, CrossingCandidatesAreAssignedForTheGreatestSum) {
  Eigen::MatrixXd overlap(2, 2);
  overlap << 0.60, 0.55, 0.50, 0.00;
  EXPECT_THAT(BestAssignment(overlap, 0.3), ElementsAre(Pair(0, 1), Pair(1, 0)));
}

TEST(Matching, NothingBelowTheThresholdIsMatched) {
  Eigen::MatrixXd overlap(2, 3);
  overlap << 0.29, 0.0, 0.0, 0.0, 0.31, 0.3;
  EXPECT_THAT(BestAssignment(overlap, 0.3), ElementsAre(Pair(1, 1)));
  EXPECT_TRUE(BestAssignment(Eigen::MatrixXd(0, 3), 0.3).empty());
}

// Against all permutations.
TEST(Matching, TheAssignmentIsTheBestThereIs) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 50; ++round) {
    const int n = 5;
    Eigen::MatrixXd weight(n, n);
    for (int i = 0; i < n * n; ++i) weight(i) = uniform(random) < 0.4 ? 0 : uniform(random);
    const auto gain = [&](int row, int column) {
      return weight(row, column) >= 0.3 ? weight(row, column) : 0;
    };
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 0);
    double best = 0;
    do {
      double sum = 0;
      for (int row = 0; row < n; ++row) sum += gain(row, order[row]);
      best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    double sum = 0;
    for (const auto& [row, column] : BestAssignment(weight, 0.3)) sum += weight(row, column);
    EXPECT_NEAR(sum, best, 1e-12);
  }
}

TEST(Matching, OverlapOfBoxesIsThatOfTheirAreas) {
  // Shifted by a quarter of the width: 30 of 50 columns in common.
  EXPECT_THAT(*BodyOverlap(Box(kL1, 0, 0, 40, 30), Box(kL1, 10, 0, 40, 30)), DoubleNear(0.6, 1e-9));
  EXPECT_EQ(BodyOverlap(Box(kL1, 0, 0, 40, 30), Box(kL1, 100, 0, 40, 30)), 0.0);
  EXPECT_EQ(BodyOverlap(Box(kL1, 0, 0, 40, 30), BodyReading()), std::nullopt);
}

TEST(Matching, AnOutlineMeetsAReadingOfCornersOnly) {
  BodyReading outline, corners = Box(kL1, 0, 0, 40, 30);
  outline.outline_px = {{0, 0}, {40, 0}, {40, 30}, {0, 30}};
  corners.points_px[kSuperiorMiddle] = corners.points_px[kInferiorMiddle] = std::nullopt;
  EXPECT_THAT(*BodyOverlap(outline, corners), DoubleNear(1, 1e-9));
}

TEST(Matching, BodiesWithoutAPlaceGoByName) {
  FilmReading truth, prediction = Column("a", kL1, 3);
  truth.bodies.resize(2);
  truth.bodies[0].level = VertebralLevel::kL3;
  truth.bodies[1].level = VertebralLevel::kT4;
  EXPECT_THAT(Pairs(truth, prediction), ElementsAre(Pair(0, 2)));
}

TEST(LevelStep, CountsTheUsualSpine) {
  EXPECT_EQ(LevelStep(VertebralLevel::kT12, VertebralLevel::kL1), 1);
  EXPECT_EQ(LevelStep(VertebralLevel::kL5, VertebralLevel::kS1), 1);
  EXPECT_EQ(LevelStep(VertebralLevel::kL2, VertebralLevel::kT12), -2);
  EXPECT_EQ(LevelStep(VertebralLevel::kT13, VertebralLevel::kL1), std::nullopt);
}

}  // namespace
}  // namespace openvfa
