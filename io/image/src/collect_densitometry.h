// From a report's tree of labelled values to a densitometry record.
#ifndef OPENVFA_IO_IMAGE_SRC_COLLECT_DENSITOMETRY_H_
#define OPENVFA_IO_IMAGE_SRC_COLLECT_DENSITOMETRY_H_

#include <string>
#include <vector>

#include "openvfa/image/densitometry_record.h"
#include "report_node.h"

namespace openvfa::image {

// Fills `record.results` and `record.reported_tbs`. `outer` are words about the whole file (protocol, body
// part). Of two femora the one with the lower BMD stays. Throws ReadError when two different values are given
// for the same thing, for a number that is none and for an unknown unit; InputError for an implausible value.
void CollectDensitometry(const ReportNode& report, const std::vector<std::string>& outer,
                         const std::string& name, DensitometryRecord& record);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_COLLECT_DENSITOMETRY_H_
