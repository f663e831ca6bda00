// No artefact says who the patient is: each is searched byte by byte for what was planted in the film.
#include "openvfa/report/deidentify.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "dicom_check.h"
#include "identity_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/formats.h"
#include "openvfa/scoring/risk.h"
#include "sample_assessment.h"
#include "sample_risk.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Deidentification : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteIdentityFilm(film_path_);
    source_ = ReadDicomSource(film_path_);
    study_ = SampleAssessment();
    study_.source_path = "exports/Mustermann^Erika/PID-4711-X.dcm";
    study_.reference = {.sop_class_uid = UID_ComputedRadiographyImageStorage,
                        .sop_instance_uid = kInstanceUid,
                        .series_instance_uid = kSeriesUid,
                        .study_instance_uid = kStudyUid,
                        .modality = "CR"};
    study_.routing = {{"ProtocolName (0018,1030)", "LSPINE LAT planted", "says LSPINE LAT planted"}};
    study_.diagnostics = {{Severity::kWarning, "view-assumed", "PID-4711-X says LSPINE LAT planted."}};
    study_.edits = {{.change = "renamed",
                     .level = "L1",
                     .point = "",
                     .before_px = {},
                     .after_px = {},
                     .before = "L1",
                     .after = "T12",
                     .tool = "LabelMe 5.2.1",
                     .editor = "Planted reader",
                     .time = "2024-05-06T11:22:33Z"}};
    RiskSummary risk = SampleRisk();
    if (!risk.densitometry) risk.densitometry.emplace();
    risk.densitometry->source = "PID-4711-X.csv";
    risk.densitometry->diagnostics.push_back({Severity::kInfo, "read", "PID-4711-X.csv holds one scan."});
    study_.risk = std::make_shared<RiskSummary>(risk);
    film_ = FilmFor(study_);
    film_.reference = study_.reference;
    film_.routing = study_.routing;
  }

  ReportInput Input() const {
    return {.assessment = study_,
            .radiograph = film_,
            .source = &*source_,
            .options = AssessmentOptions{},
            .dicom = {}};
  }

  UidMap NewMap() {
    return UidMap(map_path_, [this](IdentifierKind kind) {
      return (kind == IdentifierKind::kPatient ? "VFA-" : "2.25.7000") + std::to_string(++count_);
    });
  }

  TempFolder folder_;
  std::filesystem::path film_path_ = folder_.Path("film.dcm"), map_path_ = folder_.Path("map.csv");
  std::optional<DicomSource> source_;
  StudyAssessment study_;
  Radiograph film_;
  int count_ = 0;
};

std::string Bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Text(DcmItem& item, const DcmTagKey& key) {
  OFString value;
  item.findAndGetOFStringArray(key, value);
  return value.c_str();
}

void ExpectAnonymous(const std::string& bytes, const std::string& what) {
  ASSERT_FALSE(bytes.empty()) << what;
  for (const std::string& secret : IdentityTexts())
    EXPECT_EQ(bytes.find(secret), std::string::npos) << what << " holds " << secret;
}

TEST_F(Deidentification, TheFilmHoldsEverySecretItIsMeantToHide) {
  const std::string bytes = Bytes(film_path_);
  for (const std::string& secret : IdentityTexts()) EXPECT_THAT(bytes, HasSubstr(secret));
}

TEST_F(Deidentification, NoFormatSaysWhoThePatientIs) {
  UidMap map = NewMap();
  const DeidentifiedReport clean = Deidentify(Input(), map);
  ExpectAnonymous(clean.name, "file name");
  for (const ReportFormat& format : ReportFormats()) {
    std::ostringstream out;
    format.write(clean.Input(), out);
    ExpectAnonymous(out.str(), format.name);
  }
}

TEST_F(Deidentification, DicomResultsConformAndReferToTheNewFilm) {
  UidMap map = NewMap();
  const DeidentifiedReport clean = Deidentify(Input(), map);
  const std::string film = map.Replace(kInstanceUid, IdentifierKind::kInstance);
  EXPECT_EQ(clean.name, film);
  EXPECT_EQ(clean.assessment.source_path, film);
  for (const ReportFormat& format : ReportFormats()) {
    if (!format.needs_dicom) continue;
    const auto path = folder_.Path("result" + format.extension);
    std::ofstream out(path, std::ios::binary);
    format.write(clean.Input(), out);
    out.close();
    EXPECT_EQ(DciodvfyErrors(path), "") << format.name;
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(path.c_str()).good());
    DcmDataset& data = *file.getDataset();
    EXPECT_EQ(Text(data, DCM_StudyInstanceUID), map.Replace(kStudyUid, IdentifierKind::kStudy))
        << format.name;
    EXPECT_EQ(Text(data, DCM_PatientID), map.Replace(kPatientId, IdentifierKind::kPatient)) << format.name;
    EXPECT_EQ(Text(data, DCM_PatientIdentityRemoved), "YES") << format.name;
    EXPECT_THAT(Bytes(path), HasSubstr(film)) << format.name;
  }
}

