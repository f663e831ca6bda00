// A table of many patients, read row by row: memory does not grow with the number of rows. Its columns are
// the fields of the patient file (docs/formats/patient.md), and those of a table of densitometry.
#ifndef OPENVFA_SCORING_READ_PATIENTS_H_
#define OPENVFA_SCORING_READ_PATIENTS_H_

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/densitometry_record.h"
#include "openvfa/scoring/patient.h"

namespace openvfa {

class PatientCsv {
 public:
  struct Row {
    std::int64_t number = 0;  // from 1, the header being row 1, as a spreadsheet shows them
    Patient patient;
    std::optional<DensitometryRecord> densitometry;
    std::string error;  // why the row cannot be used; empty otherwise
  };

  // Reads the header. `in` outlives this; `name` is the file's name for messages. Throws ReadError for broken
  // CSV and InputError for an unknown column or one that is there twice.
  PatientCsv(std::istream& in, const std::string& name);
  ~PatientCsv();
  PatientCsv(PatientCsv&&) noexcept;
  PatientCsv& operator=(PatientCsv&&) noexcept;

  // The next row, absent at the end. A value that is wrong makes `error`; broken CSV throws ReadError.
  std::optional<Row> Next();

  // Names of the columns it knows, in the order of the patient file. Fields of an object have its name before
  // a point: "frax.hip_percent". Lists hold their codes with semicolons between, "none" for an empty list;
  // "prior_fractures" holds a JSON list or "none".
  static std::vector<std::string> Columns();

 private:
  struct Reader;  // src/
  std::unique_ptr<Reader> reader_;
};

}  // namespace openvfa

#endif  // OPENVFA_SCORING_READ_PATIENTS_H_
