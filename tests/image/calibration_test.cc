// Millimetres from every tag that may hold them, and from none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::DicomFilm;
using test::TempFolder;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kRows = 40, kColumns = 20;
constexpr auto kDetector = CalibrationPlane::kDetector;
constexpr auto kPatient = CalibrationPlane::kPatient;

ImageInfo Inspect(const std::function<void(DicomFilm&)>& prepare, const ReadOptions& options = {}) {
  const TempFolder folder;
  DicomFilm film(kRows, kColumns);
  film.Pixels(std::vector<std::uint16_t>(kRows * kColumns, 100));
  prepare(film);
  film.Save(folder / "film.dcm");
  return InspectImage(folder / "film.dcm", options);
}

std::string TextOf(const ImageInfo& info, const std::string& code) {
  for (const auto& diagnostic : info.diagnostics) {
    if (diagnostic.code == code) return diagnostic.text;
  }
  return {};
}

struct Case {
  const char* name;
  std::vector<std::pair<DcmTagKey, std::string>> tags;
  double x, y;
  CalibrationPlane plane;
  const char* source;        // part of it
  double magnification = 0;  // 0: none
};

std::string CaseName(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

class CalibrationSource : public ::testing::TestWithParam<Case> {};

TEST_P(CalibrationSource, GivesMillimetres) {
  const Case& c = GetParam();
  const ImageInfo info = Inspect([&](DicomFilm& film) {
    for (const auto& [tag, value] : c.tags) film.Set(tag, value);
  });
  ASSERT_TRUE(info.calibration.mm_per_px);
  EXPECT_NEAR(info.calibration.mm_per_px->x(), c.x, 1e-9);
  EXPECT_NEAR(info.calibration.mm_per_px->y(), c.y, 1e-9);
  EXPECT_NEAR(info.calibration.pixel_aspect, c.y / c.x, 1e-9);
  EXPECT_EQ(info.calibration.plane, c.plane);
  EXPECT_THAT(info.calibration.source, HasSubstr(c.source));
  EXPECT_EQ(info.calibration.magnification.value_or(0), c.magnification);
  EXPECT_EQ(TextOf(info, "calibration-conflict"), "");
}

// Row spacing comes first in DICOM: 0.3 is the distance of rows, y.
INSTANTIATE_TEST_SUITE_P(
    All, CalibrationSource,
    ::testing::Values(Case{"PixelSpacingAlone",
                         {{DCM_PixelSpacing, "0.3\\0.2"}},
                         0.2,
                         0.3,
                         kDetector,
                         "PixelSpacing (0028,0030)"},
                    Case{"Geometry",
                         {{DCM_PixelSpacing, "0.3\\0.2"}, {DCM_PixelSpacingCalibrationType, "GEOMETRY"}},
                         0.2,
                         0.3,
                         kPatient,
                         "PixelSpacing (0028,0030), GEOMETRY"},
                    Case{"Fiducial",
                         {{DCM_PixelSpacing, "0.3\\0.2"},
                          {DCM_PixelSpacingCalibrationType, "FIDUCIAL"},
                          {DCM_ImagerPixelSpacing, "0.36\\0.24"}},
                         0.2,
                         0.3,
                         kPatient,
                         "PixelSpacing (0028,0030), FIDUCIAL"},
                    Case{"EqualToImager",
                         {{DCM_PixelSpacing, "0.15\\0.14"}, {DCM_ImagerPixelSpacing, "0.15\\0.14"}},
                         0.14,
                         0.15,
                         kDetector,
                         "ImagerPixelSpacing (0018,1164)"},
                    Case{"ImagerAlone",
                         {{DCM_ImagerPixelSpacing, "0.15\\0.14"}},
                         0.14,
                         0.15,
                         kDetector,
                         "ImagerPixelSpacing (0018,1164)"},
                    Case{"ImagerByFactor",
                         {{DCM_ImagerPixelSpacing, "0.30\\0.24"},
                          {DCM_EstimatedRadiographicMagnificationFactor, "1.2"}},
                         0.2,
                         0.25,
                         kPatient,
                         "EstimatedRadiographicMagnificationFactor (0018,1114)",
                         1.2},
                    Case{"ImagerByDistances",
                         {{DCM_ImagerPixelSpacing, "0.30\\0.25"},
                          {DCM_DistanceSourceToDetector, "1500"},
                          {DCM_DistanceSourceToPatient, "1200"}},
                         0.2,
                         0.24,
                         kPatient,
                         "DistanceSourceToPatient (0018,1111)",
                         1.25},
                    Case{"CorrectedByStatedFactor",
                         {{DCM_PixelSpacing, "0.25\\0.2"},
                          {DCM_ImagerPixelSpacing, "0.30\\0.24"},
                          {DCM_EstimatedRadiographicMagnificationFactor, "1.2"}},
                         0.2,
                         0.25,
                         kPatient,
                         "PixelSpacing (0028,0030)"},
                    Case{"Scanned",
                         {{DCM_NominalScannedPixelSpacing, "0.1\\0.09"}},
                         0.09,
                         0.1,
                         kDetector,
                         "NominalScannedPixelSpacing (0018,2010)"}),
    CaseName);

TEST(Calibration, NoneIsSaid) {
  const ImageInfo info = Inspect([](DicomFilm&) {});
  EXPECT_FALSE(info.calibration.mm_per_px);
  EXPECT_EQ(info.calibration.source, "none");
  EXPECT_EQ(info.calibration.plane, CalibrationPlane::kNone);
  EXPECT_EQ(info.calibration.pixel_aspect, 1.0);
  EXPECT_THAT(info.diagnostics, Contains(Field(&Diagnostic::code, "no-calibration")));
}

TEST(Calibration, AspectRatioAloneShapesPixels) {
  // Vertical \ horizontal extent: rows lie twice as far apart as columns.
  const ImageInfo info = Inspect([](DicomFilm& film) { film.Set(DCM_PixelAspectRatio, "2\\1"); });
  EXPECT_FALSE(info.calibration.mm_per_px);
  EXPECT_EQ(info.calibration.pixel_aspect, 2.0);
}

TEST(Calibration, ExposedAreaCountsOnDensitometersOnly) {
  const auto area = [](DicomFilm& film) {
    film.Set(DCM_ExposedArea, std::vector<std::uint16_t>{5, 10});  // mm over 20 columns, 40 rows
  };
  const ImageInfo dxa = Inspect([&](DicomFilm& film) {
    film.Set(DCM_ManufacturerModelName, "Lunar iDXA").Set(DCM_ProtocolName, "LVA");
    area(film);
  });
  ASSERT_TRUE(dxa.calibration.mm_per_px);
  EXPECT_EQ(*dxa.calibration.mm_per_px, Eigen::Vector2d(0.25, 0.25));
  EXPECT_EQ(dxa.calibration.plane, kPatient);
  EXPECT_THAT(dxa.calibration.source, HasSubstr("ExposedArea (0040,0303)"));
  EXPECT_THAT(dxa.calibration.source, HasSubstr("inferred"));
  EXPECT_FALSE(Inspect(area).calibration.mm_per_px);
}

TEST(Calibration, OptionOverridesTheFile) {
  ReadOptions options;
  options.pixel_spacing_mm = Eigen::Vector2d(0.4, 0.5);
  const ImageInfo info = Inspect([](DicomFilm& film) { film.Set(DCM_PixelSpacing, "0.3\\0.2"); }, options);
  EXPECT_EQ(*info.calibration.mm_per_px, Eigen::Vector2d(0.4, 0.5));
  EXPECT_EQ(info.calibration.pixel_aspect, 1.25);
  EXPECT_THAT(info.calibration.source, HasSubstr("user"));
}

TEST(Calibration, ImpossibleSpacingIsIgnoredAndSaid) {
  for (const char* spacing :
       {"0\\0", "-0.2\\0.2", "nan\\0.2", "0.2", "1e9\\1e9", "0.2\\x", "1e-9\\0.2", "inf\\inf"}) {
    const ImageInfo info = Inspect([&](DicomFilm& film) { film.Set(DCM_PixelSpacing, spacing); });
    EXPECT_FALSE(info.calibration.mm_per_px) << spacing;
    EXPECT_THAT(TextOf(info, "spacing-ignored"), HasSubstr("PixelSpacing (0028,0030)")) << spacing;
    EXPECT_THAT(info.diagnostics, Contains(Field(&Diagnostic::code, "no-calibration"))) << spacing;
  }
  const ImageInfo aspect = Inspect([](DicomFilm& film) { film.Set(DCM_PixelAspectRatio, "1\\0"); });
  EXPECT_EQ(aspect.calibration.pixel_aspect, 1.0);
  EXPECT_THAT(TextOf(aspect, "spacing-ignored"), HasSubstr("PixelAspectRatio"));
  // The next source is used instead.
  const ImageInfo next = Inspect(
      [](DicomFilm& film) { film.Set(DCM_PixelSpacing, "0\\0").Set(DCM_ImagerPixelSpacing, "0.1\\0.1"); });
  EXPECT_EQ(*next.calibration.mm_per_px, Eigen::Vector2d(0.1, 0.1));
}

TEST(Calibration, UnexplainedDifferenceIsAConflict) {
  const ImageInfo info = Inspect([](DicomFilm& film) {
    film.Set(DCM_PixelSpacing, "0.2\\0.2").Set(DCM_ImagerPixelSpacing, "0.1\\0.1");
  });
  const std::string text = TextOf(info, "calibration-conflict");
  EXPECT_THAT(text, HasSubstr("PixelSpacing (0028,0030) is 0.2 x 0.2 mm"));
  EXPECT_THAT(text, HasSubstr("ImagerPixelSpacing (0018,1164) is 0.1 x 0.1 mm"));
  EXPECT_EQ(*info.calibration.mm_per_px, Eigen::Vector2d(0.2, 0.2));
}

TEST(Calibration, OtherContradictionsNameBothTags) {
  const ImageInfo factor = Inspect([](DicomFilm& film) {
    film.Set(DCM_ImagerPixelSpacing, "0.2\\0.2").Set(DCM_EstimatedRadiographicMagnificationFactor, "1.1");
    film.Set(DCM_DistanceSourceToDetector, "1500").Set(DCM_DistanceSourceToPatient, "1000");
  });
  EXPECT_THAT(TextOf(factor, "calibration-conflict"), HasSubstr("(0018,1114) is 1.1"));
  EXPECT_THAT(TextOf(factor, "calibration-conflict"), HasSubstr("(0018,1111) is 1.5"));
  const ImageInfo geometry = Inspect([](DicomFilm& film) {
    film.Set(DCM_PixelSpacing, "0.2\\0.2").Set(DCM_PixelSpacingCalibrationType, "GEOMETRY");
    film.Set(DCM_ImagerPixelSpacing, "0.2\\0.2").Set(DCM_EstimatedRadiographicMagnificationFactor, "1.2");
  });
  EXPECT_THAT(TextOf(geometry, "calibration-conflict"), HasSubstr("(0018,1114) = 1.2"));
  const ImageInfo aspect = Inspect(
      [](DicomFilm& film) { film.Set(DCM_PixelSpacing, "0.2\\0.2").Set(DCM_PixelAspectRatio, "2\\1"); });
  EXPECT_THAT(TextOf(aspect, "calibration-conflict"), HasSubstr("PixelAspectRatio (0028,0034) is 2"));
  EXPECT_EQ(aspect.calibration.pixel_aspect, 1.0);
}

TEST(ReadOptions, ValidateNamesTheField) {
  const auto message = [](const ReadOptions& options) -> std::string {
    try {
      options.Validate();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  ReadOptions options;
  EXPECT_EQ(message(options), "");
  options.frame = 0;
  EXPECT_THAT(message(options), HasSubstr("frame"));
  options = {};
  options.pixel_spacing_mm = Eigen::Vector2d(0.2, -1);
  EXPECT_THAT(message(options), HasSubstr("pixel_spacing_mm"));
  options = {};
  options.max_pixels = 0;
  EXPECT_THAT(message(options), HasSubstr("max_pixels"));
}

}  // namespace
}  // namespace openvfa
