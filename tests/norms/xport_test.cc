#include "openvfa/evaluation/xport.h"

#include <gmock/gmock.h>

#include <limits>
#include <string>

#include "openvfa/image/error.h"
#include "xport_writer.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double Ibm(std::uint64_t bits, int length = 8) {
  const std::string bytes = BigEndian(bits, 8);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  return ParseIbmFloat({data, static_cast<std::size_t>(length)}).value.value();
}

// Encodings of the IBM System/360 Principles of Operation and of TS-140: one is 16^1 * 1/16.
TEST(IbmFloat, KnownEncodings) {
  EXPECT_EQ(Ibm(0x4110000000000000), 1.0);
  EXPECT_EQ(Ibm(0xC110000000000000), -1.0);
  EXPECT_EQ(Ibm(0x4120000000000000), 2.0);
  EXPECT_EQ(Ibm(0x4080000000000000), 0.5);
  EXPECT_EQ(Ibm(0x4276A00000000000), 118.625);
  EXPECT_EQ(Ibm(0xC276A00000000000), -118.625);
  EXPECT_DOUBLE_EQ(Ibm(0x401999999999999A), 0.1);
  EXPECT_EQ(Ibm(0x0000000000000000), 0.0);
  EXPECT_EQ(Ibm(0x4264000000000000), 100.0);
  EXPECT_EQ(Ibm(0x48FFFFFFFF000000), 4294967295.0);
}

TEST(IbmFloat, ShortNumbersLackTheLastBytes) {
  EXPECT_EQ(Ibm(0x4110000000000000, 2), 1.0);
  EXPECT_EQ(Ibm(0x4276A00000000000, 3), 118.625);
  EXPECT_NEAR(Ibm(0x401999999999999A, 4), 0.1, 1e-7);
  EXPECT_NE(Ibm(0x401999999999999A, 4), 0.1);
}

TEST(IbmFloat, LargestAndSmallestAreFinite) {
  EXPECT_DOUBLE_EQ(Ibm(0x7FFFFFFFFFFFFFFF), std::ldexp(1.0, 252));
  EXPECT_EQ(Ibm(0x0010000000000000), std::ldexp(1.0, -260));
}

TEST(IbmFloat, MissingCodesAreNoNumbers) {
  for (const char code : std::string("._ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    for (const std::size_t length : {2U, 4U, 8U}) {
      const std::string bytes = MissingDouble(code);
      const XportNumber number =
          ParseIbmFloat({reinterpret_cast<const unsigned char*>(bytes.data()), length});
      EXPECT_FALSE(number.value.has_value()) << code;
      EXPECT_EQ(number.missing, code);
    }
  }
  EXPECT_EQ(Ibm(0x2E00000000000001) > 0, true);  // the same first byte with a fraction is a number
}

TEST(IbmFloat, RefusesOtherLengths) {
  const unsigned char bytes[9] = {};
  EXPECT_THROW(ParseIbmFloat({bytes, 1}), ReadError);
  EXPECT_THROW(ParseIbmFloat({bytes, 9}), ReadError);
}

XportTable People() {
  XportTable table{.name = "PEOPLE",
                   .columns = {{"SEQN", "Respondent sequence number"},
                               {"CITY", "Where", false, 11},
                               {"SHORT", "Three bytes", true, 3}},
                   .rows = {}};
  const auto add = [&table](double seqn, const std::string& city, double number) {
    table.rows.push_back(IbmDouble(seqn) + Padded(city, 11) + IbmDouble(number).substr(0, 3));
  };
  add(73557, "Pécs", 1);
  add(73558, "", -2);
  add(73559, "abcdefghijk", 118.625);
  return table;
}

TEST(Xport, ReadsNamesTextsAndNumbers) {
  const auto members = ParseXport(XportFile({People()}), "people.xpt");
  ASSERT_EQ(members.size(), 1u);
  const XportMember& people = members[0];
  EXPECT_EQ(people.name, "PEOPLE");
  EXPECT_EQ(people.label, "a label");
  ASSERT_EQ(people.variables.size(), 3u);
  EXPECT_EQ(people.variables[0].label, "Respondent sequence number");
  EXPECT_EQ(people.Find("seqn"), 0u);
  EXPECT_EQ(people.Find("AGE"), std::nullopt);
  ASSERT_EQ(people.rows, 3u);
  EXPECT_EQ(people.Number(0, 0).value, 73557);
  EXPECT_EQ(people.Text(0, 1), "Pécs");
  EXPECT_EQ(people.Text(1, 1), "");
  EXPECT_EQ(people.Text(2, 1), "abcdefghijk");
  EXPECT_THROW(people.Number(2, 1), ReadError);  // eleven letters are no number
  EXPECT_EQ(people.Number(1, 2).value, -2);
  EXPECT_EQ(people.Number(2, 2).value, 118.625);
  EXPECT_EQ(XportDate(people.modified), "2015-10-02");
}

