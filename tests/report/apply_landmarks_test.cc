// What a reader's points do to an assessment.
#include "openvfa/report/apply_landmarks.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "assessment_difference.h"
#include "openvfa/image/error.h"
#include "openvfa/report/formats.h"
#include "openvfa/report/json.h"
#include "openvfa/report/table.h"
#include "openvfa/segmentation/outline_geometry.h"
#include "random_assessment.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;
using Eigen::Vector2d;
using ::testing::HasSubstr;
using ::testing::Not;
using enum VertebralLevel;

const EditOrigin kOrigin{.editor = "reader A", .time = "2024-05-06T07:08:09Z"};
const EditOrigin kLater{.editor = "reader B", .time = "2025-01-01T00:00:00Z"};

class ApplyLandmarksTest : public ::testing::Test {
 protected:
  ApplyLandmarksTest() {
    SpineOutlines outlines;
    outlines.anterior_probability = 0.98;
    outlines.bodies = {Rectangle(kT12, 120, 60, 60, 50), Rectangle(kL1, 120, 140, 60, 50),
                       Rectangle(kL2, 120, 220, 60, 50)};
    outlines.bodies[2].evaluable = false;
    outlines.bodies[2].reason = "hidden";
    outlines.diagnostics = {{Severity::kWarning, "levels-uncertain", "uncertain"}};
    film_.rows = 400;
    film_.columns = 300;
    film_.calibration.mm_per_px = Vector2d(0.5, 0.5);
    film_.calibration.source = "PixelSpacing (0028,0030)";
    film_.calibration.plane = CalibrationPlane::kPatient;
    found_ = AssessOutlines(film_, outlines);
    found_.source_path = "a.dcm";
  }
  void TearDown() override { fs::remove(path_); }

  LandmarkFile ReadBack(const std::string& format, const StudyAssessment& study) const {
    const ReportInput input{
        .assessment = study, .radiograph = film_, .source = nullptr, .options = std::nullopt, .dicom = {}};
    {
      std::ofstream out(path_, std::ios::binary);
      FormatByName(format).write(input, out);
    }
    return ReadLandmarks(path_, film_, study.source_path);
  }
  LandmarkFile Unchanged() const { return ReadBack("json", found_); }
  StudyAssessment Apply(const LandmarkFile& file, const EditOrigin& origin = kOrigin) const {
    return ApplyLandmarks(film_, found_, file, origin);
  }

  Radiograph film_;
  StudyAssessment found_;
  fs::path path_ = fs::path(::testing::TempDir()) / ("apply-landmarks-" + std::to_string(::getpid()));
};

TEST_F(ApplyLandmarksTest, UnchangedFilesChangeNothing) {
  for (const char* format : {"json", "csv", "coco", "labelme", "slicer"}) {
    EXPECT_EQ(Difference(Apply(ReadBack(format, found_)), found_), "") << format;
  }
}

TEST_F(ApplyLandmarksTest, UnchangedFilesOfRandomFilmsChangeNothing) {
  AssessmentOptions options;
  options.genant.samples = 50;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const StudyAssessment random = RandomAssessment(seed);
    film_.rows = random.rows, film_.columns = random.columns, film_.calibration = random.calibration;
    found_ = AssessOutlines(film_, random.outlines, options);
    for (const char* format : {"json", "csv", "coco", "labelme", "slicer"}) {
      const StudyAssessment again = ApplyLandmarks(film_, found_, ReadBack(format, found_), kOrigin, options);
      ASSERT_EQ(Difference(again, found_), "") << format << " " << seed;
    }
  }
}

