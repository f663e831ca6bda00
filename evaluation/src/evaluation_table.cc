// The short table on a terminal.
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "openvfa/evaluation/write_evaluation.h"
#include "statistic_index.h"

namespace openvfa {
namespace {

std::string Fixed(double value) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(std::abs(value) >= 100 ? 1 : 3) << value;
  return out.str();
}

}  // namespace

void WriteEvaluationTable(const EvaluationResult& result, std::ostream& out) {
  out << std::left << std::setw(34) << "Figure" << std::right << std::setw(10) << "value" << std::left << "  "
      << std::setw(6) << "unit" << std::setw(20) << "95 % interval"
      << "count\n";
  const StatisticIndex index(result.statistics);
  for (const MainFigure& line : MainFigures()) {
    const Statistic* s = index.Find(line.measure, line.name);
    if (s == nullptr || !s->value)
      continue;  // what was not computed stands in statistics.csv, with the reason
    const std::string interval =
        s->interval ? Fixed(s->interval->low) + " to " + Fixed(s->interval->high) : "-";
    out << std::left << std::setw(34) << line.text << std::right << std::setw(10) << Fixed(*s->value)
        << std::left << "  " << std::setw(6) << (s->unit == "1" ? "" : s->unit) << std::setw(20) << interval
        << s->count << '\n';
  }
}

}  // namespace openvfa
