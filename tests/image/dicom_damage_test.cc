// Damaged and hostile files end in one sentence, before memory is spent on what they claim.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::Bytes;
using test::DicomFilm;
using test::TempFolder;
using test::WriteBytes;
using ::testing::HasSubstr;

std::string ReadErrorOf(const std::filesystem::path& path, const ReadOptions& options = {}) {
  try {
    ReadImage(path, options);
  } catch (const ReadError& error) {
    return error.what();
  }
  return "";
}

DicomFilm Film(int rows = 16, int columns = 16) {
  DicomFilm film(rows, columns);
  std::vector<std::uint16_t> values;
  for (int i = 0; i < rows * columns; ++i) values.push_back(static_cast<std::uint16_t>(i * 37 % 4096));
  return std::move(film.Pixels(values));
}

TEST(NotAnImage, GetsItsOwnSentence) {
  const TempFolder folder;
  EXPECT_THAT(ReadErrorOf(folder / "none.dcm"), HasSubstr("none.dcm does not exist"));
  EXPECT_THAT(ReadErrorOf(folder.Path()), HasSubstr("is a folder"));
  WriteBytes(folder / "empty.dcm", "");
  EXPECT_THAT(ReadErrorOf(folder / "empty.dcm"), HasSubstr("empty.dcm is empty"));
  WriteBytes(folder / "notes.dcm", "Dear colleague,\nthe film is in the other folder.\n");
  EXPECT_THAT(ReadErrorOf(folder / "notes.dcm"), HasSubstr("notes.dcm is a text file"));
  WriteBytes(folder / "noise.bin", std::string("\x01\x02\x03\x7f\xfe\x00\x10", 7) + std::string(300, '\x05'));
  EXPECT_THAT(ReadErrorOf(folder / "noise.bin"), HasSubstr("not an image in a known format"));
  EXPECT_THAT(ReadErrorOf(""), HasSubstr("No file was named"));
}

TEST(NotAnImage, DicomWithoutPixelsSaysWhatItIs) {
  const TempFolder folder;
  DicomFilm film(16, 16);
  film.Save(folder / "header.dcm");
  EXPECT_EQ(ReadErrorOf(folder / "header.dcm"), "header.dcm has an image's header but no pixels");
  film.Remove(DCM_Rows).Set(DCM_SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.22").Save(folder / "report.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "report.dcm"), HasSubstr("EnhancedSRStorage"));
  film.Set(DCM_SOPClassUID, "1.2.840.10008.5.1.4.1.1.104.1").Save(folder / "letter.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "letter.dcm"), HasSubstr("EncapsulatedPDFStorage"));
}

TEST(HostileHeader, ClaimsBeyondTheFileAreRefused) {
  const TempFolder folder;
  DicomFilm huge = Film();
  huge.Set(DCM_Rows, 20000).Set(DCM_Columns, 20000).Save(folder / "huge.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "huge.dcm"), HasSubstr("need 800000000 bytes, and it holds 512"));
  DicomFilm frames = Film();
  frames.Set(DCM_NumberOfFrames, "2147483647").Save(folder / "frames.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "frames.dcm"), HasSubstr("more than the limit"));
  DicomFilm none = Film();
  none.Set(DCM_Rows, 0).Save(folder / "none.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "none.dcm"), HasSubstr("without pixels"));
}

TEST(HostileHeader, LimitOfPixelsIsKept) {
  const TempFolder folder;
  Film().Save(folder / "film.dcm");
  ReadOptions options;
  options.max_pixels = 255;
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm", options), HasSubstr("more than the limit of 255 pixels"));
  options.max_pixels = 256;
  EXPECT_EQ(ReadErrorOf(folder / "film.dcm", options), "");
}

TEST(HostileHeader, CompressedClaimsMustMatchTheCodestream) {
  const TempFolder folder;
  for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
    DicomFilm film = Film();
    film.Save(folder / "film.dcm", syntax);
    film.Set(DCM_Rows, 32).Save(folder / "film.dcm", syntax);
    EXPECT_THAT(ReadErrorOf(folder / "film.dcm"),
                HasSubstr("32 x 16 pixels of 1 x 16 bits, its compressed data 16"));
  }
  const std::vector<std::uint16_t> values(16 * 16, 9);
  DicomFilm wavelet(16, 17);
  wavelet.SaveFragments(folder / "film.dcm", EXS_JPEG2000LosslessOnly, {test::Jpeg2000(16, 16, values, 12)});
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("contradicts itself"));
}

TEST(HostileHeader, ImpossibleCompressionIsRefused) {
  const TempFolder folder;
  DicomFilm film(20000, 20000);
  film.SaveFragments(folder / "film.dcm", EXS_RLELossless, {std::vector<std::uint8_t>(128, 0)});
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("cannot hold"));
  // Header and codestream agree on the lie.
  auto codestream = test::Jpeg2000(16, 16, std::vector<std::uint16_t>(256, 9), 12);
  for (const std::size_t at : {8U, 12U, 24U, 28U}) {  // SIZ: extent, tile size
    codestream[at + 2] = 20000 >> 8;
    codestream[at + 3] = 20000 & 0xff;
  }
  film.SaveFragments(folder / "film.dcm", EXS_JPEG2000LosslessOnly, {codestream});
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("cannot hold"));
}

