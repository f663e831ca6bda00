#include <cmath>

#include "openvfa/image/error.h"
#include "openvfa/scoring/densitometry.h"

namespace openvfa {
namespace {

struct Spread {
  double mean = 0, sum_of_squares = 0;  // of the differences from the mean
};

Spread SpreadOf(const std::vector<double>& values) {
  Spread spread;
  for (const double value : values) {
    if (!std::isfinite(value)) throw InputError("precision study: a measurement is not a finite number");
    spread.mean += value / static_cast<double>(values.size());
  }
  for (const double value : values) spread.sum_of_squares += (value - spread.mean) * (value - spread.mean);
  return spread;
}

}  // namespace

Precision PrecisionOf(const std::vector<std::vector<double>>& repeats) {
  if (repeats.empty()) throw InputError("precision study: no subjects");
  Precision precision;
  double sum_of_squares = 0, relative = 0;
  for (const std::vector<double>& subject : repeats) {
    if (subject.size() < 2) throw InputError("precision study: a subject has fewer than 2 measurements");
    const Spread spread = SpreadOf(subject);
    if (!(spread.mean > 0)) throw InputError("precision study: a subject's mean is not above 0");
    // Weighted by degrees of freedom, so that subjects may differ in their number of measurements.
    sum_of_squares += spread.sum_of_squares;
    relative += spread.sum_of_squares / (spread.mean * spread.mean);
    precision.degrees_of_freedom += static_cast<int>(subject.size()) - 1;
  }
  precision.rms_sd = std::sqrt(sum_of_squares / precision.degrees_of_freedom);
  precision.cv_percent = 100 * std::sqrt(relative / precision.degrees_of_freedom);
  precision.lsc = 2.77 * precision.rms_sd;
  return precision;
}

double LeastSignificantChange(double rms_sd, int repeats_before, int repeats_after) {
  if (!(rms_sd >= 0) || !std::isfinite(rms_sd))
    throw InputError("least significant change: the RMS-SD must be 0 or more");
  if (repeats_before < 1 || repeats_after < 1)
    throw InputError("least significant change: each visit needs at least 1 measurement");
  return 1.96 * rms_sd * std::sqrt(1.0 / repeats_before + 1.0 / repeats_after);
}

}  // namespace openvfa
