// What kind of image a file is, and the sentence that says so.
#include <dcmtk/dcmdata/dcuid.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::DicomFilm;
using test::TempFolder;
using ::testing::HasSubstr;

using Tags = std::vector<std::pair<DcmTagKey, std::string>>;

struct Case {
  const char* name;
  Tags tags;
  View view;
  const char* reason;           // part of it
  const char* diagnostic = "";  // a code that must be there
  int rows = 60;
  int columns = 30;
};

// A film about which only its modality and SOP class are known.
DicomFilm Bare(int rows, int columns) {
  DicomFilm film(rows, columns);
  film.Remove(DCM_BodyPartExamined).Remove(DCM_ViewPosition);
  std::vector<std::uint16_t> values;
  for (int i = 0; i < rows * columns; ++i) values.push_back(static_cast<std::uint16_t>(i % 4096));
  return std::move(film.Pixels(values));
}

bool Has(const std::vector<Diagnostic>& diagnostics, const std::string& code) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const auto& d) { return d.code == code; });
}

std::string CaseName(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }

class Routing : public ::testing::TestWithParam<Case> {};

TEST_P(Routing, FindsTheView) {
  const Case& c = GetParam();
  const TempFolder folder;
  DicomFilm film = Bare(c.rows, c.columns);
  for (const auto& [tag, value] : c.tags) film.Set(tag, value);
  film.Save(folder / "film.dcm");
  const ImageInfo info = InspectImage(folder / "film.dcm");
  EXPECT_EQ(info.view, c.view) << info.view_reason;
  EXPECT_THAT(info.view_reason, HasSubstr(c.reason));
  EXPECT_FALSE(info.routing.empty());
  if (*c.diagnostic != '\0') {
    EXPECT_TRUE(Has(info.diagnostics, c.diagnostic)) << info.view_reason;
  } else {
    EXPECT_FALSE(Has(info.diagnostics, "view-assumed")) << info.view_reason;
  }

  const Radiograph radiograph = ReadImage(folder / "film.dcm");
  EXPECT_EQ(radiograph.view, c.view);
  if (c.view != View::kOther) {
    EXPECT_NO_THROW(RequireLateralSpine(radiograph));
    return;
  }
  try {
    RequireLateralSpine(radiograph);
    FAIL() << "passed as lateral";
  } catch (const ReadError& error) {
    EXPECT_THAT(error.what(), HasSubstr("film.dcm is not a lateral spine image"));
    EXPECT_THAT(error.what(), HasSubstr(c.reason));
  }
}

constexpr char kIdxa[] = "Lunar iDXA";

