#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <sstream>

#include "dicom_check.h"
#include "identity_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/annotated_image.h"
#include "openvfa/report/dicom_objects.h"
#include "sample_assessment.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

class SecondaryCapture : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteIdentityFilm(folder_.Path("film.dcm"));
    source_ = ReadDicomSource(folder_.Path("film.dcm"));
    std::ofstream out(path_, std::ios::binary);
    WriteSecondaryCapture(
        {.assessment = study_, .radiograph = film_, .source = &*source_, .options = {}, .dicom = {}}, out);
    out.close();
    ASSERT_TRUE(file_.loadFile(path_.c_str()).good());
  }

  std::string Text(const DcmTagKey& key) {
    OFString value;
    file_.getDataset()->findAndGetOFStringArray(key, value, OFTrue);
    return value.c_str();
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_.Path("film.sc.dcm");
  StudyAssessment study_ = SampleAssessment();
  Radiograph film_ = FilmFor(study_);
  std::optional<DicomSource> source_;
  DcmFileFormat file_;
};

TEST_F(SecondaryCapture, HoldsThePixelsOfTheAnnotatedPicture) {
  std::ostringstream png;
  WriteAnnotatedPng(film_, study_, png);
  const std::string bytes = png.str();
  const cv::Mat picture =
      cv::imdecode(std::vector<unsigned char>(bytes.begin(), bytes.end()), cv::IMREAD_COLOR);
  Uint16 rows = 0, columns = 0;
  file_.getDataset()->findAndGetUint16(DCM_Rows, rows);
  file_.getDataset()->findAndGetUint16(DCM_Columns, columns);
  ASSERT_EQ(picture.size(), cv::Size(columns, rows));
  const Uint8* values = nullptr;
  ASSERT_TRUE(file_.getDataset()->findAndGetUint8Array(DCM_PixelData, values).good());
  long different = 0;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const auto& bgr = picture.at<cv::Vec3b>(row, column);
      const Uint8* rgb =
          values + 3 * (static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column));
      if (rgb[0] != bgr[2] || rgb[1] != bgr[1] || rgb[2] != bgr[0]) ++different;
    }
  }
  EXPECT_EQ(different, 0);
}

TEST_F(SecondaryCapture, BelongsToTheStudyAndNamesTheFilm) {
  EXPECT_EQ(Text(DCM_StudyInstanceUID), kStudyUid);
  EXPECT_NE(Text(DCM_SeriesInstanceUID), kSeriesUid);
  EXPECT_EQ(Text(DCM_PatientID), kPatientId);
  EXPECT_EQ(Text(DCM_ReferencedSOPInstanceUID), kInstanceUid);
  EXPECT_EQ(Text(DCM_ConversionType), "WSD");
}

TEST_F(SecondaryCapture, Conforms) { EXPECT_EQ(DciodvfyErrors(path_), ""); }

TEST_F(SecondaryCapture, NeedsADicomFilm) {
  std::ostringstream out;
  EXPECT_THROW(
      WriteSecondaryCapture({.assessment = study_, .radiograph = film_, .options = {}, .dicom = {}}, out),
      InputError);
}

TEST(DicomOptionsTest, TakesRootsOfUids) {
  for (const char* root : {"2.25", "1.2.826.0.1.3680043.10.1", "0.39", "1.0.7"})
    EXPECT_NO_THROW(DicomOptions{.uid_root = root}.Validate()) << root;
}

TEST(DicomOptionsTest, RefusesWhatIsNone) {
  for (const char* root : {"", "1", "2.", ".2", "1..2", "1.02", "1.2.x", "3.1", "1.40", "0.100", " 1.2",
                           "1.2 ", "1.2.826.0.1.3680043.10.12", "-1.2"}) {
    EXPECT_THROW(DicomOptions{.uid_root = root}.Validate(), InputError) << root;
  }
}

}  // namespace
}  // namespace openvfa::testing
