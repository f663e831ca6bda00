// What is known of the patient beside the film. Every field is optional; nothing is assumed for an absent
// one. No name, identifier or date: ages and intervals only.
#ifndef OPENVFA_SCORING_PATIENT_H_
#define OPENVFA_SCORING_PATIENT_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace openvfa {

enum class Sex { kFemale, kMale };
enum class FractureSite { kVertebra, kHip, kPelvis, kHumerus, kForearm, kRib, kAnkle, kOther };
enum class Smoking {
  kNever,
  kFormer,
  kLight,
  kModerate,
  kHeavy
};  // now: < 10, 10-19, >= 20 cigarettes / day
enum class Alcohol { kNone, kBelow1, k1To2, k3To6, k7To9, kAbove9 };  // units / day

struct PriorFracture {
  FractureSite site = FractureSite::kOther;
  std::optional<double> months_ago;
  std::optional<bool> fragility;     // low-energy
  std::optional<bool> on_treatment;  // happened while on osteoporosis treatment
  std::optional<bool> morphometric;  // seen on a film, never symptomatic
};

// Prednisone-equivalent.
struct GlucocorticoidUse {
  std::optional<double> dose_mg_per_day;
  std::optional<double> duration_months;
  std::optional<double> cumulative_g_per_year;  // over the last year
  std::optional<bool> current;
};

// 10-year probabilities in percent exactly as frax.shef.ac.uk (or a densitometer) issued them. Never computed
// here.
struct FraxResult {
  std::optional<double> major_osteoporotic_percent;
  std::optional<double> hip_percent;
  std::optional<bool> with_bmd;
  std::string country;
  std::optional<bool> glucocorticoid_box;  // was the box ticked
  std::optional<bool> prior_fracture_box;
  std::optional<bool> already_adjusted;  // for dose, TBS or falls, by whoever issued it
};

struct Patient {
  std::optional<double> age_years;  // 0-120
  std::optional<Sex> sex;
  std::optional<bool> postmenopausal;
  std::optional<double> height_cm, weight_kg;
  std::optional<double> historical_height_loss_cm;            // against the tallest remembered height
  std::optional<double> prospective_height_loss_cm;           // against a height measured earlier
  std::optional<std::vector<PriorFracture>> prior_fractures;  // an empty list: asked, none
  std::optional<GlucocorticoidUse> glucocorticoid;            // absent: unknown; dose 0: asked, none
  // Codes of the medication and condition lists (MedicationCodes(), ConditionCodes()); absent: not asked.
  std::optional<std::set<std::string>> medications;
  std::optional<std::set<std::string>> conditions;
  std::optional<Smoking> smoking;
  std::optional<Alcohol> alcohol;
  std::optional<bool> parental_hip_fracture;
  std::optional<bool> parental_osteoporosis;
  std::optional<int> falls_past_year;
  std::optional<bool> care_home;
  std::optional<int> qfracture_ethnicity;  // 1-9 as QFracture codes it
  std::optional<FraxResult> frax;
  std::optional<double> garvan_any_percent, garvan_hip_percent;  // as issued
  std::optional<double> vitamin_d_ng_per_ml;                     // 25-OH-D
  std::optional<double> calcium_mg_per_day;                      // dietary and supplements
  std::optional<double> bone_loss_percent_per_year;
  std::optional<bool> acute_back_pain;
  std::optional<bool> thigh_or_groin_pain;
  std::optional<bool> clinical_kyphosis;
  std::optional<bool> on_osteoporosis_treatment;

  std::optional<double> BodyMassIndex() const;  // kg/m2, from height and weight
};

// Codes that `medications` and `conditions` may hold, with what each means and the source that names it.
struct ListedCode {
  std::string_view code, text, source;
};
const std::vector<ListedCode>& MedicationCodes();
const std::vector<ListedCode>& ConditionCodes();

// Reads the JSON of docs/formats/patient.md. `name` is the file's name for messages. Throws InputError naming
// field, value and allowed range for anything implausible, unknown or of the wrong type.
Patient ParsePatient(std::string_view json, const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_PATIENT_H_
