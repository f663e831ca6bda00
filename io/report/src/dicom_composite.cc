#include "dicom_composite.h"

#include <dcmtk/dcmdata/dcostrmb.h>

#include <cstdio>
#include <ctime>
#include <ostream>
#include <sstream>
#include <vector>

#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "openvfa/report/json.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

// Patient module (PS3.3 C.7.1.1) and general study module (C.7.2.1), with patient study (C.7.2.2). Those of
// type 2 are written empty where the source has none.
struct Repeated {
  DcmTagKey key;
  bool always;
};
const std::vector<Repeated>& RepeatedAttributes() {
  static const std::vector<Repeated> attributes = {{DCM_PatientName, true},
                                                   {DCM_PatientID, true},
                                                   {DCM_IssuerOfPatientID, false},
                                                   {DCM_PatientBirthDate, true},
                                                   {DCM_PatientSex, true},
                                                   {DCM_PatientIdentityRemoved, false},
                                                   {DCM_DeidentificationMethod, false},
                                                   {DCM_DeidentificationMethodCodeSequence, false},
                                                   {DCM_StudyInstanceUID, true},
                                                   {DCM_StudyDate, true},
                                                   {DCM_StudyTime, true},
                                                   {DCM_TimezoneOffsetFromUTC, false},
                                                   {DCM_ReferringPhysicianName, true},
                                                   {DCM_StudyID, true},
                                                   {DCM_AccessionNumber, true},
                                                   {DCM_StudyDescription, false},
                                                   {DCM_PatientAge, false},
                                                   {DCM_PatientSize, false},
                                                   {DCM_PatientWeight, false}};
  return attributes;
}

void Require(const OFCondition& condition, const char* what) {
  if (condition.bad())
    throw WriteError(std::string("A DICOM result cannot be made: ") + what + ": " + condition.text());
}

void Put(DcmItem& item, const DcmTagKey& key, const std::string& value) {
  Require(item.putAndInsertString(key, value.c_str()), DcmTag(key).getTagName());
}

// The offset a film states for its dates and times, "+0200", in seconds.
std::optional<long> StatedOffset(const ReportInput& input) {
  if (input.source == nullptr) return std::nullopt;
  const std::string text = HeaderText(input.source->Header(), DCM_TimezoneOffsetFromUTC);
  int hours = 0, minutes = 0;
  char sign = 0;
  if (std::sscanf(text.c_str(), "%c%2d%2d", &sign, &hours, &minutes) != 3) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
}

// The film's dates are repeated beside ours, and one offset speaks for all of a data set: ours follow the
// film's where it states one, else they are local time as the film's are.
std::string Stamp(const ReportInput& input, const char* format) {
  const std::optional<long> offset = StatedOffset(input);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(input.dicom.now) + offset.value_or(0);
  std::tm broken{};
  offset ? ::gmtime_r(&seconds, &broken) : ::localtime_r(&seconds, &broken);
  char text[32];
  std::strftime(text, sizeof text, format, &broken);
  return text;
}

// What distinguishes one result of a film from another: its numbers.
std::string Fingerprint(const StudyAssessment& assessment) {
  std::ostringstream json;
  WriteJson(assessment, json);
  return json.str();
}

// UIDs of the object and its series: from root, source instance, frame, kind and the assessment itself.
struct ObjectUids {
  std::string instance, series;
};
ObjectUids UidsOf(const ReportInput& input, const CompositeKind& kind) {
  const DicomHeader& header = RequireDicomHeader(input, "A DICOM result");
  const std::string name = std::string(kind.modality) + " " + HeaderText(header, DCM_SOPInstanceUID) + "#" +
                           std::to_string(header.frame.value_or(1)) + "\n" + Fingerprint(input.assessment);
  return {UidFromName(input.dicom.uid_root, "instance " + name),
          UidFromName(input.dicom.uid_root, "series " + name)};
}

}  // namespace

const DicomHeader& RequireDicomHeader(const ReportInput& input, const std::string& what) {
  return RequireDicomHeader(input.source, input.assessment.source_path, what);
}