TEST(HostileHeader, ContradictingBitsAreRefused) {
  const TempFolder folder;
  struct Depth {
    int allocated, stored, high;
  };
  for (const auto& [allocated, stored, high] :
       {Depth{16, 17, 15}, {16, 0, 0}, {16, 12, 16}, {16, 12, 5}, {12, 12, 11}}) {
    DicomFilm film = Film();
    film.SetDepth(allocated, stored, high, false).Save(folder / "film.dcm");
    EXPECT_NE(ReadErrorOf(folder / "film.dcm"), "") << allocated << " " << stored << " " << high;
  }
  DicomFilm film = Film();
  film.Set(DCM_PhotometricInterpretation, "HOLOGRAM").Save(folder / "film.dcm");
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("HOLOGRAM"));
}

TEST(HostileHeader, DeepNestingIsRefused) {
  const TempFolder folder;
  Film().Save(folder / "film.dcm", EXS_LittleEndianImplicit);
  // An undefined-length sequence in an item in a sequence ..., deep enough to exhaust a parser's stack.
  std::string nest;
  for (int i = 0; i < 100000; ++i) {
    nest += std::string("\x08\x00\x40\x11\xff\xff\xff\xff", 8) +
            std::string("\xfe\xff\x00\xe0\xff\xff\xff\xff", 8);
  }
  WriteBytes(folder / "film.dcm", Bytes(folder / "film.dcm") + nest);
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("sequence items"));
}

TEST(HostileHeader, DeflatedDataMayNotGrowWithoutBound) {
  const TempFolder folder;
  DicomFilm film = Film();
  film.Dataset().putAndInsertUint8Array(DCM_PixelData, std::vector<Uint8>(64, 0).data(), 64);
  film.Save(folder / "film.dcm", EXS_DeflatedLittleEndianExplicit);
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("it holds 64"));
  const auto whole = Bytes(folder / "film.dcm");
  WriteBytes(folder / "film.dcm", whole.substr(0, whole.size() - 60));
  EXPECT_NE(ReadErrorOf(folder / "film.dcm"), "");
}

TEST(HostileHeader, ElementLengthBeyondTheFileIsRefused) {
  const TempFolder folder;
  Film().Save(folder / "film.dcm");
  auto bytes = Bytes(folder / "film.dcm");
  const auto at = bytes.find(std::string("\xe0\x7f\x10\x00OW", 6));
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + 8, 4, std::string("\xf0\xff\xff\x7f", 4));
  WriteBytes(folder / "film.dcm", bytes);
  EXPECT_THAT(ReadErrorOf(folder / "film.dcm"), HasSubstr("truncated or damaged"));
}

TEST(TruncatedFilm, EveryCutIsNoticed) {
  const TempFolder folder;
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_RLELossless,
                            EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
    DicomFilm film = Film(4, 4);
    film.Save(folder / "film.dcm", syntax);
    const auto whole = Bytes(folder / "film.dcm");
    // The sequence delimiter that ends compressed data carries no pixels: its loss need not matter.
    const std::size_t needed = whole.size() - (DcmXfer(syntax).isEncapsulated() ? 10 : 1);
    for (std::size_t length = 1; length < needed; length += 7) {
      WriteBytes(folder / "cut.dcm", whole.substr(0, length));
      EXPECT_NE(ReadErrorOf(folder / "cut.dcm"), "") << "after " << length << " of " << whole.size();
    }
  }
}

TEST(DamagedFilm, AnyByteMayBeWrong) {
  const TempFolder folder;
  std::mt19937 random(7);
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_RLELossless,
                            EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_DeflatedLittleEndianExplicit}) {
    DicomFilm film = Film(8, 8);
    film.Save(folder / "film.dcm", syntax);
    const auto whole = Bytes(folder / "film.dcm");
    for (int round = 0; round < 60; ++round) {
      auto bytes = whole;
      for (int i = 0; i < 3; ++i) bytes[132 + random() % (bytes.size() - 132)] = static_cast<char>(random());
      WriteBytes(folder / "damaged.dcm", bytes);
      try {
        const Radiograph radiograph = ReadImage(folder / "damaged.dcm");
        EXPECT_EQ(radiograph.pixels.size(), static_cast<std::size_t>(radiograph.rows) * radiograph.columns);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("damaged.dcm"));
      }
    }
  }
}

}  // namespace
}  // namespace openvfa
