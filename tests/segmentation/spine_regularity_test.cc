#include "spine_regularity.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <random>

#include "spine_maker.h"

namespace openvfa {
namespace {

// Every corner of `spine` seen to within `sd` depths, each way.
std::vector<CornerCovariances> SeenTo(const std::vector<Candidate>& spine, double sd) {
  std::vector<CornerCovariances> seen(spine.size());
  for (std::size_t i = 0; i < spine.size(); ++i)
    seen[i].fill(std::pow(sd * spine[i].Depth(), 2) * Eigen::Matrix2d::Identity());
  return seen;
}

std::vector<Candidate> Shaken(std::vector<Candidate> spine, double sd) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0, sd);
  for (Candidate& body : spine)
    for (Eigen::Vector2d& corner : body.corners)
      corner += body.Depth() * Eigen::Vector2d(normal(random), normal(random));
  return spine;
}

double RootMeanSquare(const std::vector<Candidate>& a, const std::vector<Candidate>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int k = 0; k < 4; ++k) sum += (a[i].corners[k] - b[i].corners[k]).squaredNorm();
  return std::sqrt(sum / (4.0 * static_cast<double>(a.size())));
}

double Farthest(const Candidate& a, const Candidate& b) {
  double most = 0;
  for (int k = 0; k < 4; ++k) most = std::max(most, (a.corners[k] - b.corners[k]).norm());
  return most / a.Depth();
}

// Both walls of a body `times` as high, and what stands on it sinks with it.
void Crush(std::vector<Candidate>& spine, std::size_t at, double times) {
  const Eigen::Vector2d down = -(1 - times) * spine[at].Height() * spine[at].Cranial();
  for (const int corner : {kSuperiorLeft, kSuperiorRight}) spine[at].corners[corner] += down;
  for (std::size_t i = 0; i < at; ++i)
    for (Eigen::Vector2d& corner : spine[i].corners) corner += down;
}

double LeftHeight(const Candidate& c) { return (c.corners[kSuperiorLeft] - c.corners[kInferiorLeft]).norm(); }

TEST(RegulariseSpine, TakesNoiseOutOfWhatWasSeenBadly) {
  const std::vector<Candidate> truth = MakeSpine(14), seen = Shaken(truth, .05);
  const std::vector<Candidate> regular = RegulariseSpine(seen, SeenTo(seen, .05));
  EXPECT_LT(RootMeanSquare(regular, truth), .7 * RootMeanSquare(seen, truth));
  EXPECT_LT(RootMeanSquare(RegulariseSpine(seen, SeenTo(seen, .002)), seen),
            .1 * RootMeanSquare(seen, truth));
}

TEST(RegulariseSpine, BringsBackABodyThatWasHardlySeen) {
  const std::vector<Candidate> truth = MakeSpine(9);
  std::vector<Candidate> seen = truth;
  for (Eigen::Vector2d& c : seen[4].corners) c += Eigen::Vector2d(40, -25);
  std::vector<CornerCovariances> covariances = SeenTo(seen, .02);
  covariances[4] = SeenTo(seen, .4)[4];
  EXPECT_GT(Farthest(seen[4], truth[4]), .4);
  EXPECT_LT(Farthest(RegulariseSpine(seen, covariances)[4], truth[4]), .06);
}

TEST(RegulariseSpine, BringsBackBodiesThatWereTakenForAnothersPlace) {
  const std::vector<Candidate> truth = MakeSpine(12);
  std::vector<Candidate> seen = truth;
  std::vector<CornerCovariances> covariances = SeenTo(seen, .03);
  for (const std::size_t i : {5, 6}) {
    for (Eigen::Vector2d& c : seen[i].corners) c += seen[i].Depth() * Eigen::Vector2d(.8, .6);
    covariances[i] = SeenTo(seen, .4)[i];
  }
  const std::vector<Candidate> regular = RegulariseSpine(seen, covariances);
  for (const std::size_t i : {4, 5, 6, 7}) EXPECT_LT(Farthest(regular[i], truth[i]), .1) << i;
}

