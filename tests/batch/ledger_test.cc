#include "openvfa/batch/ledger.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class LedgerTest : public ::testing::Test {
 protected:
  fs::path New(const std::string& name) {
    fs::create_directories(folder_ / name);
    return folder_ / name;
  }
  static ExportFile FileNamed(const std::string& name) {
    return {.path = "/export/" + name, .name = name, .bytes = 7, .modified_ns = 9};
  }
  static Routed Film(const std::string& sop) {
    return {.verdict = Verdict::kAssess, .reason = "lateral", .study_uid = "1.2", .sop_uid = sop};
  }
  static FilmResult Done(const std::string& row) {
    return {.outcome = FilmOutcome::kAssessed, .vertebra_rows = row + "\r\n", .study_row = row + "\r\n"};
  }
  static std::string Bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const testing::TempFolder temporary_;
  const fs::path folder_ = temporary_.Path();
};

TEST_F(LedgerTest, TheSameInstanceIsDoneOnce) {
  Ledger ledger(New("a"), {{"v", "1"}}, OnOtherRun::kRefuse);
  EXPECT_EQ(ledger.Add(FileNamed("x"), Film("1.2.3"), false), Verdict::kAssess);
  EXPECT_EQ(ledger.Add(FileNamed("y"), Film("1.2.3"), false), Verdict::kSkip);
  EXPECT_TRUE(ledger.Knows(FileNamed("y")));
  ExportFile changed = FileNamed("y");
  changed.bytes = 8;
  EXPECT_FALSE(ledger.Knows(changed));
}

TEST_F(LedgerTest, TablesDoNotDependOnTheOrder) {
  const std::vector<std::string> films{"c", "a", "b"};
  for (const bool backwards : {false, true}) {
    Ledger ledger(New(backwards ? "back" : "forth"), {{"v", "1"}}, OnOtherRun::kRefuse);
    for (std::size_t i = 0; i < films.size(); ++i) {
      const std::string& name = films[backwards ? films.size() - 1 - i : i];
      ledger.Add(FileNamed(name), Film("1." + std::to_string(name[0])), false);
    }
    while (const auto film = ledger.NextPending(0)) {
      ledger.Finish(film->id, Done(film->job.path.filename()));
    }
    ledger.WriteTables();
  }
  for (const char* table : {"vertebrae.csv", "studies.csv", "failures.csv", "routing.csv"}) {
    EXPECT_EQ(Bytes(folder_ / "back" / table), Bytes(folder_ / "forth" / table)) << table;
  }
  EXPECT_THAT(Bytes(folder_ / "back" / "vertebrae.csv"), HasSubstr("a\r\nb\r\nc\r\n"));
}

TEST_F(LedgerTest, WhatWasInHandIsDoneAgainAndItsHalvesAreRemoved) {
  const fs::path out = New("a");
  {
    Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
    ledger.Add(FileNamed("x"), Film("7"), false);
    ledger.Start(ledger.NextPending(0)->id);
    EXPECT_FALSE(ledger.NextPending(0));
  }
  New("a/studies/1.2");
  std::ofstream(out / "studies/1.2/.7.json.99.0.part") << "half";
  std::ofstream(out / "studies/1.2/.8.json.99.0.part") << "another film's";
  Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
  EXPECT_TRUE(ledger.NextPending(0));
  EXPECT_FALSE(fs::exists(out / "studies/1.2/.7.json.99.0.part"));
  EXPECT_TRUE(fs::exists(out / "studies/1.2/.8.json.99.0.part"));
}

TEST_F(LedgerTest, HalvesThatCouldNotBeRemovedAreRemovedByTheNextRun) {
  const fs::path out = New("a");
  {
    Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
    ledger.Add(FileNamed("x"), Film("7"), false);
    ledger.Finish(ledger.NextPending(0)->id,
                  {.stage = "write", .cause = "Read-only file system", .try_again = true});
  }
  New("a/studies/1.2");
  std::ofstream(out / "studies/1.2/.7.json.99.0.part") << "half";
  const Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
  EXPECT_FALSE(fs::exists(out / "studies/1.2/.7.json.99.0.part"));
}

