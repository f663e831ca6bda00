// The parts of the risk summary that are neither facts nor rules.
#ifndef OPENVFA_SCORING_SRC_RISK_PARTS_H_
#define OPENVFA_SCORING_SRC_RISK_PARTS_H_

#include <optional>
#include <string>
#include <vector>

#include "openvfa/scoring/risk.h"

namespace openvfa {

// The 10-year score where every input that its equation uses is known. Otherwise absent, and `needs` names
// the fields of the patient file that are missing, or says why it does not apply.
std::optional<qfracture::Score> ScoreQFracture(const Patient& patient, std::vector<std::string>& needs);

// Mandatory items of a VFA and of a DXA report (ISCD) that this summary does not hold, by name.
std::vector<std::string> MissingReportItems(const Patient& patient,
                                            const std::optional<DensitometryRecord>& record,
                                            const RiskSummary& summary, const StudyAssessment* assessment);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_RISK_PARTS_H_
