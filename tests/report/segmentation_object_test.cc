#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmseg/segdoc.h>
#include <dcmtk/dcmseg/segment.h>
#include <dcmtk/dcmseg/segutils.h>
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>

#include "body_mask.h"
#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

// Whether a point lies inside, by counting the edges to its right (even-odd), in doubles.
bool Inside(const std::vector<Eigen::Vector2d>& polygon, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Eigen::Vector2d &a = polygon[i], &b = polygon[j];
    if ((a.y() > y) != (b.y() > y) && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
      inside = !inside;
    }
  }
  return inside;
}

double DistanceToEdge(const std::vector<Eigen::Vector2d>& polygon, const Eigen::Vector2d& p) {
  double least = 1e9;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Eigen::Vector2d along = polygon[i] - polygon[j];
    const double t = std::clamp((p - polygon[j]).dot(along) / std::max(along.squaredNorm(), 1e-12), 0.0, 1.0);
    least = std::min(least, (polygon[j] + t * along - p).norm());
  }
  return least;
}

// Pixels that are not what their centre says; centres on the edge itself (float precision) may be either.
template <typename At>
int WrongPixels(const std::vector<Eigen::Vector2d>& polygon, int rows, int columns, const At& at) {
  int wrong = 0;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (at(row, column) != Inside(polygon, column, row) &&
          DistanceToEdge(polygon, Eigen::Vector2d(column, row)) > 1e-3) {
        ++wrong;
      }
    }
  }
  return wrong;
}

class Segmentation : public ::testing::Test {
 protected:
  std::filesystem::path Written(const DicomFilm& film, const StudyAssessment& study) const {
    const std::filesystem::path path = folder_ / "bodies.seg.dcm";
    std::ofstream out(path, std::ios::binary);
    WriteSegmentation(film.Input(study), out);
    return path;
  }
  static std::unique_ptr<DcmSegmentation> Loaded(const std::filesystem::path& path) {
    DcmSegmentation* loaded = nullptr;
    EXPECT_TRUE(DcmSegmentation::loadFile(path.c_str(), loaded).good());
    return std::unique_ptr<DcmSegmentation>(loaded);
  }

  TempFolder folder_;
};

TEST_F(Segmentation, IsValidForRadiographAndDxa) {
  for (const auto framing : {phantom::Framing::kLumbar, phantom::Framing::kDxa}) {
    const DicomFilm film(framing);
    const auto path = Written(film, film.Result());
    ExpectValidDicom(path);
    EXPECT_EQ(RunTool("dcmdump '" + path.string() + "'").exit_code, 0);
    EXPECT_EQ(RunTool("gdcminfo '" + path.string() + "'").exit_code, 0);
  }
}

TEST_F(Segmentation, MasksAreTheOutlines) {
  for (const auto framing : {phantom::Framing::kLumbar, phantom::Framing::kDxa}) {
    const DicomFilm film(framing);
    const StudyAssessment& study = film.Truth();
    const auto segmentation = Loaded(Written(film, study));
    ASSERT_EQ(segmentation->getNumberOfFrames(), study.outlines.bodies.size());
    for (std::size_t i = 0; i < study.outlines.bodies.size(); ++i) {
      const std::unique_ptr<DcmIODTypes::Frame> frame(DcmSegUtils::unpackBinaryFrame(
          segmentation->getFrame(i), static_cast<Uint16>(study.rows), static_cast<Uint16>(study.columns)));
      ASSERT_NE(frame, nullptr);
      const auto at = [&](int row, int column) { return frame->pixData[row * study.columns + column] != 0; };
      EXPECT_EQ(WrongPixels(study.outlines.bodies[i].outline_px, study.rows, study.columns, at), 0) << i;
    }
  }
}

TEST_F(Segmentation, SegmentsAreNamedAndCoded) {
  const DicomFilm film(phantom::Framing::kLumbar);
  const StudyAssessment study = film.Result();
  const auto segmentation = Loaded(Written(film, study));
  ASSERT_EQ(segmentation->getNumberOfSegments(), study.outlines.bodies.size());
  for (std::size_t i = 0; i < study.outlines.bodies.size(); ++i) {
    DcmSegment& segment = *segmentation->getSegment(static_cast<unsigned>(i + 1));
    OFString label, meaning;
    segment.getSegmentLabel(label);
    EXPECT_EQ(std::string(label.c_str()), LevelName(study.outlines.bodies[i].level));
    segment.getGeneralAnatomyCode().getAnatomicRegion().getCodeMeaning(meaning);
    EXPECT_THAT(meaning.c_str(), HasSubstr(label.c_str()));
    EXPECT_EQ(segment.getSegmentAlgorithmType(), DcmSegTypes::SAT_AUTOMATIC);
    EXPECT_TRUE(segment.getTrackingUID(meaning).good());
    OFVector<size_t> frames;
    segmentation->getFramesForSegment(i + 1, frames);
    EXPECT_EQ(frames.size(), 1u);
  }
}

