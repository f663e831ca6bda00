#include "openvfa/qfracture/qfracture.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "models.h"

namespace openvfa::qfracture {
namespace {

// The published programs refuse a BMI outside this range; here it is moved to the nearer end and said.
constexpr double kLowestBmi = 20, kHighestBmi = 40;

void CheckRange(const char* field, double value, double lowest, double highest) {
  if (value >= lowest && value <= highest) return;  // false for NaN
  std::ostringstream message;
  message << "QFracture: " << field << " is " << value << "; allowed: " << lowest << " to " << highest;
  throw std::invalid_argument(message.str());
}

void Check(const Input& input) {
  CheckRange("age_years", input.age_years, 30, 100);
  CheckRange("body_mass_index", input.body_mass_index, 5, 200);  // plausible at all; then clamped
  CheckRange("years", input.years, 1, 18);
  CheckRange("alcohol", input.alcohol, 0, 5);
  CheckRange("smoking", input.smoking, 0, 4);
  CheckRange("ethnicity", input.ethnicity, 1, 9);
}

double Sum(const std::vector<PolynomialTerm>& terms, double x) {
  double sum = 0;
  for (const PolynomialTerm& term : terms) {
    const double power = std::pow(x, term.power) * (term.times_logarithm ? std::log(x) : 1);
    sum += term.beta * (power - term.centre);
  }
  return sum;
}

double Risk_percent(const Model& model, const Input& input, double body_mass_index) {
  // The published programs take whole years.
  double predictor = Sum(model.age, std::floor(input.age_years) / 10);
  predictor += Sum(model.body_mass_index, body_mass_index / 10);
  predictor += model.alcohol[static_cast<std::size_t>(input.alcohol)];
  predictor += model.ethnicity[static_cast<std::size_t>(input.ethnicity - 1)];
  predictor += model.smoking[static_cast<std::size_t>(input.smoking)];
  for (const FlagTerm& term : model.flags)
    if (input.*term.flag) predictor += term.beta;
  const double survival = model.baseline_survival[static_cast<std::size_t>(input.years - 1)];
  return 100 * (1 - std::pow(survival, std::exp(predictor)));
}

}  // namespace

// Word for word from the additional terms of QFracture-2012, after one sentence that says what this is.
const std::string_view kDisclaimer =
    "QFracture-2012, copyright 2012 ClinRisk Ltd.; this is a re-implementation, not the original code. "
    "The initial version of this file, to be found at http://svn.clinrisk.co.uk/qfracture, faithfully "
    "implements QFracture-2012. We have released this code under the GNU Lesser General Public License to "
    "enable others to implement the algorithm faithfully. However, the nature of the GNU Lesser General "
    "Public License is such that we cannot prevent, for example, someone altering the coefficients. We "
    "stress, therefore, that it is the responsibility of the end user to check that the source that they "
    "receive produces the same results as the original code posted at http://svn.clinrisk.co.uk/qfracture. "
    "Inaccurate implementations of risk scores can lead to wrong patients being given the wrong treatment.";

Score Evaluate(const Input& input) {
  Check(input);
  Score score;
  const double bmi = std::clamp(input.body_mass_index, kLowestBmi, kHighestBmi);
  score.bmi_clamped = bmi != input.body_mass_index;
  score.osteoporotic_percent = Risk_percent(OsteoporoticModel(input.female), input, bmi);
  score.hip_percent = Risk_percent(HipModel(input.female), input, bmi);
  return score;
}

}  // namespace openvfa::qfracture
