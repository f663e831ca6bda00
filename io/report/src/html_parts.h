// The parts of the HTML report. Each returns markup; texts in it are escaped.
#ifndef OPENVFA_REPORT_SRC_HTML_PARTS_H_
#define OPENVFA_REPORT_SRC_HTML_PARTS_H_

#include <string>
#include <vector>

#include "openvfa/report/markup.h"
#include "openvfa/report/report_input.h"

namespace openvfa {

std::string Notes(const std::vector<Diagnostic>& diagnostics);

std::string SummaryPart(const ReportInput& input);
std::string TablePart(const ReportInput& input);
std::string PlotsPart(const ReportInput& input);
std::string CalibrationPart(const ReportInput& input);
std::string QuantitativePart(const ReportInput& input);  // empty without norms
std::string RiskPart(const ReportInput& input);
std::string EditsPart(const ReportInput& input);  // empty where nothing was edited
std::string DiagnosticsPart(const ReportInput& input);
std::string ProvenancePart(const ReportInput& input);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_HTML_PARTS_H_
