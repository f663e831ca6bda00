#include "naming.h"

#include <gtest/gtest.h>

#include <numeric>

#include "spine_maker.h"

namespace openvfa {
namespace {

using L = VertebralLevel;

Candidate SacrumBelow(const std::vector<Candidate>& bodies, double steps, double score) {
  const Candidate& last = bodies.back();
  Candidate s = last;
  const Eigen::Vector2d step = last.Centre() - bodies[bodies.size() - 2].Centre();
  s.corners.fill(last.Centre() + steps * step);
  s.score = score;
  return s;
}

// The network sees classes 8 (T8), 9, ... from the top, as surely as `p`.
std::vector<Candidate> WithOpinions(std::vector<Candidate> bodies, int first_class, double p) {
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    bodies[i].level.fill((1 - p) / (kLevelClasses - 1));
    bodies[i].level[static_cast<std::size_t>(first_class) + i] = p;
  }
  return bodies;
}

double Sum(const std::vector<Naming>& namings) {
  return std::accumulate(namings.begin(), namings.end(), 0.0,
                         [](double s, const Naming& n) { return s + n.probability; });
}

TEST(NameLevels, CountsUpFromTheSacrum) {
  const auto bodies = MakeSpine(8);
  const auto namings = NameLevels(bodies, {SacrumBelow(bodies, 1, .95)}, std::nullopt);
  EXPECT_EQ(namings.front().levels.back(), L::kL5);
  EXPECT_EQ(namings.front().levels.front(), L::kT10);
  EXPECT_GT(namings.front().probability, .8);
  EXPECT_NEAR(Sum(namings), 1, 1e-9);
}

TEST(NameLevels, ASacrumTwoStepsBelowMeansAMissedL5) {
  const auto bodies = MakeSpine(8);
  EXPECT_EQ(NameLevels(bodies, {SacrumBelow(bodies, 2.05, .95)}, std::nullopt).front().levels.back(), L::kL4);
}

TEST(NameLevels, FaintBodiesBelowTheSacrumAreNone) {
  auto bodies = MakeSpine(9);
  bodies.back().score = .2;  // the sacrum itself, taken for a body
  const std::vector<Candidate> spine(bodies.begin(), bodies.end() - 1);
  const auto namings = NameLevels(bodies, {SacrumBelow(spine, 1, .3)}, std::nullopt);
  EXPECT_EQ(namings.front().levels.back(), L::kS1);
  EXPECT_EQ(namings.front().levels[7], L::kL5);
}

TEST(NameLevels, ABodyCutByTheFilmIsNotHeldAgainstItsName) {
  auto bodies = MakeSpine(8);
  bodies.back().score = .2;
  const double faint = NameLevels(bodies, {}, std::nullopt).front().levels.back() == L::kS1;
  bodies.back().cut = true;
  EXPECT_EQ(NameLevels(bodies, {}, std::nullopt).front().levels.back(), L::kL5);
  EXPECT_TRUE(faint);
}

TEST(NameLevels, WithoutASacrumTheOpinionsDecide) {
  const auto bodies = WithOpinions(MakeSpine(6), 4, .8);  // T4..T9
  const auto namings = NameLevels(bodies, {}, std::nullopt);
  EXPECT_EQ(namings.front().levels.front(), L::kT4);
  EXPECT_EQ(namings.front().levels.back(), L::kT9);
}

TEST(NameLevels, IsUnsureWhereNothingIsSeen) {
  const auto namings = NameLevels(MakeSpine(5), {}, std::nullopt);
  EXPECT_LT(namings.front().probability, .75);
  EXPECT_NEAR(Sum(namings), 1, 1e-9);
}

TEST(NameLevels, ConflictingEvidenceLowersTheProbability) {
  const auto bodies = WithOpinions(MakeSpine(8), 9, .5);  // T9..L4: one level higher than the sacrum says
  const auto agreeing = WithOpinions(MakeSpine(8), 10, .5);
  const auto doubtful = NameLevels(bodies, {SacrumBelow(bodies, 1, .6)}, std::nullopt);
  const auto sure = NameLevels(agreeing, {SacrumBelow(bodies, 1, .6)}, std::nullopt);
  EXPECT_GT(sure.front().probability, doubtful.front().probability);
}

TEST(NameLevels, TheUsersWordIsFinal) {
  const auto bodies = MakeSpine(8);
  const auto namings = NameLevels(bodies, {SacrumBelow(bodies, 1, .95)}, L::kL3);
  ASSERT_EQ(namings.size(), 1u);
  EXPECT_EQ(namings.front().levels.back(), L::kL3);
  EXPECT_EQ(namings.front().probability, 1);
}

TEST(NameLevels, L6StandsBelowL5) {
  const auto namings = NameLevels(MakeSpine(3), {}, L::kL6);
  EXPECT_EQ(namings.front().levels, (std::vector<L>{L::kL4, L::kL5, L::kL6}));
}

TEST(NameLevels, NothingHasNoName) { EXPECT_TRUE(NameLevels({}, {}, std::nullopt).empty()); }

}  // namespace
}  // namespace openvfa
