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

TEST(Respace, KeepsACountThatFits) {
  const std::vector<Candidate> spine = MakeSpine(9);
  const std::vector<bool> sure = {true, true, true, false, false, true, true, true, true};
  EXPECT_FALSE(Respace(spine, sure, {3, 4}));
  EXPECT_FALSE(Respace(spine, sure, {2, 1}));
}

TEST(Respace, PutsThreeWhereTwoBodiesWereSeen) {
  const std::vector<Candidate> truth = MakeSpine(9);
  std::vector<Candidate> seen = truth;  // two large boxes over the three bodies 3..5
  seen.erase(seen.begin() + 5);
  for (int k = 0; k < 4; ++k) {
    seen[3].corners[k] = .5 * (truth[3].corners[k] + truth[4].corners[k]);
    seen[4].corners[k] = .5 * (truth[4].corners[k] + truth[5].corners[k]);
  }
  const std::vector<bool> sure = {true, true, true, false, false, true, true, true};
  const auto bodies = Respace(seen, sure, {3, 4});
  ASSERT_TRUE(bodies);
  ASSERT_EQ(bodies->size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE((*bodies)[i].filled);
    EXPECT_LT(((*bodies)[i].Centre() - truth[3 + i].Centre()).norm(), .2 * truth[3 + i].Height()) << i;
  }
}

TEST(Respace, FillsAHoleBetweenNeighbours) {
  const std::vector<Candidate> truth = MakeSpine(8);
  std::vector<Candidate> seen = truth;
  seen.erase(seen.begin() + 4);
  const auto bodies = Respace(seen, std::vector<bool>(7, true), {4, 3});
  ASSERT_TRUE(bodies);
  ASSERT_EQ(bodies->size(), 1u);
  EXPECT_LT((bodies->front().Centre() - truth[4].Centre()).norm(), .2 * truth[4].Height());
}

}  // namespace
}  // namespace openvfa
