// Presentation states, read back by DCMTK's own implementation with the film attached.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmpstat/dvpstat.h>
#include <dcmtk/dcmpstat/dvpsgr.h>
#include <dcmtk/dcmpstat/dvpstx.h>
#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "dicom_check.h"
#include "identity_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"
#include "sample_assessment.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

class PresentationState : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteIdentityFilm(folder_.Path("film.dcm"));
    source_ = ReadDicomSource(folder_.Path("film.dcm"));
    study_ = SampleAssessment();
  }

  std::filesystem::path Written(const DicomOptions& dicom = {}) {
    const auto path = folder_.Path("film.pr.dcm");
    std::ofstream out(path, std::ios::binary);
    const Radiograph film = FilmFor(study_);
    WritePresentationState(
        {.assessment = study_, .radiograph = film, .source = &*source_, .options = {}, .dicom = dicom}, out);
    return path;
  }

  // Opened by DCMTK, the film attached, layers by name.
  void Open(DVPresentationState& state) {
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(Written().c_str()).good());
    ASSERT_TRUE(state.read(*file.getDataset()).good());
    auto* film = new DcmFileFormat;
    ASSERT_TRUE(film->loadFile(folder_.Path("film.dcm").c_str()).good());
    ASSERT_TRUE(state.attachImage(film, OFTrue).good());
    for (size_t i = 0; i < state.getNumberOfGraphicLayers(); ++i) layers_[state.getGraphicLayerName(i)] = i;
  }

  TempFolder folder_;
  std::optional<DicomSource> source_;
  StudyAssessment study_;
  std::map<std::string, size_t> layers_;
};

std::vector<Eigen::Vector2d> Points(DVPSGraphicObject& object) {
  std::vector<Eigen::Vector2d> points;
  for (size_t i = 0; i < object.getNumberOfPoints(); ++i) {
    Float32 x = 0, y = 0;
    object.getPoint(i, x, y);
    points.emplace_back(x, y);
  }
  return points;
}

TEST_F(PresentationState, OutlinesLieOnLayersOfTheirGrade) {
  DVPresentationState state;
  Open(state);
  const std::map<std::string, std::size_t> bodies = {
      {"OUTLINE_GRADE_0", 1}, {"OUTLINE_GRADE_2", 0}, {"OUTLINE_NOT_EVAL", 2}};
  for (const auto& [layer, body] : bodies) {
    ASSERT_TRUE(layers_.contains(layer)) << layer;
    ASSERT_EQ(state.getNumberOfGraphicObjects(layers_[layer]), 1U) << layer;
    DVPSGraphicObject* object = state.getGraphicObject(layers_[layer], 0);
    EXPECT_EQ(object->getGraphicType(), DVPST_polyline);
    const auto points = Points(*object);
    const auto& outline = study_.outlines.bodies[body].outline_px;
    ASSERT_EQ(points.size(), outline.size() + 1);  // closed
    for (std::size_t i = 0; i < points.size(); ++i) {
      // Our origin is the centre of the first pixel, DICOM's its corner.
      EXPECT_NEAR((points[i] - outline[i % outline.size()] - Eigen::Vector2d(0.5, 0.5)).norm(), 0, 1e-4);
    }
  }
  EXPECT_EQ(layers_.size(), bodies.size() + 2);  // no layer without anything on it
}

TEST_F(PresentationState, SixPointsForEachBody) {
  DVPresentationState state;
  Open(state);
  ASSERT_EQ(state.getNumberOfGraphicObjects(layers_["POINTS"]), 18U);
  DVPSGraphicObject* first = state.getGraphicObject(layers_["POINTS"], 0);
  EXPECT_EQ(first->getGraphicType(), DVPST_point);
  const Eigen::Vector2d expected =
      study_.outlines.bodies[0].points.superior_anterior.position_px + Eigen::Vector2d(0.5, 0.5);
  EXPECT_NEAR((Points(*first).at(0) - expected).norm(), 0, 1e-4);
}

TEST_F(PresentationState, LevelAndGradeAreTexts) {
  DVPresentationState state;
  Open(state);
  std::vector<std::string> texts;
  for (size_t i = 0; i < state.getNumberOfTextObjects(layers_["LEVELS"]); ++i)
    texts.emplace_back(state.getTextObject(layers_["LEVELS"], i)->getText());
  EXPECT_THAT(texts,
              ::testing::ElementsAre("T12 grade 2 wedge (boundary)", "L1 grade 0", "L2 not evaluable"));
}

TEST_F(PresentationState, ShowsTheWholeFilmInItsWindow) {
  DVPresentationState state;
  Open(state);
  double center = 0, width = 0;
  ASSERT_TRUE(state.getCurrentWindowCenter(center).good());
  ASSERT_TRUE(state.getCurrentWindowWidth(width).good());
  EXPECT_EQ(center, 2000);
  EXPECT_EQ(width, 3000);
  Sint32 left = 0, top = 0, right = 0, bottom = 0;
  ASSERT_TRUE(state.getStandardDisplayedArea(left, top, right, bottom).good());
  EXPECT_EQ(std::vector<int>({left, top, right, bottom}), std::vector<int>({1, 1, 300, 400}));
}

TEST_F(PresentationState, StaysInsideTheFilm) {
  study_.outlines.bodies[0] = Rectangle(VertebralLevel::kT12, -30, -20, 60, 60);
  DVPresentationState state;
  Open(state);
  for (const auto& point : Points(*state.getGraphicObject(layers_["OUTLINE_GRADE_2"], 0))) {
    EXPECT_GE(point.minCoeff(), 0);
  }
}

TEST_F(PresentationState, ConformsAlsoWithoutBodies) {
  EXPECT_EQ(DciodvfyErrors(Written()), "");
  study_.outlines.bodies.clear();
  study_.measurements.vertebrae.clear();
  study_.grades.clear();
  EXPECT_EQ(DciodvfyErrors(Written()), "");
}

TEST_F(PresentationState, UidsFollowFromRootAndResult) {
  const auto uid = [&](const std::string& root) {
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(Written({.uid_root = root}).c_str()).good());
    OFString value;
    file.getDataset()->findAndGetOFString(DCM_SOPInstanceUID, value);
    return std::string(value.c_str());
  };
  const std::string longest_root = "1.2.826.0.1.3680043.10.99";
  const std::string root = longest_root.substr(0, 24), first = uid(root);
  EXPECT_TRUE(first.starts_with(root + "."));
  EXPECT_LE(first.size(), 64U);
  EXPECT_EQ(uid(root), first);
  EXPECT_TRUE(uid("2.25").starts_with("2.25."));
  study_.grades[0].grade = 3;
  EXPECT_NE(uid(root), first);
}

TEST_F(PresentationState, NeedsADicomFilm) {
  const Radiograph film = FilmFor(study_);
  std::ostringstream out;
  try {
    WritePresentationState({.assessment = study_, .radiograph = film, .options = {}, .dicom = {}}, out);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("needs a DICOM film"));
  }
}

}  // namespace
}  // namespace openvfa::testing