INSTANTIATE_TEST_SUITE_P(
    Densitometers, Routing,
    ::testing::Values(Case{"Lva",
                         {{DCM_ManufacturerModelName, kIdxa},
                          {DCM_ProtocolName, "LVA"},
                          {DCM_PatientOrientation, "L\\F"}},
                         View::kLateralDxa,
                         "ProtocolName (0018,1030) is LVA"},
                    Case{"LvaWithoutModel", {{DCM_ProtocolName, "LVA"}}, View::kLateralDxa, "LVA"},
                    Case{"HologicIva",
                         {{DCM_Manufacturer, "HOLOGIC"},
                          {DCM_ManufacturerModelName, "Horizon A"},
                          {DCM_SeriesDescription, "IVA Lateral Image"}},
                         View::kLateralDxa,
                         "IVA"},
                    Case{"LateralSpine",
                         {{DCM_ManufacturerModelName, kIdxa}, {DCM_ProtocolName, "Lateral Spine"}},
                         View::kLateralDxa,
                         "Lateral Spine"},
                    Case{"ApSpine",
                         {{DCM_ManufacturerModelName, kIdxa}, {DCM_ProtocolName, "AP Spine"}},
                         View::kOther,
                         "frontal DXA scan"},
                    Case{"Femur",
                         {{DCM_ManufacturerModelName, kIdxa}, {DCM_ProtocolName, "Left Femur"}},
                         View::kOther,
                         "Left Femur"},
                    Case{"Knee",
                         {{DCM_ManufacturerModelName, kIdxa}, {DCM_ProtocolName, "Right Ortho Knee"}},
                         View::kOther,
                         "Right Ortho Knee"},
                    Case{"TotalBody",
                         {{DCM_ManufacturerModelName, kIdxa}, {DCM_ProtocolName, "Total Body"}},
                         View::kOther,
                         "Total Body"},
                    Case{"UnnamedLongScan",
                         {{DCM_ManufacturerModelName, kIdxa}},
                         View::kLateralDxa,
                         "shape",
                         "view-assumed"},
                    Case{"UnnamedSquareScan",
                         {{DCM_ManufacturerModelName, kIdxa}},
                         View::kOther,
                         "nothing identifies",
                         "",
                         60,
                         60}),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Films, Routing,
    ::testing::Values(
        Case{"LeftLateralLumbar",
             {{DCM_ViewPosition, "LL"}, {DCM_BodyPartExamined, "LSPINE"}},
             View::kLateralRadiograph,
             "ViewPosition (0018,5101) is LL"},
        Case{"LatThoracic",
             {{DCM_ViewPosition, "LATERAL"}, {DCM_BodyPartExamined, "TSPINE"}},
             View::kLateralRadiograph,
             "LATERAL"},
        Case{"SeriesOnly", {{DCM_SeriesDescription, "L-Spine LAT"}}, View::kLateralRadiograph, "SPINE"},
        Case{"German", {{DCM_SeriesDescription, "LWS seitlich"}}, View::kLateralRadiograph, "SEITLICH"},
        Case{"LateralOnly", {{DCM_ViewPosition, "RL"}}, View::kLateralRadiograph, "RL", "view-assumed"},
        Case{"SpineOnly",
             {{DCM_BodyPartExamined, "SPINE"}},
             View::kLateralRadiograph,
             "SPINE",
             "view-assumed"},
        Case{"NothingPortrait", {}, View::kLateralRadiograph, "Nothing says", "view-assumed"},
        Case{"NothingLandscape", {}, View::kOther, "nothing in it says", "", 30, 60},
        Case{"StudyNamesBothViews",
             {{DCM_StudyDescription, "Lumbar spine AP and lateral"}, {DCM_ViewPosition, "AP"}},
             View::kOther,
             "ViewPosition (0018,5101) is AP"},
        Case{"ContradictingSeries",
             {{DCM_ViewPosition, "LL"}, {DCM_SeriesDescription, "L SPINE AP"}},
             View::kLateralRadiograph,
             "LL",
             "view-conflict"},
        Case{"ApLumbar",
             {{DCM_ViewPosition, "AP"}, {DCM_BodyPartExamined, "LSPINE"}},
             View::kOther,
             "frontal film"},
        Case{"ApInProtocol", {{DCM_ProtocolName, "L SPINE AP"}}, View::kOther, "frontal film"},
        Case{"ObliqueLumbar",
             {{DCM_ViewPosition, "LLO"}, {DCM_BodyPartExamined, "LSPINE"}},
             View::kOther,
             "oblique"},
        Case{"LateralChest",
             {{DCM_ViewPosition, "LL"}, {DCM_BodyPartExamined, "CHEST"}},
             View::kOther,
             "CHEST"},
        Case{
            "Cervical", {{DCM_ViewPosition, "LL"}, {DCM_BodyPartExamined, "CSPINE"}}, View::kOther, "CSPINE"},
        Case{"Hip", {{DCM_BodyPartExamined, "HIP"}}, View::kOther, "HIP"},
        Case{"Digital",
             {{DCM_Modality, "DX"},
              {DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation},
              {DCM_PatientOrientation, "A\\F"},
              {DCM_BodyPartExamined, "SPINE"}},
             View::kLateralRadiograph,
             "A\\F"},
        Case{"DigitalFrontal",
             {{DCM_Modality, "DX"},
              {DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation},
              {DCM_PatientOrientation, "L\\F"},
              {DCM_BodyPartExamined, "SPINE"}},
             View::kOther,
             "L\\F"}),
    CaseName);

