// Tables of vertebrae that norms are built from.
#include <gmock/gmock.h>

#include <fstream>
#include <string>

#include "openvfa/image/error.h"
#include "openvfa/report/norms.h"
#include "openvfa/report/tables.h"
#include "sample_assessment.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

class HeightTables : public ::testing::Test {
 protected:
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    const auto path = folder_.Path(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  HeightTable Read(const std::string& text, const SexTable& sexes = {}) const {
    return ReadHeightTables({Write("vertebrae.csv", text)}, sexes);
  }
  std::string Refusal(const std::string& text) const {
    try {
      Read(text);
    } catch (const ReadError& error) {
      return error.what();
    }
    return "";
  }
  std::string SexRefusal(const std::string& text) const {
    try {
      ReadSexTable(Write("sexes.csv", text));
    } catch (const ReadError& error) {
      return error.what();
    }
    return "";
  }

 private:
  TempFolder folder_;
};

TEST_F(HeightTables, ReadsWhatTheProgramWrites) {
  const StudyAssessment study = SampleAssessment();
  const HeightTable table = Read(VertebraCsvHeader() + VertebraCsvRows(study));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.unusable, 1);
  EXPECT_EQ(table.films, 1);
  EXPECT_EQ(table.films_without_sex, 1);
  EXPECT_EQ(table.rows[0].level, VertebralLevel::kT12);
  EXPECT_TRUE(table.rows[0].fractured);
  EXPECT_FALSE(table.rows[1].fractured);
  EXPECT_NEAR(table.rows[0].anterior, study.measurements.vertebrae[0].heights_px.anterior.value, 1e-6);
  EXPECT_EQ(table.data_date.size(), 10u);
}

TEST_F(HeightTables, ReadsOtherTablesToo) {
  const HeightTable table =
      Read("film,level,ha,hm,hp\na.dcm,T12,20,21,22\na.dcm,L1,23,22,24\nb.dcm,T12,,21,22\n");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0].person, table.rows[1].person);
  EXPECT_EQ(table.films, 2);
}

TEST_F(HeightTables, KeepsFracturesThatHaveNoHeights) {
  const HeightTable table = Read(
      "film,level,ha,hm,hp,evaluable,grade\n"
      "a.dcm,T12,,,,true,3\nb.dcm,T12,20,21,22,false,2\nc.dcm,T12,,,,true,0\nd.dcm,T12,20,21,22,true,\n");
  EXPECT_EQ(table.unusable, 3);
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_TRUE(table.rows[0].fractured && !table.rows[0].measured);
  EXPECT_TRUE(table.rows[1].fractured && !table.rows[1].measured);
  EXPECT_TRUE(!table.rows[2].fractured && table.rows[2].measured);
}

TEST_F(HeightTables, FindsTheSexByPathNameOrUid) {
  const SexTable sexes =
      ReadSexTable(Write("sexes.csv", "film,sex\nx/a.dcm,female\nb.dcm,M\nc,f\n1.2.3,male\nnobody,\n"));
  const HeightTable table = Read(
      "source_path,sop_instance_uid,study_instance_uid,level,ha,hm,hp\n"
      "x/a.dcm,,,T12,1,1,1\ny/b.dcm,,,T12,1,1,1\nz/c.png,,,T12,1,1,1\nd,1.2.3,,T12,1,1,1\n"
      "e,,1.2.3,T12,1,1,1\nf,,,T12,1,1,1\n",
      sexes);
  ASSERT_EQ(table.rows.size(), 6u);
  const NormSex wanted[] = {NormSex::kFemale, NormSex::kMale, NormSex::kFemale,
                            NormSex::kMale,   NormSex::kMale, NormSex::kAny};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(table.rows[i].sex, wanted[i]) << i;
  EXPECT_EQ(table.films_without_sex, 1);
}

TEST_F(HeightTables, FilmsOfOneSubjectAreOnePerson) {
  const SexTable sexes =
      ReadSexTable(Write("sexes.csv", "film,subject,sex\na,s1,female\nb,s1,female\nc,s2,male\n"));
  const HeightTable table =
      Read("film,level,ha,hm,hp\na,T12,1,1,1\nb,T12,1,1,1\nc,T12,1,1,1\ns1,T12,1,1,1\n", sexes);
  EXPECT_EQ(table.rows[0].person, table.rows[1].person);
  EXPECT_NE(table.rows[0].person, table.rows[2].person);
  EXPECT_NE(table.rows[0].person, table.rows[3].person);  // a film of that name is nobody's
}

// The same relative path in two tables is not the same film.
TEST_F(HeightTables, TablesAreKeptApart) {
  const std::string text = "film,level,ha,hm,hp\na,T12,1,1,1\n";
  const HeightTable table = ReadHeightTables({Write("1.csv", text), Write("2.csv", text)}, {});
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_NE(table.rows[0].person, table.rows[1].person);
}

TEST_F(HeightTables, RefusesDamageByRowAndColumn) {
  EXPECT_THAT(Refusal(""), HasSubstr("vertebrae.csv"));
  EXPECT_THAT(Refusal("film,level,ha,hm\n"), HasSubstr("no column \"posterior_height_px\""));
  EXPECT_THAT(Refusal("film,level,ha,hm,hp\na,T12,x,1,1\n"), HasSubstr("row 2 has a field in \"ha\""));
  EXPECT_THAT(Refusal("film,level,ha,hm,hp\na,T12,nan,1,1\n"), HasSubstr("not a number"));
  EXPECT_THAT(Refusal("film,level,ha,hm,hp\na,T12,-2,1,1\n"), HasSubstr("not positive"));
  EXPECT_THAT(Refusal("film,level,ha,hm,hp\na,T12,1,1\n"), HasSubstr("as many fields"));
  EXPECT_THAT(Refusal("film,level,ha,hm,hp\n\"a,T12,1,1,1\n"), HasSubstr("no CSV"));
  EXPECT_THAT(SexRefusal("film,gender\na,f\n"), HasSubstr("no column \"sex\""));
  EXPECT_THAT(SexRefusal("film,sex\na,x\n"), HasSubstr("row 2 gives a sex"));
  EXPECT_THAT(SexRefusal("film,sex\na,f\na,f\n"), HasSubstr("a second time"));
}

}  // namespace
}  // namespace openvfa::testing
