// From stored bits to grey values: depth, sign, colour, lookup tables, padding, inversion, frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::DicomFilm;
using test::TempFolder;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;

class DicomPixels : public ::testing::Test {
 protected:
  Radiograph Read(DicomFilm& film, E_TransferSyntax syntax = EXS_LittleEndianExplicit,
                  std::optional<int> frame = {}) {
    film.Save(folder_ / "film.dcm", syntax);
    ReadOptions options;
    options.frame = frame;
    return ReadImage(folder_ / "film.dcm", options);
  }

  TempFolder folder_;
};

TEST_F(DicomPixels, StrayBitsAboveTheStoredOnesAreCutOff) {
  DicomFilm film(1, 3);
  film.SetDepth(16, 10, 9, false).Pixels(std::vector<std::uint16_t>{0xfc01, 0x03ff, 0x8000});
  EXPECT_THAT(Read(film).pixels, ElementsAre(1, 1023, 0));
}

TEST_F(DicomPixels, HighBitBelowTheTopOfTheContainerShiftsValues) {
  DicomFilm film(1, 3);
  film.SetDepth(16, 12, 15, false).Pixels(std::vector<std::uint16_t>{0x0010, 0xfff0, 0x123f});
  EXPECT_THAT(Read(film).pixels, ElementsAre(1, 4095, 0x123));
}

TEST_F(DicomPixels, SignIsExtendedFromTheHighestStoredBit) {
  DicomFilm film(1, 4);
  film.SetDepth(16, 12, 11, true).Pixels(std::vector<std::uint16_t>{0x0fff, 0x0800, 0x07ff, 0xffff});
  EXPECT_THAT(Read(film).pixels, ElementsAre(-1, -2048, 2047, -1));
  DicomFilm bytes(1, 2);
  bytes.SetDepth(8, 8, 7, true).Pixels(std::vector<std::uint8_t>{0x80, 0x7f});
  EXPECT_THAT(Read(bytes).pixels, ElementsAre(-128, 127));
}

TEST_F(DicomPixels, Monochrome1IsNegatedWithItsWindow) {
  DicomFilm film(1, 2);
  film.Set(DCM_PhotometricInterpretation, "MONOCHROME1")
      .Set(DCM_WindowCenter, "500.5")
      .Set(DCM_WindowWidth, "1001");
  film.Pixels(std::vector<std::uint16_t>{100, 900});
  const Radiograph radiograph = Read(film);
  EXPECT_THAT(radiograph.pixels, ElementsAre(-100, -900));
  ASSERT_TRUE(radiograph.window);
  EXPECT_DOUBLE_EQ(radiograph.window->low, -1000);
  EXPECT_DOUBLE_EQ(radiograph.window->high, 0);
}

TEST_F(DicomPixels, WindowIsKeptAndNotBakedIn) {
  DicomFilm film(1, 3);
  film.Set(DCM_WindowCenter, "100.5").Set(DCM_WindowWidth, "11");
  film.Pixels(std::vector<std::uint16_t>{0, 100, 4095});
  const Radiograph radiograph = Read(film);
  EXPECT_THAT(radiograph.pixels, ElementsAre(0, 100, 4095));
  ASSERT_TRUE(radiograph.window);
  EXPECT_DOUBLE_EQ(radiograph.window->low, 95);
  EXPECT_DOUBLE_EQ(radiograph.window->high, 105);

  film.Remove(DCM_WindowCenter).Remove(DCM_WindowWidth);
  EXPECT_FALSE(Read(film).window);
  film.SetLookup(DCM_VOILUTSequence, 20, {0, 10, 1000, 4000});
  const Radiograph with_table = Read(film);
  EXPECT_THAT(with_table.pixels, ElementsAre(0, 100, 4095));
  ASSERT_TRUE(with_table.window);
  EXPECT_DOUBLE_EQ(with_table.window->low, 20);
  EXPECT_DOUBLE_EQ(with_table.window->high, 23);
}

TEST_F(DicomPixels, RescaleIsApplied) {
  DicomFilm film(1, 2);
  film.Set(DCM_RescaleSlope, "0.5")
      .Set(DCM_RescaleIntercept, "-1000")
      .Pixels(std::vector<std::uint16_t>{0, 4000});
  EXPECT_THAT(Read(film).pixels, ElementsAre(-1000, 1000));
  film.Set(DCM_RescaleSlope, "0");
  const Radiograph ignored = Read(film);
  EXPECT_THAT(ignored.pixels, ElementsAre(0, 4000));
  EXPECT_THAT(ignored.diagnostics, ::testing::Contains(::testing::Field(&Diagnostic::code, "rescale-ignored")));
}

TEST_F(DicomPixels, ModalityLookupTableIsApplied) {
  DicomFilm film(1, 4);
  film.SetLookup(DCM_ModalityLUTSequence, 10, {500, 400, 65535})
      .Pixels(std::vector<std::uint16_t>{0, 10, 11, 99});
  EXPECT_THAT(Read(film).pixels, ElementsAre(500, 500, 400, 65535));
}

TEST_F(DicomPixels, PaddingValueAndRangeAreMarked) {
  DicomFilm film(1, 4);
  film.Set(DCM_PixelPaddingValue, 7).Pixels(std::vector<std::uint16_t>{7, 8, 9, 7});
  EXPECT_THAT(Read(film).padding, ElementsAre(1, 0, 0, 1));
  film.Set(DCM_PixelPaddingRangeLimit, 8);
  EXPECT_THAT(Read(film).padding, ElementsAre(1, 1, 0, 1));
  film.Set(DCM_PixelPaddingValue, 100).Remove(DCM_PixelPaddingRangeLimit);
  EXPECT_TRUE(Read(film).padding.empty());
}

