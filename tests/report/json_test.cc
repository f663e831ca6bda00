#include "openvfa/report/json.h"

#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "openvfa/image/error.h"
#include "openvfa/report/version.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;

std::string Text(const StudyAssessment& assessment, const JsonOptions& options = {}) {
  std::ostringstream out;
  WriteJson(assessment, out, options);
  return out.str();
}

Json Written(const StudyAssessment& assessment, const JsonOptions& options = {}) {
  return Json::parse(Text(assessment, options));
}

std::vector<std::string> Keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

TEST(Json, KeysComeInTheOrderOfTheFormat) {
  EXPECT_THAT(
      Keys(Written(SampleAssessment())),
      ElementsAre("schema", "software", "source", "image", "calibration", "orientation", "vertebrae", "spine",
                  "quantitative", "densitometry", "texture", "risk", "options", "diagnostics", "edits"));
}

TEST(Json, NamesProgramSourceAndScale) {
  const Json json = Written(SampleAssessment());
  EXPECT_EQ(json["schema"], "openvfa/assessment/1");
  EXPECT_EQ(json["software"]["version"], ProgramVersion());
  EXPECT_EQ(json["software"]["commit"], ProgramCommit());
  EXPECT_EQ(json["software"]["networks"][0]["name"], "locate");
  EXPECT_EQ(json["source"]["path"], "films/a.dcm");
  EXPECT_EQ(json["source"]["sop_instance_uid"], "2.25.1");
  EXPECT_EQ(json["source"]["view"], "lateral_radiograph");
  EXPECT_EQ(json["source"]["routing"][0]["value"], "LSPINE");
  EXPECT_EQ(json["calibration"]["mm_per_px"], Json::parse("[0.2, 0.25]"));
  EXPECT_EQ(json["calibration"]["plane"], "patient");
  EXPECT_EQ(json["calibration"]["pixel_aspect"], 1.25);
  EXPECT_EQ(json["image"], Json::parse(R"({"rows": 400, "columns": 300})"));
}

TEST(Json, HoldsEveryNumberOfAVertebra) {
  const Json t12 = Written(SampleAssessment())["vertebrae"][0];
  EXPECT_EQ(t12["level"], "T12");
  EXPECT_EQ(t12["level_alternatives"][1], Json::parse(R"({"level": "L1", "probability": 0.1})"));
  EXPECT_EQ(t12["outline_px"].size(), 64u);
  EXPECT_EQ(t12["outline_px"][1], Json::parse("[123.75, 60.0]"));
  EXPECT_EQ(t12["corners_px"]["superior_anterior"], Json::parse("[120.0, 60.0]"));
  EXPECT_EQ(t12["corners_px"]["inferior_posterior"], Json::parse("[180.0, 120.0]"));
  EXPECT_EQ(t12["midpoints_px"]["inferior"], Json::parse("[150.0, 120.0]"));
  EXPECT_EQ(t12["landmark_sd_px"]["superior"], Json::parse("[0.5, 1.0]"));
  EXPECT_EQ(t12["landmark_sd_px"].size(), 6u);
  EXPECT_EQ(t12["heights_px"]["anterior"], 42.0);
  EXPECT_EQ(t12["heights_mm"]["posterior"], 15.0);
  EXPECT_EQ(t12["height_sd_mm"]["posterior"], 0.225);
  EXPECT_EQ(t12["ratios"]["wedge"], 0.7);
  EXPECT_EQ(t12["ratios"]["crush"], 0.95);
  EXPECT_EQ(t12["ratio_sd"]["crush"], 0.03);
  EXPECT_EQ(t12["wedge_angle_deg"], 12.5);
  EXPECT_EQ(t12["area_px2"], 3600.0);
}

TEST(Json, HoldsTheGrade) {
  const Json genant = Written(SampleAssessment())["vertebrae"][0]["genant"];
  EXPECT_EQ(genant["grade"], 2);
  EXPECT_EQ(genant["type"], "wedge");
  EXPECT_TRUE(genant["secondary_type"].is_null());
  EXPECT_EQ(genant["grade_probability"], Json::parse("[0.0, 0.1, 0.85, 0.05]"));
  EXPECT_EQ(genant["boundary"], true);
  EXPECT_EQ(genant["reference_levels"], Json::parse(R"(["L1"])"));
}

TEST(Json, AbsentIsNull) {
  const Json json = Written(UncalibratedSample());
  EXPECT_TRUE(json["calibration"]["mm_per_px"].is_null());
  EXPECT_EQ(json["calibration"]["source"], "none");
  EXPECT_TRUE(json["vertebrae"][0]["heights_mm"].is_null());
  EXPECT_TRUE(json["vertebrae"][0]["height_sd_mm"].is_null());
  EXPECT_TRUE(json["vertebrae"][0]["depth_mm"].is_null());
  EXPECT_TRUE(json["vertebrae"][1]["ratios"]["crush"].is_null());
  EXPECT_TRUE(json["spine"]["kyphosis_deg"].is_null());
  EXPECT_EQ(json["spine"]["lordosis_levels"], Json::parse(R"(["L1", "L5"])"));
  EXPECT_TRUE(json["densitometry"].is_null());
  EXPECT_TRUE(json["texture"].is_null());
  EXPECT_TRUE(json["options"].is_null());
  EXPECT_TRUE(json["risk"].is_null());
}

