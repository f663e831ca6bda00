// Written, read, and the same: for every format that can be read, over a thousand random assessments.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "assessment_difference.h"
#include "openvfa/report/csv.h"
#include "openvfa/report/json.h"
#include "openvfa/report/landmarks.h"
#include "random_assessment.h"

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kAssessments = 1000;

// Size, scale and UID of the film: all that reading points needs.
Radiograph FilmOf(const StudyAssessment& study) {
  Radiograph film;
  film.rows = study.rows;
  film.columns = study.columns;
  film.calibration = study.calibration;
  film.reference = study.reference;
  return film;
}

class RoundTrip : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  LandmarkFile WrittenAndRead(const StudyAssessment& study,
                              const std::function<void(const ReportInput&, std::ostream&)>& write) const {
    const Radiograph film = FilmOf(study);
    const ReportInput input{
        .assessment = study, .radiograph = film, .source = nullptr, .options = std::nullopt, .dicom = {}};
    {
      std::ofstream out(path_, std::ios::binary);
      write(input, out);
    }
    return ReadLandmarks(path_, film, study.source_path);
  }

  // Holds for all, with the format's own rounding and nothing more.
  void ExpectAll(const std::string& format,
                 const std::function<void(const ReportInput&, std::ostream&)>& write) const {
    for (std::uint64_t seed = 0; seed < kAssessments; ++seed) {
      const StudyAssessment study = RandomAssessment(seed);
      const LandmarkFile file = WrittenAndRead(study, write);
      ASSERT_EQ(file.format, format);
      ASSERT_LE(file.rounding_px, study.outlines.bodies.empty() ? 10 : 0.51e-4) << seed;
      ASSERT_EQ(Difference(file, study, 1e-6 + 1.01 * file.rounding_px), "") << seed;
    }
  }

 private:
  fs::path path_ = fs::path(::testing::TempDir()) / ("openvfa-round-trip-" + std::to_string(::getpid()));
};

TEST(JsonRoundTrip, GivesBackEveryNumberAndWord) {
  for (std::uint64_t seed = 0; seed < kAssessments; ++seed) {
    const StudyAssessment study = RandomAssessment(seed);
    std::stringstream once, again;
    WriteJson(study, once);
    const StudyAssessment read = ReadAssessment(once, "random");
    ASSERT_EQ(Difference(study, read), "") << seed;
    WriteJson(read, again);
    ASSERT_EQ(once.str(), again.str()) << seed;  // the risk summary too
  }
}

TEST(JsonRoundTrip, RandomAssessmentsAreOfManyKinds) {
  int empty = 0, edited = 0, uncalibrated = 0, with_risk = 0, right = 0, not_graded = 0;
  for (std::uint64_t seed = 0; seed < kAssessments; ++seed) {
    const StudyAssessment study = RandomAssessment(seed);
    empty += study.outlines.bodies.empty();
    edited += !study.edits.empty();
    uncalibrated += !study.calibration.mm_per_px.has_value();
    with_risk += study.risk != nullptr;
    right += study.outlines.anterior == AnteriorSide::kRight;
    for (const GenantGrade& grade : study.grades) not_graded += !grade.evaluable;
  }
  for (const int count : {empty, edited, uncalibrated, with_risk, right, not_graded}) EXPECT_GT(count, 20);
  EXPECT_NE(Difference(RandomAssessment(1), RandomAssessment(2)), "");
}

TEST_F(RoundTrip, Assessment) {
  ExpectAll("openvfa/assessment",
            [](const ReportInput& input, std::ostream& out) { WriteJson(input.assessment, out); });
}

TEST_F(RoundTrip, Csv) {
  for (std::uint64_t seed = 0; seed < kAssessments; ++seed) {
    const StudyAssessment study = RandomAssessment(seed);
    const LandmarkFile file = WrittenAndRead(
        study, [](const ReportInput& input, std::ostream& out) { WriteCsv(input.assessment, out); });
    ASSERT_EQ(file.format, "openvfa csv");
    ASSERT_EQ(Difference(file, study, 1e-6 + file.rounding_px), "") << seed;
  }
}

TEST_F(RoundTrip, Coco) { ExpectAll("coco", WriteCoco); }

TEST_F(RoundTrip, LabelMe) { ExpectAll("labelme", WriteLabelMe); }

TEST_F(RoundTrip, SlicerMarkups) { ExpectAll("slicer markups", WriteSlicerMarkups); }

}  // namespace
}  // namespace openvfa::testing
