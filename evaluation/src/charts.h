// The charts of an evaluation. Each is absent where there is nothing to draw.
#ifndef OPENVFA_EVALUATION_SRC_CHARTS_H_
#define OPENVFA_EVALUATION_SRC_CHARTS_H_

#include <optional>
#include <vector>

#include "openvfa/evaluation/evaluate.h"
#include "plot.h"
#include "statistic_index.h"

namespace openvfa {

// Difference against mean for each height (in mm, else in px) and ratio, with bias, limits of agreement and
// their intervals.
std::vector<Drawing> BlandAltmanCharts(const EvaluationResult& result, const StatisticIndex& index);

std::optional<Drawing> RocChart(const EvaluationResult& result, const StatisticIndex& index);
std::optional<Drawing> ReliabilityChart(const EvaluationResult& result, const StatisticIndex& index);
// `measure`: "grade" or "patient_grade".
std::optional<Drawing> ConfusionChart(const StatisticIndex& index, const std::string& measure);

std::optional<Drawing> CoverageChart(const StatisticIndex& index);
std::optional<Drawing> ErrorChart(const EvaluationResult& result, const StatisticIndex& index);
std::optional<Drawing> FoundChart(const StatisticIndex& index);

// All of them, in the order of the report.
std::vector<Drawing> AllCharts(const EvaluationResult& result, const StatisticIndex& index);

// "n = 1,234 bodies of 56 films".
std::string CountText(int bodies, int films, const char* what = "bodies");

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_CHARTS_H_
