// What is compared of a body: its heights and ratios in one unit, its grade, its continuous score.
#ifndef OPENVFA_EVALUATION_SRC_PAIR_VALUES_H_
#define OPENVFA_EVALUATION_SRC_PAIR_VALUES_H_

#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/reading.h"

namespace openvfa {

struct HeightMeasure {
  std::string name, unit, needs;
  std::optional<Estimate> BodyReading::*member;
};

// Three heights in mm, the same in px, three ratios.
const std::vector<HeightMeasure>& HeightMeasures();

// In the measure's unit, if it can be had; nothing of a body that is not evaluable.
std::optional<Estimate> ValueOf(const BodyReading& body, const FilmReading& film,
                                const HeightMeasure& measure);

bool Graded(const BodyReading* body);

// As stated; else the largest fractional height loss of the ratios that are there.
std::optional<double> ScoreOf(const BodyReading& body);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_PAIR_VALUES_H_
