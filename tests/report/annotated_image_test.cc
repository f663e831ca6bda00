#include "openvfa/report/annotated_image.h"

#include <gmock/gmock.h>

#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "openvfa/image/error.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

cv::Mat Decoded(const Radiograph& film, const StudyAssessment& study, const AnnotationOptions& options = {}) {
  std::ostringstream out;
  WriteAnnotatedPng(film, study, out, options);
  const std::string png = out.str();
  return cv::imdecode(std::vector<unsigned char>(png.begin(), png.end()), cv::IMREAD_COLOR);
}

cv::Mat Decoded(const StudyAssessment& study) { return Decoded(FilmFor(study), study); }

// A film of this size with one body in the middle, a quarter of the width wide.
StudyAssessment OneBody(int rows, int columns, int grade) {
  StudyAssessment study = SampleAssessment();
  study.calibration = {};
  study.rows = rows;
  study.columns = columns;
  study.outlines.bodies = {
      Rectangle(VertebralLevel::kL1, columns * 0.375, rows * 0.375, columns * 0.25, rows * 0.25)};
  study.measurements.vertebrae.resize(1);
  study.grades.resize(1);
  study.grades[0].grade = grade;
  return study;
}

// BGR, far enough from grey to be drawn.
bool IsColoured(const cv::Vec3b& p) {
  return std::max({p[0], p[1], p[2]}) - std::min({p[0], p[1], p[2]}) > 60;
}

int Coloured(const cv::Mat& picture, const cv::Rect& where) {
  int count = 0;
  for (int y = where.y; y < where.y + where.height; ++y) {
    for (int x = where.x; x < where.x + where.width; ++x)
      count += IsColoured(picture.at<cv::Vec3b>(y, x)) ? 1 : 0;
  }
  return count;
}

cv::Size SizeOf(int rows, int columns, double aspect) {
  Radiograph film;
  film.rows = rows;
  film.columns = columns;
  film.calibration.pixel_aspect = aspect;
  const AnnotationFrame frame = FrameFor(film);
  return {frame.columns, frame.rows};
}

TEST(AnnotatedImage, SizeFollowsTheFilm) {
  EXPECT_EQ(SizeOf(1024, 512, 1), cv::Size(512, 1024));
  EXPECT_EQ(SizeOf(800, 400, 1), cv::Size(400, 800));
  EXPECT_EQ(SizeOf(3000, 2500, 1), cv::Size(2000, 2400));  // shrunk
  EXPECT_EQ(SizeOf(200, 100, 1), cv::Size(400, 800));      // enlarged
  EXPECT_EQ(SizeOf(600, 500, 2), cv::Size(500, 1200));     // oblong pixels
  EXPECT_EQ(SizeOf(1000, 500, 1.0009), cv::Size(500, 1000));
  EXPECT_EQ(SizeOf(6000, 100, 1), cv::Size(40, 2400));
}

TEST(AnnotatedImage, PictureHasTheFramesSize) {
  const StudyAssessment study = OneBody(300, 150, 0);
  const cv::Mat picture = Decoded(study);
  EXPECT_EQ(picture.cols, 400);
  EXPECT_GT(picture.rows, 800 + 20);  // the legend
  EXPECT_LT(picture.rows, 800 + 200);
}

TEST(AnnotatedImage, OutlineHasTheColourOfItsGrade) {
  const cv::Vec3b expected[] = {{233, 180, 86}, {66, 228, 240}, {0, 159, 230}, {0, 94, 213}};
  for (int grade = 0; grade < 4; ++grade) {
    const cv::Mat picture = Decoded(OneBody(1000, 800, grade));
    // On the superior endplate, away from its points; outlines of grades 1 and 2 are not drawn everywhere.
    int found = 0;
    for (int x = 320; x < 380; ++x) {
      const auto pixel = picture.at<cv::Vec3b>(375, x);
      found += cv::norm(cv::Vec3i(pixel) - cv::Vec3i(expected[grade])) < 60 ? 1 : 0;
    }
    EXPECT_GT(found, 25) << grade;
    EXPECT_EQ(found == 60, grade == 0 || grade == 3) << grade;
  }
}

TEST(AnnotatedImage, OutlineLiesWhereTheBodyIsAlsoWhenShrunkOrOblong) {
  StudyAssessment study = OneBody(3200, 1000, 3);  // body: columns 375..625, rows 1200..2000
  study.calibration.pixel_aspect = 1.5;            // 4800 high, so half size: rows 900..1500 in the picture
  const cv::Mat picture = Decoded(study);
  ASSERT_EQ(picture.cols, 500);
  EXPECT_TRUE(IsColoured(picture.at<cv::Vec3b>(900, 220)));
  EXPECT_TRUE(IsColoured(picture.at<cv::Vec3b>(1500, 220)));
  EXPECT_TRUE(IsColoured(picture.at<cv::Vec3b>(1100, 187)));
  EXPECT_TRUE(IsColoured(picture.at<cv::Vec3b>(1100, 312)));
  EXPECT_FALSE(IsColoured(picture.at<cv::Vec3b>(1200, 250)));
}

// Where along the left edge of the body something brighter than the film is drawn.
double DrawnFraction(const StudyAssessment& study) {
  const cv::Mat picture = Decoded(study);
  int drawn = 0;
  for (int y = 400; y < 600; ++y) drawn += picture.at<cv::Vec3b>(y, 300)[2] > 90 ? 1 : 0;
  return drawn / 200.0;
}

