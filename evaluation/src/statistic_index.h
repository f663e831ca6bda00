// Figures by name, and as text.
#ifndef OPENVFA_EVALUATION_SRC_STATISTIC_INDEX_H_
#define OPENVFA_EVALUATION_SRC_STATISTIC_INDEX_H_

#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

// A figure that decides, with its name in words.
struct MainFigure {
  const char* measure;
  const char* name;
  const char* text;
};
std::span<const MainFigure> MainFigures();

// Points into the statistics it is made from.
class StatisticIndex {
 public:
  explicit StatisticIndex(std::span<const Statistic> statistics);

  // Null where there is none, or none with a value for Valued.
  const Statistic* Find(const std::string& measure, const std::string& name, const std::string& by = "all",
                        const std::string& group = "all") const;
  const Statistic* Valued(const std::string& measure, const std::string& name, const std::string& by = "all",
                          const std::string& group = "all") const;
  // Groups in the order of the statistics.
  std::vector<std::string> Groups(const std::string& by) const;

 private:
  std::span<const Statistic> statistics_;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, const Statistic*> figures_;
};

// With as many decimals as the unit is worth (mm and px 2, ratios 3, % 1), a true minus sign.
std::string FigureText(double value, const std::string& unit);
// "0.12 to 0.34"; empty without interval.
std::string IntervalText(const Statistic& statistic);
// "0.23 mm (95 % interval 0.12 to 0.34)".
std::string FullText(const Statistic& statistic);
// "Ha", "Hm/Hp", ... of a measure; the measure itself where it has no short name.
std::string MeasureText(const std::string& measure);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_STATISTIC_INDEX_H_
