#include "genant_rule.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

// 1 - 20/25 is 0.19999999999999996 in doubles: an exact loss must not fall below its own threshold.
constexpr double kRounding = 1e-9;
// Anterior height over posterior height beyond which a low posterior wall is a wedge open to the front.
constexpr double kPosteriorWedgeRatio = 1.1;

bool Reaches(double deformity, double threshold) { return deformity >= threshold - kRounding; }

int GradeOf(double deformity, const GenantOptions& options) {
  const bool severe =
      options.severe_inclusive ? Reaches(deformity, options.severe) : deformity > options.severe + kRounding;
  if (severe) return 3;
  if (Reaches(deformity, options.moderate)) return 2;
  return Reaches(deformity, options.mild) ? 1 : 0;
}

DeformityType ShapeOf(double anterior_loss, double middle_loss) {
  return anterior_loss >= middle_loss ? DeformityType::kWedge : DeformityType::kBiconcave;
}

void RequireFraction(double value, const char* name) {
  if (!(value > 0 && value < 1))
    throw InputError(std::string("GenantOptions.") + name + " must lie between 0 and 1");
}

}  // namespace

std::string DeformityName(DeformityType type) {
  switch (type) {
    case DeformityType::kWedge:
      return "wedge";
    case DeformityType::kBiconcave:
      return "biconcave";
    case DeformityType::kCrush:
      return "crush";
    case DeformityType::kNone:
      break;
  }
  return "none";
}

void GenantOptions::Validate() const {
  RequireFraction(mild, "mild");
  RequireFraction(moderate, "moderate");
  RequireFraction(severe, "severe");
  if (!(mild < moderate)) throw InputError("GenantOptions.moderate must be greater than mild");
  if (!(moderate < severe)) throw InputError("GenantOptions.severe must be greater than moderate");
  if (!(boundary_margin >= 0 && boundary_margin < 1))
    throw InputError("GenantOptions.boundary_margin must be at least 0 and below 1");
  if (samples < 1) throw InputError("GenantOptions.samples must be at least 1");
}

bool AreGradable(const HeightTriple& heights) {
  return std::isfinite(heights.anterior) && std::isfinite(heights.middle) &&
         std::isfinite(heights.posterior) && heights.anterior >= 0 && heights.middle >= 0 &&
         heights.posterior > 0;
}

RuleOutcome ApplyRule(const HeightTriple& heights, std::optional<double> hp_reference,
                      const GenantOptions& options) {
  const double anterior_loss = 1 - heights.anterior / heights.posterior;
  const double middle_loss = 1 - heights.middle / heights.posterior;
  RuleOutcome outcome;
  outcome.deformity = std::max(anterior_loss, middle_loss);
  DeformityType shape = ShapeOf(anterior_loss, middle_loss);
  if (hp_reference) {
    const double posterior_loss = 1 - heights.posterior / *hp_reference;
    outcome.deformity = std::max(outcome.deformity, posterior_loss);
    if (Reaches(posterior_loss, options.mild)) {
      // The body's own posterior height is reduced, so losses against it are too small.
      outcome.deformity = 1 - std::min({heights.anterior, heights.middle, heights.posterior}) / *hp_reference;
      if (Reaches(std::max(anterior_loss, middle_loss), options.mild)) outcome.secondary_type = shape;
      outcome.posterior_wedge = heights.anterior / heights.posterior > kPosteriorWedgeRatio;
      shape = DeformityType::kCrush;
    }
  }
  outcome.grade = GradeOf(outcome.deformity, options);
  if (outcome.grade >= 1) outcome.type = shape;
  return outcome;
}

bool IsBoundary(double deformity, const GenantOptions& options) {
  return std::min({std::abs(deformity - options.mild), std::abs(deformity - options.moderate),
                   std::abs(deformity - options.severe)}) < options.boundary_margin;
}

GenantGrade Ungraded(VertebralLevel level, std::string reason) {
  GenantGrade grade;
  grade.level = level;
  grade.evaluable = false;
  grade.reason = std::move(reason);
  return grade;
}

GenantGrade GradeHeights(const HeightTriple& heights, std::optional<double> hp_reference,
                         const GenantOptions& options) {
  options.Validate();
  if (hp_reference && !(*hp_reference > 0 && std::isfinite(*hp_reference)))
    throw InputError("The reference for the posterior height must be a positive number");
  GenantGrade grade;
  if (!AreGradable(heights)) return Ungraded(grade.level, "heights are not positive numbers");
  const RuleOutcome outcome = ApplyRule(heights, hp_reference, options);
  grade.grade = outcome.grade;
  grade.type = outcome.type;
  grade.secondary_type = outcome.secondary_type;
  grade.posterior_wedge = outcome.posterior_wedge;
  grade.deformity = outcome.deformity;
  grade.boundary = IsBoundary(outcome.deformity, options);
  grade.probability[grade.grade] = 1;  // heights without uncertainty
  if (hp_reference) grade.crush_ratio = Estimate{heights.posterior / *hp_reference, 0};
  return grade;
}

}  // namespace openvfa
