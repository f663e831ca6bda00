#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "run_program.h"

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WrongInput : public ProgramTest {
 protected:
  // One film of the simulator; its file's name.
  std::string Film(const std::string& format) const {
    EXPECT_EQ(
        Run({"phantom", "--out", "films", "--rows", "128", "--columns", "96", "--format", format}).exit_code,
        0);
    return std::string("films/phantom-1-00000.") + (format == "dicom" ? "dcm" : "png");
  }

  // Both commands refuse it in one sentence that names it, with exit code 3 and no result.
  void ExpectRefused(const std::string& input) const {
    for (const bool annotate : {true, false}) {
      const Outcome outcome = annotate ? Run({"annotate", input, "--out", "results"}) : Run({"info", input});
      EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr(fs::path(input).filename().string()));
      EXPECT_THAT(outcome.out, IsEmpty());
    }
    EXPECT_THAT(Names("results"), IsEmpty());
  }
};

TEST_F(WrongInput, TextFile) {
  Write("notes.txt", "These are notes, not a film.\n");
  ExpectRefused("notes.txt");
}

TEST_F(WrongInput, TextFileThatCallsItselfAFilm) {
  Write("notes.dcm", "These are notes, not a film.\n");
  ExpectRefused("notes.dcm");
  Write("notes.png", "These are notes, not a film.\n");
  ExpectRefused("notes.png");
}

TEST_F(WrongInput, EmptyFile) {
  Write("empty.dcm", "");
  ExpectRefused("empty.dcm");
}

TEST_F(WrongInput, MissingFile) { ExpectRefused("missing.dcm"); }

TEST_F(WrongInput, Folder) {
  fs::create_directories(Path("folder"));
  ExpectRefused("folder");
}

TEST_F(WrongInput, TruncatedFilms) {
  for (const char* format : {"dicom", "png"}) {
    const std::string film = Film(format), bytes = FileBytes(Path(film));
    ASSERT_GT(bytes.size(), 1000u);
    const std::string cut = "cut" + fs::path(film).extension().string();
    Write(cut, bytes.substr(0, bytes.size() / 2));
    const Outcome outcome = Run({"annotate", cut, "--out", "results"});
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(cut));
    EXPECT_THAT(Names("results"), IsEmpty());
  }
}

TEST_F(WrongInput, EveryInputFailsAndEachIsNamed) {
  Write("a.txt", "text");
  Write("b.txt", "text");
  const Outcome outcome = Run({"annotate", "a.txt", "b.txt", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("a.txt"));
  EXPECT_THAT(outcome.err, HasSubstr("b.txt"));
}

TEST_F(WrongInput, OneSentenceIsOneLine) {
  Write("a.txt", "text");
  const std::string err = Run({"annotate", "a.txt", "--out", "results", "--quiet"}).err;
  EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << err;
}

TEST_F(WrongInput, TwoInputsWithOneResultName) {
  Write("a/film.png", "x");
  Write("b/film.dcm", "x");
  const Outcome outcome = Run({"annotate", "a/film.png", "b/film.dcm", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("a/film.png"));
  EXPECT_THAT(outcome.err, HasSubstr("b/film.dcm"));
  EXPECT_THAT(Names("."), ElementsAre("a", "b"));
}

// Archives name files by UID, without an ending: the last number is part of the name.
TEST_F(WrongInput, UidsAreNotCutToTheSameName) {
  Write("1.2.3", "x");
  Write("1.2.4", "x");
  EXPECT_EQ(Run({"annotate", "1.2.3", "1.2.4", "--out", "results"}).exit_code, 3);
}

TEST_F(WrongInput, ResultsNeverOverwriteAnInput) {
  const std::string film = Film("png");
  const std::string before = FileBytes(Path(film));
  const Outcome outcome = Run({"annotate", film, "--out", "films"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("overwrite"));
  EXPECT_EQ(FileBytes(Path(film)), before);
  fs::create_directories(Path("linked"));
  fs::create_hard_link(Path(film), Path("linked/phantom-1-00000.png"));
  EXPECT_EQ(Run({"annotate", film, "--out", "linked"}).exit_code, 2);
  EXPECT_EQ(FileBytes(Path(film)), before);
}

TEST_F(WrongInput, OutIsAFile) {
  Write("results", "I was here");
  const Outcome outcome = Run({"annotate", "a.dcm", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("results"));
  EXPECT_EQ(FileBytes(Path("results")), "I was here");
  EXPECT_EQ(Run({"phantom", "--out", "results/deeper"}).exit_code, 2);
}

TEST_F(WrongInput, OutCannotBeMade) {
  const Outcome outcome = Run({"annotate", "a.dcm", "--out", "/proc/results"});  // not even by the superuser
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("/proc/results"));
}

TEST_F(WrongInput, AResultThatCannotBeWrittenIsAFailureThatNamesIt) {
  fs::create_directories(Path("results/phantom-1-00000.png"));
  const Outcome outcome = Run({"phantom", "--out", "results", "--rows", "128", "--columns", "96"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("phantom-1-00000.png"));
}

TEST_F(WrongInput, TooManyPixels) {
  const std::string film = Film("dicom");
  const Outcome outcome = Run({"info", film, "--max-pixels", "1000"});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
}

}  // namespace
}  // namespace openvfa::testing
