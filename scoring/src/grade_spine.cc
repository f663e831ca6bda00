#include <algorithm>
#include <cmath>

#include "crush_reference.h"
#include "genant_rule.h"
#include "grade_probability.h"

namespace openvfa {
namespace {

HeightTriple HeightsOf(const VertebraMeasurement& vertebra) {
  const Heights& heights = vertebra.heights_px;
  return {heights.anterior.value, heights.middle.value, heights.posterior.value};
}

// Why a body is not graded; empty if it is.
std::string ReasonNotGraded(const VertebraMeasurement& vertebra) {
  if (vertebra.level == VertebralLevel::kS1) return "sacrum";
  if (!vertebra.evaluable) return vertebra.reason.empty() ? "not evaluable" : vertebra.reason;
  return AreGradable(HeightsOf(vertebra)) ? "" : "heights are not positive numbers";
}

// The lowest lumbar body has a posterior wall lower than the one above by nature and no vertebra below to
// balance that: its ratio is reported but does not make a grade.
bool CrushCriterionApplies(VertebralLevel level) {
  return level != VertebralLevel::kL5 && level != VertebralLevel::kL6;
}

std::optional<double> RuleReference(const VertebraMeasurement& vertebra,
                                    const std::optional<CrushReference>& reference) {
  if (!reference || !CrushCriterionApplies(vertebra.level)) return std::nullopt;
  return reference->height_px.value;
}

// How far this spine's unbroken bodies scatter by nature about what their neighbours predict (SD, as a
// fraction of the posterior height): the scatter seen of Hp / HpReference, robust against an unrecognised
// fracture, less what the measurement explains. 0 where fewer than six bodies lie between two neighbours: too
// few to tell.
double NaturalScatter(const std::vector<VertebraMeasurement>& vertebrae, const std::vector<bool>& usable,
                      const std::vector<std::optional<CrushReference>>& references) {
  std::vector<double> deviations, noise;
  for (std::size_t i = 0; i < vertebrae.size(); ++i) {
    if (!usable[i] || !references[i] || references[i]->levels.size() < 2) continue;
    const Estimate& expected = references[i]->height_px;
    deviations.push_back(std::abs(vertebrae[i].heights_px.posterior.value / expected.value - 1));
    const double own = std::max(0.0, vertebrae[i].height_covariance_px2(2, 2));
    noise.push_back((own + expected.sd * expected.sd) / (expected.value * expected.value));
  }
  if (deviations.size() < 6) return 0;
  const auto median = [](std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  // 1.4826: median absolute deviation to SD of a normal distribution. Body and mean of two share 1 + 1/2.
  const double seen = 1.4826 * median(deviations);
  return std::sqrt(std::max(0.0, seen * seen - median(noise)) / 1.5);
}

// Adds it to the references: the body's own scatter and that of the mean of its neighbours.
void WidenReferences(double scatter, std::vector<std::optional<CrushReference>>& references) {
  for (auto& reference : references) {
    if (!reference) continue;
    Estimate& height = reference->height_px;
    const double share = 1 + 1 / static_cast<double>(reference->levels.size());
    height.sd = std::hypot(height.sd, height.value * scatter * std::sqrt(share));
  }
}

// References from unfractured neighbours depend on the neighbours' grades, which depend on their references.
// Wedge and biconcave fractures need no reference and are struck out first; then crush fractures are struck
// out until no more appear. A body once struck out stays so, hence this ends.
std::vector<std::optional<CrushReference>> FindReferences(const std::vector<VertebraMeasurement>& vertebrae,
                                                          const GenantOptions& options) {
  std::vector<bool> usable(vertebrae.size());
  for (std::size_t i = 0; i < vertebrae.size(); ++i)
    usable[i] = ReasonNotGraded(vertebrae[i]).empty() &&
                ApplyRule(HeightsOf(vertebrae[i]), std::nullopt, options).grade == 0;
  const NeighbourTable neighbours(vertebrae);
  std::vector<std::optional<CrushReference>> references(vertebrae.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < vertebrae.size(); ++i) references[i] = neighbours.ReferenceFor(i, usable);
    for (std::size_t i = 0; i < vertebrae.size(); ++i) {
      const auto reference = RuleReference(vertebrae[i], references[i]);
      if (!usable[i] || ApplyRule(HeightsOf(vertebrae[i]), reference, options).grade == 0) continue;
      usable[i] = false;
      changed = true;
    }
  }
  WidenReferences(NaturalScatter(vertebrae, usable, references), references);
  return references;
}

GenantGrade GradeVertebra(const VertebraMeasurement& vertebra, const std::optional<CrushReference>& reference,
                          const GenantOptions& options) {
  const std::string reason = ReasonNotGraded(vertebra);
  if (!reason.empty()) return Ungraded(vertebra.level, reason);
  const HeightTriple heights = HeightsOf(vertebra);
  const auto rule_reference = RuleReference(vertebra, reference);
  GenantGrade grade = GradeHeights(heights, rule_reference, options);
  grade.level = vertebra.level;
  std::optional<Estimate> sampled_reference;
  if (rule_reference) sampled_reference = reference->height_px;
  grade.probability = GradeProbability(heights, vertebra.height_covariance_px2, sampled_reference, options,
                                       static_cast<std::uint32_t>(vertebra.level));
  if (!reference) return grade;
  const double height_sd = std::sqrt(std::max(0.0, vertebra.height_covariance_px2(2, 2)));
  const Estimate& expected = reference->height_px;
  const double ratio = heights.posterior / expected.value;
  grade.crush_ratio = Estimate{ratio, std::hypot(height_sd, ratio * expected.sd) / expected.value};
  grade.hp_reference_px = expected.value;
  grade.reference_levels = reference->levels;
  return grade;
}

}  // namespace

std::vector<GenantGrade> GradeSpine(const SpineMeasurements& measurements, const GenantOptions& options) {
  options.Validate();
  const auto references = FindReferences(measurements.vertebrae, options);
  std::vector<GenantGrade> grades;
  grades.reserve(references.size());
  for (std::size_t i = 0; i < references.size(); ++i)
    grades.push_back(GradeVertebra(measurements.vertebrae[i], references[i], options));
  return grades;
}

}  // namespace openvfa
