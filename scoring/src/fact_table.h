// The named inputs that rules may speak of.
#ifndef OPENVFA_SCORING_SRC_FACT_TABLE_H_
#define OPENVFA_SCORING_SRC_FACT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "openvfa/scoring/risk.h"

namespace openvfa {

// Null where no fact has that name.
const FactDescription* FindFact(std::string_view name);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_FACT_TABLE_H_
