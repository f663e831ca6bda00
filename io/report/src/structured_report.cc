#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include <algorithm>
#include <utility>

#include "dicom_composite.h"
#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"
#include "openvfa/report/version.h"
#include "sr_content.h"

namespace openvfa {
namespace {

constexpr auto kContains = DSRTypes::RT_contains;
constexpr auto kModifier = DSRTypes::RT_hasConceptMod;
constexpr auto kObserver = DSRTypes::RT_hasObsContext;
constexpr auto kAcquisition = DSRTypes::RT_hasAcqContext;

const CompositeKind kKind{.sop_class_uid = UID_ComprehensiveSRStorage,
                          .modality = "SR",
                          .series_description = "OpenVFA measurements",
                          .series_number = 9901};

void Require(const OFCondition& condition, const char* what) {
  if (condition.good()) return;
  throw WriteError(std::string("A structured report cannot be made: ") + what + ": " + condition.text() +
                   ".");
}

SrImage FilmOf(const DicomHeader& header) {
  return {.sop_class_uid = HeaderText(header, DCM_SOPClassUID),
          .sop_instance_uid = HeaderText(header, DCM_SOPInstanceUID),
          .frame = header.frame};
}

// CID 29 and 33; the film's own modality where it is one of them.
Code ModalityCode(const DicomHeader& header) {
  static const Code known[] = {
      {"CR", "DCM", "Computed Radiography"}, {"DX", "DCM", "Digital Radiography"},
      {"RF", "DCM", "Radiofluoroscopy"},     {"XA", "DCM", "X-Ray Angiography"},
      {"RG", "DCM", "Radiographic imaging"}, {"BMD", "DCM", "Bone Mineral Densitometry"}};
  for (const Code& code : known) {
    if (HeaderText(header, DCM_Modality) == code.value) return code;
  }
  return {"OT", "DCM", "Other"};
}

// TID 1204, 1002 and 1004: who speaks, and in which language.
void AddContext(const ReportInput& input, SrTree& tree) {
  tree.Coded(kModifier, codes::kLanguage, codes::kEnglish);
  tree.Coded(kObserver, codes::kObserverType, codes::kDevice);
  tree.Uid(kObserver, codes::kDeviceUid,
           UidFromName(input.dicom.uid_root, "device openvfa " + ProgramVersion() + " " + ProgramCommit()));
  tree.Text(kObserver, codes::kDeviceName, "openvfa " + ProgramVersion());
  tree.Text(kObserver, codes::kDeviceManufacturer, "OpenVFA");
  tree.Text(kObserver, codes::kDeviceModel, "openvfa");
}

// Whether a code of a film's header can be repeated in any character set.
bool Fits(const OFString& text, std::size_t longest) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), is_ascii);
}

// The procedure the film's own header names, else the general one.
void AddProcedure(const DicomHeader& header, SrTree& tree) {
  OFString value, scheme, meaning;
  DcmItem* item = nullptr;
  if (header.dataset.findAndGetSequenceItem(DCM_ProcedureCodeSequence, item).good() && item != nullptr) {
    item->findAndGetOFString(DCM_CodeValue, value);
    item->findAndGetOFString(DCM_CodingSchemeDesignator, scheme);
    item->findAndGetOFString(DCM_CodeMeaning, meaning);
  }
  const bool named = Fits(value, 16) && Fits(scheme, 16) && Fits(meaning, 64);
  tree.Coded(kModifier, codes::kProcedureReported,
             named ? Code{value.c_str(), scheme.c_str(), meaning.c_str()} : codes::kImagingProcedure);
}

// TID 1600 to 1602.
void AddImageLibrary(const ReportInput& input, const DicomHeader& header, SrTree& tree) {
  tree.Container(kContains, codes::kImageLibrary, "1600", [&] {
    tree.Container(kContains, codes::kImageLibraryGroup, "", [&] {
      tree.Image(kContains, FilmOf(header), [&] {
        tree.Coded(kAcquisition, codes::kModality, ModalityCode(header));
        tree.Coded(kAcquisition, codes::kTargetRegion, codes::kSpine);
        tree.Number(kAcquisition, codes::kPixelRows, input.assessment.rows, codes::kPixels);
        tree.Number(kAcquisition, codes::kPixelColumns, input.assessment.columns, codes::kPixels);
      });
    });
  });
}