TEST(Json, NotEvaluableKeepsItsPlaceAndReasonButNoNumbers) {
  const Json l2 = Written(SampleAssessment())["vertebrae"][2];
  EXPECT_EQ(l2["evaluable"], false);
  EXPECT_EQ(l2["reason"], "cut by the edge, \"half\" seen");
  EXPECT_TRUE(l2["genant"].is_null());
  EXPECT_TRUE(l2["heights_px"].is_null());
  EXPECT_TRUE(l2["area_px2"].is_null());
  EXPECT_EQ(l2["corners_px"]["superior_anterior"], Json::parse("[120.0, 220.0]"));
}

TEST(Json, UngradedVertebraKeepsItsHeights) {
  StudyAssessment study = SampleAssessment();
  study.grades[1].evaluable = false;
  study.grades[1].reason = "no grade above T4";
  const Json l1 = Written(study)["vertebrae"][1];
  EXPECT_EQ(l1["evaluable"], false);
  EXPECT_EQ(l1["reason"], "no grade above T4");
  EXPECT_EQ(l1["heights_px"]["middle"], 59.0);
  EXPECT_TRUE(l1["genant"].is_null());
}

TEST(Json, IndexOverNoLevelIsNotZero) {
  const Json spine = Written(EmptyAssessment())["spine"];
  EXPECT_TRUE(spine["deformity_index"].is_null());
  EXPECT_EQ(spine["evaluable_levels"], 0);
  EXPECT_EQ(Written(SampleAssessment())["spine"]["deformity_index"], 2);
}

TEST(Json, SaysWhichOptionsWereUsed) {
  JsonOptions options{.assessment = AssessmentOptions{}};
  options.assessment->segmentation.lowest_level = VertebralLevel::kL4;
  options.assessment->genant.severe_inclusive = false;
  const Json written = Written(SampleAssessment(), options)["options"];
  EXPECT_EQ(written["segmentation"]["lowest_level"], "L4");
  EXPECT_TRUE(written["segmentation"]["anterior"].is_null());
  EXPECT_EQ(written["genant"]["severe_inclusive"], false);
  EXPECT_EQ(written["genant"]["mild"], GenantOptions{}.mild);
}

TEST(Json, EditsStandThereAlsoWhereThereAreNone) {
  StudyAssessment study = SampleAssessment();
  EXPECT_EQ(Written(study)["edits"], Json::array());
  study.edits = {{.change = "moved",
                  .level = "L1",
                  .point = "inferior_middle",
                  .before_px = Eigen::Vector2d(1.00001, 2),
                  .after_px = Eigen::Vector2d(3, 4.5),
                  .tool = "LabelMe 5.2.1",
                  .editor = "reader A",
                  .time = "2024-05-06T07:08:09Z"},
                 {.change = "renamed", .level = "L2", .before = "L1", .after = "L2"}};
  const Json edits = Written(study)["edits"];
  ASSERT_EQ(edits.size(), 2u);
  EXPECT_THAT(Keys(edits[0]), ElementsAre("change", "level", "point", "before_px", "after_px", "before",
                                          "after", "tool", "editor", "time"));
  EXPECT_EQ(edits[0]["before_px"], Json::parse("[1.0, 2.0]"));
  EXPECT_EQ(edits[0]["editor"], "reader A");
  EXPECT_TRUE(edits[0]["before"].is_null());
  EXPECT_EQ(edits[1]["after"], "L2");
  EXPECT_TRUE(edits[1]["after_px"].is_null());
  EXPECT_TRUE(edits[1]["time"].is_null());
}

TEST(Json, SameAssessmentSameBytes) { EXPECT_EQ(Text(SampleAssessment()), Text(SampleAssessment())); }

TEST(Json, RoundsToTheDocumentedStep) {
  StudyAssessment study = SampleAssessment();
  study.outlines.bodies[0].points.superior_anterior.position_px = {1.0 / 3, -0.00001};
  study.measurements.vertebrae[0].heights_px.anterior.value = 2.0 / 3;
  const std::string text = Text(study);
  EXPECT_NE(text.find("\"superior_anterior\": [0.3333,0.0]"), std::string::npos) << text;
  EXPECT_NE(text.find("\"anterior\": 0.666667,"), std::string::npos);
}

TEST(Json, FileNamesThatAreNotUtf8StillGiveJson) {
  StudyAssessment study = SampleAssessment();
  study.source_path = "gr\xFC\xDF.dcm";
  EXPECT_EQ(Written(study)["source"]["path"], "gr\uFFFD\uFFFD.dcm");
}

TEST(Json, RefusesPartsThatDoNotBelongTogether) {
  StudyAssessment study = SampleAssessment();
  study.grades.pop_back();
  std::ostringstream out;
  EXPECT_THROW(WriteJson(study, out), InputError);
}

}  // namespace
}  // namespace openvfa::testing
