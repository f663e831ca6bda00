#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"
#include "openvfa/report/formats.h"
#include "openvfa/scoring/risk.h"
#include "sample_assessment.h"
#include "sr_codes.h"

namespace openvfa::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Bytes(const ReportInput& input) {
  std::ostringstream out;
  WriteStructuredReport(input, out);
  return out.str();
}

class StructuredReport : public ::testing::Test {
 protected:
  std::filesystem::path Written(const DicomFilm& film, const StudyAssessment& study) const {
    const std::filesystem::path path = folder_ / "report.sr.dcm";
    std::ofstream(path, std::ios::binary) << Bytes(film.Input(study));
    return path;
  }
  std::string Dumped(const DicomFilm& film, const StudyAssessment& study) const {
    const Judgement dump = RunTool("dsrdump +Pl +Pc +Pt +Pu '" + Written(film, study).string() + "'");
    EXPECT_EQ(dump.exit_code, 0) << dump.text;
    return dump.text;
  }

  TempFolder folder_;
};

TEST_F(StructuredReport, IsValidForRadiographAndDxa) {
  for (const auto framing : {phantom::Framing::kLumbar, phantom::Framing::kDxa}) {
    const DicomFilm film(framing);
    const auto path = Written(film, film.Result());
    ExpectValidDicom(path);
    const Judgement dump = RunTool("dsrdump '" + path.string() + "'");
    EXPECT_EQ(dump.exit_code, 0);
    EXPECT_THAT(dump.text, Not(HasSubstr("W: ")));
    EXPECT_THAT(dump.text, Not(HasSubstr("E: ")));
    EXPECT_EQ(RunTool("dcmdump '" + path.string() + "'").exit_code, 0);
  }
}

// What a viewer looks for, as an outside program shows it.
TEST_F(StructuredReport, HoldsTemplatesCodesAndNumbers) {
  const DicomFilm film(phantom::Framing::kLumbar);
  const StudyAssessment study = film.Result();
  const std::string dump = Dumped(film, study);
  EXPECT_THAT(dump, AllOf(HasSubstr("# TID 1500 (DCMR)"), HasSubstr("# TID 1410 (DCMR)"),
                          HasSubstr("# TID 1600 (DCMR)")));
  EXPECT_THAT(dump, HasSubstr("(363698007,SCT,\"Finding Site\")=(66794005,SCT,\"L1 vertebra\")"));
  EXPECT_THAT(dump, HasSubstr("(386136009,SCT,\"Standard Deviation\")"));
  EXPECT_THAT(dump, HasSubstr("(RDES150,RADELEMENT,\"Genant classification\")=(GENANT_"));
  EXPECT_THAT(dump, HasSubstr("network locate, SHA-256 " + std::string(64, 'a')));
  EXPECT_THAT(dump, HasSubstr("=\"cut by the edge of the image\""));
  EXPECT_THAT(dump, HasSubstr("T12 may be a limbus vertebra."));
  EXPECT_THAT(dump, HasSubstr("research software, not a medical device"));
  EXPECT_THAT(dump, HasSubstr("(mm,UCUM,\"millimeter\")"));
}

TEST_F(StructuredReport, GivesPixelsWhereTheScaleIsUnknown) {
  const DicomFilm film(phantom::Framing::kLumbar);
  StudyAssessment study = film.Result();
  study.calibration = {};
  for (auto& measured : study.measurements.vertebrae) {
    measured.heights_mm.reset();
    measured.depth_mm.reset();
    measured.area_mm2.reset();
  }
  const std::string dump = Dumped(film, study);
  EXPECT_THAT(dump,
              AllOf(Not(HasSubstr("UCUM,\"millimeter\"")), Not(HasSubstr("UCUM,\"square millimeter\""))));
  EXPECT_THAT(dump, AllOf(HasSubstr("{square_pixels}"), HasSubstr("No millimetres are known")));
}

TEST_F(StructuredReport, RiskFindingsCarryTheirRule) {
  const DicomFilm film(phantom::Framing::kLumbar);
  StudyAssessment study = film.Result();
  EXPECT_THAT(Dumped(film, study), Not(HasSubstr("RISK_FINDING")));
  RiskSummary risk;
  risk.findings = {{.rule_id = "rule-7",
                    .source = "Ga\u00e1l 2021",
                    .evidence = "A",
                    .severity = FindingSeverity::kHigh,
                    .text = "Loss \u2265 40 %.",
                    .inputs = {{"sdi", "3"}}}};
  study.risk = std::make_shared<const RiskSummary>(risk);
  const std::string dump = Dumped(film, study);
  ExpectValidDicom(Written(film, study));
  EXPECT_THAT(dump, AllOf(HasSubstr("\"Loss \u2265 40 %.\""), HasSubstr("=\"rule-7\""),
                          HasSubstr("=\"high\""), HasSubstr("Ga\u00e1l 2021"), HasSubstr("sdi = 3")));
}

TEST_F(StructuredReport, IsValidWithoutAnyVertebra) {
  const DicomFilm film(phantom::Framing::kLumbar);
  StudyAssessment study = EmptyAssessment();
  ExpectValidDicom(Written(film, study));
}

TEST_F(StructuredReport, SameInputSameBytes) {
  const DicomFilm film(phantom::Framing::kDxa);
  const StudyAssessment study = film.Result();
  EXPECT_EQ(Bytes(film.Input(study)), Bytes(film.Input(study)));
}