TEST_F(ApplyLandmarksTest, AMovedPointChangesEverythingThatFollowsFromIt) {
  LandmarkFile file = Unchanged();
  file.bodies[1].points_px[kSuperiorAnterior]->y() += 25;  // half of Ha
  const StudyAssessment study = Apply(file);
  const VertebraMeasurement& l1 = study.measurements.vertebrae[1];
  EXPECT_NEAR(l1.heights_px.anterior.value, 25, 1e-9);
  EXPECT_NEAR(l1.heights_mm->anterior.value, 12.5, 1e-9);
  EXPECT_NEAR(l1.wedge_ratio.value, 0.5, 1e-9);
  EXPECT_EQ(study.grades[1].grade, 3);
  EXPECT_EQ(study.grades[1].type, DeformityType::kWedge);
  EXPECT_EQ(study.deformity_index.sum, found_.deformity_index.sum + 3);
  // The outline follows the point: a triangle of 60 x 25 / 2 less at most, and not nothing.
  EXPECT_LT(l1.area_px2, found_.measurements.vertebrae[1].area_px2 - 300);
  EXPECT_GT(l1.area_px2, found_.measurements.vertebrae[1].area_px2 - 1000);
  EXPECT_EQ(study.outlines.bodies[0].outline_px, found_.outlines.bodies[0].outline_px);
}

TEST_F(ApplyLandmarksTest, RecordsWhoMovedWhat) {
  LandmarkFile file = Unchanged();
  file.tool = "LabelMe 5.2.1";
  file.bodies[1].points_px[kInferiorMiddle] = Vector2d(151, 185);
  const StudyAssessment study = Apply(file);
  ASSERT_EQ(study.edits.size(), 1u);
  const LandmarkEdit& edit = study.edits[0];
  EXPECT_EQ(edit.change, "moved");
  EXPECT_EQ(edit.level, "L1");
  EXPECT_EQ(edit.point, "inferior_middle");
  EXPECT_EQ(edit.before_px, Vector2d(150, 190));
  EXPECT_EQ(edit.after_px, Vector2d(151, 185));
  EXPECT_EQ(edit.tool, "LabelMe 5.2.1");
  EXPECT_EQ(edit.editor, "reader A");
  EXPECT_EQ(edit.time, "2024-05-06T07:08:09Z");
}

TEST_F(ApplyLandmarksTest, RoundingIsNoEdit) {
  LandmarkFile file = Unchanged();
  file.rounding_px = 0.5;
  for (LandmarkBody& body : file.bodies) {
    for (auto& point : body.points_px) *point += Vector2d(0.45, -0.3);
  }
  const StudyAssessment same = Apply(file);
  EXPECT_EQ(Difference(same, found_), "");
  *file.bodies[0].points_px[kSuperiorMiddle] += Vector2d(0.2, 0);
  EXPECT_EQ(Apply(file).edits.size(), 1u);
}

// Alqahtani and Bromiley 2023: median 0.8 mm, so 0.8 / 1.17741 = 0.679 mm on each axis; at 0.5 mm/px 1.359
// px.
TEST_F(ApplyLandmarksTest, AReadersPointHasAReadersUncertainty) {
  LandmarkFile file = Unchanged();
  file.bodies[0].points_px[kSuperiorMiddle]->y() += 3;
  const SixPoints points = Apply(file).outlines.bodies[0].points;
  EXPECT_NEAR(std::sqrt(points.superior_middle.covariance_px2(0, 0)), 1.3589, 1e-4);
  EXPECT_NEAR(std::sqrt(points.superior_middle.covariance_px2(1, 1)), 1.3589, 1e-4);
  EXPECT_EQ(points.superior_anterior.covariance_px2,
            found_.outlines.bodies[0].points.superior_anterior.covariance_px2);
  film_.calibration = {};
  film_.calibration.pixel_aspect = 2;  // a share of the depth, 60 px: 0.679 / 34 * 60
  const SixPoints unscaled = Apply(file).outlines.bodies[0].points;
  EXPECT_NEAR(std::sqrt(unscaled.superior_middle.covariance_px2(0, 0)), 1.1991, 1e-4);
  EXPECT_NEAR(std::sqrt(unscaled.superior_middle.covariance_px2(1, 1)), 0.5996, 1e-4);
}

