// Reading what a densitometer reported, from JSON, CSV or DICOM. docs/formats/densitometry.md describes the
// files.
#ifndef OPENVFA_SCORING_READ_DENSITOMETRY_H_
#define OPENVFA_SCORING_READ_DENSITOMETRY_H_

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "openvfa/image/densitometry_record.h"
#include "openvfa/image/read_densitometry_dicom.h"

namespace openvfa {

// `name` is the file's name for messages. Throws ReadError for what is not JSON, InputError naming field,
// value and allowed range.
DensitometryRecord ParseDensitometryJson(std::string_view text, const std::string& name);

// A table of many studies, read row by row: memory does not grow with the number of rows. Throws ReadError
// for broken CSV and InputError naming row and column for a value that is wrong. Rows count from 1, the
// header being row 1, as a spreadsheet shows them.
class DensitometryCsv {
 public:
  struct Row {
    StudyKeys keys;  // those of the key columns that are filled
    DensitometryRecord record;
    std::int64_t number = 0;
  };

  // Reads the header. `in` outlives this; `name` is the file's name for messages.
  DensitometryCsv(std::istream& in, const std::string& name);
  ~DensitometryCsv();
  DensitometryCsv(DensitometryCsv&&) noexcept;
  DensitometryCsv& operator=(DensitometryCsv&&) noexcept;

  // The next row; absent at the end. Rows without any value are left out.
  std::optional<Row> Next();
  // Scans the rows that are left for the study's. A row belongs to it by the most telling key that both have:
  // StudyInstanceUID, else AccessionNumber, else PatientID. Throws InputError where two rows do.
  std::optional<Row> Find(const StudyKeys& study);

 private:
  struct Reader;  // src/
  std::unique_ptr<Reader> reader_;
};

// Recognises DICOM, JSON or CSV by content. A CSV needs the keys of the study at hand, unless it has only one
// row. Throws ReadError, also when a CSV has no row for the study, and InputError.
DensitometryRecord ReadDensitometry(const std::filesystem::path& path, const StudyKeys& study = {});

// The same, with nothing where a CSV has no row for the study, or several and the study has no key.
std::optional<DensitometryRecord> FindDensitometry(const std::filesystem::path& path, const StudyKeys& study);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_READ_DENSITOMETRY_H_
