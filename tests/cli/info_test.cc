#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "run_program.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class Info : public ProgramTest {
 protected:
  // `info --json` of the first film of a simulated series.
  json InfoOf(const std::vector<std::string>& phantom_arguments, const std::string& extension) const {
    std::vector<std::string> arguments = {"phantom", "--out", "films", "--seed", "5"};
    arguments.insert(arguments.end(), phantom_arguments.begin(), phantom_arguments.end());
    EXPECT_EQ(Run(arguments).exit_code, 0);
    const Outcome outcome = Run({"info", "--json", "films/phantom-5-00000" + extension});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out);
  }
};

TEST_F(Info, SpacingOfASimulatedFilm) {
  const json info = InfoOf({"--framing", "lumbar", "--format", "dicom", "--mm-per-px", "0.437", "--rows",
                            "1024", "--columns", "512"},
                           ".dcm");
  EXPECT_EQ(info["image"]["rows"], 1024);
  EXPECT_EQ(info["image"]["columns"], 512);
  EXPECT_EQ(info["bits_stored"], 12);
  EXPECT_EQ(info["photometric"], "MONOCHROME2");
  EXPECT_EQ(info["view"], "lateral_radiograph");
  EXPECT_EQ(info["calibration"]["plane"], "patient");
  EXPECT_NEAR(info["calibration"]["mm_per_px"][0].get<double>(), 0.437, 1e-9);
  EXPECT_NEAR(info["calibration"]["mm_per_px"][1].get<double>(), 0.437, 1e-9);
}

TEST_F(Info, SpacingOfASimulatedDxaComesFromExposedArea) {
  const json info = InfoOf(
      {"--framing", "dxa", "--format", "dicom", "--mm-per-px", "0.25", "--rows", "1000", "--columns", "480"},
      ".dcm");
  EXPECT_EQ(info["view"], "lateral_dxa");
  EXPECT_EQ(info["bits_stored"], 8);
  EXPECT_EQ(info["reference"]["modality"], "CR");
  EXPECT_THAT(info["calibration"]["source"].get<std::string>(), HasSubstr("ExposedArea"));
  // Whole millimetres: 120 x 250.
  EXPECT_NEAR(info["calibration"]["mm_per_px"][0].get<double>(), 0.25, 1e-6);
  EXPECT_NEAR(info["calibration"]["mm_per_px"][1].get<double>(), 0.25, 1e-6);
}

TEST_F(Info, APlainImageHasNoScaleUnlessGiven) {
  const json info = InfoOf({}, ".png");
  EXPECT_EQ(info["bits_stored"], 16);
  EXPECT_TRUE(info["calibration"]["mm_per_px"].is_null());
  const Outcome given = Run({"info", "--json", "--pixel-spacing", "0.2,0.3", "films/phantom-5-00000.png"});
  EXPECT_EQ(json::parse(given.out)["calibration"]["mm_per_px"], json::parse("[0.2, 0.3]"));
}

TEST_F(Info, ShowsCuesButNoPatient) {
  InfoOf({"--framing", "dxa", "--format", "dicom"}, ".dcm");
  const Outcome outcome = Run({"info", "films/phantom-5-00000.dcm"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("LVA"));
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("Simulated")));
}

}  // namespace
}  // namespace openvfa::testing
