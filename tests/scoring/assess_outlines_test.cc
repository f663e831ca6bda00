#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "measured_spine.h"
#include "openvfa/image/error.h"
#include "openvfa/scoring/study_assessment.h"
#include "spine_builder.h"

namespace openvfa {
namespace {

using ::testing::HasSubstr;
using testing::MakeBody;
using testing::MeasuredSpine;
using testing::SetHeights;
using testing::UniformSpine;
using L = VertebralLevel;

Radiograph Film() {
  Radiograph film;
  film.rows = 1024;
  film.columns = 512;
  film.view = View::kLateralRadiograph;
  film.reference.sop_instance_uid = "1.2.3";
  film.routing = {{"Modality (0008,0060)", "DX", "projection radiograph"}};
  film.calibration.mm_per_px = Eigen::Vector2d(0.4, 0.4);
  film.calibration.plane = CalibrationPlane::kPatient;
  film.diagnostics = {{Severity::kInfo, "from-image", "a"}};
  return film;
}

// T4..L4 (or only `levels`), all 28 high.
SpineOutlines Outlines() {
  SpineOutlines outlines;
  for (const VertebraMeasurement& m : UniformSpine().vertebrae)
    outlines.bodies.push_back(MakeBody(m.level, 28, 28, 28, 34, 0.3));
  outlines.diagnostics = {{Severity::kWarning, "from-segmentation", "b"}};
  return outlines;
}

void Replace(SpineOutlines& outlines, const VertebralBody& body) {
  for (VertebralBody& other : outlines.bodies)
    if (other.level == body.level) other = body;
}

std::vector<std::string> TextsOf(const StudyAssessment& study, const std::string& code) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : study.diagnostics)
    if (diagnostic.code == code) texts.push_back(diagnostic.text);
  return texts;
}

TEST(SumDeformity, SumsTheGradesOfT4ToL4) {
  SpineMeasurements spine = UniformSpine();
  SetHeights(spine, L::kT8, {22, 26, 28});   // 1
  SetHeights(spine, L::kT12, {20, 24, 28});  // 2
  SetHeights(spine, L::kL1, {14, 20, 28});   // 3
  const SpinalDeformityIndex index = SumDeformity(GradeSpine(spine));
  EXPECT_EQ(index.sum, 6);
  EXPECT_EQ(index.evaluable_levels, 13);
}

TEST(SumDeformity, LeavesOutOtherLevelsAndTheUnevaluable) {
  SpineMeasurements spine = UniformSpine();
  SetHeights(spine, L::kT8, {14, 26, 28});
  spine.vertebrae[0].evaluable = false;
  spine.vertebrae.erase(spine.vertebrae.begin() + 1);
  for (const L level : {L::kT3, L::kT13, L::kL5, L::kL6, L::kC7})
    spine.vertebrae.push_back(testing::Measured(level, {10, 20, 28}));
  const SpinalDeformityIndex index = SumDeformity(GradeSpine(spine));
  EXPECT_EQ(index.sum, 3);
  EXPECT_EQ(index.evaluable_levels, 11);
  EXPECT_EQ(SumDeformity({}).evaluable_levels, 0);
}

TEST(SumDeformity, ReachesThirtyNine) {
  SpineMeasurements spine = UniformSpine();
  for (const VertebraMeasurement& m : spine.vertebrae) SetHeights(spine, m.level, {10, 20, 28});
  EXPECT_EQ(SumDeformity(GradeSpine(spine)).sum, 39);
}

TEST(SumDeformity, CountsANameOnce) {
  const auto grades = GradeSpine(MeasuredSpine({{L::kL1, {20, 24, 28}}, {L::kL1, {14, 24, 28}}}));
  EXPECT_EQ(SumDeformity(grades).sum, 2);
  EXPECT_EQ(SumDeformity(grades).evaluable_levels, 1);
}

TEST(AssessOutlines, FillsEveryStage) {
  SpineOutlines outlines = Outlines();
  Replace(outlines, MakeBody(L::kT12, 20, 24, 28, 34, 0.3));
  const StudyAssessment study = AssessOutlines(Film(), outlines);
  EXPECT_EQ(study.reference.sop_instance_uid, "1.2.3");
  EXPECT_EQ(study.view, View::kLateralRadiograph);
  EXPECT_EQ(study.routing.size(), 1u);
  EXPECT_EQ(study.rows, 1024);
  EXPECT_EQ(study.columns, 512);
  ASSERT_EQ(study.outlines.bodies.size(), 13u);
  ASSERT_EQ(study.measurements.vertebrae.size(), 13u);
  ASSERT_EQ(study.grades.size(), 13u);
  EXPECT_NEAR(study.measurements.vertebrae[0].heights_mm->posterior.value, 28 * 0.4, 1e-9);
  EXPECT_EQ(study.grades[8].level, L::kT12);
  EXPECT_EQ(study.grades[8].type, DeformityType::kWedge);
  EXPECT_EQ(study.deformity_index.sum, 2);
  ASSERT_GE(study.diagnostics.size(), 2u);
  EXPECT_EQ(study.diagnostics[0].code, "from-image");
  EXPECT_EQ(study.diagnostics[1].code, "from-segmentation");
}

