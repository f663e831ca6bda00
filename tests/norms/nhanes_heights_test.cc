#include "openvfa/evaluation/nhanes_heights.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include "nhanes_files.h"
#include "norm_spines.h"
#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Nhanes : public ::testing::Test {
 protected:
  std::filesystem::path Folder() const { return folder_.Path(); }
  std::string Refusal() const {
    try {
      ReadNhanesHeights(Folder());
    } catch (const ReadError& error) {
      return error.what();
    }
    return "";
  }

 private:
  TempFolder folder_;
};

TEST_F(Nhanes, JoinsThePlantedPeople) {
  const auto planted = NormalRows(50, 11);
  WriteNhanes(Folder(), planted);
  const NhanesHeights heights = ReadNhanesHeights(Folder());
  EXPECT_THAT(heights.left_out, IsEmpty());
  EXPECT_EQ(heights.data_date, "2015-10-02");
  ASSERT_EQ(heights.rows.size(), planted.size());
  std::map<std::pair<std::string, VertebralLevel>, HeightRow> found;
  for (const HeightRow& row : heights.rows) found[{row.person, row.level}] = row;
  for (std::size_t i = 0; i < planted.size(); ++i) {
    const HeightRow& row = found.at({SeqnText(planted[i].person), planted[i].level});
    EXPECT_EQ(row.sex, planted[i].sex);
    EXPECT_NEAR(row.anterior, planted[i].anterior, 1e-12 * planted[i].anterior);
    EXPECT_NEAR(row.posterior, planted[i].posterior, 1e-12 * planted[i].posterior);
  }
}

// What the confirmed reading says stands over the level's own score; an invalid or ungraded vertebra is out.
TEST_F(Nhanes, TakesTheConfirmedGradeAndTheInvalidityCode) {
  auto planted = NormalRows(2, 12);
  WriteNhanes(Folder(), planted, [](NhanesCell& cell) {
    cell.own_grade = 3;
    if (cell.level == VertebralLevel::kT7) cell.confirmed_grade = cell.seqn % 2 == 0 ? 2 : 0;
    if (cell.level == VertebralLevel::kT8) cell.invalid = 6;
    if (cell.level == VertebralLevel::kT9) cell.confirmed_grade = std::numeric_limits<double>::quiet_NaN();
  });
  const NhanesHeights heights = ReadNhanesHeights(Folder());
  int fractured = 0;
  for (const HeightRow& row : heights.rows) {
    EXPECT_NE(row.level, VertebralLevel::kT8);
    EXPECT_NE(row.level, VertebralLevel::kT9);
    fractured += row.fractured ? 1 : 0;
  }
  EXPECT_EQ(heights.rows.size(), 2u * 11);
  EXPECT_EQ(fractured, 1);
}

// The reader could measure nothing of the worst fractures: the grade is there, the heights are not. One has
// an invalidity code, one no height, one no row in the level's file, and one level's file is missing.
TEST_F(Nhanes, FracturesWithoutHeightsStillCountAgainstThePerson) {
  auto planted = NormalRows(24, 15);
  for (HeightRow& row : planted) {
    if (row.person == "p10001" && row.level == VertebralLevel::kT8) {
      row.middle = std::numeric_limits<double>::quiet_NaN();
    }
  }
  WriteNhanes(Folder(), planted, [](NhanesCell& cell) {
    const auto is = [&cell](int seqn, VertebralLevel level) {
      return cell.seqn == seqn && cell.level == level;
    };
    if (is(10000, VertebralLevel::kT7)) cell.invalid = 3;
    const bool fracture = is(10000, VertebralLevel::kT7) || is(10001, VertebralLevel::kT8) ||
                          is(10002, VertebralLevel::kL4) || is(10003, VertebralLevel::kT4);
    if (fracture) cell.confirmed_grade = 3;
  });
  std::filesystem::remove(Folder() / "DXXT4_H.XPT");
  XportTable l4{.columns = {{"SEQN", ""},
                            {"DXXL4CC", ""},
                            {"DXXSQSCR", ""},
                            {"DXXPOSTH", ""},
                            {"DXXANTEH", ""},
                            {"DXXMIDH", ""}},
                .rows = {}};
  l4.AddNumbers({10000, 0, 0, 60, 60, 55});
  WriteBytes(Folder() / "DXXL4_H.XPT", XportFile({l4}));
  const NhanesHeights heights = ReadNhanesHeights(Folder());
  std::map<std::string, VertebralLevel> fractures;
  for (const HeightRow& row : heights.rows) {
    if (!row.fractured) continue;
    EXPECT_FALSE(row.measured);
    EXPECT_TRUE(fractures.emplace(row.person, row.level).second);
  }
  EXPECT_THAT(fractures, ::testing::ElementsAre(::testing::Pair("10000", VertebralLevel::kT7),
                                                ::testing::Pair("10001", VertebralLevel::kT8),
                                                ::testing::Pair("10002", VertebralLevel::kL4),
                                                ::testing::Pair("10003", VertebralLevel::kT4)));
  const NormsOptions person = {.fractured = FracturePolicy::kPerson, .minimum = 10};
  EXPECT_EQ(BuildNorms(heights.rows, person, {}).people, 20);
}

TEST_F(Nhanes, GoesOnWithoutSomeFilesAndSaysSo) {
  WriteNhanes(Folder(), NormalRows(3, 13));
  std::filesystem::remove(Folder() / "DXXVFA_H.XPT");
  std::filesystem::remove(Folder() / "DXXT4_H.XPT");
  std::filesystem::rename(Folder() / "DXXL1_H.XPT", Folder() / "dxxl1_h.xpt");
  const NhanesHeights heights = ReadNhanesHeights(Folder());
  EXPECT_EQ(heights.rows.size(), 3u * 12);
  EXPECT_THAT(heights.left_out, ElementsAre(HasSubstr("DXXVFA_H.XPT is missing"), HasSubstr("of T4 are")));
}

TEST_F(Nhanes, RefusesWhatCannotBeJoined) {
  EXPECT_THAT(Refusal(), HasSubstr("DEMO_H.XPT"));
  WriteNhanes(Folder(), NormalRows(3, 14));
  const auto whole = BytesOf(Folder() / "DXXT5_H.XPT");
  WriteBytes(Folder() / "DXXT5_H.XPT", whole.substr(0, whole.size() - 80));
  EXPECT_THAT(Refusal(), HasSubstr("DXXT5_H.XPT"));
  XportTable other{.columns = {{"SEQN", ""}, {"DXXT5CC", ""}}, .rows = {}};
  other.AddNumbers({1, 0});
  WriteBytes(Folder() / "DXXT5_H.XPT", XportFile({other}));
  EXPECT_THAT(Refusal(), HasSubstr("has no numeric variable DXXSQSCR"));
  XportTable demo{.columns = {{"SEQN", ""}, {"RIAGENDR", ""}}, .rows = {}};
  demo.AddNumbers({1, 1});
  demo.AddNumbers({1, 2});
  WriteBytes(Folder() / "DEMO_H.XPT", XportFile({demo}));
  EXPECT_THAT(Refusal(), HasSubstr("one person twice"));
}

TEST_F(Nhanes, AFolderWithoutLevelsIsRefused) {
  XportTable demo{.columns = {{"SEQN", ""}, {"RIAGENDR", ""}}, .rows = {}};
  demo.AddNumbers({1, 1});
  WriteBytes(Folder() / "DEMO_H.XPT", XportFile({demo}));
  EXPECT_THAT(Refusal(), HasSubstr("no level's heights"));
}

}  // namespace
}  // namespace openvfa::testing