TEST_F(ApplyLandmarksTest, RenamedLevelsAreCertainAndRecorded) {
  LandmarkFile file = Unchanged();
  for (LandmarkBody& body : file.bodies) body.level = *LevelAbove(*body.level, 1);
  const StudyAssessment study = Apply(file);
  EXPECT_EQ(study.outlines.bodies[0].level, kT11);
  EXPECT_EQ(study.measurements.vertebrae[1].level, kT12);
  EXPECT_EQ(study.grades[2].level, kL1);
  EXPECT_EQ(study.outlines.bodies[0].level_probability, 1);
  ASSERT_EQ(study.edits.size(), 3u);
  EXPECT_EQ(study.edits[1].change, "renamed");
  EXPECT_EQ(study.edits[1].before, "L1");
  EXPECT_EQ(study.edits[1].after, "T12");
  for (const Diagnostic& diagnostic : study.diagnostics) EXPECT_NE(diagnostic.code, "levels-uncertain");
}

TEST_F(ApplyLandmarksTest, BodiesThatAreNotInTheFileAreGone) {
  LandmarkFile file = Unchanged();
  file.bodies.erase(file.bodies.begin());
  const StudyAssessment study = Apply(file);
  ASSERT_EQ(study.outlines.bodies.size(), 2u);
  EXPECT_EQ(study.outlines.bodies[0].level, kL1);
  ASSERT_EQ(study.edits.size(), 1u);
  EXPECT_EQ(study.edits[0].change, "removed");
  EXPECT_EQ(study.edits[0].level, "T12");
}

TEST_F(ApplyLandmarksTest, ABodyTheProgramMissed) {
  LandmarkFile file = Unchanged();
  LandmarkBody added{.level = kL3};
  added.points_px = {Vector2d(120, 300), Vector2d(150, 303), Vector2d(180, 300),
                     Vector2d(120, 350), Vector2d(150, 347), Vector2d(180, 350)};
  file.bodies.insert(file.bodies.begin(), added);
  const StudyAssessment study = Apply(file);
  ASSERT_EQ(study.outlines.bodies.size(), 4u);
  const VertebralBody& l3 = study.outlines.bodies[3];
  EXPECT_EQ(l3.level, kL3) << "from head to tail whatever the order of the file";
  EXPECT_NEAR(study.measurements.vertebrae[3].heights_px.middle.value, 44, 1e-9);
  EXPECT_NEAR(PolygonArea(l3.outline_px), 60 * 48, 60 * 48 * 0.08);
  EXPECT_EQ(l3.outline_px.size(), 64u);
  ASSERT_EQ(study.edits.size(), 7u);
  EXPECT_EQ(study.edits[0].change, "added");
  EXPECT_TRUE(study.edits[0].point.empty());
  EXPECT_EQ(study.edits[1].point, "superior_anterior");
  EXPECT_EQ(study.edits[1].after_px, Vector2d(120, 300));
  EXPECT_FALSE(study.edits[1].before_px);
}

TEST_F(ApplyLandmarksTest, MiddlePointsNobodySawMeasureNothing) {
  LandmarkFile file = Unchanged();
  LandmarkBody added{.level = kL3};
  added.points_px[kSuperiorAnterior] = Vector2d(120, 300);
  added.points_px[kSuperiorPosterior] = Vector2d(180, 300);
  added.points_px[kInferiorAnterior] = Vector2d(120, 350);
  file.bodies.push_back(added);
  try {
    Apply(file);
    FAIL() << "a corner is missing";
  } catch (const ReadError& error) {
    EXPECT_THAT(error.what(), HasSubstr("L3 lacks its point inferior_posterior"));
  }
  file.bodies.back().points_px[kInferiorPosterior] = Vector2d(180, 350);
  const StudyAssessment study = Apply(file);
  EXPECT_FALSE(study.measurements.vertebrae[3].evaluable);
  EXPECT_THAT(study.outlines.bodies[3].reason, HasSubstr("middle points"));
}

