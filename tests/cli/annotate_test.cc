// From a film's file to the results' files, judged by the simulator's truth.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "openvfa/report/json.h"
#include "run_program.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Annotate : public ProgramTest {
 protected:
  void Simulate(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"phantom", "--out", "films", "--seed", "2", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(Run(arguments).exit_code, 0);
  }

  StoredAssessment Stored(const std::string& name) const {
    std::ifstream in(Path(name));
    return ReadAssessmentOutlines(in, name);
  }
};

Eigen::Vector2d Centre(const VertebralBody& body) {
  const SixPoints& p = body.points;
  return (p.superior_anterior.position_px + p.superior_posterior.position_px +
          p.inferior_anterior.position_px + p.inferior_posterior.position_px) /
         4;
}

double HeightOf(const VertebralBody& body) {
  return (body.points.superior_posterior.position_px - body.points.inferior_posterior.position_px).norm();
}

// Bodies of the truth whose centre was found within half their height.
int Found(const SpineOutlines& truth, const SpineOutlines& found) {
  int count = 0;
  for (const VertebralBody& body : truth.bodies) {
    for (const VertebralBody& candidate : found.bodies) {
      if ((Centre(candidate) - Centre(body)).norm() > 0.5 * HeightOf(body)) continue;
      ++count;
      break;
    }
  }
  return count;
}

TEST_F(Annotate, ASimulatedLumbarFilm) {
  Simulate({"--framing", "lumbar", "--format", "dicom", "--rows", "1024", "--columns", "704"});
  const Outcome outcome = Run({"annotate", "films/phantom-2-00000.dcm", "--out", "results"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(Names("results"),
              ElementsAre("phantom-2-00000.csv", "phantom-2-00000.html", "phantom-2-00000.json",
                          "phantom-2-00000.png", "studies.csv", "vertebrae.csv"));
  const json result = json::parse(FileBytes(Path("results/phantom-2-00000.json")));
  EXPECT_EQ(SchemaErrors(result), "");
  EXPECT_EQ(result["source"]["path"], "films/phantom-2-00000.dcm");
  EXPECT_EQ(result["software"]["networks"].empty(), false);
  EXPECT_EQ(result["options"]["segmentation"]["min_confidence"], SegmentationOptions{}.min_confidence);
  EXPECT_GE(Found(Stored("films/phantom-2-00000.truth.json").outlines,
                  Stored("results/phantom-2-00000.json").outlines),
            4);
  const cv::Mat picture = cv::imread(Path("results/phantom-2-00000.png").string());
  EXPECT_EQ(picture.cols, 704);
  EXPECT_GT(picture.rows, 1024);  // the film, and the legend below it
  EXPECT_THAT(outcome.out, HasSubstr("Spinal Deformity Index"));
  EXPECT_THAT(outcome.err, HasSubstr(" s\n"));  // stages with their times
}

TEST_F(Annotate, ChosenFormatsQuietlyWithAGivenSpacing) {
  Simulate({"--framing", "lumbar"});
  const Outcome outcome =
      Run({"annotate", "films/phantom-2-00000.png", "--out", "results", "--format", "json", "--pixel-spacing",
           "0.4", "--anterior", "left", "--lowest-level", "L5", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(Names("results"), ElementsAre("phantom-2-00000.json"));
  const json result = json::parse(FileBytes(Path("results/phantom-2-00000.json")));
  EXPECT_EQ(result["calibration"]["mm_per_px"], json::parse("[0.4, 0.4]"));
  EXPECT_EQ(result["orientation"]["anterior"], "left");
  EXPECT_EQ(result["options"]["segmentation"]["lowest_level"], "L5");
  ASSERT_FALSE(result["vertebrae"].empty());
  EXPECT_EQ(result["vertebrae"].back()["level"], "L5");
}

TEST_F(Annotate, SameFilmSameResult) {
  Simulate({"--framing", "lumbar", "--format", "dicom"});
  for (const char* out : {"one", "two"}) {
    EXPECT_EQ(Run({"annotate", "films/phantom-2-00000.dcm", "--out", out, "--quiet"}).exit_code, 0);
  }
  for (const std::string& name : Names("one"))
    EXPECT_EQ(FileBytes(Path("one") / name), FileBytes(Path("two") / name));
}

TEST_F(Annotate, GoesOnAfterAnInputThatFails) {
  Simulate({"--framing", "lumbar", "--format", "dicom"});
  Write("films/notes.txt", "no film");
  const Outcome outcome = Run(
      {"annotate", "films/notes.txt", "films/phantom-2-00000.dcm", "--out", "results", "--format", "csv"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("films/notes.txt"));
  EXPECT_THAT(Names("results"), ElementsAre("phantom-2-00000.csv", "studies.csv", "vertebrae.csv"));
}

TEST_F(Annotate, SaysThatThePixelSizeContradictsTheBodies) {
  Simulate({"--framing", "lumbar"});
  const auto codes = [&](const char* spacing) {
    Run({"annotate", "films/phantom-2-00000.png", "--out", "results", "--format", "json", "--pixel-spacing",
         spacing});
    std::vector<std::string> found;
    const json result = json::parse(FileBytes(Path("results/phantom-2-00000.json")));
    for (const json& d : result["diagnostics"]) found.push_back(d["code"]);
    return found;
  };
  const double truth =
      json::parse(FileBytes(Path("films/phantom-2-00000.truth.json")))["calibration"]["mm_per_px"][0];
  EXPECT_THAT(codes(std::to_string(truth).c_str()), Not(Contains("pixel-size-doubtful")));
  EXPECT_THAT(codes(std::to_string(truth / 2.5).c_str()), Contains("pixel-size-doubtful"));
}

TEST_F(Annotate, AReaderThatEndsEarlyCostsNoOtherResult) {
  Simulate({"--framing", "lumbar", "--count", "2"});
  const std::string command = "cd '" + Path("").string() +
                              "' && { '" OPENVFA_PROGRAM
                              "' annotate films/phantom-2-00000.png films/phantom-2-00001.png --out results "
                              "--format csv 2> err; echo $? > code; } | true";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(Names("results"),
              ElementsAre("phantom-2-00000.csv", "phantom-2-00001.csv", "studies.csv", "vertebrae.csv"));
  EXPECT_EQ(FileBytes(Path("code")), "1\n");
  EXPECT_THAT(FileBytes(Path("err")), HasSubstr("standard output"));
}

TEST_F(Annotate, AFilmWithoutVertebraIsDoneButNotAssessed) {
  const cv::Mat grey(512, 256, CV_8UC1, cv::Scalar(90));
  cv::imwrite(Path("grey.png").string(), grey);
  const Outcome outcome = Run({"annotate", "grey.png", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("No vertebra was found."));
  const json result = json::parse(FileBytes(Path("results/grey.json")));
  EXPECT_EQ(SchemaErrors(result), "");
  EXPECT_TRUE(result["vertebrae"].empty());
  EXPECT_FALSE(result["diagnostics"].empty());
}

}  // namespace
}  // namespace openvfa::testing
