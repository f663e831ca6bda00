// The published arithmetic on probabilities that FRAX issued. docs/fracture-risk.md has the equations.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "openvfa/image/error.h"
#include "openvfa/scoring/fracture_risk.h"

namespace openvfa {
namespace {

constexpr double kTolerance = 1e-9;

// Percent change at 40, 50, ... 90 years, and at all ages.
struct PercentChange {
  std::array<double, 6> by_decade;
  double all_ages;
};

// Kanis JA et al., Osteoporos Int 2011;22:809, table 7 as reprinted in Allergy Asthma Clin Immunol 9:30 [L].
constexpr PercentChange kHipLow = {{-40, -40, -40, -40, -30, -30}, -35};
constexpr PercentChange kHipHigh = {{25, 25, 25, 20, 10, 10}, 20};
constexpr PercentChange kMajorLow = {{-20, -20, -15, -20, -20, -20}, -20};
constexpr PercentChange kMajorHigh = {{20, 20, 15, 15, 10, 10}, 15};

// Linear between the decades; the end values below 40 and above 90.
double FactorAtAge(const PercentChange& change, double age_years) {
  const double place = std::clamp((age_years - 40) / 10, 0.0, 5.0);
  const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), 4);
  const double share = place - static_cast<double>(below);
  return 1 + ((1 - share) * change.by_decade[below] + share * change.by_decade[below + 1]) / 100;
}

// McCloskey EV et al., Calcif Tissue Int 2015;96:500; coefficients as the ABRASSO calculator attributes them
// [L*].
struct TbsEquation {
  double constant, tbs, age, tbs_age, logit;
};
constexpr TbsEquation kTbsMajor = {5.340, -4.213, -0.0521, 0.0393, 0.897};
constexpr TbsEquation kTbsHip = {15.420, -12.627, -0.194, 0.157, 0.920};

void CheckRange(const char* name, double value, double lowest, double highest, bool ends_allowed) {
  const bool inside = ends_allowed ? value >= lowest && value <= highest : value > lowest && value < highest;
  if (inside) return;
  char text[160];
  std::snprintf(text, sizeof text, "FRAX with TBS: %s is %g; allowed: %s%g to %g", name, value,
                ends_allowed ? "" : "between ", lowest, highest);
  throw InputError(text);
}

double TbsAdjusted_percent(const TbsEquation& equation, double percent, double tbs, double age_years) {
  CheckRange("probability (%)", percent, 0, 100, false);
  CheckRange("age (years)", age_years, 40, 90, true);
  CheckRange("TBS", tbs, 0, 3, false);
  const double logit = std::log(percent / (100 - percent));
  const double w = equation.constant + equation.tbs * tbs + equation.age * age_years +
                   equation.tbs_age * tbs * age_years + equation.logit * logit;
  return 100 / (1 + std::exp(-w));
}

}  // namespace

DoseFactors GlucocorticoidFactors(double dose_mg_per_day, std::optional<double> age_years,
                                  GlucocorticoidMode mode) {
  if (!(dose_mg_per_day >= 0) || !std::isfinite(dose_mg_per_day))
    throw InputError("FRAX with glucocorticoid dose: the dose must be 0 mg/d or more");
  if (mode == GlucocorticoidMode::kByAge && !age_years)
    throw InputError("FRAX with glucocorticoid dose, by age: needs age");
  const auto factor = [&](const PercentChange& change) {
    return mode == GlucocorticoidMode::kByAge ? FactorAtAge(change, age_years.value())
                                              : 1 + change.all_ages / 100;
  };
  if (dose_mg_per_day >= 7.5 - kTolerance) return {factor(kMajorHigh), factor(kHipHigh)};
  if (dose_mg_per_day < 2.5 - kTolerance) return {factor(kMajorLow), factor(kHipLow)};
  return {};
}

double TbsAdjustedMajor_percent(double major_percent, double tbs, double age_years) {
  return TbsAdjusted_percent(kTbsMajor, major_percent, tbs, age_years);
}

double TbsAdjustedHip_percent(double hip_percent, double tbs, double age_years) {
  return TbsAdjusted_percent(kTbsHip, hip_percent, tbs, age_years);
}

// Leslie WD et al., Osteoporos Int 2011;22:839 [L*, M-H]: 10 % for each whole T-score, up and down.
double DiscordanceFactor(double femoral_neck_t, double lumbar_spine_t) {
  const double difference = femoral_neck_t - lumbar_spine_t;
  // Half away from zero, also where -1.8 - -2.3 is a little less than 0.5 in doubles.
  return std::max(0.0, 1 + 0.10 * std::round(difference + std::copysign(kTolerance, difference)));
}

// Kanis JA et al., Osteoporos Int 2023;34:479 [L*]. No falls: below 1, value not published where we could
// read it.
DoseFactors FallsFactors(int falls_past_year) {
  if (falls_past_year <= 0) return {};
  if (falls_past_year == 1) return {1.2, 1.2};
  if (falls_past_year == 2) return {1.3, 1.5};
  return {1.7, 2.0};
}

// Kanis JA et al. 2022, number of prior fractures [L*].
DoseFactors FractureCountFactors(int prior_fractures) {
  if (prior_fractures <= 1) return {};
  if (prior_fractures == 2) return {1.1, 1.1};
  if (prior_fractures == 3) return {1.2, 1.2};
  return {1.3, 1.3};
}

}  // namespace openvfa
