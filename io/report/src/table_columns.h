// A CSV column: what it is called and means, and where in the JSON of a film its value stands. The tables
// thus hold the numbers of the JSON, digit for digit.
#ifndef OPENVFA_REPORT_SRC_TABLE_COLUMNS_H_
#define OPENVFA_REPORT_SRC_TABLE_COLUMNS_H_

#include <string>
#include <vector>

#include "json_text.h"
#include "openvfa/report/tables.h"

namespace openvfa {

// The value of a field: empty for null, lists with semicolons between. Not yet quoted.
std::string FieldText(const Json& value);

// What stands at `pointer`, or null where the path ends early (an ungraded vertebra has no "genant").
Json ValueAt(const Json& object, const char* pointer);

std::string CsvLine(const std::vector<std::string>& fields);

struct PointedColumn {
  TableColumn about;
  const char* pointer;
  bool of_film = false;  // into the film, not into one element of "vertebrae"
};

const std::vector<PointedColumn>& PointedVertebraColumns();

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_TABLE_COLUMNS_H_
