#include "openvfa/report/uid_map.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>

#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

// "r1", "r2", ...: which replacement was made when can be told.
UidMap::Generator Counting(int& count) {
  return [&count](IdentifierKind) { return "r" + std::to_string(++count); };
}

std::string Bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class UidMapTest : public ::testing::Test {
 protected:
  TempFolder folder_;
  std::filesystem::path path_ = folder_.Path("uid-map.csv");
  int count_ = 0;
};

TEST_F(UidMapTest, SameOriginalSameReplacement) {
  UidMap map(Counting(count_));
  EXPECT_EQ(map.Replace("1.2.3", IdentifierKind::kStudy), "r1");
  EXPECT_EQ(map.Replace("1.2.4", IdentifierKind::kSeries), "r2");
  EXPECT_EQ(map.Replace("1.2.3", IdentifierKind::kOtherUid), "r1");  // UIDs are one space
  EXPECT_EQ(map.Replace("1.2.3", IdentifierKind::kPatient), "r3");   // a patient's ID may look like one
}

TEST_F(UidMapTest, IsKeptInTheFileAndReadAgain) {
  {
    UidMap map(path_, Counting(count_));
    map.Replace("1.2.3", IdentifierKind::kStudy);
    map.Replace("a, \"b\".png", IdentifierKind::kFile);
  }
  EXPECT_EQ(Bytes(path_), "original,replacement,kind\r\n1.2.3,r1,study\r\n\"a, \"\"b\"\".png\",r2,file\r\n");
  UidMap again(path_, Counting(count_));
  EXPECT_EQ(again.Replace("1.2.3", IdentifierKind::kInstance), "r1");
  EXPECT_EQ(again.Replace("a, \"b\".png", IdentifierKind::kFile), "r2");
  EXPECT_EQ(count_, 2);
}

TEST_F(UidMapTest, OnlyItsOwnerMayReadIt) {
  UidMap(path_, Counting(count_)).Replace("1.2.3", IdentifierKind::kStudy);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(UidMapTest, TwoRunsAtOnceAgree) {
  UidMap one(path_, Counting(count_)), two(path_, Counting(count_));
  const std::string replacement = one.Replace("1.2.3", IdentifierKind::kStudy);
  EXPECT_EQ(two.Replace("1.2.3", IdentifierKind::kStudy), replacement);
  EXPECT_EQ(two.Replace("1.2.4", IdentifierKind::kStudy), "r2");
  EXPECT_EQ(one.Replace("1.2.4", IdentifierKind::kStudy), "r2");
}

TEST_F(UidMapTest, ALineCutOffByACrashIsWrittenAnew) {
  UidMap(path_, Counting(count_)).Replace("1.2.3", IdentifierKind::kStudy);
  std::ofstream(path_, std::ios::app | std::ios::binary) << "1.2.4,r";
  UidMap map(path_, Counting(count_));
  EXPECT_EQ(map.Replace("1.2.3", IdentifierKind::kStudy), "r1");
  EXPECT_EQ(map.Replace("1.2.4", IdentifierKind::kSeries), "r2");
  EXPECT_EQ(Bytes(path_), "original,replacement,kind\r\n1.2.3,r1,study\r\n1.2.4,r2,series\r\n");
}

TEST_F(UidMapTest, LeavesOtherFilesAlone) {
  const std::string other = "level,height\r\nL1,25\r\n";
  std::ofstream(path_, std::ios::binary) << other;
  EXPECT_THROW(UidMap(path_, Counting(count_)), ReadError);
  EXPECT_EQ(Bytes(path_), other);
  std::ofstream(path_, std::ios::binary) << "original,replacement,kind\r\nonly one field\r\n";
  EXPECT_THROW(UidMap(path_, Counting(count_)), ReadError);
}

TEST_F(UidMapTest, SaysWhereItCannotBeWritten) {
  UidMap map(folder_.Path("missing") / "uid-map.csv", Counting(count_));
  try {
    map.Replace("1.2.3", IdentifierKind::kStudy);
    FAIL();
  } catch (const WriteError& error) {
    EXPECT_THAT(error.what(), HasSubstr("uid-map.csv"));
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("1.2.3")));
  }
}

TEST(RandomReplacementsTest, AreUidsUnderTheRoot) {
  const auto generate = RandomReplacements("1.2.826.0.1.3680043.10.9");
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string uid = generate(IdentifierKind::kInstance);
    EXPECT_THAT(uid, ::testing::MatchesRegex("1\\.2\\.826\\.0\\.1\\.3680043\\.10\\.9\\.[1-9][0-9]+"));
    EXPECT_LE(uid.size(), 64U);
    EXPECT_TRUE(seen.insert(uid).second);
  }
  EXPECT_THAT(generate(IdentifierKind::kPatient), ::testing::MatchesRegex("VFA-[0-9a-f]+"));
  EXPECT_LE(generate(IdentifierKind::kPatient).size(), 64U);
}

}  // namespace
}  // namespace openvfa::testing
