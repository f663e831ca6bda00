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