TEST(RegulariseSpine, MovesTheCornerThatIsUnsureAlongItsDoubt) {
  const std::vector<Candidate> truth = MakeSpine(7);
  std::vector<Candidate> seen = truth;
  seen[3].corners[kSuperiorLeft] += Eigen::Vector2d(-30, 0);
  std::vector<CornerCovariances> covariances = SeenTo(seen, .02);
  const double depth = seen[3].Depth();
  covariances[3][kSuperiorLeft] = Eigen::Vector2d(std::pow(.4 * depth, 2), 1).asDiagonal();
  const std::vector<Candidate> regular = RegulariseSpine(seen, covariances);
  const Eigen::Vector2d off = regular[3].corners[kSuperiorLeft] - truth[3].corners[kSuperiorLeft];
  EXPECT_LT(std::abs(off.x()), 8);
  EXPECT_LT(std::abs(off.y()), .5);
  EXPECT_LT((regular[3].corners[kInferiorRight] - truth[3].corners[kInferiorRight]).norm(), .01 * depth);
}

TEST(RegulariseSpine, SmoothsNoFractureAway) {
  std::vector<Candidate> spine = MakeSpine(12);
  Crush(spine, 5, .6);
  spine[8].corners[kSuperiorLeft] += .3 * (spine[8].corners[kInferiorLeft] - spine[8].corners[kSuperiorLeft]);
  // The bodies beside it are not made lower to fit, either, though they were seen worse.
  std::vector<CornerCovariances> covariances = SeenTo(spine, .03);
  covariances[4] = covariances[6] = SeenTo(spine, .06)[4];
  const std::vector<Candidate> regular = RegulariseSpine(spine, covariances);
  for (const std::size_t i : {4, 5, 6, 8})
    EXPECT_NEAR(LeftHeight(regular[i]) / LeftHeight(spine[i]), 1, .03) << i;
}

TEST(RegulariseSpine, KeepsAFractureThatWasSeenFairly) {
  std::vector<Candidate> spine = MakeSpine(14);
  const double height = LeftHeight(spine[7]);
  spine[7].corners[kSuperiorLeft] += .3 * (spine[7].corners[kInferiorLeft] - spine[7].corners[kSuperiorLeft]);
  EXPECT_NEAR(LeftHeight(RegulariseSpine(spine, SeenTo(spine, .045))[7]) / height, .7, .05);
}

TEST(RegulariseSpine, BelievesALowBodyThatWasHardlySeenToBeAsHighAsOthers) {
  std::vector<Candidate> spine = MakeSpine(12);
  const double height = spine[5].Height();
  Crush(spine, 5, .6);
  std::vector<CornerCovariances> covariances = SeenTo(spine, .02);
  covariances[5] = SeenTo(spine, .5)[5];
  EXPECT_NEAR(RegulariseSpine(spine, covariances)[5].Height() / height, 1, .08);
}

TEST(RegulariseSpine, LeavesASlippedBodyInItsPlace) {
  std::vector<Candidate> spine = MakeSpine(12);
  for (std::size_t i = 0; i < 9; ++i)  // all that stands on the tenth
    for (Eigen::Vector2d& corner : spine[i].corners) corner.x() += .3 * spine[9].Depth();
  const std::vector<Candidate> regular = RegulariseSpine(spine, SeenTo(spine, .03));
  for (std::size_t i = 0; i < spine.size(); ++i) EXPECT_LT(Farthest(regular[i], spine[i]), .03) << i;
}

TEST(RegulariseSpine, IsTheSameForTurnedMirroredAndEnlargedFilms) {
  const std::vector<Candidate> seen = Shaken(MakeSpine(10), .06);
  std::vector<CornerCovariances> covariances = SeenTo(seen, .05);
  covariances[6] = SeenTo(seen, .3)[6];
  std::vector<Candidate> changed = seen;
  std::vector<CornerCovariances> changed_covariances = covariances;
  const Eigen::Matrix2d change =
      2 * Eigen::Rotation2Dd(.3).toRotationMatrix() * Eigen::Vector2d(-1, 1).asDiagonal();
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (int k = 0; k < 4; ++k) {
      const int mirrored = k ^ 1;  // left and right corners change places
      changed[i].corners[mirrored] = change * seen[i].corners[k];
      changed_covariances[i][mirrored] = change * covariances[i][k] * change.transpose();
    }
  const std::vector<Candidate> regular = RegulariseSpine(seen, covariances),
                               other = RegulariseSpine(changed, changed_covariances);
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (int k = 0; k < 4; ++k)
      EXPECT_LT((other[i].corners[k ^ 1] - change * regular[i].corners[k]).norm(), .01) << i;
}

TEST(RegulariseSpine, HasNothingToSayOfTwoBodies) {
  const std::vector<Candidate> spine = Shaken(MakeSpine(2), .1);
  const std::vector<Candidate> regular = RegulariseSpine(spine, SeenTo(spine, .5));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(Farthest(regular[i], spine[i]), 0);
}

}  // namespace
}  // namespace openvfa
