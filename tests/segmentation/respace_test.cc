#include "respace.h"

#include <gtest/gtest.h>

#include "spine_maker.h"

namespace openvfa {
namespace {

TEST(DoubtfulRuns, LieBetweenSureBodies) {
  const std::vector<DoubtfulRun> runs = DoubtfulRuns({true, true, false, false, true, false, true});
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].first, 5);
  EXPECT_EQ(runs[0].last, 5);
  EXPECT_EQ(runs[1].first, 2);
  EXPECT_EQ(runs[1].last, 3);
  EXPECT_EQ(runs[2].last, runs[2].first - 1);  // room between 1 and 2 only if the spacing says so
  EXPECT_TRUE(DoubtfulRuns({}).empty());
  EXPECT_TRUE(DoubtfulRuns({true}).empty());
}

TEST(RoomFor, IsTheNumberOfBodiesWhereNoneIsMissing) {
  const std::vector<Candidate> spine = MakeSpine(9);
  const std::vector<bool> sure = {true, true, true, false, false, true, true, true, true};
  ASSERT_TRUE(RoomFor(spine, sure, {3, 4}));
  EXPECT_NEAR(*RoomFor(spine, sure, {3, 4}), 2, .3);
  EXPECT_NEAR(*RoomFor(spine, sure, {2, 1}), 0, .3);
}

TEST(RoomFor, SaysNothingBetweenEndsThatAreNotSure) {
  const std::vector<Candidate> spine = MakeSpine(5);
  EXPECT_FALSE(RoomFor(spine, {false, false, false, true, true}, {1, 2}));
}

TEST(Respaced, PutsThreeWhereTwoBodiesWereSeen) {
  const std::vector<Candidate> truth = MakeSpine(9);
  std::vector<Candidate> seen = truth;  // two large boxes over the three bodies 3..5
  seen.erase(seen.begin() + 5);
  for (int k = 0; k < 4; ++k) {
    seen[3].corners[k] = .5 * (truth[3].corners[k] + truth[4].corners[k]);
    seen[4].corners[k] = .5 * (truth[4].corners[k] + truth[5].corners[k]);
  }
  const std::vector<bool> sure = {true, true, true, false, false, true, true, true};
  EXPECT_NEAR(*RoomFor(seen, sure, {3, 4}), 3, .3);
  const std::vector<Candidate> bodies = Respaced(seen, sure, {3, 4}, 3);
  ASSERT_EQ(bodies.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(bodies[i].filled);
    EXPECT_LT((bodies[i].Centre() - truth[3 + i].Centre()).norm(), .2 * truth[3 + i].Height()) << i;
  }
}

TEST(Respaced, FillsAHoleBetweenNeighbours) {
  const std::vector<Candidate> truth = MakeSpine(8);
  std::vector<Candidate> seen = truth;
  seen.erase(seen.begin() + 4);
  const std::vector<bool> sure(7, true);
  EXPECT_NEAR(*RoomFor(seen, sure, {4, 3}), 1, .3);
  const std::vector<Candidate> bodies = Respaced(seen, sure, {4, 3}, 1);
  ASSERT_EQ(bodies.size(), 1u);
  EXPECT_LT((bodies.front().Centre() - truth[4].Centre()).norm(), .2 * truth[4].Height());
}

}  // namespace
}  // namespace openvfa
