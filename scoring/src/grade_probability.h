// How probable each grade is, given the uncertainty of the landmarks.
#ifndef OPENVFA_SCORING_SRC_GRADE_PROBABILITY_H_
#define OPENVFA_SCORING_SRC_GRADE_PROBABILITY_H_

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>

#include "openvfa/scoring/genant.h"

namespace openvfa {

// Fraction of options.samples draws of (heights, reference) from their normal distributions that falls in
// each grade. `stream` keeps the draws of different bodies apart: the same seed and stream give the same
// result.
std::array<double, 4> GradeProbability(const HeightTriple& heights, const Eigen::Matrix3d& covariance,
                                       const std::optional<Estimate>& hp_reference,
                                       const GenantOptions& options, std::uint32_t stream);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_GRADE_PROBABILITY_H_