TEST(AssessOutlines, PassesTheGradingOptionsOn) {
  SpineOutlines outlines = Outlines();
  Replace(outlines, MakeBody(L::kT12, 16.8, 24, 28, 34));
  AssessmentOptions options;
  options.genant.severe_inclusive = false;
  EXPECT_EQ(AssessOutlines(Film(), outlines).grades[8].grade, 3);
  EXPECT_EQ(AssessOutlines(Film(), outlines, options).grades[8].grade, 2);
  options.genant.mild = -1;
  EXPECT_THROW(AssessOutlines(Film(), outlines, options), InputError);
}

TEST(AssessOutlines, AHealthyFullSpineNeedsNoRemark) {
  EXPECT_EQ(AssessOutlines(Film(), Outlines()).diagnostics.size(), 2u);
  EXPECT_TRUE(AssessOutlines(Radiograph{}, {}).diagnostics.empty());
}

TEST(AssessOutlines, SaysWhenMillimetresIncludeMagnification) {
  Radiograph film = Film();
  film.calibration.plane = CalibrationPlane::kDetector;
  EXPECT_EQ(TextsOf(AssessOutlines(film, Outlines()), "detector-plane").size(), 1u);
  film.calibration.mm_per_px.reset();  // no millimetres, nothing to say about them
  EXPECT_TRUE(TextsOf(AssessOutlines(film, Outlines()), "detector-plane").empty());
}

TEST(AssessOutlines, SendsTheReaderToAPosteriorWedge) {
  SpineOutlines outlines = Outlines();
  Replace(outlines, MakeBody(L::kL2, 26, 24, 20, 34));
  const auto texts = TextsOf(AssessOutlines(Film(), outlines), "reader-check");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(texts[0], HasSubstr("L2"));
  EXPECT_THAT(texts[0], HasSubstr("pathologic"));
}

TEST(AssessOutlines, SendsTheReaderToACrushWithOneNeighbour) {
  SpineOutlines outlines = Outlines();
  Replace(outlines, MakeBody(L::kT4, 20, 20, 20, 34));
  const auto texts = TextsOf(AssessOutlines(Film(), outlines), "reader-check");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(texts[0], HasSubstr("T4 rests on one neighbour only, T5"));
}

TEST(AssessOutlines, SendsTheReaderToALowL5) {
  SpineOutlines outlines = Outlines();
  outlines.bodies.push_back(MakeBody(L::kL5, 24, 22, 21, 34));
  const auto texts = TextsOf(AssessOutlines(Film(), outlines), "reader-check");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(texts[0], HasSubstr("L5"));
}

TEST(AssessOutlines, AdvisesFurtherImagingForMildDeformitiesAlone) {
  SpineOutlines outlines = Outlines();
  Replace(outlines, MakeBody(L::kT8, 22, 26, 28, 34));
  EXPECT_TRUE(TextsOf(AssessOutlines(Film(), outlines), "further-imaging").empty());
  Replace(outlines, MakeBody(L::kT11, 22, 26, 28, 34));
  EXPECT_EQ(TextsOf(AssessOutlines(Film(), outlines), "further-imaging").size(), 1u);
  Replace(outlines, MakeBody(L::kL1, 20, 26, 28, 34));  // a moderate one settles it
  EXPECT_TRUE(TextsOf(AssessOutlines(Film(), outlines), "further-imaging").empty());
}

TEST(AssessOutlines, ListsLevelsNotEvaluable) {
  SpineOutlines outlines = Outlines();
  outlines.bodies[5].evaluable = false;                // T9
  outlines.bodies[1].evaluable = false;                // T5: not of T7-L4
  outlines.bodies.erase(outlines.bodies.begin() + 9);  // L1
  const auto texts = TextsOf(AssessOutlines(Film(), outlines), "unevaluable-levels");
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(texts[0], HasSubstr(": T9, L1."));
}

TEST(AssessOutlines, WarnsOfANameGivenTwice) {
  SpineOutlines outlines = Outlines();
  outlines.bodies.push_back(outlines.bodies.back());
  EXPECT_EQ(TextsOf(AssessOutlines(Film(), outlines), "duplicate-level").size(), 1u);
}

}  // namespace
}  // namespace openvfa