TEST(Xport, ReadsEveryMemberAndBothKindsOfNamestr) {
  XportTable vms{.name = "VMS", .columns = {{"X", "a number"}}, .rows = {}, .namestr_bytes = 136};
  for (int i = 0; i < 25; ++i) vms.AddNumbers({i + 0.25});
  const XportTable empty{.name = "EMPTY", .columns = {{"Y", ""}}, .rows = {}};
  const auto members = ParseXport(XportFile({vms, empty, People()}), "many.xpt");
  ASSERT_EQ(members.size(), 3u);
  ASSERT_EQ(members[0].rows, 25u);
  EXPECT_EQ(members[0].Number(24, 0).value, 24.25);
  EXPECT_EQ(members[1].rows, 0u);
  EXPECT_EQ(members[2].rows, 3u);
}

// Rows of 8 bytes leave room for up to nine blank ones in the last record.
TEST(Xport, PaddingIsNoRow) {
  for (int rows = 1; rows <= 21; ++rows) {
    XportTable table{.columns = {{"X", ""}}, .rows = {}};
    for (int i = 0; i < rows; ++i) table.AddNumbers({i == 3 ? kNan : i});
    const auto members = ParseXport(XportFile({table}), "x.xpt");
    ASSERT_EQ(members[0].rows, static_cast<std::size_t>(rows));
    if (rows > 3) {
      EXPECT_EQ(members[0].Number(3, 0).missing, '.');
    }
  }
}

std::string Refusal(const std::string& bytes) {
  try {
    ParseXport(bytes, "file.xpt");
  } catch (const ReadError& error) {
    return error.what();
  }
  return "";
}

// The format keeps no count of rows: only a cut at the end of both a row and a record can pass.
TEST(Xport, RefusesATruncatedFileWhereverItIsCut) {
  XportTable table{.columns = {{"A", ""}, {"B", ""}, {"C", ""}}, .rows = {}};
  for (int i = 0; i < 9; ++i) table.AddNumbers({1.0 + i, 2.0, 3.0});
  const std::string whole = XportFile({table});
  const std::size_t data = whole.size() - 240;  // 9 rows of 24 bytes in three records
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bool may_pass = size == data;  // a data set without rows
    EXPECT_EQ(Refusal(whole.substr(0, size)).empty(), may_pass) << size;
  }
  EXPECT_THAT(Refusal(whole.substr(0, data + 80)), HasSubstr("cut short"));
}

TEST(Xport, RefusesHeadersThatClaimMoreThanTheFileHolds) {
  std::string many = XportFile({People()});
  const std::size_t count = many.find("NAMESTR ") + 34;  // "000003"
  ASSERT_EQ(many.substr(count, 4), "0003");
  many.replace(count, 4, "9999");
  EXPECT_THAT(Refusal(many), HasSubstr("file.xpt"));
  std::string wide = XportFile({People()});
  const std::size_t position = wide.find("SEQN    Respondent") - 8 + 84;
  wide.replace(position, 4, "\x7f\xff\xff\xff");
  EXPECT_THAT(Refusal(wide), HasSubstr("longer than the file"));
  std::string letters = XportFile({People()});
  letters.replace(count, 4, "abcd");
  EXPECT_THAT(Refusal(letters), HasSubstr("no numbers"));
}

TEST(Xport, RefusesOtherFilesByName) {
  EXPECT_THAT(Refusal(""), HasSubstr("not a SAS transport file"));
  EXPECT_THAT(Refusal(std::string(800, 'x')), HasSubstr("not a SAS transport file"));
  EXPECT_THAT(Refusal(Header("LIBV8") + std::string(800, ' ')), HasSubstr("version 8"));
  XportTable odd = People();
  odd.namestr_bytes = 144;
  EXPECT_THAT(Refusal(XportFile({odd})), HasSubstr("144"));
  XportTable narrow{.columns = {{"X", "", true, 1}}, .rows = {"a"}};
  EXPECT_THAT(Refusal(XportFile({narrow})), HasSubstr("1 bytes"));
}

TEST(Xport, DatesAreDatesOrNone) {
  EXPECT_EQ(XportDate("29FEB96:00:00:00"), "1996-02-29");
  EXPECT_EQ(XportDate("02XXX15"), std::nullopt);
  EXPECT_EQ(XportDate("0"), std::nullopt);
  EXPECT_EQ(XportDate("02ANF15"), std::nullopt);
}

}  // namespace
}  // namespace openvfa::testing
