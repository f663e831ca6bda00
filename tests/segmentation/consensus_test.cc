#include "consensus.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "spine_maker.h"

namespace openvfa {
namespace {

Candidate Scored(Candidate c, double score) {
  c.score = score;
  return c;
}

Candidate Shifted(Candidate c, const Eigen::Vector2d& by) {
  for (Eigen::Vector2d& corner : c.corners) corner += by;
  return c;
}

TEST(Consensus, LooksThatMissABodyCountAsZero) {
  const Candidate body = Scored(MakeSpine(1).front(), .9);
  const std::vector<Candidate> agreed = Consensus({{{body}, 1}, {{}, 1}, {{body}, 1}});
  ASSERT_EQ(agreed.size(), 1u);
  EXPECT_NEAR(agreed.front().score, .6, 1e-9);
}

TEST(Consensus, CornersAreTheMeanWeightedByScoreAndLook) {
  const Candidate body = MakeSpine(1).front();
  const Candidate moved = Shifted(body, {6, 0});
  // Weights .8 * 1 and .4 * .5: the second pulls by a fifth.
  const std::vector<Candidate> agreed = Consensus({{{Scored(body, .8)}, 1}, {{Scored(moved, .4)}, .5}});
  ASSERT_EQ(agreed.size(), 1u);
  for (int k = 0; k < 4; ++k)
    EXPECT_NEAR(agreed.front().corners[k].x(), body.corners[k].x() + 6 * .2, 1e-9) << k;
  EXPECT_NEAR(agreed.front().score, 1.0 / 1.5, 1e-9);
}

TEST(Consensus, KeepsNeighboursApart) {
  std::vector<Candidate> spine = MakeSpine(6);
  for (Candidate& c : spine) c.score = .7;
  std::vector<Candidate> fewer = spine;
  fewer.erase(fewer.begin() + 2);
  const std::vector<Candidate> agreed = Consensus({{spine, 1}, {fewer, 1}});
  ASSERT_EQ(agreed.size(), 6u);
  for (const Candidate& c : spine) {
    const double expected = &c == &spine[2] ? .35 : .7;
    EXPECT_TRUE(std::any_of(agreed.begin(), agreed.end(), [&](const Candidate& a) {
      return (a.Centre() - c.Centre()).norm() < 1e-6 && std::abs(a.score - expected) < 1e-9;
    }));
  }
}

TEST(Consensus, OfNothingIsNothing) {
  EXPECT_TRUE(Consensus({}).empty());
  EXPECT_TRUE(Consensus({{{}, 1}}).empty());
}

TEST(MergeSacra, AveragesTwinsAndHalvesWhatOneLookSaw) {
  Candidate here, there, far;
  here.corners.fill({100, 200}), there.corners.fill({110, 200}), far.corners.fill({300, 200});
  here.score = .6, there.score = .2, far.score = .5;
  const std::vector<Candidate> merged = MergeSacra({here}, {there, far}, 20);
  ASSERT_EQ(merged.size(), 2u);
  EXPECT_NEAR(merged[0].Centre().x(), 102.5, 1e-9);
  EXPECT_NEAR(merged[0].score, .4, 1e-9);
  EXPECT_NEAR(merged[1].score, .25, 1e-9);
  EXPECT_EQ(MergeSacra({}, {far}, 20).size(), 1u);
}

TEST(Strongest, KeepsOneCandidateOfABody) {
  const Candidate body = MakeSpine(1).front();
  const std::vector<Candidate> kept = Strongest({Scored(body, .3), Scored(Shifted(body, {2, 2}), .8)});
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept.front().score, .8);
}

}  // namespace
}  // namespace openvfa
