#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "openvfa/image/error.h"
#include "openvfa/scoring/densitometry.h"

namespace openvfa {
namespace {

using enum BoneSite;
using enum DensitometerMaker;

const BmdReference* Row(BoneSite site, std::optional<DensitometerMaker> maker,
                        const std::string& population) {
  for (const BmdReference& row : ReferenceTables::Shipped().rows())
    if (row.site == site && row.maker == maker && row.population == population) return &row;
  return nullptr;
}

struct Published {
  BoneSite site;
  std::optional<DensitometerMaker> maker;
  const char* population;
  double mean, sd;
  bool for_t_scores;
  const char* confidence;
};

TEST(ClinicalReference_3_2, HoldsEveryRowWithItsConfidence) {
  const std::vector<Published> published = {
      {kFemoralNeck, kHologic, "NHW F 20-29", .858, .120, true, "L*"},
      {kTotalHip, kHologic, "NHW F 20-29", .942, .122, true, "L*"},
      {kSpineL1L4, kHologic, "F 30", 1.047, .110, true, "L*"},
      {kFemoralNeck, kHologic, "NHW M 20-29", .934, .137, false, "L*"},
      {kFemoralNeck, kHologic, "NHB F 20-29", .950, .133, false, "L*"},
      {kFemoralNeck, kHologic, "NHB M 20-29", 1.074, .168, false, "L*"},
      {kFemoralNeck, kHologic, "MexAm F 20-29", .874, .111, false, "L*"},
      {kFemoralNeck, kHologic, "MexAm M 20-29", .982, .137, false, "L*"},
      {kTotalHip, kHologic, "NHW M 20-29", 1.041, .144, false, "M-H"},
      {kSpineL1L4, kHologic, "M 30", 1.091, .110, false, "M-M"},
      {kFemoralNeck, kGeLunar, "NHW F 20-29", 1.038, .139, true, "D"},
      {kTotalHip, kGeLunar, "NHW F 20-29", 1.008, .126, true, "D"},
      {kSpineL1L4, kGeLunar, "F 30", 1.182, .120, true, "D"},
      {kSpineL1L4, kGeLunar, "F as GE prints it", 1.180, .120, false, "M-H"},
      {kFemoralNeck, std::nullopt, "Indian M", .969, .144, false, "L"},
      {kFemoralNeck, std::nullopt, "Indian F", .893, .137, false, "L"},
  };
  for (const Published& p : published) {
    const BmdReference* row = Row(p.site, p.maker, p.population);
    SCOPED_TRACE(p.population);
    ASSERT_TRUE(row);
    EXPECT_DOUBLE_EQ(row->mean_g_per_cm2, p.mean);
    EXPECT_DOUBLE_EQ(row->sd_g_per_cm2, p.sd);
    EXPECT_EQ(row->for_t_scores, p.for_t_scores);
    EXPECT_EQ(row->confidence, p.confidence);
    EXPECT_FALSE(row->source.empty());
  }
  EXPECT_EQ(ReferenceTables::Shipped().rows().size(), published.size() + 3);  // and three of Norland
}

// The rows of GE-Lunar and Norland are Hologic's, sent through sBMD (Lu 2001, Hui 1997).
TEST(ClinicalReference_3_2, DerivedRowsFollowFromHologicOnes) {
  for (const BoneSite site : {kFemoralNeck, kTotalHip, kSpineL1L4})
    for (const DensitometerMaker maker : {kGeLunar, kNorland}) {
      const BmdReference* hologic = ReferenceTables::Shipped().ForTScore(site, kHologic);
      const BmdReference* derived = ReferenceTables::Shipped().ForTScore(site, maker);
      ASSERT_TRUE(hologic && derived);
      const double mean = *CrossCalibrated_g_per_cm2(hologic->mean_g_per_cm2, site, kHologic, maker);
      const double below =
          *CrossCalibrated_g_per_cm2(hologic->mean_g_per_cm2 - hologic->sd_g_per_cm2, site, kHologic, maker);
      EXPECT_NEAR(derived->mean_g_per_cm2, mean, 0.0006);
      EXPECT_NEAR(derived->sd_g_per_cm2, mean - below, 0.0006);
      EXPECT_EQ(derived->confidence, "D");
    }
}

TEST(ReferenceTables, HaveNoReferenceWhereNoneIsPublished) {
  for (const BoneSite site : {kSpineL1, kSpineL2, kSpineL3, kSpineL4, kRadius33})
    for (const DensitometerMaker maker : {kHologic, kGeLunar, kNorland})
      EXPECT_FALSE(ReferenceTables::Shipped().ForTScore(site, maker));
}

// Trap: the male rows are held, and T-scores of men do not use them.
TEST(ClinicalReference_7, MenUseTheFemaleReference) {
  for (const BmdReference& row : ReferenceTables::Shipped().rows()) {
    const bool young_women = row.population == "NHW F 20-29" || row.population == "F 30";
    EXPECT_TRUE(young_women || !row.for_t_scores) << row.population;
  }
}

class ReferenceFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / ("openvfa_reference_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ReferenceTables Read(const std::string& rows) {
    std::ofstream(folder_ / "bmd_reference.csv")
        << "# a comment\nsite,maker,population,mean_g_per_cm2,sd_g_per_cm2,for_t_scores,source,confidence\n"
        << rows;
    return ReferenceTables::FromFolder(folder_.string());
  }

