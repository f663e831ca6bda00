// What every result object has in common: patient, study, series, equipment and SOP modules.
#ifndef OPENVFA_REPORT_SRC_DICOM_COMPOSITE_H_
#define OPENVFA_REPORT_SRC_DICOM_COMPOSITE_H_

#include <iosfwd>
#include <string>

#include "dicom_header_data.h"
#include "openvfa/report/report_input.h"

namespace openvfa {

// The parts of a result object that differ.
struct CompositeKind {
  const char* sop_class_uid;
  const char* modality;            // "SR", "SEG", "PR", "OT"
  const char* series_description;  // "OpenVFA measurements"
  int series_number;               // fixed per kind, so that a study's list keeps its order
};

// The source's header. Throws InputError "... needs a DICOM film" naming the film and `what` where there is
// none.
const DicomHeader& RequireDicomHeader(const ReportInput& input, const std::string& what);

// "20260102", "030405": DicomOptions::now, in the time zone the film states, else in local time.
std::string DicomDate(const ReportInput& input);
std::string DicomTime(const ReportInput& input);

// Repeats patient and study modules and the character set of the source in `out` (type 2 attributes empty
// where the source has none), then writes the new general series, equipment (manufacturer "OpenVFA", software
// versions) and SOP common modules. Content and instance dates come from DicomOptions::now.
void FillComposite(const ReportInput& input, const CompositeKind& kind, DcmDataset& out);

// Patient and study modules only, for libraries that make the rest themselves (dcmsr, dcmseg).
void CopyPatientAndStudy(const DicomHeader& source, DcmDataset& out);

// Series and equipment modules and SOP common UIDs and times, likewise.
void FillSeriesAndEquipment(const ReportInput& input, const CompositeKind& kind, DcmDataset& out);

// The body part of the film, "SPINE" where it names none: without it a series has to say left or right.
void PutBodyPart(const DicomHeader& source, DcmDataset& out);

// The film's SOP class and instance, and its frame where it is one of several, as an item of `sequence` under
// `parent` (ReferencedSOPSequence, ReferencedImageSequence, SourceImageSequence, ...).
void AppendFilmReference(const DicomHeader& source, const DcmTagKey& sequence, DcmItem& parent);

// Explicit VR little endian with preamble and meta header. Throws WriteError.
void WriteDicomFile(DcmDataset& dataset, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_DICOM_COMPOSITE_H_
