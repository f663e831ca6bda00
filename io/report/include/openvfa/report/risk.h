// The risk summary in files and on the terminal. Each writer carries the verify sentence, and QFracture's
// disclaimer where a QFracture score is shown.
#ifndef OPENVFA_REPORT_RISK_H_
#define OPENVFA_REPORT_RISK_H_

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/report/table.h"
#include "openvfa/scoring/risk.h"

namespace openvfa {

// "openvfa/risk/1": the members "densitometry", "texture" and "risk" of an assessment, alone. `facts`, where
// given, are added as "facts".
void WriteRiskJson(const RiskSummary& summary, std::ostream& out,
                   const std::optional<Facts>& facts = std::nullopt);

// A section of text, wrapped at 110 columns.
void WriteRiskTable(const RiskSummary& summary, std::ostream& out, const TableOptions& options = {});

// What the rules saw: each fact with its value, those that are unknown, and each undecided rule with its
// needs.
void WriteExplanation(const RiskSummary& summary, const Facts& facts, std::ostream& out);

// One column of the table of many patients or studies.
struct RiskColumn {
  std::string name, unit, meaning;
};
std::vector<RiskColumn> RiskColumns();
// RFC 4180 without line end, so that other columns can stand before and behind.
std::string RiskCsvHeader();
std::string RiskCsvRow(const RiskSummary& summary);
// As many empty fields, for a patient or study that failed.
std::string EmptyRiskCsvRow();
// One field, quoted where it has to be.
std::string CsvField(const std::string& text);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_RISK_H_