TEST_F(ApplyLandmarksTest, FourCornersTakeTheMiddleWithThem) {
  LandmarkFile file = Unchanged();
  LandmarkBody& l1 = file.bodies[1];
  l1.points_px[kSuperiorMiddle].reset();
  l1.points_px[kInferiorMiddle].reset();
  EXPECT_EQ(Difference(Apply(file), found_), "");
  *l1.points_px[kSuperiorAnterior] += Vector2d(0, 4);
  *l1.points_px[kSuperiorPosterior] += Vector2d(0, 4);
  const StudyAssessment study = Apply(file);
  EXPECT_NEAR(study.measurements.vertebrae[1].heights_px.middle.value, 46, 1e-9);
  EXPECT_EQ(study.edits.size(), 3u);
}

TEST_F(ApplyLandmarksTest, OnePointOfABodyIsEnough) {
  LandmarkFile file = Unchanged();
  LandmarkBody only{.level = kL1};
  only.points_px[kInferiorPosterior] = Vector2d(180, 200);
  file.bodies[1] = only;
  const StudyAssessment study = Apply(file);
  EXPECT_NEAR(study.measurements.vertebrae[1].heights_px.posterior.value, 60, 1e-9);
  EXPECT_NEAR(study.measurements.vertebrae[1].heights_px.middle.value, 55, 1e-9);
  ASSERT_EQ(study.edits.size(), 2u) << "the middle point between goes half the way";
  EXPECT_EQ(study.edits[0].point, "inferior_middle");
  EXPECT_EQ(study.edits[1].point, "inferior_posterior");
}

TEST_F(ApplyLandmarksTest, AnOutlineAloneGivesThePoints) {
  LandmarkFile file = Unchanged();
  LandmarkBody drawn{.level = kL1};
  for (const Vector2d& p : Rectangle(kL1, 118, 142, 64, 46).outline_px) drawn.outline_px.push_back(p);
  file.bodies[1] = drawn;
  const StudyAssessment study = Apply(file);
  EXPECT_EQ(study.outlines.bodies[1].points.superior_anterior.position_px, Vector2d(118, 142));
  EXPECT_EQ(study.outlines.bodies[1].points.inferior_middle.position_px, Vector2d(150, 188));
  EXPECT_EQ(study.measurements.vertebrae[1].area_px2, 64.0 * 46);
  EXPECT_EQ(std::count_if(study.edits.begin(), study.edits.end(),
                          [](const LandmarkEdit& edit) { return edit.change == "redrawn"; }),
            1);
  drawn.outline_px = {{120, 140}, {180, 140}, {180, 190}, {120, 190}};  // four points are the corners
  file.bodies[1] = drawn;
  EXPECT_EQ(Difference(Apply(file), found_), "");
}

TEST_F(ApplyLandmarksTest, AVerdictOfTheReader) {
  LandmarkFile file = Unchanged();
  file.bodies[2].evaluable = true;
  file.bodies[0].evaluable = false;
  file.bodies[0].reason = "osteophytes";
  const StudyAssessment study = Apply(file);
  EXPECT_TRUE(study.grades[2].evaluable);
  EXPECT_FALSE(study.measurements.vertebrae[0].evaluable);
  EXPECT_EQ(study.outlines.bodies[0].reason, "osteophytes");
  ASSERT_EQ(study.edits.size(), 2u);
  EXPECT_EQ(study.edits[0].change, "evaluable");
  EXPECT_EQ(study.edits[0].before, "true");
  EXPECT_EQ(study.edits[0].after, "false");
}

TEST_F(ApplyLandmarksTest, ThePointsKnowWhichSideIsAnterior) {
  LandmarkFile file = ReadBack("labelme", found_);
  for (LandmarkBody& body : file.bodies) {
    for (auto& point : body.points_px) point->x() = 300 - point->x();
    body.outline_px.clear();
  }
  const StudyAssessment study = Apply(file);
  EXPECT_EQ(study.outlines.anterior, AnteriorSide::kRight);
  EXPECT_EQ(study.outlines.anterior_probability, 1);
  file.anterior = AnteriorSide::kLeft;
  EXPECT_THROW(Apply(file), ReadError);
}