TEST_F(DicomPixels, PaddingIsComparedBeforeRescalingAndWithSign) {
  DicomFilm film(1, 2);
  film.SetDepth(16, 16, 15, true).Set(DCM_RescaleIntercept, "1000").Set(DCM_RescaleSlope, "1");
  film.Dataset().putAndInsertSint16(DcmTag(DCM_PixelPaddingValue, EVR_SS), -2000);
  film.Pixels(std::vector<std::uint16_t>{static_cast<std::uint16_t>(-2000), 5});
  const Radiograph radiograph = Read(film);
  EXPECT_THAT(radiograph.pixels, ElementsAre(-1000, 1005));
  EXPECT_THAT(radiograph.padding, ElementsAre(1, 0));
}

TEST_F(DicomPixels, ColourBecomesLuminance) {
  const auto red = FloatNear(0.299F * 200, 0.01F), green = FloatNear(0.587F * 100, 0.01F);
  DicomFilm by_pixel(1, 2);
  by_pixel.SetDepth(8, 8, 7, false)
      .SetColour("RGB", false)
      .Pixels(std::vector<std::uint8_t>{200, 0, 0, 0, 100, 0});
  EXPECT_THAT(Read(by_pixel).pixels, ElementsAre(red, green));
  EXPECT_THAT(Read(by_pixel, EXS_RLELossless).pixels, ElementsAre(red, green));
  DicomFilm by_plane(1, 2);
  by_plane.SetDepth(8, 8, 7, false)
      .SetColour("RGB", true)
      .Pixels(std::vector<std::uint8_t>{200, 0, 0, 100, 0, 0});
  EXPECT_THAT(Read(by_plane).pixels, ElementsAre(red, green));
  EXPECT_THAT(Read(by_plane, EXS_RLELossless).pixels, ElementsAre(red, green));
  DicomFilm ybr(1, 2);
  ybr.SetDepth(8, 8, 7, false)
      .SetColour("YBR_FULL", false)
      .Pixels(std::vector<std::uint8_t>{50, 9, 9, 60, 200, 1});
  EXPECT_THAT(Read(ybr).pixels, ElementsAre(50, 60));
  DicomFilm subsampled(2, 2);
  subsampled.SetDepth(8, 8, 7, false).SetColour("YBR_FULL_422", false);
  subsampled.Pixels(std::vector<std::uint8_t>{10, 20, 128, 128, 30, 40, 128, 128});
  EXPECT_THAT(Read(subsampled).pixels, ElementsAre(10, 20, 30, 40));
}

TEST_F(DicomPixels, PaletteBecomesLuminance) {
  DicomFilm film(1, 4);
  film.SetDepth(8, 8, 7, false).Set(DCM_PhotometricInterpretation, "PALETTE COLOR");
  film.Pixels(std::vector<std::uint8_t>{0, 1, 2, 9});
  EXPECT_THROW(Read(film), ReadError);
  const Uint16 descriptor[3] = {3, 0, 16}, values[3] = {0, 1000, 2000};
  for (const auto& [shape, data] :
       {std::pair{DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData},
        {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData},
        {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData}}) {
    film.Dataset().putAndInsertUint16Array(DcmTag(shape, EVR_US), descriptor, 3);
    film.Dataset().putAndInsertUint16Array(DcmTag(data, EVR_OW), values, 3);
  }
  EXPECT_THAT(Read(film).pixels,
              ElementsAre(0, FloatNear(1000, 0.01F), FloatNear(2000, 0.01F), FloatNear(2000, 0.01F)));
}

TEST_F(DicomPixels, SeveralFramesAskForAChoice) {
  DicomFilm film(1, 3);  // an odd number of bytes per frame
  film.SetDepth(8, 8, 7, false).Set(DCM_NumberOfFrames, "3");
  film.Pixels(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  try {
    Read(film);
    FAIL() << "a frame was chosen silently";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "film.dcm has 3 frames: choose one with --frame N (1 to 3)");
  }
  EXPECT_EQ(InspectImage(folder_ / "film.dcm").frames, 3);
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_RLELossless}) {
    EXPECT_THAT(Read(film, syntax, 1).pixels, ElementsAre(1, 2, 3));
    EXPECT_THAT(Read(film, syntax, 2).pixels, ElementsAre(4, 5, 6));
    EXPECT_THAT(Read(film, syntax, 3).pixels, ElementsAre(7, 8, 9));
  }
  EXPECT_THROW(Read(film, EXS_LittleEndianExplicit, 4), InputError);
}

TEST_F(DicomPixels, ReferenceHoldsUidsAndNoPatient) {
  DicomFilm film(1, 1);
  film.Set(DCM_StudyDescription, "Secret^Name lumbar lateral").Pixels(std::vector<std::uint16_t>{1});
  const Radiograph radiograph = Read(film);
  EXPECT_EQ(radiograph.reference.study_instance_uid, "1.2.276.0.7230010.3.1.2.1");
  EXPECT_EQ(radiograph.reference.sop_instance_uid, "1.2.276.0.7230010.3.1.4.1");
  EXPECT_EQ(radiograph.reference.modality, "CR");
  std::string said;
  for (const auto& cue : radiograph.routing) said += cue.name + cue.value + cue.meaning;
  for (const auto& diagnostic : radiograph.diagnostics) said += diagnostic.text;
  EXPECT_THAT(said, HasSubstr("LUMBAR"));
  EXPECT_THAT(said, ::testing::Not(HasSubstr("ecret")));
}

}  // namespace
}  // namespace openvfa
