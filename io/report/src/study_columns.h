// Columns of the table of films. Most stand in the JSON of the film; counts over its vertebrae do not.
#ifndef OPENVFA_REPORT_SRC_STUDY_COLUMNS_H_
#define OPENVFA_REPORT_SRC_STUDY_COLUMNS_H_

#include <functional>
#include <string>
#include <vector>

#include "json_text.h"
#include "openvfa/report/tables.h"

namespace openvfa {

struct CountedColumn {
  TableColumn about;
  std::function<std::string(const Json& film)> value;
};

// Without those of the risk summary.
const std::vector<CountedColumn>& FilmColumns();

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_STUDY_COLUMNS_H_