// Both objects call a vertebra by the same UID, and both point at the film.
TEST_F(Segmentation, AgreesWithTheReport) {
  const DicomFilm film(phantom::Framing::kLumbar);
  const StudyAssessment study = film.Result();
  const auto report = folder_ / "report.sr.dcm";
  std::ofstream out(report, std::ios::binary);
  WriteStructuredReport(film.Input(study), out);
  out.close();
  OFString uid;
  Loaded(Written(film, study))->getSegment(1)->getTrackingUID(uid);
  EXPECT_THAT(RunTool("dcmdump '" + report.string() + "'").text, HasSubstr(uid.c_str()));
}

TEST_F(Segmentation, EditedOutlinesAreNotAutomatic) {
  const DicomFilm film(phantom::Framing::kLumbar);
  StudyAssessment study = film.Result();
  study.edits.resize(1);
  EXPECT_EQ(Loaded(Written(film, study))->getSegment(1)->getSegmentAlgorithmType(),
            DcmSegTypes::SAT_SEMIAUTOMATIC);
}

TEST_F(Segmentation, SkipsBodiesWithoutOutline) {
  const DicomFilm film(phantom::Framing::kLumbar);
  StudyAssessment study = film.Result();
  study.outlines.bodies[1].outline_px.clear();
  const auto path = Written(film, study);
  EXPECT_EQ(Loaded(path)->getNumberOfSegments(), study.outlines.bodies.size() - 1);
  ExpectValidDicom(path);
}

TEST_F(Segmentation, OtherReadersReadIt) {
  const DicomFilm film(phantom::Framing::kDxa);
  const StudyAssessment study = film.Truth();
  const auto path = Written(film, study);
  int first = 0;
  for (int row = 0; row < study.rows; ++row) {
    for (int column = 0; column < study.columns; ++column) {
      first += Inside(study.outlines.bodies[0].outline_px, column, row) ? 1 : 0;
    }
  }
  const Judgement read = RunTool(
      "/usr/bin/python3 -c \"import sys, pydicom; d = pydicom.dcmread(sys.argv[1]); a = d.pixel_array; "
      "print(*a.shape, int(a[0].sum()), d.SegmentSequence[0].SegmentLabel)\" '" +
      path.string() + "'");
  EXPECT_EQ(read.text, std::to_string(study.outlines.bodies.size()) + " " + std::to_string(study.rows) + " " +
                           std::to_string(study.columns) + " " + std::to_string(first) + " " +
                           LevelName(study.outlines.bodies[0].level) + "\n");
}

TEST_F(Segmentation, RefusesFilmsWithoutHeaderOrOutline) {
  const StudyAssessment study = SampleAssessment();
  const Radiograph radiograph = FilmFor(study, 1);
  const ReportInput plain{
      .assessment = study, .radiograph = radiograph, .source = nullptr, .options = {}, .dicom = {}};
  std::ostringstream out;
  EXPECT_THROW(WriteSegmentation(plain, out), InputError);
  const DicomFilm film(phantom::Framing::kLumbar);
  EXPECT_THROW(Written(film, EmptyAssessment()), InputError);
}

TEST(BodyMask, PixelsAreThoseWhoseCentreIsInside) {
  // A square whose edge passes a quarter pixel beside the centres.
  const std::vector<Eigen::Vector2d> square = {{1.75, 1.75}, {5.25, 1.75}, {5.25, 4.25}, {1.75, 4.25}};
  const BodyMask mask = MaskOf(square, 10, 10);
  EXPECT_EQ(cv::countNonZero(mask.inside), 4 * 3);
  EXPECT_EQ(mask.inside.at<unsigned char>(2 - mask.box.y, 2 - mask.box.x), 1);
  // Half a pixel further in, its first row and column are out.
  const std::vector<Eigen::Vector2d> inner = {{2.25, 2.25}, {5.25, 2.25}, {5.25, 4.25}, {2.25, 4.25}};
  EXPECT_EQ(cv::countNonZero(MaskOf(inner, 10, 10).inside), 3 * 2);
}

TEST(BodyMask, CutsAtTheEdgeOfTheImage) {
  const std::vector<Eigen::Vector2d> square = {{-5, -5}, {3.5, -5}, {3.5, 3.5}, {-5, 3.5}};
  const BodyMask mask = MaskOf(square, 10, 10);
  EXPECT_EQ(cv::countNonZero(mask.inside), 4 * 4);
  EXPECT_TRUE(MaskOf({{20, 20}, {30, 20}, {30, 30}}, 10, 10).box.empty());
}

}  // namespace
}  // namespace openvfa::testing
