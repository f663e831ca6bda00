// The results table that Hologic Discovery writes as script lines into a header text:
//   ResultsTable[ 1][ 0] = "Neck";
#ifndef OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_TABLE_H_
#define OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_TABLE_H_

#include <string_view>

#include "report_node.h"

namespace openvfa::image {

bool HoldsResultsTable(std::string_view text);

// One node for each region, with one child for each quantity, whichever way round the table lies. Cells
// beyond 64 x 64 are left out.
ReportNode ReadResultsTable(std::string_view text);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DENSITOMETRY_TABLE_H_
