#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "openvfa/report/version.h"
#include "run_program.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Usage : public ProgramTest {};

TEST_F(Usage, WithoutArgumentsItShowsTheHelp) {
  const Outcome outcome = Run({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("annotate"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Usage, HelpIsNoError) {
  const Outcome outcome = Run({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* word : {"annotate", "info", "phantom", "risk", "send", "--version", "3 bad input"}) {
    EXPECT_THAT(outcome.out, HasSubstr(word));
  }
}

TEST_F(Usage, EveryCommandExplainsItselfWithAnExample) {
  for (const char* command : {"annotate", "info", "phantom", "risk", "send"}) {
    const Outcome outcome = Run({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr(std::string("Example: openvfa ") + command));
    EXPECT_THAT(outcome.err, IsEmpty());
  }
  EXPECT_THAT(Run({"annotate", "--help"}).out, HasSubstr("json,csv,png"));
}

TEST_F(Usage, VersionNamesProgramCommitLibrariesAndNetworks) {
  const Outcome outcome = Run({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  for (const std::string& word :
       {ProgramVersion(), ProgramCommit(), std::string("DCMTK 3."), std::string("ITK 5."),
        std::string("OpenCV 4."), std::string("Eigen 3."), std::string("sha256 ")}) {
    EXPECT_THAT(outcome.out, HasSubstr(word));
  }
}

TEST_F(Usage, NamesACommandThatIsNone) {
  EXPECT_THAT(Run({"annotat", "a.dcm"}).err, HasSubstr("error: \"annotat\" is no command\n"));
  EXPECT_EQ(Run({""}).exit_code, 2);
}

TEST_F(Usage, SaysWhichNumberAnOptionTakes) {
  EXPECT_THAT(Run({"annotate", "a.dcm", "--out", "r", "--threads", "-1"}).err,
              HasSubstr("--threads: \"-1\" is not a number of 0 or more\n"));
  EXPECT_THAT(Run({"batch", "in", "--out", "r", "--jobs", "0"}).err,
              HasSubstr("--jobs: \"0\" is not a number greater than 0\n"));
}

TEST_F(Usage, MistakesAreExitCodeTwoAndOneSentence) {
  const std::vector<std::vector<std::string>> mistakes = {
      {"annotat", "a.dcm"},
      {"annotate", "a.dcm"},       // no --out
      {"annotate", "--out", "r"},  // no input
      {"annotate", "a.dcm", "--out", "r", "--colour"},
      {"annotate", "a.dcm", "--out", "r", "--frame", "first"},
      {"annotate", "a.dcm", "--out", "r", "--anterior", "up"},
      {"annotate", "a.dcm", "--out", "r", "--lowest-level", "L9"},
      {"annotate", "a.dcm", "--out", "r", "--pixel-spacing", "0"},
      {"annotate", "a.dcm", "--out", "r", "--pixel-spacing", "0.1,0.2,0.3"},
      {"annotate", "a.dcm", "--out", "r", "--pixel-spacing", "nan"},
      {"annotate", "a.dcm", "--out", "r", "--pixel-spacing", "143"},  // for 0.143
      {"annotate", "a.dcm", "--out", "r", "--threads", "-1"},
      {"annotate", "a.dcm", "--out", "r", "--max-pixels", "0"},
      {"info"},
      {"phantom", "--count", "2"},
      {"annotate", "a.dcm", "--out", "r", "--gc-mode", "some"},
      {"annotate", "a.dcm", "--out", "r", "--texture-image", "b.dcm"},  // without --texture-roi
      {"risk"},
      {"send", "a.dcm"},  // no --to
      {"send", ".", "--to", "host:104"},
      {"send", ".", "--to", "A@host:104", "--timeout-s", "0"},
      {"send", ".", "--to", "A@host:104", "--calling", "SEVENTEEN_LETTERS"},
      {"send", ".", "--to", "A@host:104", "--tls"},            // nobody to trust
      {"send", ".", "--to", "A@host:104", "--tls-no-verify"},  // without --tls
      {"risk", "--patient", "p.json", "--format", "xml"},
      {"risk", "--patient", "p.json", "--patients-csv", "p.csv"},
      {"risk", "--patients-csv", "p.csv", "--format", "json"},
      {"phantom", "--out", "r", "--framing", "skull"},
      {"phantom", "--out", "r", "--count", "0"},
      {"phantom", "--out", "r", "--mm-per-px", "-1"}};
  for (const auto& mistake : mistakes) {
    const Outcome outcome = Run(mistake);
    const std::string name = ::testing::PrintToString(mistake);
    EXPECT_EQ(outcome.exit_code, 2) << name;
    EXPECT_THAT(outcome.err, HasSubstr("error: ")) << name;
    EXPECT_THAT(outcome.out, IsEmpty()) << name;
  }
  EXPECT_THAT(Names("r"), IsEmpty());
}

TEST_F(Usage, AMissingOutNamesTheOption) { EXPECT_THAT(Run({"annotate", "a.dcm"}).err, HasSubstr("--out")); }

TEST_F(Usage, AnUnknownFormatNamesThoseAvailable) {
  for (const char* format : {"xml", "json,xml", ""}) {
    const Outcome outcome = Run({"annotate", "a.dcm", "--out", "r", "--format", format});
    EXPECT_EQ(outcome.exit_code, 2) << format;
    EXPECT_THAT(outcome.err, HasSubstr("json,csv,png")) << format;
  }
}

TEST_F(Usage, ASpacingDoesNotSwallowTheInputAfterIt) {
  const Outcome outcome = Run({"annotate", "--out", "r", "--pixel-spacing", "0.14,0.15", "missing.dcm"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("missing.dcm"));
}

}  // namespace
}  // namespace openvfa::testing
