#include "chain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "spine_maker.h"

namespace openvfa {
namespace {

TEST(LinkSpine, OrdersBodiesFromTheHeadDown) {
  const std::vector<Candidate> spine = MakeSpine(10);
  std::vector<Candidate> shuffled = {spine[3], spine[9], spine[0], spine[5], spine[1],
                                     spine[8], spine[2], spine[7], spine[4], spine[6]};
  const Chain chain = LinkSpine(shuffled);
  ASSERT_EQ(chain.bodies.size(), 10u);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(chain.bodies[i].Centre(), spine[i].Centre());
  EXPECT_GT(chain.score, 0);
}

TEST(LinkSpine, LeavesStraysOut) {
  std::vector<Candidate> candidates = MakeSpine(8);
  candidates.push_back(MakeBody({700, 500}, 0, 80, 95, .95));    // beside the spine
  candidates.push_back(MakeBody({320, 450}, 1.2, 80, 95, .95));  // across it
  candidates.push_back(MakeBody({300, 30}, 0, 160, 220, .9));    // a skull's size
  EXPECT_EQ(LinkSpine(candidates).bodies.size(), 8u);
}

TEST(LinkSpine, FillsGapsWhereTheyAre) {
  std::vector<Candidate> candidates = MakeSpine(9);
  const Eigen::Vector2d lost = candidates[4].Centre();
  candidates.erase(candidates.begin() + 4, candidates.begin() + 6);
  const Chain chain = LinkSpine(candidates);
  ASSERT_EQ(chain.bodies.size(), 9u);
  EXPECT_FALSE(chain.bodies[3].filled);
  EXPECT_TRUE(chain.bodies[4].filled);
  EXPECT_TRUE(chain.bodies[5].filled);
  EXPECT_LT((chain.bodies[4].Centre() - lost).norm(), 15);
}

TEST(LinkSpine, PrefersTheBetterOfTwoTwins) {
  std::vector<Candidate> candidates = MakeSpine(6);
  Candidate twin = candidates[3];
  for (Eigen::Vector2d& c : twin.corners) c += Eigen::Vector2d(12, 20);
  twin.score = .4;
  candidates.push_back(twin);
  const Chain chain = LinkSpine(candidates);
  ASSERT_EQ(chain.bodies.size(), 6u);
  EXPECT_EQ(chain.bodies[3].score, .9);
}

TEST(LinkSpine, FindsNothingInNoise) {
  EXPECT_TRUE(LinkSpine({}).bodies.empty());
  EXPECT_TRUE(
      LinkSpine({MakeBody({100, 100}, 0, 80, 95, .1), MakeBody({400, 900}, 0, 80, 95, .1)}).bodies.empty());
}

TEST(LinkSpine, TurnsWithTheSpine) {
  // A film turned by 20 degrees holds the same chain.
  std::vector<Candidate> candidates = MakeSpine(10);
  const double c = std::cos(.35), s = std::sin(.35);
  for (Candidate& b : candidates)
    for (Eigen::Vector2d& p : b.corners) p = Eigen::Vector2d(c * p.x() - s * p.y(), s * p.x() + c * p.y());
  EXPECT_EQ(LinkSpine(candidates).bodies.size(), 10u);
}

// `count` bodies one below the other, 1.27 heights apart, from `top` down.
Chain Column(int count, double top, double height, double score) {
  std::vector<Candidate> bodies;
  for (int i = 0; i < count; ++i)
    bodies.push_back(
        MakeBody({300, top + kCentrePerHeight * height * (i + 0.5)}, 0, height, 1.2 * height, score));
  return LinkSpine(bodies);
}

TEST(Plausibility, PrefersFewBodiesInSightToManyHardlySeen) {
  const Chain seen = Column(7, 0, 80, .6), texture = Column(20, 0, 28, .25);
  ASSERT_EQ(seen.bodies.size(), 7u);
  ASSERT_EQ(texture.bodies.size(), 20u);
  EXPECT_GT(texture.score, seen.score);  // what the longer chain wins by
  EXPECT_GT(Plausibility(seen, 711), Plausibility(texture, 711));
}

TEST(Plausibility, PrefersASpineThatRunsThroughTheFilm) {
  const Chain seen = Column(6, 40, 90, .3), corner = Column(6, 500, 24, .33);
  EXPECT_GT(corner.score, seen.score);
  EXPECT_GT(Plausibility(seen, 760), Plausibility(corner, 760));
  EXPECT_LT(Plausibility({}, 760), Plausibility(corner, 760));
}

TEST(Continue, StepsOnAlongTheCurve) {
  const std::vector<Candidate> spine = MakeSpine(8);
  const std::vector<Candidate> known(spine.begin() + 1, spine.end() - 1);
  EXPECT_LT((Continue(known, true).Centre() - spine.back().Centre()).norm(), 12);
  EXPECT_LT((Continue(known, false).Centre() - spine.front().Centre()).norm(), 12);
  EXPECT_TRUE(Continue(known, true).filled);
  const std::vector<Candidate> one = {spine[4]};
  EXPECT_LT((Continue(one, true).Centre() - spine[5].Centre()).norm(), 25);
}

}  // namespace
}  // namespace openvfa
