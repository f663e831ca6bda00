#include "openvfa/phantom_io/phantom_io.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"

namespace openvfa::phantom {
namespace {

namespace fs = std::filesystem;

class PhantomIo : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("phantom_io_test." + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

PhantomFilm Film(Framing framing, std::uint64_t index, int rows = 256, int columns = 129) {
  PhantomOptions options;
  options.framing = framing;
  options.rows = rows;
  options.columns = columns;
  options.fracture_probability = 1;
  return SimulateFilm(options, 21, index);
}

double Distance(const Radiograph& read, const PhantomFilm& film, int step) {
  double largest = 0;
  for (std::size_t i = 0; i < film.pixels.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(read.pixels[i]) * step - film.pixels[i]));
  }
  return largest;
}

TEST_F(PhantomIo, ARadiographKeepsEveryPixelInDicom) {
  const PhantomFilm film = Film(Framing::kLumbar, 0);
  WriteFilmDicom(film, {.seed = 21, .index = 0}, folder_ / "film.dcm");
  const Radiograph read = ReadImage(folder_ / "film.dcm");
  ASSERT_EQ(read.rows, film.rows);
  ASSERT_EQ(read.columns, film.columns);
  EXPECT_EQ(Distance(read, film, 1), 0);
  EXPECT_EQ(read.view, View::kLateralRadiograph);
  ASSERT_TRUE(read.calibration.mm_per_px.has_value());
  EXPECT_NEAR(read.calibration.mm_per_px->x(), film.mm_per_px, 1e-9);
  EXPECT_EQ(read.calibration.plane, CalibrationPlane::kPatient);
}

TEST_F(PhantomIo, ADxaKeepsEightBitsAndAnOddNumberOfPixels) {
  const PhantomFilm film = Film(Framing::kDxa, 0, 255, 129);
  WriteFilmDicom(film, {.seed = 21, .index = 0}, folder_ / "dxa.dcm");
  const Radiograph read = ReadImage(folder_ / "dxa.dcm");
  EXPECT_LE(Distance(read, film, 16), 15);
  EXPECT_EQ(read.view, View::kLateralDxa);
  ASSERT_TRUE(read.calibration.mm_per_px.has_value());
  // ExposedArea holds whole millimetres.
  EXPECT_NEAR(read.calibration.mm_per_px->x() * film.columns, film.mm_per_px * film.columns, 0.51);
  EXPECT_NEAR(read.calibration.mm_per_px->y() * film.rows, film.mm_per_px * film.rows, 0.51);
}

TEST_F(PhantomIo, EveryFilmHasItsOwnUids) {
  WriteFilmDicom(Film(Framing::kLumbar, 0), {.seed = 21, .index = 0}, folder_ / "0.dcm");
  WriteFilmDicom(Film(Framing::kLumbar, 1), {.seed = 21, .index = 1}, folder_ / "1.dcm");
  const StudyReference a = InspectImage(folder_ / "0.dcm").reference,
                       b = InspectImage(folder_ / "1.dcm").reference;
  EXPECT_NE(a.sop_instance_uid, b.sop_instance_uid);
  EXPECT_NE(a.study_instance_uid, b.study_instance_uid);
  EXPECT_NE(a.sop_instance_uid, a.series_instance_uid);
  EXPECT_THAT(a.sop_instance_uid, ::testing::StartsWith("2.25."));
}

TEST_F(PhantomIo, PngKeepsTwelveBits) {
  const PhantomFilm film = Film(Framing::kThoracic, 0);
  WriteFilmPng(film, folder_ / "film.png");
  const Radiograph read = ReadImage(folder_ / "film.png");
  ASSERT_EQ(read.pixels.size(), film.pixels.size());
  for (std::size_t i = 0; i < film.pixels.size(); ++i) EXPECT_EQ(read.pixels[i], film.pixels[i] * 16.0F);
}

TEST_F(PhantomIo, WritingNowhereIsAnError) {
  const PhantomFilm film = Film(Framing::kDxa, 0);
  EXPECT_THROW(WriteFilmDicom(film, {}, folder_ / "no" / "film.dcm"), WriteError);
  EXPECT_THROW(WriteFilmPng(film, folder_ / "no" / "film.png"), WriteError);
  EXPECT_THROW(WriteTruth(film, "film.png", folder_ / "no" / "film.truth.json"), WriteError);
}

TEST_F(PhantomIo, TruthKeepsTheSimulatorsGradesAndHeights) {
  int fractures = 0;
  for (std::uint64_t index = 0; index < 6; ++index) {
    const PhantomFilm film = Film(Framing::kWholeSpine, index, 512, 256);
    const StudyAssessment truth = TruthAssessment(film, "film.png");
    ASSERT_EQ(truth.outlines.bodies.size(), film.bodies.size());
    EXPECT_EQ(truth.outlines.anterior == AnteriorSide::kRight, film.anterior_right);
    for (std::size_t i = 0; i < film.bodies.size(); ++i) {
      const TruthBody& body = film.bodies[i];
      EXPECT_EQ(LevelName(truth.outlines.bodies[i].level), body.level);
      if (!truth.grades[i].evaluable) continue;
      EXPECT_EQ(truth.grades[i].grade, body.grade);
      EXPECT_EQ(truth.grades[i].probability[static_cast<std::size_t>(body.grade)], 1);
      fractures += body.grade > 0 ? 1 : 0;
      const Heights& mm = truth.measurements.vertebrae[i].heights_mm.value();
      EXPECT_NEAR(mm.anterior.value, body.anterior_height_mm, 1e-6) << body.level;
      EXPECT_NEAR(mm.posterior.value, body.posterior_height_mm, 1e-6) << body.level;
      EXPECT_NEAR(mm.middle.value, body.middle_height_mm, 0.05 * body.middle_height_mm) << body.level;
    }
  }
  EXPECT_GT(fractures, 3);
}

TEST_F(PhantomIo, NamesAndFramings) {
  EXPECT_EQ(FilmName({.seed = 7, .index = 42}), "phantom-7-00042");
  for (const Framing framing : {Framing::kWholeSpine, Framing::kLumbar, Framing::kThoracic, Framing::kDxa}) {
    EXPECT_EQ(ParseFraming(FramingName(framing)), framing);
  }
  EXPECT_FALSE(ParseFraming("skull").has_value());
}

}  // namespace
}  // namespace openvfa::phantom
