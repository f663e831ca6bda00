#include <gmock/gmock.h>

#include <sstream>
#include <string>

#include "openvfa/image/error.h"
#include "openvfa/report/json.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Text(const StudyAssessment& assessment) {
  std::ostringstream out;
  WriteJson(assessment, out);
  return out.str();
}

StoredAssessment Read(const std::string& text) {
  std::istringstream in(text);
  return ReadAssessmentOutlines(in, "x.json");
}

std::string MessageOf(const std::string& text) {
  try {
    Read(text);
  } catch (const ReadError& error) {
    return error.what();
  }
  return "read";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

void ExpectSame(const Landmark& a, const Landmark& b) {
  EXPECT_LT((a.position_px - b.position_px).cwiseAbs().maxCoeff(), 5.1e-5);
  EXPECT_LT((a.covariance_px2.diagonal() - b.covariance_px2.diagonal()).cwiseAbs().maxCoeff(), 2e-4);
}

void ExpectSame(const VertebralBody& a, const VertebralBody& b) {
  EXPECT_EQ(a.level, b.level);
  EXPECT_EQ(a.level_probability, b.level_probability);
  ASSERT_EQ(a.level_alternatives.size(), b.level_alternatives.size());
  EXPECT_EQ(a.evaluable, b.evaluable);
  EXPECT_EQ(a.reason, b.reason);
  ASSERT_EQ(a.outline_px.size(), b.outline_px.size());
  for (std::size_t i = 0; i < a.outline_px.size(); ++i) {
    EXPECT_LT((a.outline_px[i] - b.outline_px[i]).norm(), 1e-4);
  }
  ExpectSame(a.points.superior_anterior, b.points.superior_anterior);
  ExpectSame(a.points.superior_middle, b.points.superior_middle);
  ExpectSame(a.points.superior_posterior, b.points.superior_posterior);
  ExpectSame(a.points.inferior_anterior, b.points.inferior_anterior);
  ExpectSame(a.points.inferior_middle, b.points.inferior_middle);
  ExpectSame(a.points.inferior_posterior, b.points.inferior_posterior);
}

TEST(ReadAssessment, GivesBackWhatWasWritten) {
  StudyAssessment study = SampleAssessment();
  study.outlines.anterior = AnteriorSide::kRight;
  study.calibration.magnification = 1.25;
  for (auto& point : study.outlines.bodies[1].outline_px) point *= 1.0 / 3;
  const StoredAssessment stored = Read(Text(study));
  EXPECT_EQ(stored.source_path, study.source_path);
  EXPECT_EQ(stored.rows, 400);
  EXPECT_EQ(stored.columns, 300);
  EXPECT_EQ(*stored.calibration.mm_per_px, *study.calibration.mm_per_px);
  EXPECT_EQ(stored.calibration.plane, study.calibration.plane);
  EXPECT_EQ(stored.calibration.source, study.calibration.source);
  EXPECT_EQ(stored.calibration.pixel_aspect, 1.25);
  EXPECT_EQ(*stored.calibration.magnification, 1.25);
  EXPECT_EQ(stored.outlines.anterior, AnteriorSide::kRight);
  EXPECT_EQ(stored.outlines.networks[0].sha256, study.outlines.networks[0].sha256);
  ASSERT_EQ(stored.outlines.bodies.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) ExpectSame(stored.outlines.bodies[i], study.outlines.bodies[i]);
}

// Writing what was read changes nothing: the rounding happens once.
TEST(ReadAssessment, OutlinesAreAFixedPoint) {
  StudyAssessment study = SampleAssessment();
  for (auto& point : study.outlines.bodies[0].outline_px) point *= 1.0 / 7;
  const std::string once = Text(study);
  study.outlines = Read(once).outlines;
  EXPECT_EQ(Text(study), once);
}

TEST(ReadAssessment, AbsentScaleStaysAbsent) {
  const StoredAssessment stored = Read(Text(UncalibratedSample()));
  EXPECT_FALSE(stored.calibration.mm_per_px.has_value());
  EXPECT_EQ(stored.calibration.plane, CalibrationPlane::kNone);
  EXPECT_TRUE(Read(Text(EmptyAssessment())).outlines.bodies.empty());
}

TEST(ReadAssessment, NamesTheFileAndWhatIsWrong) {
  const std::string good = Text(SampleAssessment());
  EXPECT_EQ(MessageOf(""), "\"x.json\" is not JSON.");
  EXPECT_EQ(MessageOf(good.substr(0, good.size() / 2)), "\"x.json\" is not JSON.");
  EXPECT_THAT(MessageOf("[1, 2]"), HasSubstr("openvfa/assessment/1"));
  EXPECT_THAT(MessageOf(Replaced(good, "assessment/1", "assessment/x")), HasSubstr("is not an assessment"));
  EXPECT_THAT(MessageOf(Replaced(good, "assessment/1", "risk/1")), HasSubstr("is not an assessment"));
  EXPECT_THAT(MessageOf(Replaced(good, "\"corners_px\"", "\"edges_px\"")), HasSubstr("corners_px"));
  EXPECT_THAT(MessageOf(Replaced(good, "\"level\": \"T12\"", "\"level\": \"X12\"")), HasSubstr("X12"));
  EXPECT_THAT(MessageOf(Replaced(good, "\"rows\": 400", "\"rows\": \"many\"")), Not(HasSubstr("read")));
}

// A reader of today says so when it is too old, rather than that the file is broken.
TEST(ReadAssessment, RefusesANewerSchema) {
  const std::string good = Text(SampleAssessment());
  for (const char* newer : {"assessment/2", "assessment/10"}) {
    const std::string message = MessageOf(Replaced(good, "assessment/1", newer));
    EXPECT_THAT(message, HasSubstr("\"x.json\" was written by a newer version"));
    EXPECT_THAT(message, HasSubstr(newer));
    EXPECT_THAT(message, HasSubstr("openvfa/assessment/1"));
    EXPECT_THAT(message, Not(HasSubstr("is not an assessment")));
  }
}

TEST(ReadAssessment, FilesFromBeforeEditsWereRecordedHaveNone) {
  std::string text = Text(SampleAssessment());
  text = Replaced(text, ",\n  \"edits\": []", "");
  std::istringstream in(text);
  EXPECT_TRUE(ReadAssessment(in, "x.json").edits.empty());
}

}  // namespace
}  // namespace openvfa::testing
