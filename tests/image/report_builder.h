// Densitometry reports made for a test: content items of a structured report, and files around them.
#ifndef OPENVFA_TESTS_IMAGE_REPORT_BUILDER_H_
#define OPENVFA_TESTS_IMAGE_REPORT_BUILDER_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace openvfa::test {

struct Code {
  std::string value, scheme, meaning;
};

inline void Require(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(condition.text());
}

inline DcmItem& Item(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  Require(parent.findOrCreateSequenceItem(sequence, item, -2));  // -2: append
  return *item;
}

inline void SetCode(DcmItem& item, const DcmTagKey& sequence, const Code& code) {
  DcmItem& coded = Item(item, sequence);
  Require(coded.putAndInsertString(DCM_CodeValue, code.value.c_str()));
  Require(coded.putAndInsertString(DCM_CodingSchemeDesignator, code.scheme.c_str()));
  Require(coded.putAndInsertString(DCM_CodeMeaning, code.meaning.c_str()));
}

inline DcmItem& Content(DcmItem& parent, const char* type, const Code& name) {
  DcmItem& item = Item(parent, DCM_ContentSequence);
  Require(item.putAndInsertString(DCM_RelationshipType, "CONTAINS"));
  Require(item.putAndInsertString(DCM_ValueType, type));
  SetCode(item, DCM_ConceptNameCodeSequence, name);
  return item;
}

inline DcmItem& Container(DcmItem& parent, const std::string& meaning) {
  return Content(parent, "CONTAINER", {"1", "99TEST", meaning});
}

inline DcmItem& Coded(DcmItem& parent, const Code& name, const Code& value) {
  DcmItem& item = Content(parent, "CODE", name);
  SetCode(item, DCM_ConceptCodeSequence, value);
  return item;
}

inline DcmItem& Text(DcmItem& parent, const std::string& name, const std::string& value) {
  DcmItem& item = Content(parent, "TEXT", {"2", "99TEST", name});
  Require(item.putAndInsertString(DCM_TextValue, value.c_str()));
  return item;
}

inline DcmItem& Num(DcmItem& parent, const Code& name, const std::string& value, const std::string& unit) {
  DcmItem& item = Content(parent, "NUM", name);
  DcmItem& measured = Item(item, DCM_MeasuredValueSequence);
  Require(measured.putAndInsertString(DCM_NumericValue, value.c_str()));
  SetCode(measured, DCM_MeasurementUnitsCodeSequence, {unit, "UCUM", unit});
  return item;
}

inline DcmItem& Num(DcmItem& parent, const std::string& name, const std::string& value,
                    const std::string& unit) {
  return Num(parent, Code{"3", "99TEST", name}, value, unit);
}

inline const Code kFindingSite = {"363698007", "SCT", "Finding Site"};

// A file with identifiers that must not come out again.
class ReportFile {
 public:
  explicit ReportFile(const char* sop_class) {
    Put(DCM_SOPClassUID, sop_class);
    Put(DCM_SOPInstanceUID, "1.2.3.4.5");
    Put(DCM_StudyInstanceUID, "1.2.3.4");
    Put(DCM_PatientName, "SECRET^NAME");
    Put(DCM_PatientID, "ID-4711");
    Put(DCM_AccessionNumber, "ACC-9");
    Put(DCM_PatientBirthDate, "19500102");
    Put(DCM_StudyDate, "20200304");
  }

  ReportFile& Put(const DcmTagKey& tag, const std::string& value) {
    Require(Dataset().putAndInsertString(tag, value.c_str()));
    return *this;
  }
  // `value` as `vr` under the private creator in `block` of group 0021.
  ReportFile& PutPrivate(Uint16 block, const char* creator, const std::string& value, DcmEVR vr = EVR_LT) {
    Require(Dataset().putAndInsertString(DcmTag(0x0021, block, EVR_LO), creator));
    const DcmTag tag(0x0021, static_cast<Uint16>(block << 8 | 1), vr);
    if (vr == EVR_OB) {
      Require(
          Dataset().putAndInsertUint8Array(tag, reinterpret_cast<const Uint8*>(value.data()), value.size()));
    } else {
      Require(Dataset().putAndInsertString(tag, value.c_str()));
    }
    return *this;
  }
  void Save(const std::filesystem::path& path, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
    Require(format_.saveFile(path.c_str(), syntax));
  }
  DcmDataset& Dataset() { return *format_.getDataset(); }

 private:
  DcmFileFormat format_;
};

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_IMAGE_REPORT_BUILDER_H_
