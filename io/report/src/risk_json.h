// RiskSummary -> JSON values.
#ifndef OPENVFA_REPORT_SRC_RISK_JSON_H_
#define OPENVFA_REPORT_SRC_RISK_JSON_H_

#include <memory>

#include "json_text.h"
#include "openvfa/scoring/risk.h"

namespace openvfa {

// Null where absent.
Json DensitometryJson(const std::optional<DensitometrySummary>& summary);
Json TextureJson(const std::optional<TextureSummary>& summary);
Json RiskJson(const RiskSummary& summary);

std::string BoneMassToken(BoneMassClass bone_mass);  // "low_bone_mass"
std::string BoneMassText(BoneMassClass bone_mass);   // "low bone mass"
std::string TbsToken(TbsClass tbs);                  // "normal", "partially_degraded", "degraded"

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_RISK_JSON_H_