TEST_F(StructuredReport, OtherReadersReadIt) {
  const DicomFilm film(phantom::Framing::kLumbar);
  const StudyAssessment study = film.Result();
  const auto path = Written(film, study);
  const Judgement read = RunTool(
      "/usr/bin/python3 -c \"import sys, pydicom; d = pydicom.dcmread(sys.argv[1]); "
      "m = [c for c in d.ContentSequence if c.ConceptNameCodeSequence[0].CodeValue == '126010'][0]; "
      "print(d.ContentTemplateSequence[0].TemplateIdentifier, d.CodingSchemeIdentificationSequence[0]."
      "CodingSchemeDesignator, len(m.ContentSequence))\" '" +
      path.string() + "'");
  // A group for each body, and one for the spine.
  EXPECT_EQ(read.text, "1500 99OPENVFA " + std::to_string(study.outlines.bodies.size() + 1) + "\n");
  EXPECT_EQ(RunTool("gdcmdump '" + path.string() + "'").exit_code, 0);
}

// The film's header with other texts in it, and a report of it.
class ForeignTexts : public StructuredReport {
 protected:
  // The text of the comment and the patient's name, as bytes of the file, with its character set.
  std::string Report(const char* character_set, const char* name, const std::string& reason) const {
    const DicomFilm film(phantom::Framing::kLumbar);
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(film.Path().c_str()).good());
    if (character_set != nullptr) {
      file.getDataset()->putAndInsertString(DCM_SpecificCharacterSet, character_set);
    } else {
      file.getDataset()->findAndDeleteElement(DCM_SpecificCharacterSet);
    }
    file.getDataset()->putAndInsertString(DCM_PatientName, name);
    const auto changed = folder_ / "changed.dcm";
    EXPECT_TRUE(file.saveFile(changed.c_str()).good());
    const auto source = ReadDicomSource(changed);
    StudyAssessment study = film.Result();
    study.diagnostics = {{Severity::kInfo, "x", reason}};
    ReportInput input = film.Input(study);
    input.source = &*source;
    std::string bytes = Bytes(input);
    std::ofstream(folder_ / "foreign.sr.dcm", std::ios::binary) << bytes;
    return bytes;
  }
};

TEST_F(ForeignTexts, KeepTheFilmsCharacterSetWhereThatIsEnough) {
  const std::string bytes = Report("ISO_IR 100", "M\xfcller", "plain");
  EXPECT_THAT(bytes, AllOf(HasSubstr("ISO_IR 100"), HasSubstr("M\xfcller"), HasSubstr("plain")));
  ExpectValidDicom(folder_ / "foreign.sr.dcm");
}

TEST_F(ForeignTexts, BecomeUtf8WhereATextNeedsIt) {
  const std::string bytes = Report("ISO_IR 100", "M\xfcller", "loss \u2265 40 %");
  EXPECT_THAT(bytes, AllOf(HasSubstr("ISO_IR 192"), HasSubstr("M\u00fcller"), HasSubstr("loss \u2265 40 %")));
  ExpectValidDicom(folder_ / "foreign.sr.dcm");
}

// Bytes beyond ASCII without a declared character set cannot be converted: they stay, and our texts give way.
TEST_F(ForeignTexts, StayAsTheyAreWhereNobodyKnowsThem) {
  const std::string bytes = Report(nullptr, "M\xfcller", "loss \u2265 40 %, \u8112");
  EXPECT_THAT(bytes, AllOf(Not(HasSubstr("ISO_IR")), HasSubstr("M\xfcller"), HasSubstr("loss >= 40 %, ?")));
}

TEST_F(StructuredReport, PointsAtTheFrameThatWasAssessed) {
  const DicomFilm film(phantom::Framing::kLumbar);
  const auto source = ReadDicomSource(film.Path(), 3);
  const StudyAssessment study = film.Result();
  ReportInput input = film.Input(study);
  input.source = &*source;
  const auto path = folder_ / "frame.sr.dcm";
  std::ofstream(path, std::ios::binary) << Bytes(input);
  EXPECT_THAT(RunTool("dcmdump +P 0008,1160 '" + path.string() + "'").text, HasSubstr("[3]"));
}

TEST(StructuredReportRefusal, NeedsADicomFilm) {
  const StudyAssessment study = SampleAssessment();
  const Radiograph film = FilmFor(study, 1);
  const ReportInput input{
      .assessment = study, .radiograph = film, .source = nullptr, .options = {}, .dicom = {}};
  EXPECT_THROW(Bytes(input), InputError);
  EXPECT_TRUE(FormatByName("sr").needs_dicom);
}

TEST(StructuredReportCodes, LevelsAreTheirOwnCodes) {
  for (int i = 0; i <= static_cast<int>(VertebralLevel::kS1); ++i) {
    const auto level = static_cast<VertebralLevel>(i);
    const Code code = LevelCode(level);
    EXPECT_EQ(LevelOfCode(code.value, code.scheme), level);
    EXPECT_THAT(code.meaning, HasSubstr(LevelName(level)));
  }
  EXPECT_FALSE(LevelOfCode("66794005", "SRT").has_value());
}

// PS3.5: a code value has up to 16 characters, a meaning up to 64; and no value stands for two things.
TEST(StructuredReportCodes, PrivateCodesFitAndAreDocumented) {
  std::ifstream file(OPENVFA_DOCS "/formats/dicom.md");
  const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::set<std::string> values;
  for (const Code& code : PrivateCodes()) {
    EXPECT_LE(std::string(code.value).size(), 16u) << code.value;
    EXPECT_LE(std::string(code.meaning).size(), 64u) << code.value;
    EXPECT_TRUE(values.insert(code.value).second) << code.value;
    EXPECT_THAT(page, HasSubstr("| `" + std::string(code.value) + "` | " + code.meaning + " |"));
  }
}

}  // namespace
}  // namespace openvfa::testing