std::string DicomDate(const ReportInput& input) { return Stamp(input, "%Y%m%d"); }
std::string DicomTime(const ReportInput& input) { return Stamp(input, "%H%M%S"); }

void CopyPatientAndStudy(const DicomHeader& source, DcmDataset& out) {
  const std::string character_set = HeaderText(source, DCM_SpecificCharacterSet);
  if (!character_set.empty()) Put(out, DCM_SpecificCharacterSet, character_set);
  for (const auto& [key, always] : RepeatedAttributes()) {
    DcmElement* element = nullptr;
    if (source.dataset.findAndGetElement(key, element).good() && element != nullptr) {
      Require(out.insert(static_cast<DcmElement*>(element->clone()), OFTrue), DcmTag(key).getTagName());
    } else if (always) {
      Require(out.insertEmptyElement(key, OFTrue), DcmTag(key).getTagName());
    }
  }
}

void FillSeriesAndEquipment(const ReportInput& input, const CompositeKind& kind, DcmDataset& out) {
  const std::string date = DicomDate(input), time = DicomTime(input);
  const ObjectUids uids = UidsOf(input, kind);
  Put(out, DCM_SOPClassUID, kind.sop_class_uid);
  Put(out, DCM_SOPInstanceUID, uids.instance);
  Put(out, DCM_InstanceCreationDate, date);
  Put(out, DCM_InstanceCreationTime, time);
  Put(out, DCM_Modality, kind.modality);
  Put(out, DCM_SeriesInstanceUID, uids.series);
  Put(out, DCM_SeriesNumber, std::to_string(kind.series_number));
  Put(out, DCM_SeriesDescription, kind.series_description);
  Put(out, DCM_SeriesDate, date);
  Put(out, DCM_SeriesTime, time);
  Put(out, DCM_InstanceNumber, "1");
  Put(out, DCM_ContentDate, date);
  Put(out, DCM_ContentTime, time);
  Put(out, DCM_Manufacturer, "OpenVFA");
  Put(out, DCM_ManufacturerModelName, "openvfa");
  Put(out, DCM_DeviceSerialNumber, "0");
  Put(out, DCM_SoftwareVersions, ProgramVersion() + "\\" + ProgramCommit());
}

void FillComposite(const ReportInput& input, const CompositeKind& kind, DcmDataset& out) {
  CopyPatientAndStudy(RequireDicomHeader(input, kind.series_description), out);
  FillSeriesAndEquipment(input, kind, out);
}

void PutBodyPart(const DicomHeader& source, DcmDataset& out) {
  const std::string part = HeaderText(source, DCM_BodyPartExamined);
  Put(out, DCM_BodyPartExamined, part.empty() ? "SPINE" : part);
}

void AppendFilmReference(const DicomHeader& source, const DcmTagKey& sequence, DcmItem& parent) {
  DcmItem* item = nullptr;
  Require(parent.findOrCreateSequenceItem(sequence, item, -2), DcmTag(sequence).getTagName());
  Put(*item, DCM_ReferencedSOPClassUID, HeaderText(source, DCM_SOPClassUID));
  Put(*item, DCM_ReferencedSOPInstanceUID, HeaderText(source, DCM_SOPInstanceUID));
  if (source.frame) Put(*item, DCM_ReferencedFrameNumber, std::to_string(*source.frame));
}

void WriteDicomFile(DcmDataset& dataset, std::ostream& out) {
  DcmFileFormat file(&dataset);  // copies
  Require(file.validateMetaInfo(EXS_LittleEndianExplicit), "meta header");
  const Uint32 size = file.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength);
  std::vector<char> bytes(size + 4096);
  DcmOutputBufferStream stream(bytes.data(), bytes.size());
  file.transferInit();
  Require(file.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr, EGL_recalcGL),
          "encoding");
  file.transferEnd();
  stream.flush();
  void* written = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(written, length);
  out.write(static_cast<const char*>(written), length);
  if (!out) throw WriteError("A DICOM result cannot be written.");
}

}  // namespace openvfa
