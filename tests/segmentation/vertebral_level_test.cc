#include "openvfa/segmentation/vertebral_level.h"

#include <gtest/gtest.h>

#include <set>

namespace openvfa {
namespace {

using L = VertebralLevel;

TEST(LevelName, AndParseLevelAreInverseForEveryLevel) {
  std::set<std::string> names;
  for (int i = static_cast<int>(L::kC2); i <= static_cast<int>(L::kS1); ++i) {
    const auto level = static_cast<L>(i);
    EXPECT_EQ(ParseLevel(LevelName(level)), level);
    names.insert(LevelName(level));
  }
  EXPECT_EQ(names.size(), 26u);
}

TEST(LevelName, IsTheUsualOne) {
  EXPECT_EQ(LevelName(L::kC2), "C2");
  EXPECT_EQ(LevelName(L::kT4), "T4");
  EXPECT_EQ(LevelName(L::kT13), "T13");
  EXPECT_EQ(LevelName(L::kL1), "L1");
  EXPECT_EQ(LevelName(L::kL6), "L6");
  EXPECT_EQ(LevelName(L::kS1), "S1");
}

TEST(ParseLevel, RefusesWhatIsNoName) {
  for (const char* text : {"", "t4", "T", "T14", "C1", "L7", "S2", " T4", "T4 ", "T04"})
    EXPECT_FALSE(ParseLevel(text)) << text;
}

TEST(LevelAbove, CountsTheUsualSpine) {
  EXPECT_EQ(LevelAbove(L::kL1, 1), L::kT12);
  EXPECT_EQ(LevelAbove(L::kT12, -1), L::kL1);
  EXPECT_EQ(LevelAbove(L::kS1, 1), L::kL5);
  EXPECT_EQ(LevelAbove(L::kL5, 16), L::kT1);
  EXPECT_EQ(LevelAbove(L::kT1, 1), L::kC7);
  EXPECT_EQ(LevelAbove(L::kT7, 0), L::kT7);
}

TEST(LevelAbove, EndsWithTheSpine) {
  EXPECT_EQ(LevelAbove(L::kS1, 23), L::kC2);
  EXPECT_FALSE(LevelAbove(L::kS1, 24));
  EXPECT_FALSE(LevelAbove(L::kC2, 1));
  EXPECT_FALSE(LevelAbove(L::kS1, -1));
}

TEST(LevelAbove, PutsSupernumeraryBodiesWhereTheNextUsualOneStands) {
  EXPECT_EQ(LevelAbove(L::kT13, 1), L::kT12);
  EXPECT_EQ(LevelAbove(L::kL6, 1), L::kL5);
}

TEST(IsIndexLevel, HoldsForThirteenLevelsFromT4ToL4) {
  int count = 0;
  for (int i = static_cast<int>(L::kC2); i <= static_cast<int>(L::kS1); ++i)
    count += IsIndexLevel(static_cast<L>(i));
  EXPECT_EQ(count, 13);
  EXPECT_TRUE(IsIndexLevel(L::kT4));
  EXPECT_TRUE(IsIndexLevel(L::kL4));
  EXPECT_FALSE(IsIndexLevel(L::kT3));
  EXPECT_FALSE(IsIndexLevel(L::kT13));
  EXPECT_FALSE(IsIndexLevel(L::kL5));
}

}  // namespace
}  // namespace openvfa