TEST_F(LedgerTest, FailuresThatMayPassAreTriedAgain) {
  const fs::path out = New("a");
  for (const bool again : {true, false}) {
    {
      Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kFresh);
      ledger.Add(FileNamed("x"), Film("7"), false);
      ledger.Finish(ledger.NextPending(0)->id, {.stage = "write", .cause = "disk full", .try_again = again});
    }
    Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
    EXPECT_EQ(ledger.NextPending(0).has_value(), again);
    EXPECT_EQ(ledger.Count().failed, again ? 0U : 1U);
  }
}

TEST_F(LedgerTest, FailuresStayWhereTheyAreNotToBeTriedAgain) {
  const fs::path folder = New("a");
  {
    Ledger ledger(folder, {{"v", "1"}}, OnOtherRun::kRefuse);
    ledger.Add(FileNamed("x"), Film("1"), false);
    ledger.Finish(ledger.NextPending(0)->id, {.stage = "read", .cause = "killed", .try_again = true});
    ledger.Add(FileNamed("y"), Film("2"), false);
    ledger.Start(ledger.NextPending(0)->id);
  }
  {
    Ledger again(folder, {{"v", "1"}}, OnOtherRun::kRefuse, Retry::kNo);
    EXPECT_EQ(again.Count().failed, 1);
    EXPECT_EQ(again.Count().pending, 1);  // what was in hand is none
  }
  EXPECT_EQ(Ledger(folder, {{"v", "1"}}, OnOtherRun::kRefuse).Count().pending, 2);
}

TEST_F(LedgerTest, CountsNamesThatBeginAlike) {
  Ledger ledger(New("a"), {{"v", "1"}}, OnOtherRun::kRefuse);
  for (const char* name : {"1.2/x", "1.2/y", "1.2.3/x", "1.10/x"}) {
    ledger.Add(FileNamed(name), Film(name), false);
  }
  EXPECT_EQ(ledger.Count("1.2/").files, 2);
  EXPECT_EQ(ledger.Count("1.2.3/").files, 1);
  EXPECT_EQ(ledger.Count("1.3/").files, 0);
  EXPECT_EQ(ledger.Count().files, 4);
}

TEST_F(LedgerTest, OtherOptionsAreNamedAndRefused) {
  const fs::path out = New("a");
  { Ledger ledger(out, {{"format", "json"}, {"v", "1"}}, OnOtherRun::kRefuse); }
  try {
    Ledger ledger(out, {{"format", "csv"}, {"v", "1"}}, OnOtherRun::kRefuse);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("format (json there, csv here)"));
  }
  { Ledger ledger(out, {{"format", "csv"}, {"v", "1"}}, OnOtherRun::kAcceptMixed); }
  Ledger ledger(out, {{"format", "csv"}, {"v", "1"}}, OnOtherRun::kRefuse);
}

TEST_F(LedgerTest, FreshRemovesItsOwnFilesOnly) {
  const fs::path out = New("a");
  {
    Ledger ledger(out, {{"v", "1"}}, OnOtherRun::kRefuse);
    ledger.Add(FileNamed("x"), Film("7"), false);
    FilmResult done = Done("row");
    done.artefacts = {".json"};
    ledger.Finish(ledger.NextPending(0)->id, done);
    ledger.WriteTables();
  }
  New("a/studies/1.2");
  std::ofstream(out / "studies/1.2/7.json") << "{}";
  std::ofstream(out / "studies/1.2/notes.txt") << "mine";
  Ledger ledger(out, {{"v", "2"}}, OnOtherRun::kFresh);
  EXPECT_FALSE(fs::exists(out / "studies/1.2/7.json"));
  EXPECT_FALSE(fs::exists(out / "vertebrae.csv"));
  EXPECT_TRUE(fs::exists(out / "studies/1.2/notes.txt"));
  EXPECT_EQ(ledger.Count().files, 0U);
}

}  // namespace
}  // namespace openvfa
