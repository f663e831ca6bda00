// The tables of a study collection: one row per vertebra (vertebrae.csv), one per film (studies.csv). RFC
// 4180. Header, rows and the data dictionary in docs/formats come from the same column table.
#ifndef OPENVFA_REPORT_TABLES_H_
#define OPENVFA_REPORT_TABLES_H_

#include <iosfwd>
#include <string>
#include <vector>

#include "openvfa/report/report_input.h"

namespace openvfa {

struct TableColumn {
  std::string name;     // of the CSV
  std::string unit;     // "mm", "px", "1", "" for words
  std::string meaning;  // one sentence for the data dictionary
};

const std::vector<TableColumn>& VertebraColumns();
const std::vector<TableColumn>& StudyColumns();

// With line end. Rows fit the headers of the same version of the program.
std::string VertebraCsvHeader();
std::string VertebraCsvRows(const StudyAssessment& assessment);  // one line per vertebra, may be none
std::string StudyCsvHeader();
std::string StudyCsvRow(const StudyAssessment& assessment);

// The dictionary as Markdown tables: what docs/formats/tables.md holds.
void WriteDataDictionary(std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_TABLES_H_
