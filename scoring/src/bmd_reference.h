// bmd_reference.csv: comment lines (#), one header line, one row per reference.
#ifndef OPENVFA_SCORING_SRC_BMD_REFERENCE_H_
#define OPENVFA_SCORING_SRC_BMD_REFERENCE_H_

#include <string>

#include "openvfa/scoring/densitometry.h"

namespace openvfa {

// `name` is the file's name for messages. Throws InputError naming file, line and cause.
ReferenceTables ParseReferenceTables(const std::string& csv, const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_BMD_REFERENCE_H_
