#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "run_program.h"

namespace openvfa::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char* const kTable =
    "source_path,study_instance_uid,level,evaluable,anterior_height_mm,wedge_ratio\r\n"
    "x/Smith_a.png,,T8,true,20,0.9\r\nx/Smith_b.png,,T8,true,21,0.92\r\nx/Jones_a.png,,T8,true,22,0.95\r\n";

class Precision : public ProgramTest {};

TEST_F(Precision, FilesAndAShortTable) {
  Write("vertebrae.csv", kTable);
  const Outcome outcome = Run({"precision", "vertebrae.csv", "--by", "name-prefix", "--out", "p"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(Names("p"), ElementsAre("precision.csv", "precision.json"));
  for (const char* part : {"anterior", "mm", "1.959", "fewer than 30 degrees", "1 films without a repeat"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("Smith")));  // files may be called after patients
  const auto json = nlohmann::json::parse(FileBytes(Path("p/precision.json")));
  EXPECT_EQ(json["schema"], "openvfa/precision/1");
  EXPECT_NEAR(json["figures"][0]["rms_sd"].get<double>(), 0.7071, 1e-4);
  EXPECT_EQ(json["not_usable"][0]["subject"], "Jones");
}

TEST_F(Precision, WhichFilmsAreRepeatsMustBeSaid) {
  Write("vertebrae.csv", kTable);
  EXPECT_EQ(Run({"precision", "vertebrae.csv", "--out", "p"}).exit_code, 2);
  Write("s.csv", "film,subject\nSmith_a,1\nSmith_b,1\n");
  const Outcome outcome = Run({"precision", "vertebrae.csv", "--subjects", "s.csv", "--out", "p", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("left out: 1"));
}

TEST_F(Precision, BadInputAndNothingRepeated) {
  Write("vertebrae.csv", kTable);
  EXPECT_EQ(Run({"precision", "absent.csv", "--by", "folder", "--out", "p"}).exit_code, 3);
  EXPECT_EQ(Run({"precision", "vertebrae.csv", "--by", "study", "--out", "p"}).exit_code, 3);
  Write("s.csv", "film,subject\nSmith_a,1\nSmith_b,2\n");
  EXPECT_EQ(Run({"precision", "vertebrae.csv", "--subjects", "s.csv", "--out", "p"}).exit_code, 4);
}

}  // namespace
}  // namespace openvfa::testing
