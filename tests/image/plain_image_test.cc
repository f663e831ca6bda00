// PNG, JPEG, TIFF, NIfTI, NRRD and MetaImage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "itk_writer.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::PlainPicture;
using test::TempFolder;
using test::WritePlain;
using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr int kRows = 5, kColumns = 3;

PlainPicture Picture(int bytes) {
  PlainPicture picture{{kColumns, kRows}, {}, 1, bytes, {}};
  for (int i = 0; i < kRows * kColumns; ++i) {
    picture.values.push_back(static_cast<std::uint16_t>(i * (bytes == 2 ? 4000 : 15)));
  }
  return picture;
}

std::string ReadErrorOf(const std::filesystem::path& path) {
  try {
    ReadImage(path);
  } catch (const ReadError& error) {
    return error.what();
  }
  return "";
}

struct Case {
  const char* format;
  int bytes;
  const char* name;  // of the format, to a person
};

class PlainFormats : public ::testing::TestWithParam<Case> {};

TEST_P(PlainFormats, KeepsPixelsAndAssumesALateralFilm) {
  const TempFolder folder;
  const PlainPicture picture = Picture(GetParam().bytes);
  const auto path = folder / ("film." + std::string(GetParam().format));
  WritePlain(path, GetParam().format, picture);
  const Radiograph radiograph = ReadImage(path);
  EXPECT_EQ(radiograph.rows, kRows);
  EXPECT_EQ(radiograph.columns, kColumns);
  EXPECT_THAT(radiograph.pixels, ElementsAreArray(picture.values));
  EXPECT_EQ(radiograph.view, View::kLateralRadiograph);
  EXPECT_THAT(radiograph.routing, Contains(Field(&RoutingCue::meaning, HasSubstr("assumed"))));
  EXPECT_NO_THROW(RequireLateralSpine(radiograph));
  // A spacing of exactly 1 mm is what these formats hold when nobody stated any.
  EXPECT_FALSE(radiograph.calibration.mm_per_px);
  EXPECT_THAT(radiograph.diagnostics, Contains(Field(&Diagnostic::code, "no-calibration")));
  const ImageInfo info = InspectImage(path);
  EXPECT_EQ(info.format, GetParam().name);
  EXPECT_EQ(info.rows, kRows);
  EXPECT_EQ(info.bits_stored, 8 * GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(All, PlainFormats,
                         ::testing::Values(Case{"png", 1, "PNG"}, Case{"png", 2, "PNG"}, Case{"tif", 1, "TIFF"},
                                         Case{"tif", 2, "TIFF"}, Case{"nii", 2, "NIfTI"},
                                         Case{"nrrd", 2, "NRRD"}, Case{"mha", 2, "MetaImage"}),
                         [](const auto& tested) {
                           return std::string(tested.param.name) + std::to_string(8 * tested.param.bytes);
                         });

TEST(PlainImage, ContentCountsNotTheName) {
  const TempFolder folder;
  WritePlain(folder / "film.png", "png", Picture(1));
  std::filesystem::rename(folder / "film.png", folder / "film.dcm");
  EXPECT_EQ(InspectImage(folder / "film.dcm").format, "PNG");
}

TEST(PlainImage, JpegIsReadWithItsLoss) {
  const TempFolder folder;
  PlainPicture picture{{16, 32}, {}, 1, 1, std::vector<std::uint16_t>(16 * 32, 50)};
  std::fill(picture.values.begin() + 16 * 16, picture.values.end(), 200);  // the lower half is brighter
  WritePlain(folder / "film.jpg", "jpg", picture);
  const Radiograph radiograph = ReadImage(folder / "film.jpg");
  EXPECT_EQ(radiograph.rows, 32);
  EXPECT_NEAR(radiograph.At(3, 8), 50, 3);
  EXPECT_NEAR(radiograph.At(28, 8), 200, 3);
}

TEST(PlainImage, ColourBecomesLuminance) {
  const TempFolder folder;
  const PlainPicture picture{{2, 2}, {}, 3, 1, {200, 0, 0, 0, 200, 0, 0, 0, 200, 10, 10, 10}};
  WritePlain(folder / "film.png", "png", picture);
  const Radiograph radiograph = ReadImage(folder / "film.png");
  EXPECT_NEAR(radiograph.pixels[0], 0.299 * 200, 0.01);
  EXPECT_NEAR(radiograph.pixels[1], 0.587 * 200, 0.01);
  EXPECT_NEAR(radiograph.pixels[2], 0.114 * 200, 0.01);
  EXPECT_NEAR(radiograph.pixels[3], 10, 0.01);
}

TEST(PlainImage, HeaderSpacingIsColumnsThenRows) {
  const TempFolder folder;
  for (const char* format : {"nii", "nrrd", "mha"}) {
    PlainPicture picture = Picture(2);
    picture.spacing = {0.2, 0.3};
    const auto path = folder / (std::string("film.") + format);
    WritePlain(path, format, picture);
    const Calibration calibration = InspectImage(path).calibration;
    ASSERT_TRUE(calibration.mm_per_px) << format;
    EXPECT_NEAR(calibration.mm_per_px->x(), 0.2, 1e-6) << format;
    EXPECT_NEAR(calibration.mm_per_px->y(), 0.3, 1e-6) << format;
    EXPECT_NEAR(calibration.pixel_aspect, 1.5, 1e-6) << format;
    EXPECT_THAT(calibration.source, HasSubstr("header")) << format;
  }
}

TEST(PlainImage, PrintResolutionIsNotTrusted) {
  const TempFolder folder;
  PlainPicture picture = Picture(1);
  picture.spacing = {0.25, 0.25};
  for (const char* format : {"png", "tif"}) {
    const auto path = folder / (std::string("film.") + format);
    WritePlain(path, format, picture);
    EXPECT_FALSE(InspectImage(path).calibration.mm_per_px) << format;
    ReadOptions options;
    options.pixel_spacing_mm = Eigen::Vector2d(0.3, 0.4);
    EXPECT_EQ(*InspectImage(path, options).calibration.mm_per_px, Eigen::Vector2d(0.3, 0.4)) << format;
  }
}

TEST(PlainImage, OneSliceIsAFilmAndSeveralAreAVolume) {
  const TempFolder folder;
  PlainPicture slice = Picture(2);
  slice.size = {kColumns, kRows, 1};
  slice.spacing = {0.2, 0.3, 5};
  WritePlain(folder / "slice.nii", "nii", slice);
  EXPECT_EQ(ReadImage(folder / "slice.nii").rows, kRows);
  PlainPicture sagittal = Picture(2);
  sagittal.size = {1, kColumns, kRows};
  sagittal.spacing = {5, 0.2, 0.3};
  WritePlain(folder / "sagittal.nii", "nii", sagittal);
  const Radiograph radiograph = ReadImage(folder / "sagittal.nii");
  EXPECT_EQ(radiograph.columns, kColumns);
  EXPECT_NEAR(radiograph.calibration.mm_per_px->y(), 0.3, 1e-6);
  PlainPicture volume{{3, 5, 4}, {}, 1, 2, std::vector<std::uint16_t>(60, 7)};
  WritePlain(folder / "volume.nii", "nii", volume);
  EXPECT_EQ(ReadErrorOf(folder / "volume.nii"), "volume.nii is a volume of 3 x 5 x 4 voxels, not a film");
}

TEST(PlainImage, CutFilesAreCalledTruncated) {
  const TempFolder folder;
  for (const std::string extension : {"png", "jpg", "tif", "nii", "nii.gz", "nrrd", "mha"}) {
    const auto path = folder / ("film." + extension);
    const std::string format = extension.substr(0, extension.find('.'));
    PlainPicture picture{{64, 64}, {}, 1, 1, {}};
    for (int i = 0; i < 64 * 64; ++i) picture.values.push_back(static_cast<std::uint16_t>(i * 7919 % 251));
    WritePlain(path, format, picture);
    const auto whole = test::Bytes(path);
    test::WriteBytes(path, whole.substr(0, whole.size() / 2));
    EXPECT_THAT(ReadErrorOf(path), ::testing::ContainsRegex("truncated|damaged")) << format;
  }
}

TEST(PlainImage, ClaimedSizeIsCheckedBeforeItIsBelieved) {
  const TempFolder folder;
  WritePlain(folder / "film.mha", "mha", Picture(2));
  auto bytes = test::Bytes(folder / "film.mha");
  const auto at = bytes.find("DimSize = 3 5");
  ASSERT_NE(at, std::string::npos);
  auto claim = bytes;
  claim.replace(at, 13, "DimSize = 20000 20000");
  test::WriteBytes(folder / "claim.mha", claim);
  EXPECT_THAT(ReadErrorOf(folder / "claim.mha"), HasSubstr("cannot hold"));
  claim = bytes;
  claim.replace(at, 13, "DimSize = 2000000 2000000");
  test::WriteBytes(folder / "claim.mha", claim);
  EXPECT_THAT(ReadErrorOf(folder / "claim.mha"), HasSubstr("more than the limit"));
}

TEST(PlainImage, PngChunkBeyondTheFileIsRefused) {
  const TempFolder folder;
  WritePlain(folder / "film.png", "png", Picture(1));
  auto bytes = test::Bytes(folder / "film.png");
  // A text chunk of 2 GB, right behind the header chunk.
  bytes.insert(33, std::string("\x7f\xff\xff\xf0tEXt", 8) + "a film");
  test::WriteBytes(folder / "film.png", bytes);
  EXPECT_THAT(ReadErrorOf(folder / "film.png"), HasSubstr("damaged PNG"));
}

TEST(PlainImage, ImpossibleNiftiOrientationIsRefused) {
  const TempFolder folder;
  WritePlain(folder / "film.nii", "nii", Picture(2));
  auto bytes = test::Bytes(folder / "film.nii");
  bytes.replace(284, 4, std::string("\x00\x00\x00\xff", 4));  // -1.7e38 in the matrix of axes
  test::WriteBytes(folder / "film.nii", bytes);
  EXPECT_THAT(ReadErrorOf(folder / "film.nii"), HasSubstr("NIfTI header is impossible"));
}

}  // namespace
}  // namespace openvfa
