// A figure with its interval: what every table, chart and sentence of an evaluation is made of.
#ifndef OPENVFA_EVALUATION_STATISTIC_H_
#define OPENVFA_EVALUATION_STATISTIC_H_

#include <optional>
#include <string>

namespace openvfa {

struct Interval {
  double low = 0, high = 0;
};

// One figure of one group.
struct Statistic {
  std::string
      measure;       // what it is about: "detection", "corner_mm", "anterior_mm", "wedge_ratio", "grade", ...
  std::string name;  // "sensitivity", "median", "bias", "loa_low", "icc21", "kappa_linear", ...
  std::string group_by;              // "all", "level", "region", "modality", "device"
  std::string group;                 // "all", "T8", "lumbar", "DX", "GE iDXA", ...
  std::string unit;                  // "mm", "px", "1", "%"
  std::optional<double> value;       // absent: not computed, `why` says what it needs
  std::optional<Interval> interval;  // 95 %, bootstrap over films
  int count = 0;                     // bodies, points or patients it is made of
  int films = 0;
  std::string why;
};

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_STATISTIC_H_
