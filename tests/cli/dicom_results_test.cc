// DICOM results of the program: conformance, UIDs under one's own root, dates from outside, without identity.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>
#include <string>

#include "dicom_check.h"
#include "run_program.h"

namespace openvfa::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFilm[] = "films/phantom-2-00000.dcm";

class DicomResults : public ProgramTest {
 protected:
  void TearDown() override {
    ::unsetenv("SOURCE_DATE_EPOCH");
    ProgramTest::TearDown();
  }

  void Simulate(const std::string& framing, const std::string& format = "dicom") const {
    EXPECT_EQ(
        Run({"phantom", "--out", "films", "--seed", "2", "--framing", framing, "--format", format, "--quiet"})
            .exit_code,
        0);
  }

  Outcome Annotate(const std::string& film, const std::string& out,
                   const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"annotate", film, "--out", out, "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
};

TEST_F(DicomResults, ConformForRadiographsAndDxa) {
  for (const char* framing : {"lumbar", "dxa"}) {
    Simulate(framing);
    const Outcome outcome = Annotate(kFilm, framing, {"--format", "sr,seg,pr,sc"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    ASSERT_EQ(Names(framing).size(), 4U);
    for (const std::string& name : Names(framing))
      EXPECT_EQ(DciodvfyErrors(Path(framing) / name), "") << framing << " " << name;
  }
}

TEST_F(DicomResults, SameBytesForTheSameDate) {
  Simulate("lumbar");
  ::setenv("SOURCE_DATE_EPOCH", "86400", 1);
  for (const char* out : {"one", "two"}) {
    EXPECT_EQ(Annotate(kFilm, out, {"--format", "pr,sc", "--uid-root", "1.2.826.0.1"}).exit_code, 0);
  }
  for (const std::string& name : Names("one")) {
    const std::string bytes = FileBytes(Path("one") / name);
    EXPECT_EQ(bytes, FileBytes(Path("two") / name));
    EXPECT_THAT(bytes, HasSubstr("19700102"));
    EXPECT_THAT(bytes, HasSubstr("1.2.826.0.1."));
  }
}

TEST_F(DicomResults, WrongOptionsAreUsage) {
  Simulate("lumbar");
  const Outcome root = Annotate(kFilm, "out", {"--uid-root", "1.02"});
  EXPECT_EQ(root.exit_code, 2);
  EXPECT_THAT(root.err, HasSubstr("leading zeros"));
  EXPECT_EQ(Annotate(kFilm, "out", {"--uid-map", "map.csv"}).exit_code, 2);  // without --deidentify
  ::setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
  const Outcome date = Annotate(kFilm, "out", {});
  EXPECT_EQ(date.exit_code, 2);
  EXPECT_THAT(date.err, HasSubstr("SOURCE_DATE_EPOCH"));
}

TEST_F(DicomResults, APlainImageHasNoDicomResults) {
  Simulate("lumbar", "png");
  const Outcome outcome = Annotate("films/phantom-2-00000.png", "out", {"--format", "pr"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("needs a DICOM film"));
  // Said before the work: nothing is half written.
  EXPECT_EQ(Annotate("films/phantom-2-00000.png", "mixed", {"--format", "json,csv,sr"}).exit_code, 3);
  EXPECT_TRUE(Names("mixed").empty());
}

TEST_F(DicomResults, DeidentifiedUnderNewNamesWithTheFilm) {
  Simulate("lumbar");
  const Outcome outcome = Annotate(kFilm, "out", {"--format", "json,csv,html,png,pr,sc", "--deidentify"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto names = Names("out");
  ASSERT_EQ(names.size(), 10U);
  for (const char* name : {"uid-map.csv", "studies.csv", "vertebrae.csv"}) EXPECT_THAT(names, Contains(name));
  const std::string uid = names.front().substr(0, names.front().find(".csv"));
  for (const char* ending : {".csv", ".film.dcm", ".html", ".json", ".png", ".pr.dcm", ".sc.dcm"}) {
    EXPECT_THAT(names, Contains(uid + ending));
  }
  for (const std::string& name : names) {
    if (name == "uid-map.csv") continue;
    const std::string bytes = FileBytes(Path("out") / name);
    EXPECT_THAT(name + bytes, Not(HasSubstr("phantom-2"))) << name;
    EXPECT_THAT(bytes, Not(HasSubstr("Phantom^Simulated"))) << name;
  }
  const auto result = nlohmann::json::parse(FileBytes(Path("out") / (uid + ".json")));
  EXPECT_EQ(result["source"]["path"], uid);
  EXPECT_EQ(result["source"]["sop_instance_uid"], uid);
  EXPECT_THAT(FileBytes(Path("out/uid-map.csv")), HasSubstr("," + uid + ",instance\r\n"));
}

TEST_F(DicomResults, DeidentifiedAgainWithTheSameMap) {
  Simulate("lumbar");
  for (const char* out : {"one", "two"}) {
    EXPECT_EQ(Annotate(kFilm, out, {"--format", "json", "--deidentify", "--uid-map", "map.csv"}).exit_code,
              0);
  }
  EXPECT_EQ(Names("one"), Names("two"));
  Write("map.csv", "level,height\r\n");
  EXPECT_EQ(Annotate(kFilm, "three", {"--deidentify", "--uid-map", "map.csv"}).exit_code, 3);
}

TEST_F(DicomResults, ADeidentifiedPlainImageLosesItsName) {
  Simulate("lumbar", "png");
  const Outcome outcome =
      Annotate("films/phantom-2-00000.png", "out", {"--format", "json,csv,png", "--deidentify"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const std::string& name : Names("out")) {
    if (name == "uid-map.csv") continue;
    EXPECT_THAT(name, ::testing::AnyOf(::testing::StartsWith("film-"), "studies.csv", "vertebrae.csv"));
    EXPECT_THAT(FileBytes(Path("out") / name), Not(HasSubstr("phantom-2"))) << name;
  }
}

TEST_F(DicomResults, TwoCopiesOfOneFilmAreNotMixedUp) {
  Simulate("lumbar");
  Write("copy.dcm", FileBytes(Path(kFilm)));
  const Outcome outcome = Run({"annotate", kFilm, "copy.dcm", "--out", "out", "--deidentify", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("same film"));
}

}  // namespace
}  // namespace openvfa::testing
