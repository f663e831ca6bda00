// How well a continuous score tells positives from negatives.
#ifndef OPENVFA_EVALUATION_ROC_H_
#define OPENVFA_EVALUATION_ROC_H_

#include <optional>
#include <span>
#include <vector>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

struct ScoredCase {
  double score = 0;  // higher: more likely positive
  bool positive = false;
  int film = 0;  // index into a bootstrap draw
};

struct RocPoint {
  double threshold = 0;  // cases with score >= threshold are called positive; the first point is above all
  double sensitivity = 0, false_positive_rate = 0;
};

struct Auc {
  double value = 0;
  double positives = 0, negatives = 0;
  // DeLong, DeLong, Clarke-Pearson 1988 (Biometrics 44:837), of independent cases: structural components;
  // normal interval cut to 0..1. Absent with fewer than 2 positives or negatives.
  std::optional<double> standard_error;
  std::optional<Interval> interval;
};

// Sorts once; then the curve and area of any draw are one pass. Scores that are not finite are left out.
class RocAnalysis {
 public:
  explicit RocAnalysis(std::vector<ScoredCase> cases);

  // From (0, 0) to (1, 1), one point per different score (ties are one point); empty where a class has no
  // case. `times`: how often each film counts, empty: once.
  std::vector<RocPoint> Curve(std::span<const int> times = {}) const;
  // Mann-Whitney: probability that a positive scores above a negative, ties counting half (Hanley, McNeil
  // 1982, Radiology 143:29); the area under Curve by trapezoids. Nothing where a class has no case.
  std::optional<double> Area(std::span<const int> times = {}) const;
  std::optional<Auc> AreaWithInterval(double confidence = 0.95) const;

 private:
  std::vector<ScoredCase> cases_;  // by falling score
};

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_ROC_H_
