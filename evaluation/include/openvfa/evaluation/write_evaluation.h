// The tables of an evaluation.
#ifndef OPENVFA_EVALUATION_WRITE_EVALUATION_H_
#define OPENVFA_EVALUATION_WRITE_EVALUATION_H_

#include <iosfwd>
#include <string>

#include "openvfa/evaluation/evaluate.h"

namespace openvfa {

struct EvaluationOrigin {
  std::string command_line;  // as it was given, for who wants to repeat it
};

// RFC 4180, a row per figure: group_by, group, measure, name, unit, value, low, high, count, films, why.
void WriteStatisticsCsv(const EvaluationResult& result, std::ostream& out);

// RFC 4180, a row per body that either side has, with overlap and errors. Heights are as each side states
// them: truth_height_unit and predicted_height_unit ("px" or "mm") may differ, and are empty where that side
// lacks the body.
void WriteBodiesCsv(const EvaluationResult& result, std::ostream& out);

// "openvfa/evaluation/1": options, command line, versions, films, bodies, figures; docs/evaluate.md.
void WriteEvaluationJson(const EvaluationResult& result, const EvaluationOrigin& origin, std::ostream& out);

// The figures that decide, aligned for a terminal.
void WriteEvaluationTable(const EvaluationResult& result, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_WRITE_EVALUATION_H_
