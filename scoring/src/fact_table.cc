#include "fact_table.h"

#include <map>
#include <string>

namespace openvfa {
namespace {

using enum FactKind;

FactDescription YesNo(const char* name, const char* meaning, const char* given_by) {
  return {.name = name, .kind = kYesNo, .meaning = meaning, .given_by = given_by};
}

FactDescription Text(const char* name, const char* meaning, const char* given_by) {
  return {.name = name, .kind = kText, .meaning = meaning, .given_by = given_by};
}

FactDescription Number(const char* name, const char* unit, int digits, const char* meaning,
                       const char* given_by) {
  return {.name = name, .unit = unit, .digits = digits, .meaning = meaning, .given_by = given_by};
}

// A T- or Z-score: one decimal, always shown (ISCD).
FactDescription Score(const char* name, const char* meaning) {
  return {.name = name, .digits = 1, .keep_digits = true, .meaning = meaning, .given_by = "densitometry"};
}

std::vector<FactDescription> PatientFacts() {
  return {
      Number("age", "y", 1, "Age", "age_years"),
      Text("sex", "female or male", "sex"),
      YesNo("postmenopausal", "Woman after menopause; no for men", "postmenopausal"),
      YesNo("t_score_applies", "Postmenopausal woman or man of 50 or more: T-scores apply, not Z-scores",
            "age_years, sex, postmenopausal"),
      Number("bmi", "kg/m2", 1, "Body mass index", "height_cm, weight_kg"),
      Number("height_loss_historical", "cm", 1, "Height lost since the tallest remembered height",
             "historical_height_loss_cm"),
      Number("height_loss_prospective", "cm", 1, "Height lost since an earlier measurement",
             "prospective_height_loss_cm"),
      YesNo("current_smoker", "Smokes now", "smoking"),
      YesNo("alcohol_3_units", "Three units of alcohol a day or more", "alcohol"),
      YesNo("parental_hip_fracture", "A parent broke a hip", "parental_hip_fracture"),
      Number("falls", "", 0, "Falls in the past year", "falls_past_year"),
      Number("vitamin_d", "ng/mL", 1, "25-OH-vitamin D", "vitamin_d_ng_per_ml"),
      Number("calcium", "mg/d", 0, "Calcium from food and supplements", "calcium_mg_per_day"),
      Number("bone_loss", "%/y", 1, "Bone density lost at hip or spine in a year",
             "bone_loss_percent_per_year"),
      YesNo("acute_back_pain", "Acute back pain", "acute_back_pain"),
      YesNo("thigh_or_groin_pain", "Thigh or groin pain", "thigh_or_groin_pain"),
      YesNo("clinical_kyphosis", "Kyphosis seen at examination", "clinical_kyphosis"),
      YesNo("on_treatment", "On osteoporosis treatment", "on_osteoporosis_treatment"),
  };
}

std::vector<FactDescription> FractureFacts() {
  const char* given = "prior_fractures";
  return {
      YesNo("prior_fragility_fracture", "A low-energy or morphometric vertebral fracture before this film",
            given),
      Number("prior_fragility_fractures", "", 0, "How many of these", given),
      YesNo("prior_vertebral_fracture", "A low-energy or morphometric vertebral fracture before this film",
            given),
      Number("prior_vertebral_fractures", "", 0, "How many of these", given),
      YesNo("prior_hip_fracture", "A low-energy hip fracture", given),
      YesNo("prior_nonvertebral_fracture", "A low-energy fracture elsewhere than at the spine", given),
      YesNo("prior_pelvis_humerus_forearm_fracture", "A low-energy fracture of pelvis, humerus or forearm",
            given),
      YesNo("fracture_within_12_months", "A low-energy fracture in the last 12 months", given),
      YesNo("fracture_within_24_months", "A low-energy fracture in the last 24 months", given),
      YesNo("vertebral_fracture_within_24_months", "A vertebral fracture in the last 24 months", given),
      YesNo("fracture_on_treatment", "A low-energy fracture while on osteoporosis treatment", given),
      YesNo("fracture_on_glucocorticoid", "A low-energy fracture since this glucocorticoid treatment began",
            "prior_fractures.months_ago, glucocorticoid.duration_months"),
  };
}

std::vector<FactDescription> GlucocorticoidFacts() {
  return {
      Number("gc_dose", "mg/d", 2, "Prednisone-equivalent taken now; 0 where it was stopped",
             "glucocorticoid.dose_mg_per_day"),
      Number("gc_dose_ever", "mg/d", 2, "Prednisone-equivalent of the present or past treatment",
             "glucocorticoid.dose_mg_per_day"),
      Number("gc_duration", "months", 1, "How long it was or has been taken",
             "glucocorticoid.duration_months"),
      Number("gc_duration_days", "d", 0, "The same in days", "glucocorticoid.duration_months"),
      Number("gc_cumulative", "g/y", 2, "Prednisone-equivalent over the last year",
             "glucocorticoid.cumulative_g_per_year"),
      YesNo("gc_current", "Takes a glucocorticoid now", "glucocorticoid.current"),
  };
}

std::vector<FactDescription> ProbabilityFacts() {
  const char* percent = "%";
  return {
      YesNo("frax_given", "A FRAX result was given", "always known"),
      Number("frax_major", percent, 2, "FRAX major osteoporotic, 10 years, as issued",
             "frax.major_osteoporotic_percent"),
      Number("frax_hip", percent, 2, "FRAX hip, 10 years, as issued", "frax.hip_percent"),
      Number("frax_major_acr", percent, 2, "The same x 1.15 where the dose is above 7.5 mg/d",
             "frax with glucocorticoid_box, glucocorticoid.dose_mg_per_day"),
      Number("frax_hip_acr", percent, 2, "The same x 1.2 where the dose is above 7.5 mg/d",
             "frax with glucocorticoid_box, glucocorticoid.dose_mg_per_day"),
      Number("frax_major_adjusted", percent, 2, "After the dominant published adjustment",
             "frax.major_osteoporotic_percent"),
      Number("frax_hip_adjusted", percent, 2, "After the dominant published adjustment", "frax.hip_percent"),
      YesNo("frax_with_bmd", "FRAX was issued with bone density", "frax.with_bmd"),
      YesNo("frax_gc_box", "FRAX was issued with glucocorticoids ticked", "frax.glucocorticoid_box"),
      YesNo("frax_already_adjusted", "Whoever issued it had adjusted it", "frax.already_adjusted"),
      Text("frax_country", "Country of the FRAX model (UK, US, else as given)", "frax.country"),
      YesNo("frax_reissue", "FRAX was issued without the fracture that this film shows",
            "film, frax.prior_fracture_box"),
      YesNo("qfracture_given", "A QFracture score was computed", "always known"),
      Number("qfracture_osteoporotic", percent, 1, "QFracture-2012 osteoporotic fracture, 10 years",
             "see not_computed"),
      Number("qfracture_hip", percent, 1, "QFracture-2012 hip fracture, 10 years", "see not_computed"),
      YesNo("garvan_given", "A Garvan result was given", "always known"),
      Number("garvan_any", percent, 1, "Garvan any fracture, as issued", "garvan_any_percent"),
      Number("garvan_hip", percent, 1, "Garvan hip fracture, as issued", "garvan_hip_percent"),
  };
}

std::vector<FactDescription> DensityFacts() {
  const char* given = "densitometry";
  return {
      YesNo("densitometry_given", "Densitometry was given", "always known"),
      Score("lowest_t_score", "Lowest T-score of spine, total hip, femoral neck, 33 % radius"),
      Score("femoral_neck_t_score", "T-score of the femoral neck"),
      Score("total_hip_t_score", "T-score of the total hip"),
      Score("spine_t_score", "T-score of L1-L4, excluded vertebrae left out"),
      Score("lowest_z_score", "Lowest Z-score"),
      Score("hip_or_spine_z_score", "Lowest Z-score of spine, total hip and femoral neck"),
      YesNo("femoral_neck_measured", "The femoral neck was measured", given),
      YesNo("rounding_decides", "A score and its rounded value fall into different classes", given),
      YesNo("real_bone_loss", "A loss of bone density of at least the least significant change", given),
      Number("reported_tbs", "", 3, "TBS as the densitometer reported it", "densitometry: reported_tbs"),
  };
}

std::vector<FactDescription> FilmFacts() {
  return {
      YesNo("film_assessed", "A film was assessed", "always known"),
      YesNo("deformity_seen", "The film shows grade 1 or more; no where none is seen or no film was assessed",
            "always known"),
      YesNo("fracture_on_film",
            "A level has grade 1 or more; no: none, and at most one of T7-L4 not evaluable", "film"),
      Number("fractures_on_film", "", 0, "Levels with grade 1 or more", "film"),
      Number("max_genant_grade", "", 0, "Highest grade", "film"),
      Number("mild_deformities", "", 0, "Levels with grade 1", "film"),
      Number("moderate_or_severe_deformities", "", 0, "Levels with grade 2 or 3", "film"),
      Text("fractured_levels", "Levels with grade 1 or more, with grade and type", "film"),
      YesNo("wedge_on_film", "A wedge deformity", "film"),
      YesNo("lumbar_wedge_on_film", "A wedge deformity of L1-L5", "film"),
      YesNo("t11_t12_fracture_on_film", "T11 or T12 has grade 1 or more", "film"),
      YesNo("t7_t8_l5_fracture_on_film", "T7, T8 or L5 has grade 1 or more", "film"),
      YesNo("l5_fracture_on_film", "L5 has grade 1 or more", "film"),
      YesNo("posterior_wedge_on_film", "A posterior wedge or atypical deformity", "film"),
      YesNo("boundary_grade_on_film", "A grade within the least significant change of its threshold", "film"),
      Number("unevaluable_t7_l4", "", 0, "Levels T7-L4 not seen or not evaluable", "film"),
  };
}

void Append(std::vector<FactDescription> facts, std::vector<FactDescription>& table) {
  for (FactDescription& fact : facts) table.push_back(std::move(fact));
}

void AppendCodes(const std::vector<ListedCode>& codes, const std::string& kind,
                 std::vector<FactDescription>& table) {
  for (const ListedCode& code : codes) {
    table.push_back({.name = kind + "." + std::string(code.code),
                     .kind = kYesNo,
                     .meaning = std::string(code.text),
                     .given_by = kind + "s"});
  }
}

std::vector<FactDescription> MakeTable() {
  std::vector<FactDescription> table = PatientFacts();
  Append(FractureFacts(), table);
  Append(GlucocorticoidFacts(), table);
  Append(ProbabilityFacts(), table);
  Append(DensityFacts(), table);
  Append(FilmFacts(), table);
  AppendCodes(MedicationCodes(), "medication", table);
  AppendCodes(ConditionCodes(), "condition", table);
  return table;
}

}  // namespace

const std::vector<FactDescription>& FactTable() {
  static const std::vector<FactDescription> table = MakeTable();
  return table;
}

const FactDescription* FindFact(std::string_view name) {
  static const auto by_name = [] {
    std::map<std::string, const FactDescription*, std::less<>> index;
    for (const FactDescription& fact : FactTable()) index.emplace(fact.name, &fact);
    return index;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

std::string SeverityName(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kCritical:
      return "critical";
    case FindingSeverity::kHigh:
      return "high";
    case FindingSeverity::kModerate:
      return "moderate";
    default:
      return "note";
  }
}

}  // namespace openvfa
