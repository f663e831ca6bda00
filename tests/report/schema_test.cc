#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <sstream>

#include "openvfa/report/json.h"
#include "random_assessment.h"
#include "sample_assessment.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;

json Written(const StudyAssessment& assessment, const JsonOptions& options = {}) {
  std::ostringstream out;
  WriteJson(assessment, out, options);
  return json::parse(out.str());
}

TEST(Schema, HoldsForEveryKindOfAssessment) {
  EXPECT_EQ(SchemaErrors(Written(SampleAssessment())), "");
  EXPECT_EQ(SchemaErrors(Written(UncalibratedSample())), "");
  EXPECT_EQ(SchemaErrors(Written(EmptyAssessment())), "");
}

TEST(Schema, HoldsWithOptionsAndOptionalParts) {
  JsonOptions options{.assessment = AssessmentOptions{}};
  EXPECT_EQ(SchemaErrors(Written(SampleAssessment(), options)), "");
  options.assessment->segmentation.anterior = AnteriorSide::kRight;
  options.assessment->segmentation.lowest_level = VertebralLevel::kL6;
  StudyAssessment study = SampleAssessment();
  study.grades[0].secondary_type = DeformityType::kCrush;
  study.calibration.magnification = 1.15;
  study.measurements.kyphosis = study.measurements.lordosis;
  study.outlines.bodies[0].level = VertebralLevel::kT13;
  study.outlines.bodies[1].outline_px.clear();
  EXPECT_EQ(SchemaErrors(Written(study, options)), "");
}

TEST(Schema, HoldsForRandomAssessments) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(SchemaErrors(Written(RandomAssessment(seed))), "") << seed;
  }
}

TEST(Schema, RefusesEditsThatAreNone) {
  StudyAssessment study = SampleAssessment();
  study.edits = {{.change = "moved",
                  .level = "L1",
                  .point = "inferior_middle",
                  .before_px = Eigen::Vector2d(1, 2),
                  .after_px = Eigen::Vector2d(3, 4),
                  .time = "2024-05-06T07:08:09Z"}};
  const json valid = Written(study);
  EXPECT_EQ(SchemaErrors(valid), "");
  const auto refused = [&valid](const char* member, const json& value) {
    json changed = valid;
    changed["edits"][0][member] = value;
    return !SchemaErrors(changed).empty();
  };
  EXPECT_TRUE(refused("change", "guessed"));
  EXPECT_TRUE(refused("point", "left"));
  EXPECT_TRUE(refused("level", "L7"));
  EXPECT_TRUE(refused("time", "yesterday"));
  EXPECT_TRUE(refused("after_px", json::array({1})));
  EXPECT_TRUE(refused("extra", 1));
}

TEST(Schema, HoldsWhereNumbersAreNot) {
  StudyAssessment study = SampleAssessment();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  study.outlines.bodies[0].points.superior_middle.position_px = {nan, 3};
  study.outlines.bodies[0].points.superior_middle.covariance_px2.setConstant(nan);
  study.measurements.vertebrae[0].wedge_ratio.value = std::numeric_limits<double>::infinity();
  const json written = Written(study);
  EXPECT_EQ(SchemaErrors(written), "");
  EXPECT_TRUE(written["vertebrae"][0]["midpoints_px"]["superior"].is_null());
  EXPECT_TRUE(written["vertebrae"][0]["landmark_sd_px"]["superior"].is_null());
  EXPECT_TRUE(written["vertebrae"][0]["ratios"]["wedge"].is_null());
}

// Each of these changes one valid file into one that the schema must refuse.
TEST(Schema, RefusesWhatIsNotAnAssessment) {
  const json valid = Written(SampleAssessment());
  const auto refused = [&valid](const std::string& pointer, const json& value) {
    json changed = valid;
    changed[json::json_pointer(pointer)] = value;
    return !SchemaErrors(changed).empty();
  };
  EXPECT_TRUE(refused("/schema", "openvfa/assessment/2"));
  EXPECT_TRUE(refused("/vertebrae/0/genant/grade", 4));
  EXPECT_TRUE(refused("/vertebrae/0/genant/grade", 1.5));
  EXPECT_TRUE(refused("/vertebrae/0/genant/type", "flat"));
  EXPECT_TRUE(refused("/vertebrae/0/level", "L7"));
  EXPECT_TRUE(refused("/vertebrae/0/corners_px/superior_anterior", json::array({1, 2, 3})));
  EXPECT_TRUE(refused("/vertebrae/0/level_probability", 1.01));
  EXPECT_TRUE(refused("/vertebrae/0/extra", 1));
  EXPECT_TRUE(refused("/calibration/mm_per_px", json::array({0.2, 0})));
  EXPECT_TRUE(refused("/spine/evaluable_levels", 14));
  EXPECT_TRUE(refused("/orientation/anterior", "front"));
  EXPECT_TRUE(refused("/software/networks/0/sha256", "abc"));
  EXPECT_TRUE(refused("/image/rows", "400"));
}

// Files from before there were norms have no "quantitative" and are still valid.
TEST(Schema, RefusesEveryMissingMember) {
  json valid = Written(SampleAssessment());
  valid.erase("quantitative");
  for (json& vertebra : valid["vertebrae"]) vertebra.erase("quantitative");
  ASSERT_EQ(SchemaErrors(valid), "");
  for (const auto& member : valid.items()) {
    json changed = valid;
    changed.erase(member.key());
    EXPECT_NE(SchemaErrors(changed), "") << member.key();
  }
  for (const auto& member : valid["vertebrae"][0].items()) {
    json changed = valid;
    changed["vertebrae"][0].erase(member.key());
    EXPECT_NE(SchemaErrors(changed), "") << member.key();
  }
}

TEST(Schema, HoldsForTheExampleInTheDocumentation) {
  const json example = FormatFile("assessment-1.example.json");
  EXPECT_EQ(SchemaErrors(example), "");
  EXPECT_GE(example["vertebrae"].size(), 4u);
}

}  // namespace
}  // namespace openvfa::testing
