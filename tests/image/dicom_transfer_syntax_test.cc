// The same pixels through every coding that can be written here.
#include <dcmtk/dcmdata/dcuid.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::DicomFilm;
using test::TempFolder;

constexpr int kRows = 37, kColumns = 23;

// Smooth and asymmetric in both directions, so that transposed or flipped rows show. From 0 to full
// scale, because DCMTK's lossy encoder stretches a smaller range.
std::vector<std::uint16_t> Ramp(int full_scale) {
  std::vector<std::uint16_t> values;
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x) {
      const double wave = 0.5 - 0.5 * std::cos(0.11 * x + 0.05 * y * y / kRows);
      values.push_back(static_cast<std::uint16_t>(std::lround(wave * full_scale)));
    }
  }
  return values;
}

struct Coding {
  const char* name;
  E_TransferSyntax syntax;
  int bits;
  double tolerance;  // grey values
};

std::string CodingName(const ::testing::TestParamInfo<Coding>& info) { return info.param.name; }

class TransferSyntaxTest : public ::testing::TestWithParam<Coding> {};

TEST_P(TransferSyntaxTest, KeepsPixels) {
  const Coding& coding = GetParam();
  const TempFolder folder;
  const auto path = folder / "film";
  const auto values = Ramp((1 << coding.bits) - 1);
  DicomFilm film(kRows, kColumns);
  if (coding.bits == 8) {
    film.SetDepth(8, 8, 7, false).Pixels(std::vector<std::uint8_t>(values.begin(), values.end()));
  } else {
    film.SetDepth(16, coding.bits, coding.bits - 1, false).Pixels(values);
  }
  film.Save(path, coding.syntax);

  const Radiograph radiograph = ReadImage(path);
  ASSERT_EQ(radiograph.rows, kRows);
  ASSERT_EQ(radiograph.columns, kColumns);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_NEAR(radiograph.pixels[i], values[i], coding.tolerance) << "pixel " << i;
  }
  EXPECT_EQ(InspectImage(path).transfer_syntax, DcmXfer(coding.syntax).getXferID() == nullptr
                                                    ? ""
                                                    : dcmFindNameOfUID(DcmXfer(coding.syntax).getXferID()));
}

INSTANTIATE_TEST_SUITE_P(All, TransferSyntaxTest,
                         ::testing::Values(Coding{"ImplicitLittle", EXS_LittleEndianImplicit, 12, 0},
                                         Coding{"ExplicitLittle", EXS_LittleEndianExplicit, 12, 0},
                                         Coding{"ExplicitBig", EXS_BigEndianExplicit, 12, 0},
                                         Coding{"ExplicitBig8", EXS_BigEndianExplicit, 8, 0},
                                         Coding{"Deflated", EXS_DeflatedLittleEndianExplicit, 12, 0},
                                         Coding{"Rle", EXS_RLELossless, 12, 0},
                                         Coding{"Rle8", EXS_RLELossless, 8, 0},
                                         Coding{"JpegBaseline", EXS_JPEGProcess1, 8, 4},
                                         Coding{"JpegExtended", EXS_JPEGProcess2_4, 12, 64},
                                         Coding{"JpegLossless", EXS_JPEGProcess14, 12, 0},
                                         Coding{"JpegLosslessSv1", EXS_JPEGProcess14SV1, 16, 0},
                                         Coding{"JpegLs", EXS_JPEGLSLossless, 12, 0},
                                         Coding{"JpegLsNear", EXS_JPEGLSLossy, 12, 2}),
                         CodingName);

TEST(TransferSyntax, Jpeg2000KeepsPixels) {
  const TempFolder folder;
  const auto values = Ramp(4095);
  DicomFilm film(kRows, kColumns);
  film.SaveFragments(folder / "film", EXS_JPEG2000LosslessOnly,
                     {test::Jpeg2000(kRows, kColumns, values, 12)});
  const Radiograph radiograph = ReadImage(folder / "film");
  EXPECT_TRUE(std::equal(values.begin(), values.end(), radiograph.pixels.begin(), radiograph.pixels.end()));
}

TEST(TransferSyntax, Jpeg2000FramesAreTakenOneByOne) {
  const TempFolder folder;
  const auto first = Ramp(4095), second = Ramp(1000);
  DicomFilm film(kRows, kColumns);
  film.Set(DCM_NumberOfFrames, "2");
  film.SaveFragments(
      folder / "film", EXS_JPEG2000LosslessOnly,
      {test::Jpeg2000(kRows, kColumns, first, 12), test::Jpeg2000(kRows, kColumns, second, 12)});
  ReadOptions options;
  options.frame = 2;
  const Radiograph radiograph = ReadImage(folder / "film", options);
  EXPECT_TRUE(std::equal(second.begin(), second.end(), radiograph.pixels.begin(), radiograph.pixels.end()));
}

TEST(TransferSyntax, MissingMetaHeaderIsRecognised) {
  const TempFolder folder;
  const auto values = Ramp(4095);
  for (const auto syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    DicomFilm film(kRows, kColumns);
    film.Pixels(values).SaveBare(folder / "film", syntax);
    const Radiograph radiograph = ReadImage(folder / "film");
    EXPECT_TRUE(std::equal(values.begin(), values.end(), radiograph.pixels.begin(), radiograph.pixels.end()))
        << DcmXfer(syntax).getXferName();
    EXPECT_EQ(InspectImage(folder / "film").format, "DICOM");
  }
}

TEST(TransferSyntax, TiffPreambleDoesNotHideDicom) {
  const TempFolder folder;
  DicomFilm film(kRows, kColumns);
  film.Pixels(Ramp(4095)).Save(folder / "film.tif");
  auto bytes = test::Bytes(folder / "film.tif");
  bytes.replace(0, 4, std::string("II*\0", 4));
  test::WriteBytes(folder / "film.tif", bytes);
  EXPECT_EQ(InspectImage(folder / "film.tif").format, "DICOM");
}

TEST(TransferSyntax, UnknownCompressionIsNamed) {
  const TempFolder folder;
  DicomFilm film(kRows, kColumns);
  film.SaveFragments(folder / "film.dcm", EXS_MPEG2MainProfileAtMainLevel,
                     {std::vector<std::uint8_t>(64, 1)});
  try {
    ReadImage(folder / "film.dcm");
    FAIL() << "an MPEG stream was read";
  } catch (const ReadError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("film.dcm is compressed in a way that is not supported"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr(UID_MPEG2MainProfileAtMainLevelTransferSyntax));
  }
}

}  // namespace
}  // namespace openvfa
