// The parts of the report's page, as markup.
#ifndef OPENVFA_EVALUATION_SRC_REPORT_PARTS_H_
#define OPENVFA_EVALUATION_SRC_REPORT_PARTS_H_

#include <string>

#include "openvfa/evaluation/report.h"
#include "statistic_index.h"

namespace openvfa {

std::string MainTable(const StatisticIndex& index);
// Every figure over all films, and the main figures by level, region, modality and device, folded.
std::string GroupTables(const EvaluationResult& result, const StatisticIndex& index);
// What could not be computed, and what it needs.
std::string MissingList(const EvaluationResult& result);
// Sentences for a methods section, made from options and formats, and the works they cite.
std::string MethodsText(const EvaluationResult& result, const StatisticIndex& index);

// How many bodies of the truth count, and how many of these were found.
struct BodyCounts {
  int truth = 0, found = 0, false_bodies = 0, beyond = 0;
};
BodyCounts CountBodies(const EvaluationResult& result);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_REPORT_PARTS_H_
