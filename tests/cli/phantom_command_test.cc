#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_program.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

class PhantomCommand : public ProgramTest {
 protected:
  void Simulate(const std::string& out, std::vector<std::string> more) const {
    more.insert(more.begin(), {"phantom", "--out", out, "--rows", "256", "--columns", "128", "--quiet"});
    const Outcome outcome = Run(more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  void ExpectSameFiles(const std::string& a, const std::string& b) const {
    ASSERT_EQ(Names(a), Names(b));
    for (const std::string& name : Names(a)) {
      EXPECT_FALSE(FileBytes(Path(a) / name).empty()) << name;
      EXPECT_EQ(FileBytes(Path(a) / name), FileBytes(Path(b) / name)) << name;
    }
  }
};

TEST_F(PhantomCommand, NamesFilesBySeedAndNumber) {
  Simulate("films", {"--count", "2", "--seed", "7"});
  EXPECT_THAT(Names("films"), ElementsAre("phantom-7-00000.png", "phantom-7-00000.truth.json",
                                          "phantom-7-00001.png", "phantom-7-00001.truth.json"));
}

TEST_F(PhantomCommand, SameSeedSameBytesAtAnyNumberOfThreads) {
  for (const char* format : {"png", "dicom"}) {
    const std::string one = std::string(format) + "-one", two = std::string(format) + "-two";
    Simulate(one, {"--count", "4", "--seed", "3", "--format", format, "--threads", "1"});
    Simulate(two, {"--count", "4", "--seed", "3", "--format", format, "--threads", "2"});
    ExpectSameFiles(one, two);
  }
}

TEST_F(PhantomCommand, AnotherSeedIsAnotherFilm) {
  Simulate("a", {"--seed", "3"});
  Simulate("b", {"--seed", "4"});
  EXPECT_NE(FileBytes(Path("a/phantom-3-00000.png")), FileBytes(Path("b/phantom-4-00000.png")));
}

TEST_F(PhantomCommand, TruthIsAnAssessment) {
  for (const char* framing : {"whole-spine", "lumbar", "thoracic", "dxa"}) {
    Simulate(framing, {"--framing", framing, "--seed", "11", "--count", "2", "--format", "dicom"});
    for (const char* number : {"00000", "00001"}) {
      const std::string stem = std::string("phantom-11-") + number;
      const json truth = json::parse(FileBytes(Path(framing) / (stem + ".truth.json")));
      EXPECT_EQ(SchemaErrors(truth), "") << framing;
      EXPECT_EQ(truth["source"]["path"], stem + ".dcm");
      EXPECT_EQ(truth["image"]["rows"], 256);
      EXPECT_GE(truth["vertebrae"].size(), 3u) << framing;
      for (const json& vertebra : truth["vertebrae"]) EXPECT_EQ(vertebra["level_probability"], 1.0);
    }
  }
}

TEST_F(PhantomCommand, CleanFilmsDiffer) {
  Simulate("plain", {});
  Simulate("clean", {"--clean"});
  EXPECT_NE(FileBytes(Path("plain/phantom-1-00000.png")), FileBytes(Path("clean/phantom-1-00000.png")));
}

}  // namespace
}  // namespace openvfa::testing