void AddContent(const ReportInput& input, const DicomHeader& header, SrTree& tree) {
  const auto rows = VertebraRows(input.assessment);
  tree.Container(DSRTypes::RT_isRoot, codes::kMeasurementReport, "1500", [&] {
    AddContext(input, tree);
    AddProcedure(header, tree);
    AddImageLibrary(input, header, tree);
    tree.Container(kContains, codes::kImagingMeasurements, "", [&] {
      for (std::size_t i = 0; i < rows.size(); ++i) AddVertebraGroup(input, rows[i], i, FilmOf(header), tree);
      AddSpineGroup(input.assessment, tree);
    });
    AddEvaluations(input.assessment, tree);
  });
}

void DeclareSchemes(DSRDocument& document) {
  DSRCodingSchemeIdentificationList& schemes = document.getCodingSchemeIdentification();
  Require(schemes.addItem(kPrivateScheme), "coding scheme");
  schemes.setCodingSchemeName("OpenVFA");
  schemes.setCodingSchemeVersion(std::to_string(kPrivateSchemeVersion).c_str());
  schemes.setCodingSchemeResponsibleOrganization("OpenVFA");
  Require(schemes.addItem("RADELEMENT"), "coding scheme");
  schemes.setCodingSchemeName("ACR/RSNA Common Data Elements (RadElement)");
}

// Document and content; patient, study, series and equipment come later. Says whether a text was not ASCII.
bool WriteDocument(const ReportInput& input, const DicomHeader& header, bool ascii, DcmDataset& out) {
  DSRDocument document(DSRTypes::DT_ComprehensiveSR);
  document.setSpecificCharacterSetType(DSRTypes::CS_UTF8);
  SrTree tree(document.getTree(), ascii);
  AddContent(input, header, tree);
  DeclareSchemes(document);
  const SrImage film = FilmOf(header);
  Require(
      document.getCurrentRequestedProcedureEvidence().addItem(
          HeaderText(header, DCM_StudyInstanceUID).c_str(), HeaderText(header, DCM_SeriesInstanceUID).c_str(),
          film.sop_class_uid.c_str(), film.sop_instance_uid.c_str(), OFFalse),
      "reference to the film");
  Require(document.completeDocument(), "completion");
  Require(document.write(out), "content");
  return tree.SawUnicode();
}

// The character set is the film's; UTF-8 where a text of ours needs it and the film's texts can be converted.
bool FillPatient(const DicomHeader& header, bool needs_unicode, DcmDataset& out) {
  DcmDataset patient;
  CopyPatientAndStudy(header, patient);
  if (needs_unicode && patient.convertToUTF8().bad()) return false;
  out.findAndDeleteElement(DCM_SpecificCharacterSet);
  while (patient.card() > 0) {
    DcmElement* element = patient.remove(patient.getElement(0));
    Require(out.insert(element, OFTrue), "patient and study");
  }
  if (needs_unicode) out.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
  return true;
}

}  // namespace

void WriteStructuredReport(const ReportInput& input, std::ostream& out) {
  const DicomHeader& header = RequireDicomHeader(input, "A structured report");
  DcmDataset dataset;
  const bool needs_unicode = WriteDocument(input, header, /*ascii=*/false, dataset);
  if (!FillPatient(header, needs_unicode, dataset)) {
    dataset.clear();
    WriteDocument(input, header, /*ascii=*/true, dataset);
    FillPatient(header, /*needs_unicode=*/false, dataset);
  }
  FillSeriesAndEquipment(input, kKind, dataset);
  WriteDicomFile(dataset, out);
}

}  // namespace openvfa
