// Densitometry results inside DICOM: a structured report, or a private block of a Hologic image.
#ifndef OPENVFA_IMAGE_READ_DENSITOMETRY_DICOM_H_
#define OPENVFA_IMAGE_READ_DENSITOMETRY_DICOM_H_

#include <filesystem>
#include <optional>
#include <string>

#include "openvfa/image/densitometry_record.h"

namespace openvfa {

// By content, not by name.
bool IsDicomFile(const std::filesystem::path& path);

// Looks, in this order, for numeric content items of a structured report, for Hologic's analysis XML in the
// private element (0021,xx01), and for the results table that Hologic Discovery writes into a header text.
// docs/formats/densitometry.md says which words and codes it knows. Throws ReadError naming file and cause,
// also when the file holds no bone density it can place; InputError for an implausible value.
// Only the numbers, maker, model and software leave the file: no name, identifier or date.
DensitometryRecord ReadDensitometryDicom(const std::filesystem::path& path);

// What a row of a densitometry table can be found by. For matching only: never shown, never stored.
struct StudyKeys {
  std::optional<std::string> patient_id, accession_number, study_instance_uid;
};

// Of a DICOM file; all absent for any other file and for a file that cannot be read. Never throws ReadError.
StudyKeys ReadStudyKeys(const std::filesystem::path& path);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_READ_DENSITOMETRY_DICOM_H_
