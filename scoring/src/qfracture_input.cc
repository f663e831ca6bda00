#include <algorithm>
#include <initializer_list>

#include "risk_facts.h"
#include "risk_parts.h"

namespace openvfa {
namespace {

// Fills the input field by field and remembers what is missing: an absent answer is never a "no".
class InputBuilder {
 public:
  explicit InputBuilder(const Patient& patient) : patient_(patient) {}

  void Background() {
    const bool known = Require(patient_.sex.has_value(), "sex");
    if (known) input_.female = *patient_.sex == Sex::kFemale;
    Take(patient_.age_years, input_.age_years, "age_years");
    Take(patient_.BodyMassIndex(), input_.body_mass_index, "height_cm and weight_kg");
    Take(patient_.qfracture_ethnicity, input_.ethnicity, "qfracture_ethnicity");
    if (Require(patient_.smoking.has_value(), "smoking"))
      input_.smoking = static_cast<int>(*patient_.smoking);
    if (Require(patient_.alcohol.has_value(), "alcohol"))
      input_.alcohol = static_cast<int>(*patient_.alcohol);
    Answered(Falls(), input_.falls, "falls_past_year");
    // The women's equations have no term for it.
    if (patient_.sex != Sex::kFemale) Answered(patient_.care_home, input_.care_home, "care_home");
    Answered(Either(patient_.parental_osteoporosis, patient_.parental_hip_fracture),
             input_.parental_osteoporosis, "parental_osteoporosis and parental_hip_fracture");
    Answered(PriorFractureAnswer(), input_.prior_fracture, "prior_fractures");
  }

  void Medications() {
    Answered(TakesGlucocorticoid(patient_), input_.corticosteroids, "glucocorticoid");
    Answered(Listed(patient_.medications, {"ssri", "antidepressant"}), input_.antidepressant, "medications");
    // Only the women's equations have a term for it.
    if (patient_.sex != Sex::kMale) {
      Answered(Listed(patient_.medications, {"hrt_oestrogen"}), input_.hrt_oestrogen, "medications");
    }
  }

  void Conditions() {
    const auto take = [this](std::initializer_list<const char*> codes, bool& field) {
      Answered(Listed(patient_.conditions, codes), field, "conditions");
    };
    take({"malignancy"}, input_.any_cancer);
    take({"asthma_copd", "copd"}, input_.asthma_copd);
    take({"cardiovascular"}, input_.cardiovascular);
    take({"dementia"}, input_.dementia);
    take({"endocrine", "hyperparathyroidism"}, input_.endocrine);
    take({"chronic_liver_disease"}, input_.liver);
    take({"malabsorption", "crohn"}, input_.malabsorption);
    take({"parkinsons"}, input_.parkinsons);
    take({"rheumatoid_arthritis", "sle"}, input_.rheumatoid_or_sle);
    take({"ckd", "renal_osteodystrophy"}, input_.renal);
    take({"type1_diabetes"}, input_.type1_diabetes);
    take({"type2_diabetes"}, input_.type2_diabetes);
    // Epilepsy, or taking anticonvulsants.
    Answered(Either(Listed(patient_.conditions, {"epilepsy"}),
                    Listed(patient_.medications, {"anticonvulsant_enzyme_inducing"})),
             input_.epilepsy, patient_.conditions ? "medications" : "conditions");
  }

  const qfracture::Input& input() const { return input_; }
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  bool Require(bool known, const char* name) {
    if (!known && std::find(missing_.begin(), missing_.end(), name) == missing_.end()) {
      missing_.emplace_back(name);
    }
    return known;
  }
  template <typename T>
  void Take(const std::optional<T>& value, T& field, const char* name) {
    if (Require(value.has_value(), name)) field = *value;
  }
  void Answered(const Answer& answer, bool& field, const char* name) {
    if (Require(answer.has_value(), name)) field = *answer;
  }

  Answer Falls() const {
    if (!patient_.falls_past_year) return std::nullopt;
    return *patient_.falls_past_year > 0;
  }
  // "Have you had a wrist, spine, hip or shoulder fracture?"
  Answer PriorFractureAnswer() const {
    using enum FractureSite;
    if (!patient_.prior_fractures) return std::nullopt;
    for (const PriorFracture& fracture : *patient_.prior_fractures) {
      const FractureSite site = fracture.site;
      if (site == kForearm || site == kVertebra || site == kHip || site == kHumerus) return true;
    }
    return false;
  }
  static Answer Listed(const std::optional<std::set<std::string>>& given,
                       std::initializer_list<const char*> codes) {
    if (!given) return std::nullopt;
    for (const char* code : codes) {
      if (given->contains(code)) return true;
    }
    return false;
  }

  const Patient& patient_;
  qfracture::Input input_;
  std::vector<std::string> missing_;
};

}  // namespace

std::optional<qfracture::Score> ScoreQFracture(const Patient& patient, std::vector<std::string>& needs) {
  InputBuilder builder(patient);
  builder.Background();
  builder.Medications();
  builder.Conditions();
  needs = builder.missing();
  if (!needs.empty()) return std::nullopt;
  const qfracture::Input& input = builder.input();
  if (input.age_years < 30 || input.age_years > 100) {
    needs.emplace_back("an age of 30 to 100 years");
    return std::nullopt;
  }
  return qfracture::Evaluate(input);
}

}  // namespace openvfa
