#include "naming.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "spine_maker.h"

namespace openvfa {
namespace {

using L = VertebralLevel;

std::vector<Naming> Names(const std::vector<Candidate>& bodies, const std::vector<Candidate>& sacra,
                          const SpineContext& context = {}, std::optional<L> lowest = std::nullopt) {
  return NameLevels({bodies, sacra, context}, lowest);
}

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

// The context network sees these classes from the top, each as surely as `p`.
SpineContext ContextOf(const std::vector<int>& classes, double p) {
  SpineContext context;
  for (const int c : classes) {
    PlaceContext place;
    place.level.fill(std::log((1 - p) / (kLevelClasses - 1)));
    place.level[static_cast<std::size_t>(c)] = std::log(p);
    place.sacrum = c == 19 ? p : 0.02;
    context.bodies.push_back(place);
  }
  return context;
}

std::vector<int> Classes(int first, int count) {
  std::vector<int> classes(static_cast<std::size_t>(count));
  std::iota(classes.begin(), classes.end(), first);
  return classes;
}

double ProbabilityOf(const std::vector<Naming>& namings, std::size_t body, L level) {
  double sum = 0;
  for (const Naming& n : namings)
    if (n.levels[body] == level) sum += n.probability;
  return sum;
}

double Sum(const std::vector<Naming>& namings) {
  return std::accumulate(namings.begin(), namings.end(), 0.0,
                         [](double s, const Naming& n) { return s + n.probability; });
}

TEST(NameLevels, CountsUpFromTheSacrum) {
  const auto bodies = MakeSpine(8);
  const auto namings = Names(bodies, {SacrumBelow(bodies, 1, .95)});
  EXPECT_EQ(namings.front().levels.back(), L::kL5);
  EXPECT_EQ(namings.front().levels.front(), L::kT10);
  EXPECT_GT(namings.front().probability, .8);
  EXPECT_NEAR(Sum(namings), 1, 1e-9);
}

TEST(NameLevels, ASacrumTwoStepsBelowMeansAMissedL5) {
  const auto bodies = MakeSpine(8);
  EXPECT_EQ(Names(bodies, {SacrumBelow(bodies, 2.05, .95)}).front().levels.back(), L::kL4);
}

TEST(NameLevels, FaintBodiesBelowTheSacrumAreNone) {
  auto bodies = MakeSpine(9);
  bodies.back().score = .2;  // the sacrum itself, taken for a body
  const std::vector<Candidate> spine(bodies.begin(), bodies.end() - 1);
  const auto namings = Names(bodies, {SacrumBelow(spine, 1, .3)});
  EXPECT_EQ(namings.front().levels.back(), L::kS1);
  EXPECT_EQ(namings.front().levels[7], L::kL5);
}

TEST(NameLevels, ABodyCutByTheFilmIsNotHeldAgainstItsName) {
  auto bodies = MakeSpine(8);
  bodies.back().score = .2;
  const double faint = Names(bodies, {}).front().levels.back() == L::kS1;
  bodies.back().cut = true;
  EXPECT_EQ(Names(bodies, {}).front().levels.back(), L::kL5);
  EXPECT_TRUE(faint);
}

TEST(NameLevels, WithoutASacrumTheOpinionsDecide) {
  const auto bodies = WithOpinions(MakeSpine(6), 4, .8);  // T4..T9
  const auto namings = Names(bodies, {});
  EXPECT_EQ(namings.front().levels.front(), L::kT4);
  EXPECT_EQ(namings.front().levels.back(), L::kT9);
}

TEST(NameLevels, IsUnsureWhereNothingIsSeen) {
  const auto namings = Names(MakeSpine(5), {});
  EXPECT_LT(namings.front().probability, .75);
  EXPECT_NEAR(Sum(namings), 1, 1e-9);
}

TEST(NameLevels, TheContextDecidesWhereTheSacrumIsBurntOut) {
  // Eight bodies of which the lowest is L3: nothing below them can be seen.
  const auto bodies = MakeSpine(8);
  const auto namings = Names(bodies, {}, ContextOf(Classes(8, 8), .6));
  EXPECT_EQ(namings.front().levels.back(), L::kL3);
  EXPECT_EQ(namings.front().levels.front(), L::kT8);
  EXPECT_GT(namings.front().probability, .6);
  EXPECT_NE(Names(bodies, {}).front().levels.back(), L::kL3);
}

TEST(NameLevels, AnUnsureContextLeavesDoubt) {
  const auto bodies = MakeSpine(8);
  const auto sure = Names(bodies, {}, ContextOf(Classes(8, 8), .7));
  const auto unsure = Names(bodies, {}, ContextOf(Classes(8, 8), .15));
  EXPECT_LT(ProbabilityOf(unsure, 7, L::kL3), ProbabilityOf(sure, 7, L::kL3) - .15);
}

TEST(NameLevels, TheContextFindsATailOfManyBodies) {
  // T10..L5, then six places along sacrum and buttock.
  auto bodies = MakeSpine(14);
  std::vector<int> classes = Classes(10, 8);
  for (std::size_t i = 8; i < 14; ++i) {
    bodies[i].score = .25;
    classes.push_back(19);
  }
  const auto namings = Names(bodies, {}, ContextOf(classes, .6));
  EXPECT_EQ(namings.front().levels[7], L::kL5);
  for (std::size_t i = 8; i < 14; ++i) EXPECT_EQ(namings.front().levels[i], L::kS1);
}

TEST(NameLevels, AThirteenthThoracicBodyIsAmongTheAlternatives) {
  // The sacrum below makes the lowest L5; counting up, the context is one body short above L1: T6..T12, then
  // a body it can only call T12 again, then L1..L5.
  const auto bodies = MakeSpine(13);
  const std::vector<int> classes = {6, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17};
  const auto namings = Names(bodies, {SacrumBelow(bodies, 1, .95)}, ContextOf(classes, .8));
  EXPECT_EQ(namings.front().levels[7], L::kT13);
  EXPECT_EQ(namings.front().levels[6], L::kT12);
  EXPECT_EQ(namings.front().levels[8], L::kL1);
  EXPECT_EQ(namings.front().levels.front(), L::kT6);
}

TEST(NameLevels, AThirteenthThoracicBodyIsRareWithoutEvidence) {
  const auto bodies = MakeSpine(13);
  const auto namings = Names(bodies, {SacrumBelow(bodies, 1, .95)}, ContextOf(Classes(5, 13), .5));
  EXPECT_EQ(namings.front().levels[7], L::kT12);
  const double t13 = ProbabilityOf(namings, 7, L::kT13);
  EXPECT_GT(t13, 0);
  EXPECT_LT(t13, .1);
}

TEST(NamingHypotheses, NoneIsTwice) {
  std::set<std::vector<L>> seen;
  for (const NamingHypothesis& h : NamingHypotheses(9)) {
    EXPECT_LT(h.tail, 9u);
    EXPECT_TRUE(seen.insert(LevelsOf(h, 9)).second) << LevelName(h.lowest) << " " << h.tail << " " << h.t13;
  }
}

TEST(LevelsOf, CountsThroughAThirteenthThoracicBody) {
  EXPECT_EQ(LevelsOf({L::kL2, 1, true}, 6),
            (std::vector<L>{L::kT11, L::kT12, L::kT13, L::kL1, L::kL2, L::kS1}));
  EXPECT_EQ(LevelsOf({L::kT13, 0, true}, 2), (std::vector<L>{L::kT12, L::kT13}));
  EXPECT_EQ(LevelsOf({L::kL2, 0, false}, 3), (std::vector<L>{L::kT12, L::kL1, L::kL2}));
}

TEST(NameLevels, ConflictingEvidenceLowersTheProbability) {
  const auto bodies = WithOpinions(MakeSpine(8), 9, .5);  // T9..L4: one level higher than the sacrum says
  const auto agreeing = WithOpinions(MakeSpine(8), 10, .5);
  const auto doubtful = Names(bodies, {SacrumBelow(bodies, 1, .6)});
  const auto sure = Names(agreeing, {SacrumBelow(bodies, 1, .6)});
  EXPECT_GT(sure.front().probability, doubtful.front().probability);
}

TEST(NameLevels, TheUsersWordIsFinal) {
  const auto bodies = MakeSpine(8);
  const auto namings = Names(bodies, {SacrumBelow(bodies, 1, .95)}, {}, L::kL3);
  double sum = 0;
  for (const Naming& n : namings) {  // with and without a T13
    EXPECT_EQ(n.levels.back(), L::kL3);
    sum += n.probability;
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_EQ(Names(bodies, {}, {}, L::kT2).front().levels.back(), L::kT2);  // no hypothesis of its own
}

// The user names the lowest vertebra; what lies below it may still be the sacrum, taken for a body.
TEST(NameLevels, TheUsersWordLeavesTheSacrumBelow) {
  auto bodies = MakeSpine(8);
  bodies.back().score = .05;
  const auto sacra = std::vector<Candidate>{SacrumBelow(bodies, 1, .02)};
  const auto free = Names(bodies, sacra), told = Names(bodies, sacra, {}, L::kL5);
  double sum = 0;
  for (const Naming& n : told) {
    const auto last = std::find_if(n.levels.rbegin(), n.levels.rend(), [](L l) { return l != L::kS1; });
    EXPECT_EQ(*last, L::kL5);
    sum += n.probability;
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_LT(told.size(), free.size());
  // The odds between two namings that agree with the user are what they were.
  const auto odds = [](const std::vector<Naming>& all, const std::vector<L>& a, const std::vector<L>& b) {
    const auto of = [&](const std::vector<L>& levels) {
      return std::find_if(all.begin(), all.end(), [&](const Naming& n) { return n.levels == levels; })
          ->probability;
    };
    return of(a) / of(b);
  };
  const std::vector<L> none = LevelsOf({L::kL5, 0, false}, 8), one = LevelsOf({L::kL5, 1, false}, 8);
  EXPECT_NEAR(odds(told, none, one) / odds(free, none, one), 1, 1e-9);
}

TEST(NameLevels, L6StandsBelowL5) {
  const auto namings = Names(MakeSpine(3), {}, {}, L::kL6);
  EXPECT_EQ(namings.front().levels, (std::vector<L>{L::kL4, L::kL5, L::kL6}));
}

TEST(NameLevels, NothingHasNoName) { EXPECT_TRUE(Names({}, {}).empty()); }

}  // namespace
}  // namespace openvfa