TEST_F(Deidentification, TheFilmItselfConformsAndKeepsItsPixels) {
  UidMap map = NewMap();
  const auto path = folder_.Path("clean.dcm");
  WriteDeidentifiedFilm(film_path_, map, path);
  ExpectAnonymous(Bytes(path), "film");
  EXPECT_EQ(DciodvfyErrors(path), "");
  DcmFileFormat before, after;
  ASSERT_TRUE(before.loadFile(film_path_.c_str()).good());
  ASSERT_TRUE(after.loadFile(path.c_str()).good());
  DcmDataset& data = *after.getDataset();
  const Uint16 *old_pixels = nullptr, *new_pixels = nullptr;
  unsigned long count = 0, new_count = 0;
  ASSERT_TRUE(before.getDataset()->findAndGetUint16Array(DCM_PixelData, old_pixels, &count).good());
  ASSERT_TRUE(data.findAndGetUint16Array(DCM_PixelData, new_pixels, &new_count).good());
  ASSERT_EQ(count, new_count);
  EXPECT_TRUE(std::equal(old_pixels, old_pixels + count, new_pixels));
  for (const DcmTagKey& kept : {DCM_Modality, DCM_BodyPartExamined, DCM_PixelSpacing, DCM_WindowCenter,
                                DCM_RescaleSlope, DCM_Manufacturer}) {
    EXPECT_EQ(Text(data, kept), Text(*before.getDataset(), kept));
    EXPECT_NE(Text(data, kept), "");
  }
  EXPECT_EQ(Text(data, DCM_SOPInstanceUID), map.Replace(kInstanceUid, IdentifierKind::kInstance));
  EXPECT_EQ(Text(*after.getMetaInfo(), DCM_MediaStorageSOPInstanceUID), Text(data, DCM_SOPInstanceUID));
  DcmItem* method = nullptr;
  ASSERT_TRUE(data.findAndGetSequenceItem(DCM_DeidentificationMethodCodeSequence, method).good());
  EXPECT_EQ(Text(*method, DCM_CodeValue), "113100");
  DcmItem* region = nullptr;  // a sequence that stays loses only what may not
  ASSERT_TRUE(data.findAndGetSequenceItem(DCM_AnatomicRegionSequence, region).good());
  EXPECT_EQ(Text(*region, DCM_CodeMeaning), "Vertebral column");
  DcmItem* prior = nullptr;
  ASSERT_TRUE(data.findAndGetSequenceItem(DCM_ReferencedImageSequence, prior).good());
  EXPECT_EQ(Text(*prior, DCM_ReferencedSOPInstanceUID), map.Replace(kPriorUid, IdentifierKind::kInstance));
}

TEST_F(Deidentification, LaterRunsKeepTheStudyTogether) {
  std::string first;
  {
    UidMap map = NewMap();
    first = Deidentify(Input(), map).assessment.reference.study_instance_uid;
  }
  UidMap map = NewMap();
  EXPECT_EQ(Deidentify(Input(), map).assessment.reference.study_instance_uid, first);
  EXPECT_THAT(Bytes(map_path_), HasSubstr(std::string(kStudyUid) + "," + first + ",study\r\n"));
}

TEST_F(Deidentification, MeasurementsStayAsTheyAre) {
  UidMap map = NewMap();
  const DeidentifiedReport clean = Deidentify(Input(), map);
  EXPECT_EQ(clean.assessment.grades[0].grade, study_.grades[0].grade);
  EXPECT_EQ(clean.assessment.outlines.bodies[0].outline_px, study_.outlines.bodies[0].outline_px);
  EXPECT_EQ(clean.assessment.risk->findings.size(), study_.risk->findings.size());
  EXPECT_EQ(clean.assessment.edits[0].tool, "LabelMe 5.2.1");
}

TEST_F(Deidentification, WarnsOfTextInThePixels) {
  const auto warns = [&] {
    source_ = ReadDicomSource(film_path_);
    UidMap map = NewMap();
    const auto diagnostics = Deidentify(Input(), map).assessment.diagnostics;
    return !diagnostics.empty() && diagnostics.back().code == "burned-in-text";
  };
  const auto set = [&](const DcmTagKey& key, const char* value) {
    DcmFileFormat file;
    ASSERT_TRUE(file.loadFile(film_path_.c_str()).good());
    ASSERT_TRUE(file.getDataset()->putAndInsertString(key, value).good());
    ASSERT_TRUE(file.saveFile(film_path_.c_str()).good());
  };
  EXPECT_FALSE(warns());
  set(DCM_BurnedInAnnotation, "YES");
  EXPECT_TRUE(warns());
  set(DCM_BurnedInAnnotation, "");
  set(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  EXPECT_TRUE(warns());
  set(DCM_BurnedInAnnotation, "NO");
  EXPECT_FALSE(warns());
}

TEST_F(Deidentification, APlainImageGetsARandomName) {
  ReportInput input = Input();
  input.source = nullptr;
  UidMap map(RandomReplacements("2.25"));
  const DeidentifiedReport clean = Deidentify(input, map);
  EXPECT_THAT(clean.name, ::testing::MatchesRegex("film-[0-9a-f]+"));
  EXPECT_EQ(clean.assessment.source_path, clean.name);
  EXPECT_FALSE(clean.source);
}

TEST_F(Deidentification, AFileThatIsNoFilmIsRefused) {
  UidMap map = NewMap();
  std::ofstream(folder_.Path("notes.txt")) << "no film";
  EXPECT_THROW(WriteDeidentifiedFilm(folder_.Path("notes.txt"), map, folder_.Path("out.dcm")), ReadError);
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("out.dcm")));
}

}  // namespace
}  // namespace openvfa::testing