TEST(AnnotatedImage, NotEvaluableIsDashed) {
  StudyAssessment study = OneBody(1000, 800, 3);
  Radiograph film = FilmFor(study);
  EXPECT_GT(DrawnFraction(study), 0.99);
  study.outlines.bodies[0].evaluable = false;
  EXPECT_GT(DrawnFraction(study), 0.3);
  EXPECT_LT(DrawnFraction(study), 0.75);
}

TEST(AnnotatedImage, LabelStandsOnTheAnteriorSide) {
  StudyAssessment study = OneBody(1000, 800, 3);
  const cv::Rect left(0, 300, 290, 400), right(511, 300, 289, 400);
  const cv::Mat faces_left = Decoded(study);
  EXPECT_GT(Coloured(faces_left, left), 20);
  EXPECT_EQ(Coloured(faces_left, right), 0);
  study.outlines.anterior = AnteriorSide::kRight;
  const cv::Mat faces_right = Decoded(study);
  EXPECT_EQ(Coloured(faces_right, left), 0);
  EXPECT_GT(Coloured(faces_right, right), 20);
}

TEST(AnnotatedImage, LabelGoesToTheOtherSideWhereTheFilmEnds) {
  StudyAssessment study = OneBody(1000, 800, 3);
  study.outlines.bodies = {Rectangle(VertebralLevel::kL1, 5, 375, 200, 250)};
  EXPECT_GT(Coloured(Decoded(study), {211, 300, 400, 400}), 20);
}

TEST(AnnotatedImage, LabelsOfCloseBodiesDoNotOverlap) {
  StudyAssessment study = OneBody(1000, 800, 3);
  const auto coloured_rows = [](const cv::Mat& picture) {
    int rows = 0;
    for (int y = 0; y < 900; ++y) rows += Coloured(picture, {0, y, 290, 1}) > 0 ? 1 : 0;
    return rows;
  };
  const int one = coloured_rows(Decoded(study));
  study.outlines.bodies.push_back(study.outlines.bodies[0]);
  study.measurements.vertebrae.push_back(study.measurements.vertebrae[0]);
  study.grades.push_back(study.grades[0]);
  EXPECT_GE(coloured_rows(Decoded(study)), 2 * one - 2);
}

TEST(AnnotatedImage, ShowsTheFilesWindowElseTheRangeOfItsValues) {
  StudyAssessment study = EmptyAssessment();
  study.rows = 1000;
  study.columns = 800;
  Radiograph film = FilmFor(study, 0);
  for (std::size_t i = 0; i < film.pixels.size(); ++i) film.pixels[i] = static_cast<float>(i % 800);
  // Columns 0..799 hold the values 0..799; without a window 1 % and 99.5 % of them are black and white.
  const cv::Mat by_values = Decoded(film, study);
  EXPECT_EQ(by_values.at<cv::Vec3b>(100, 2)[0], 0);
  EXPECT_EQ(by_values.at<cv::Vec3b>(100, 799)[0], 255);
  EXPECT_NEAR(by_values.at<cv::Vec3b>(100, 400)[0], 255 * (400 - 8) / (795.0 - 8), 2);
  film.window = DisplayWindow{.low = 400, .high = 600};
  const cv::Mat by_window = Decoded(film, study);
  EXPECT_EQ(by_window.at<cv::Vec3b>(100, 399)[0], 0);
  EXPECT_NEAR(by_window.at<cv::Vec3b>(100, 500)[0], 127.5, 1);
  EXPECT_EQ(by_window.at<cv::Vec3b>(100, 601)[0], 255);
}

TEST(AnnotatedImage, PaddingDoesNotSetTheWindow) {
  StudyAssessment study = EmptyAssessment();
  study.rows = 1000;
  study.columns = 800;
  Radiograph film = FilmFor(study, -30000);
  film.padding.assign(film.pixels.size(), 1);
  for (std::size_t i = 0; i < film.pixels.size(); i += 2) {
    film.padding[i] = 0;
    film.pixels[i] = static_cast<float>(i % 800);
  }
  EXPECT_NEAR(Decoded(film, study).at<cv::Vec3b>(100, 400)[0], 127, 4);
}

TEST(AnnotatedImage, SurvivesOddFilms) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(3, 5000), cv::Size(5000, 3), cv::Size(64, 64)}) {
    StudyAssessment study = OneBody(size.height, size.width, 1);
    EXPECT_FALSE(Decoded(study).empty()) << size;
  }
  StudyAssessment study = OneBody(500, 500, 1);
  study.outlines.bodies[0].outline_px[3] = {NAN, 1e300};
  study.outlines.bodies[0].points.superior_middle.position_px = {NAN, 0};
  study.outlines.bodies[0].points.inferior_middle.position_px = {1e12, -1e12};
  Radiograph film = FilmFor(study, NAN);
  EXPECT_FALSE(Decoded(film, study).empty());
}

TEST(AnnotatedImage, RefusesWhatDoesNotFit) {
  const StudyAssessment study = SampleAssessment();
  std::ostringstream out;
  Radiograph film = FilmFor(study);
  film.pixels.pop_back();
  EXPECT_THROW(WriteAnnotatedPng(film, study, out), InputError);
  EXPECT_THROW(WriteAnnotatedPng(FilmFor(EmptyAssessment()), study, out), InputError);
  EXPECT_THROW(WriteAnnotatedPng(FilmFor(study), study, out, {.max_side = 10}), InputError);
  EXPECT_THROW(WriteAnnotatedPng(Radiograph{}, StudyAssessment{}, out), InputError);
}

}  // namespace
}  // namespace openvfa::testing
