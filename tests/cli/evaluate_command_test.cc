// openvfa evaluate as its user meets it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "run_program.h"
#include "strict_csv.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr const char* kHeader =
    "file,level,superior_anterior_x,superior_anterior_y,superior_posterior_x,superior_posterior_y,"
    "inferior_anterior_x,inferior_anterior_y,inferior_posterior_x,inferior_posterior_y\n";

class EvaluateCommand : public ProgramTest {
 protected:
  // Two films of three bodies; `shift` moves every point to the right.
  static std::string Corners(double shift, bool second = true) {
    std::string text = kHeader;
    for (const char* film : {"a.png", "b.png"}) {
      if (film[0] == 'b' && !second) continue;
      int top = 100;
      for (const char* level : {"L1", "L2", "L3"}) {
        const std::string left = std::to_string(50 + shift), right = std::to_string(90 + shift);
        const std::string upper = std::to_string(top), lower = std::to_string(top + 30);
        text += std::string(film) + "," + level + "," + left + "," + upper + "," + right + "," + upper + "," +
                left + "," + lower + "," + right + "," + lower + "\n";
        top += 40;
      }
    }
    return text;
  }
};

TEST_F(EvaluateCommand, WritesTablesAndJsonAndSaysTheMainFigures) {
  Write("truth.csv", Corners(0));
  Write("tool.csv", Corners(4));
  const Outcome outcome = Run({"evaluate", "--truth", "truth.csv", "--predictions", "tool.csv", "--out",
                               "result", "--mm-per-px", "0.5", "--bootstrap", "50"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(Names("result"),
              ElementsAre("bodies.csv", "evaluation.html", "evaluation.json", "figures", "statistics.csv"));
  EXPECT_THAT(Names("result/figures"),
              IsSupersetOf({"bland-altman-anterior_mm.png", "bland-altman-anterior_mm.svg",
                            "error-by-level.png", "error-by-level.svg"}));
  const std::string page = FileBytes(Path("result/evaluation.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("openvfa evaluate --truth truth.csv"),
                          HasSubstr("50 bootstrap resamples"), HasSubstr("OpenCV ")));
  EXPECT_THAT(FileBytes(Path("result/figures/error-by-level.png")).substr(1, 3), "PNG");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("evaluation.html"), HasSubstr("films are not at hand")));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("Bodies found"), HasSubstr("Point error, median"), HasSubstr("2.000")));
  bool found = false;
  for (const auto& row : StrictCsvRows(FileBytes(Path("result/statistics.csv")))) {
    if (row.at("measure") != "point_mm" || row.at("name") != "median" || row.at("group_by") != "all")
      continue;
    EXPECT_EQ(row.at("value"), "2");
    EXPECT_EQ(row.at("low"), "2");
    EXPECT_EQ(row.at("count"), "24");
    EXPECT_EQ(row.at("unit"), "mm");
    found = true;
  }
  EXPECT_TRUE(found);
  const auto bodies = StrictCsvRows(FileBytes(Path("result/bodies.csv")));
  ASSERT_EQ(bodies.size(), 6u);
  EXPECT_EQ(bodies[0].at("superior_anterior_error_px"), "4");
  EXPECT_EQ(bodies[0].at("superior_middle_error_px"), "");
  const json document = json::parse(FileBytes(Path("result/evaluation.json")));
  EXPECT_EQ(document["schema"], "openvfa/evaluation/1");
  EXPECT_THAT(document["command_line"].get<std::string>(), HasSubstr("openvfa evaluate --truth truth.csv"));
  EXPECT_EQ(document["options"]["bootstrap"], 50);
  EXPECT_EQ(document["bodies"].size(), 6u);
  EXPECT_FALSE(document["software"]["commit"].get<std::string>().empty());
}

TEST_F(EvaluateCommand, NamesFilmsWithoutPrediction) {
  Write("truth.csv", Corners(0));
  Write("tool.csv", Corners(1, false));
  const Outcome outcome = Run({"evaluate", "--truth", "truth.csv", "--predictions", "tool.csv", "--out",
                               "result", "--bootstrap", "0", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("film b"));
  EXPECT_EQ(outcome.out, "");
}

TEST_F(EvaluateCommand, EvaluatesTheProgramOnSimulatedFilms) {
  ASSERT_EQ(Run({"phantom", "--out", "films", "--seed", "3", "--count", "2", "--framing", "lumbar", "--rows",
                 "512", "--columns", "352", "--quiet"})
                .exit_code,
            0);
  ASSERT_EQ(Run({"annotate", "films/phantom-3-00000.png", "films/phantom-3-00001.png", "--out", "results",
                 "--format", "json", "--quiet"})
                .exit_code,
            0);
  const Outcome outcome = Run(
      {"evaluate", "--truth", "films", "--predictions", "results", "--out", "result", "--bootstrap", "20"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Dice"), HasSubstr("Ha, bias"), HasSubstr("Ha/Hp")));
  // The films lie beside their truth: they are found and shown.
  EXPECT_THAT(Names("result/figures"),
              IsSupersetOf({"worst-01.png", "worst-01.svg", "coverage.svg", "confusion.svg"}));
  EXPECT_THAT(outcome.err, Not(HasSubstr("not at hand")));
}

TEST_F(EvaluateCommand, RefusesWhatItCannotUse) {
  Write("truth.csv", Corners(0));
  Write("odd.csv", "a,b\n1,2\n");
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"evaluate", "--truth", "truth.csv", "--out", "result"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  };
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_EQ(run({"--predictions", "truth.csv", "--levels", "L5-T4"}).exit_code, 2);
  EXPECT_EQ(run({"--predictions", "truth.csv", "--bootstrap", "-3"}).exit_code, 2);
  EXPECT_EQ(run({"--predictions", "truth.csv", "--worst", "201"}).exit_code, 2);
  const Outcome odd = run({"--predictions", "odd.csv"});
  EXPECT_EQ(odd.exit_code, 3);
  EXPECT_THAT(odd.err, HasSubstr("odd.csv"));
  EXPECT_EQ(run({"--predictions", "missing.csv"}).exit_code, 3);
  EXPECT_THAT(Names("."), Not(::testing::Contains("result")));
}

}  // namespace
}  // namespace openvfa::testing