INSTANTIATE_TEST_SUITE_P(NotFilms, Routing,
                         ::testing::Values(Case{"Ct",
                                              {{DCM_Modality, "CT"},
                                               {DCM_SOPClassUID, UID_CTImageStorage},
                                               {DCM_BodyPartExamined, "SPINE"},
                                               {DCM_SeriesDescription, "LATERAL"}},
                                              View::kOther,
                                              "not a projection film"},
                                         Case{"CtBySopClassAlone",
                                              {{DCM_Modality, ""}, {DCM_SOPClassUID, UID_CTImageStorage}},
                                              View::kOther,
                                              "CTImageStorage"},
                                         Case{"Mr",
                                              {{DCM_Modality, "MR"}, {DCM_SOPClassUID, UID_MRImageStorage}},
                                              View::kOther,
                                              "not a projection"},
                                         Case{"BurnedInCapture",
                                              {{DCM_Modality, "OT"},
                                               {DCM_SOPClassUID, UID_SecondaryCaptureImageStorage},
                                               {DCM_BurnedInAnnotation, "YES"}},
                                              View::kOther,
                                              "report page"},
                                         Case{"ReportSeries",
                                              {{DCM_Modality, "OT"}, {DCM_SeriesDescription, "DXA Report"}},
                                              View::kOther,
                                              "report page"},
                                         Case{"UnknownCapture",
                                              {{DCM_Modality, "OT"},
                                               {DCM_SOPClassUID, UID_SecondaryCaptureImageStorage}},
                                              View::kOther,
                                              "nothing in it says"},
                                         Case{"CapturedLateralFilm",
                                              {{DCM_Modality, "OT"},
                                               {DCM_SOPClassUID, UID_SecondaryCaptureImageStorage},
                                               {DCM_SeriesDescription, "LUMBAR SPINE LAT"},
                                               {DCM_BurnedInAnnotation, "YES"}},
                                              View::kLateralRadiograph,
                                              "SPINE"}),
                         CaseName);

TEST(RoutingCodes, ViewAndRegionCodesCount) {
  const TempFolder folder;
  DicomFilm film = Bare(60, 30);
  film.SetCode(DCM_ViewCodeSequence, "left lateral").SetCode(DCM_AnatomicRegionSequence, "Lumbar spine");
  film.Save(folder / "film.dcm");
  const ImageInfo info = InspectImage(folder / "film.dcm");
  EXPECT_EQ(info.view, View::kLateralRadiograph);
  EXPECT_THAT(info.view_reason, HasSubstr("ViewCodeSequence (0054,0220)"));
}

TEST(RoutingColour, ColourPagesAreRefused) {
  const TempFolder folder;
  DicomFilm film(2, 1);
  film.Set(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage).Set(DCM_Modality, "OT");
  film.Remove(DCM_ViewPosition).SetDepth(8, 8, 7, false).SetColour("RGB", false);
  film.Pixels(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}).Save(folder / "page.dcm");
  EXPECT_THROW(RequireLateralSpine(ReadImage(folder / "page.dcm")), ReadError);
}

TEST(RoutingContent, PageOfTextIsRefusedForItsPixels) {
  const TempFolder folder;
  constexpr int kRows = 200, kColumns = 160;
  std::vector<std::uint16_t> page(kRows * kColumns, 4000);
  for (int y = 10; y < kRows; y += 8) {
    for (int x = 10; x < kColumns - 10; x += 5) page[static_cast<std::size_t>(y * kColumns + x)] = 0;
  }
  DicomFilm film(kRows, kColumns);
  film.Remove(DCM_ViewPosition).Remove(DCM_BodyPartExamined).Pixels(page).Save(folder / "page.dcm");
  EXPECT_NE(InspectImage(folder / "page.dcm").view, View::kOther);  // its header says nothing
  const Radiograph radiograph = ReadImage(folder / "page.dcm");
  EXPECT_EQ(radiograph.view, View::kOther);
  EXPECT_THROW(RequireLateralSpine(radiograph), ReadError);
}

TEST(ViewName, NamesEveryView) {
  EXPECT_EQ(ViewName(View::kLateralRadiograph), "lateral spine radiograph");
  EXPECT_EQ(ViewName(View::kLateralDxa), "DXA lateral");
  EXPECT_EQ(ViewName(View::kOther), "something else");
}

TEST(RequireLateralSpine, RefusesAnUnexplainedOther) {
  EXPECT_THROW(RequireLateralSpine(Radiograph{}), ReadError);
}

}  // namespace
}  // namespace openvfa
