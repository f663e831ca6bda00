#include "patient_fields.h"

namespace openvfa {
namespace {

std::vector<std::string_view> CodesOf(const std::vector<ListedCode>& listed) {
  std::vector<std::string_view> codes;
  for (const auto& entry : listed) codes.push_back(entry.code);
  return codes;
}

std::vector<Field<Patient>> PatientTable() {
  using P = Patient;
  return {
      NumberField("age_years", &P::age_years, "years", 0, 120, "age when the film was taken"),
      EnumField<Sex>("sex", &P::sex, {"female", "male"}, "sex that reference values are chosen by"),
      BoolField("postmenopausal", &P::postmenopausal, "after the menopause, natural or not"),
      NumberField("height_cm", &P::height_cm, "cm", 50, 250, "height now"),
      NumberField("weight_kg", &P::weight_kg, "kg", 10, 400, "weight now"),
      NumberField("historical_height_loss_cm", &P::historical_height_loss_cm, "cm", -5, 40,
                  "height lost since the tallest remembered height"),
      NumberField("prospective_height_loss_cm", &P::prospective_height_loss_cm, "cm", -5, 40,
                  "height lost since a height measured earlier"),
      CodesField("medications", &P::medications, CodesOf(MedicationCodes()),
                 "codes of the medication list; [] is: asked, none"),
      CodesField("conditions", &P::conditions, CodesOf(ConditionCodes()),
                 "codes of the condition list; [] is: asked, none"),
      EnumField<Smoking>("smoking", &P::smoking, {"never", "former", "light", "moderate", "heavy"},
                         "now: light < 10, moderate 10-19, heavy >= 20 cigarettes a day"),
      EnumField<Alcohol>("alcohol", &P::alcohol, {"none", "below_1", "1_to_2", "3_to_6", "7_to_9", "above_9"},
                         "units a day"),
      BoolField("parental_hip_fracture", &P::parental_hip_fracture, "a parent broke a hip"),
      BoolField("parental_osteoporosis", &P::parental_osteoporosis,
                "a parent had osteoporosis or a hip fracture (QFracture)"),
      IntegerField("falls_past_year", &P::falls_past_year, "falls", 0, 365, "falls in the past year"),
      BoolField("care_home", &P::care_home, "lives in a nursing or care home (QFracture)"),
      IntegerField("qfracture_ethnicity", &P::qfracture_ethnicity, "", 1, 9,
                   "1 white or not stated, 2 Indian, 3 Pakistani, 4 Bangladeshi, 5 other Asian, "
                   "6 Black Caribbean, 7 Black African, 8 Chinese, 9 other"),
      NumberField("garvan_any_percent", &P::garvan_any_percent, "%", 0, 100,
                  "Garvan risk of any fracture as issued"),
      NumberField("garvan_hip_percent", &P::garvan_hip_percent, "%", 0, 100,
                  "Garvan risk of hip fracture as issued"),
      NumberField("vitamin_d_ng_per_ml", &P::vitamin_d_ng_per_ml, "ng/mL", 0.5, 250,
                  "25-OH-D in serum (1 ng/mL is 2.5 nmol/L)"),
      NumberField("calcium_mg_per_day", &P::calcium_mg_per_day, "mg/day", 0, 10000,
                  "calcium from diet and supplements"),
      NumberField("bone_loss_percent_per_year", &P::bone_loss_percent_per_year, "%/year", -30, 60,
                  "loss of BMD; a gain is negative"),
      BoolField("acute_back_pain", &P::acute_back_pain, "new back pain"),
      BoolField("thigh_or_groin_pain", &P::thigh_or_groin_pain, "new pain in thigh or groin"),
      BoolField("clinical_kyphosis", &P::clinical_kyphosis, "kyphosis on examination"),
      BoolField("on_osteoporosis_treatment", &P::on_osteoporosis_treatment,
                "takes a medication against osteoporosis now"),
  };
}

std::vector<Field<GlucocorticoidUse>> GlucocorticoidTable() {
  using G = GlucocorticoidUse;
  return {
      NumberField("dose_mg_per_day", &G::dose_mg_per_day, "mg/day", 0, 2000,
                  "daily dose, prednisone-equivalent; 0 is: asked, none"),
      NumberField("duration_months", &G::duration_months, "months", 0, 1440, "how long so far"),
      NumberField("cumulative_g_per_year", &G::cumulative_g_per_year, "g/year", 0, 200,
                  "sum of the past year, prednisone-equivalent"),
      BoolField("current", &G::current, "taken now"),
  };
}

std::vector<Field<FraxResult>> FraxTable() {
  using F = FraxResult;
  return {
      NumberField("major_osteoporotic_percent", &F::major_osteoporotic_percent, "%", 0, 100,
                  "10-year probability of a major osteoporotic fracture as issued"),
      NumberField("hip_percent", &F::hip_percent, "%", 0, 100,
                  "10-year probability of a hip fracture as issued"),
      BoolField("with_bmd", &F::with_bmd, "issued with femoral neck BMD"),
      TextField("country", &F::country, 64, "country model it was issued with"),
      BoolField("glucocorticoid_box", &F::glucocorticoid_box, "glucocorticoids: yes was chosen"),
      BoolField("prior_fracture_box", &F::prior_fracture_box, "previous fracture: yes was chosen"),
      BoolField("already_adjusted", &F::already_adjusted,
                "whoever issued it has adjusted it for dose, TBS, falls or the like"),
  };
}

std::vector<Field<PriorFracture>> PriorFractureTable() {
  using F = PriorFracture;
  return {
      EnumField<FractureSite>("site", &F::site,
                              {"vertebra", "hip", "pelvis", "humerus", "forearm", "rib", "ankle", "other"},
                              "bone; required"),
      NumberField("months_ago", &F::months_ago, "months", 0, 1440, "time since"),
      BoolField("fragility", &F::fragility, "from low energy: a fall from standing height or less"),
      BoolField("on_treatment", &F::on_treatment, "happened during treatment of osteoporosis"),
      BoolField("morphometric", &F::morphometric, "seen on an image, never symptomatic"),
  };
}

}  // namespace

const std::vector<Field<Patient>>& PatientFields() {
  static const auto table = PatientTable();
  return table;
}

const std::vector<Field<GlucocorticoidUse>>& GlucocorticoidFields() {
  static const auto table = GlucocorticoidTable();
  return table;
}

const std::vector<Field<FraxResult>>& FraxFields() {
  static const auto table = FraxTable();
  return table;
}

const std::vector<Field<PriorFracture>>& PriorFractureFields() {
  static const auto table = PriorFractureTable();
  return table;
}

const FieldInfo& BodyMassIndexRange() {
  static const FieldInfo range = {"", FieldKind::kNumber, "kg/m2", "height_cm and weight_kg together", 8, 120,
                                  {}};
  return range;
}

}  // namespace openvfa
