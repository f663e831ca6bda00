#include "spine_prior.h"

#include <gtest/gtest.h>

#include <utility>

#include "spine_maker.h"

namespace openvfa {
namespace {

std::vector<CornerSds> Sds(std::size_t count, double sd) {
  return std::vector<CornerSds>(count, CornerSds{sd, sd, sd, sd});
}

double Farthest(const Candidate& a, const Candidate& b) {
  double most = 0;
  for (int k = 0; k < 4; ++k) most = std::max(most, (a.corners[k] - b.corners[k]).norm());
  return most;
}

TEST(SmoothSpine, LeavesWhatWasSeenWell) {
  std::vector<Candidate> spine = MakeSpine(9);
  // A wedge: 30 % of the anterior height gone. It is no outlier to be smoothed away.
  spine[4].corners[kSuperiorLeft] += .3 * (spine[4].corners[kInferiorLeft] - spine[4].corners[kSuperiorLeft]);
  const std::vector<Candidate> smooth = SmoothSpine(spine, Sds(9, .02));
  for (std::size_t i = 0; i < spine.size(); ++i)
    EXPECT_LT(Farthest(smooth[i], spine[i]), .01 * spine[i].Depth()) << i;
}

TEST(SmoothSpine, BringsBackABodyThatWasHardlySeen) {
  const std::vector<Candidate> truth = MakeSpine(9);
  std::vector<Candidate> seen = truth;
  for (Eigen::Vector2d& c : seen[4].corners) c += Eigen::Vector2d(40, -25);
  std::vector<CornerSds> sds = Sds(9, .02);
  sds[4] = {.4, .4, .4, .4};
  const std::vector<Candidate> smooth = SmoothSpine(seen, sds);
  EXPECT_GT(Farthest(seen[4], truth[4]), .4 * truth[4].Depth());
  EXPECT_LT(Farthest(smooth[4], truth[4]), .08 * truth[4].Depth());
}

TEST(SmoothSpine, MovesOnlyTheCornerThatIsUnsure) {
  const std::vector<Candidate> truth = MakeSpine(7);
  std::vector<Candidate> seen = truth;
  seen[3].corners[kSuperiorLeft] += Eigen::Vector2d(-30, 10);
  std::vector<CornerSds> sds = Sds(7, .02);
  sds[3][kSuperiorLeft] = .4;
  const std::vector<Candidate> smooth = SmoothSpine(seen, sds);
  EXPECT_LT((smooth[3].corners[kSuperiorLeft] - truth[3].corners[kSuperiorLeft]).norm(),
            .08 * truth[3].Depth());
  EXPECT_LT((smooth[3].corners[kInferiorRight] - truth[3].corners[kInferiorRight]).norm(),
            .01 * truth[3].Depth());
}

TEST(SmoothSpine, HasNothingToSayOfTwoBodies) {
  const std::vector<Candidate> spine = MakeSpine(2);
  const std::vector<Candidate> smooth = SmoothSpine(spine, Sds(2, .5));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(Farthest(smooth[i], spine[i]), 0);
}

// Noise of `sd` depths across the walls on every corner, always the same.
std::vector<Candidate> Shaken(std::vector<Candidate> spine, double sd) {
  int turn = 0;
  for (Candidate& body : spine)
    for (Eigen::Vector2d& corner : body.corners)
      ++turn, corner.x() += sd * body.Depth() * std::sin(2.4 * turn + turn * turn);
  return spine;
}

double RootMeanSquare(const std::vector<Candidate>& a, const std::vector<Candidate>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int k = 0; k < 4; ++k) sum += (a[i].corners[k] - b[i].corners[k]).squaredNorm();
  return std::sqrt(sum / (4.0 * static_cast<double>(a.size())));
}

TEST(SmoothWalls, TakesNoiseOutOfWallsThatWereSeenBadly) {
  const std::vector<Candidate> truth = MakeSpine(12), seen = Shaken(truth, .04);
  EXPECT_LT(RootMeanSquare(SmoothWalls(seen, Sds(12, .09)), truth), .75 * RootMeanSquare(seen, truth));
  // What was seen well is believed.
  EXPECT_LT(RootMeanSquare(SmoothWalls(seen, Sds(12, .005)), seen), .03 * RootMeanSquare(seen, truth));
}

TEST(SmoothWalls, LeavesHeightsAlone) {
  std::vector<Candidate> spine = MakeSpine(12);
  spine[5].corners[kSuperiorLeft] += .4 * (spine[5].corners[kInferiorLeft] - spine[5].corners[kSuperiorLeft]);
  const std::vector<Candidate> smooth = SmoothWalls(spine, Sds(12, .06));
  for (std::size_t i = 0; i < spine.size(); ++i) {
    const auto anterior = [](const Candidate& c) {
      return (c.corners[kSuperiorLeft] - c.corners[kInferiorLeft]).norm();
    };
    EXPECT_NEAR(anterior(smooth[i]), anterior(spine[i]), .01 * spine[i].Height()) << i;
  }
}

TEST(SmoothWalls, LeavesASlippedBodyInItsPlace) {
  std::vector<Candidate> spine = MakeSpine(12);
  for (std::size_t i = 0; i < 9; ++i)  // all that stands on the tenth
    for (Eigen::Vector2d& corner : spine[i].corners) corner.x() += .2 * spine[9].Depth();
  const std::vector<Candidate> smooth = SmoothWalls(spine, Sds(12, .03));
  for (std::size_t i = 0; i < spine.size(); ++i)
    EXPECT_LT(Farthest(smooth[i], spine[i]), .061 * spine[i].Depth()) << i;
}

Candidate WithHeight(const Candidate& body, double times) {
  Candidate c = body;
  for (const auto& [superior, inferior] :
       {std::pair(kSuperiorLeft, kInferiorLeft), std::pair(kSuperiorRight, kInferiorRight)})
    c.corners[superior] = c.corners[inferior] + times * (body.corners[superior] - body.corners[inferior]);
  return c;
}

TEST(IsOutgrown, ABodyThatTookInADiscOrThePelvis) {
  std::vector<Candidate> spine = MakeSpine(9);
  for (std::size_t i = 0; i < spine.size(); ++i) EXPECT_FALSE(IsOutgrown(spine, i)) << i;
  spine[4] = WithHeight(spine[4], 1.5);
  EXPECT_TRUE(IsOutgrown(spine, 4));
  EXPECT_FALSE(IsOutgrown(spine, 3));
  const Eigen::Vector2d centre = spine[8].Centre();
  spine[8] = MakeBody(centre, 0, 78, 150, .9);
  EXPECT_TRUE(IsOutgrown(spine, 8));
}

TEST(IsOutgrown, NotASoundBodyBesideCrushedOnes) {
  std::vector<Candidate> spine = MakeSpine(9);
  for (const std::size_t crushed : {6, 7}) spine[crushed] = WithHeight(spine[crushed], .4);
  for (const std::size_t sound : {5, 8}) EXPECT_FALSE(IsOutgrown(spine, sound)) << sound;
}

TEST(IsOutgrown, NothingWithoutTwoOthers) {
  std::vector<Candidate> spine = MakeSpine(2);
  spine[1] = WithHeight(spine[1], 3);
  EXPECT_FALSE(IsOutgrown(spine, 1));
}

}  // namespace
}  // namespace openvfa
