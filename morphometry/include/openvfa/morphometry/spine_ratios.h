// The ratios of heights that reference values ("norms") are kept for, computed in one place for the builder
// of norms and for the methods that use them. All are free of units: heights may be px, mm or anything else,
// the same for the whole spine.
#ifndef OPENVFA_MORPHOMETRY_SPINE_RATIOS_H_
#define OPENVFA_MORPHOMETRY_SPINE_RATIOS_H_

#include <Eigen/Core>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "openvfa/morphometry/vertebra_measurement.h"

namespace openvfa {

// "above" and "below" are the next levels by name (T12 and L1 are neighbours; T13 and L6 are nobody's).
enum class NormRatio {
  kAnteriorPosterior,   // Ha / Hp
  kMiddlePosterior,     // Hm / Hp
  kPosteriorAbove,      // Hp / Hp of the level above
  kPosteriorBelow,      // Hp / Hp of the level below
  kAnteriorAbove,       // Ha / Ha of the level above
  kAnteriorBelow,       // Ha / Ha of the level below
  kAnteriorPredicted,   // Ha / predicted Hp (PredictedPosterior)
  kMiddlePredicted,     // Hm / predicted Hp
  kPosteriorPredicted,  // Hp / predicted Hp
  kAnteriorT4,          // Ha / Ha of T4; T4 itself has none
  kMiddleT4,            // Hm / Hm of T4
  kPosteriorT4,         // Hp / Hp of T4
};
inline constexpr std::array kNormRatios = {
    NormRatio::kAnteriorPosterior, NormRatio::kMiddlePosterior, NormRatio::kPosteriorAbove,
    NormRatio::kPosteriorBelow,    NormRatio::kAnteriorAbove,   NormRatio::kAnteriorBelow,
    NormRatio::kAnteriorPredicted, NormRatio::kMiddlePredicted, NormRatio::kPosteriorPredicted,
    NormRatio::kAnteriorT4,        NormRatio::kMiddleT4,        NormRatio::kPosteriorT4};

// As files name them: "ha_hp", "hm_hp", "hp_above", "hp_below", "ha_above", "ha_below", "ha_predicted",
// "hm_predicted", "hp_predicted", "ha_t4", "hm_t4", "hp_t4".
std::string NormRatioName(NormRatio ratio);
std::optional<NormRatio> ParseNormRatio(std::string_view name);
// As people write them: "Ha/Hp", "Hp/Hp above", "Ha/Hp predicted", "Hm/Hm T4".
std::string NormRatioText(NormRatio ratio);

struct BodyHeights {
  Estimate anterior, middle, posterior;
  // Of the errors of two heights of this body (order Ha, Hm, Hp); between bodies errors are independent.
  Eigen::Matrix3d correlation = Eigen::Matrix3d::Identity();
};
using SpineHeights = std::map<VertebralLevel, BodyHeights>;
// Mean posterior heights R in a unit of their own: only their ratios count.
using RelativeHeights = std::map<VertebralLevel, double>;

// Of the evaluable bodies with three positive heights, correlations from height_covariance_px2; of two bodies
// with one name the first stands.
SpineHeights HeightsByLevel(const SpineMeasurements& measurements);

// Posterior height that the neighbours predict for `level` i: the mean over the available k of i-2, i-1, i+1,
// i+2 of Hp_k R_i / R_k (McCloskey et al., Osteoporos Int 1993;3:138; from memory, docs/norms.md). The
// standard deviation takes the heights as independent and R as exact. Absent without R_i or any neighbour.
std::optional<Estimate> PredictedPosterior(VertebralLevel level, const SpineHeights& spine,
                                           const RelativeHeights& relative);

// Absent where a height it needs is absent, or without `relative` heights for a predicted one. First-order
// standard deviation of a quotient a/b, (s_a^2 + r^2 s_b^2 - 2 rho r s_a s_b) / b^2 (JCGM 100:2008, 5.2.2);
// rho is 0 between heights of different bodies.
std::optional<Estimate> SpineRatio(NormRatio ratio, VertebralLevel level, const SpineHeights& spine,
                                   const RelativeHeights& relative);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_SPINE_RATIOS_H_