  std::string Refusal(const std::string& rows) {
    try {
      Read(rows);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path folder_;
};

TEST_F(ReferenceFolder, ReplacesTheShippedTables) {
  const ReferenceTables tables = Read("l1,norland,\"local, F\",1.000,0.100,1,\"a study, 2020\",L\r\n");
  ASSERT_EQ(tables.rows().size(), 1u);
  const BmdReference* row = tables.ForTScore(kSpineL1, kNorland);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->population, "local, F");
  EXPECT_EQ(row->source, "a study, 2020");
  EXPECT_DOUBLE_EQ(TScore(0.8, *row), -2);
  EXPECT_FALSE(tables.ForTScore(kFemoralNeck, kHologic));
}

TEST_F(ReferenceFolder, NamesFileLineAndCause) {
  const std::string message = Refusal("total_hip,hologic,F,12,0.1,1,s,L\n");
  EXPECT_NE(message.find("bmd_reference.csv, line 3: mean_g_per_cm2 is \"12\"; allowed: above 0 to 3 g/cm2"),
            std::string::npos)
      << message;
  EXPECT_NE(Refusal("hip,hologic,F,1,0.1,1,s,L\n").find("unknown site \"hip\""), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,acme,F,1,0.1,1,s,L\n").find("unknown maker \"acme\""), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,1,0,1,s,L\n").find("sd_g_per_cm2"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,nan,0.1,1,s,L\n").find("mean_g_per_cm2"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,1,0.1,yes,s,L\n").find("for_t_scores"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,1,0.1,1,,L\n").find("source"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,1,0.1,1,s\n").find("7 fields, not 8"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,\"F,1,0.1,1,s,L\n").find("quotation mark"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,unstated,F,1,0.1,1,s,L\n").find("must name the maker"), std::string::npos);
  EXPECT_NE(Refusal("l1_l4,hologic,F,1,0.1,1,s,L\nl1_l4,hologic,G,1,0.1,1,s,L\n").find("second row"),
            std::string::npos);
  EXPECT_NE(Refusal("").find("no reference rows"), std::string::npos);
}

TEST_F(ReferenceFolder, RefusesAFolderWithoutTheFile) {
  EXPECT_THROW(ReferenceTables::FromFolder((folder_ / "nowhere").string()), ReadError);
}

}  // namespace
}  // namespace openvfa
