// The risk summary in words, the same on the terminal and in the report.
#ifndef OPENVFA_REPORT_SRC_RISK_TEXT_H_
#define OPENVFA_REPORT_SRC_RISK_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "openvfa/scoring/risk.h"

namespace openvfa {

std::string Joined(const std::vector<std::string>& parts, const char* separator);
std::string SiteName(BoneSite site);  // "femoral neck", "L1-L4"
std::string SiteText(const SiteSummary& site);
std::string TbsText(double reported_tbs);
std::string TextureText(const TextureSummary& texture);
std::string PercentOr(const std::optional<double>& percent);  // "12 %", "unknown"
std::string PairText(const ProbabilityPair& pair);
// The missing facts, those that most rules wait for first, each with the number of rules.
std::string NeedsText(const std::vector<UndecidedRule>& undecided);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_RISK_TEXT_H_