TEST_F(ApplyLandmarksTest, APointSetOutsideTheFilmIsRefused) {
  LandmarkFile file = Unchanged();
  file.bodies[0].points_px[kSuperiorAnterior] = Vector2d(-3, 20);
  EXPECT_THROW(Apply(file), ReadError);
}

// The result is a landmark file too: reading it again records nothing twice and measures the same.
TEST_F(ApplyLandmarksTest, ResultsReadAgainAreTheSame) {
  LandmarkFile file = Unchanged();
  *file.bodies[0].points_px[kSuperiorMiddle] += Vector2d(0.333333, 5.0 / 7);
  *file.bodies[1].points_px[kInferiorAnterior] += Vector2d(-1, -2.2);
  for (LandmarkBody& body : file.bodies) body.level = *LevelAbove(*body.level, -1);
  file.bodies[2].evaluable = true;
  LandmarkBody added{.level = kL4};
  added.points_px = {Vector2d(120, 300), Vector2d(150, 303), Vector2d(180, 300),
                     Vector2d(120, 350), Vector2d(150, 347), Vector2d(180, 350)};
  file.bodies.push_back(added);
  const StudyAssessment once = Apply(file);
  EXPECT_EQ(once.edits.size(), 2u + 3u + 1u + 7u);
  const StudyAssessment twice = Apply(ReadBack("json", once), kLater);
  EXPECT_EQ(twice.edits.size(), once.edits.size());
  std::stringstream first, second;
  WriteJson(once, first);
  WriteJson(twice, second);
  EXPECT_EQ(first.str(), second.str());
}

TEST_F(ApplyLandmarksTest, ASecondReaderIsRecordedBehindTheFirst) {
  LandmarkFile file = Unchanged();
  *file.bodies[0].points_px[kSuperiorMiddle] += Vector2d(0, 5);
  file.bodies.pop_back();
  const StudyAssessment once = Apply(file);
  LandmarkFile again = ReadBack("json", once);
  *again.bodies[0].points_px[kSuperiorMiddle] += Vector2d(0, 1);
  const StudyAssessment twice = Apply(again, kLater);
  ASSERT_EQ(twice.edits.size(), 3u) << "moved, removed, moved";
  EXPECT_EQ(twice.edits[2].before_px, Vector2d(150, 65));
  EXPECT_EQ(twice.edits[2].after_px, Vector2d(150, 66));
  EXPECT_EQ(twice.edits[2].editor, "reader B");
  // Back to where the program had it: an edit, and the program's own uncertainty.
  LandmarkFile back = ReadBack("json", twice);
  back.bodies[0].points_px[kSuperiorMiddle] = Vector2d(150, 60);
  const StudyAssessment thrice = Apply(back, kLater);
  EXPECT_EQ(thrice.edits.size(), 4u);
  EXPECT_EQ(thrice.outlines.bodies[0].points.superior_middle.covariance_px2,
            found_.outlines.bodies[0].points.superior_middle.covariance_px2);
}

TEST_F(ApplyLandmarksTest, TheTableSaysHowMuchIsAReaders) {
  const auto table = [](const StudyAssessment& study) {
    std::ostringstream out;
    WriteTable(study, out);
    return out.str();
  };
  EXPECT_THAT(table(found_), Not(HasSubstr("reader")));
  LandmarkFile file = Unchanged();
  *file.bodies[0].points_px[kSuperiorMiddle] += Vector2d(0, 5);
  EXPECT_THAT(table(Apply(file)), HasSubstr("Edited: 1 point set by a reader\n"));
  *file.bodies[0].points_px[kInferiorMiddle] += Vector2d(0, 5);
  file.bodies.pop_back();
  EXPECT_THAT(table(Apply(file)), HasSubstr("Edited: 2 points set by a reader, 1 other change\n"));
}

TEST(UtcText, IsIso8601) {
  EXPECT_EQ(UtcText(std::chrono::system_clock::from_time_t(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcText(std::chrono::system_clock::from_time_t(1714979289)), "2024-05-06T07:08:09Z");
}

}  // namespace
}  // namespace openvfa::testing
