#include "patient_json.h"

namespace openvfa::test {
namespace {

using nlohmann::json;

constexpr const char* kSexes[] = {"female", "male"};
constexpr const char* kSmoking[] = {"never", "former", "light", "moderate", "heavy"};
constexpr const char* kAlcohol[] = {"none", "below_1", "1_to_2", "3_to_6", "7_to_9", "above_9"};
constexpr const char* kSites[] = {"vertebra", "hip", "pelvis", "humerus", "forearm", "rib", "ankle", "other"};

template <typename Value>
void Put(json& object, const char* name, const std::optional<Value>& value) {
  if (value) object[name] = *value;
}

json Fractures(const std::vector<PriorFracture>& fractures) {
  json list = json::array();
  for (const auto& fracture : fractures) {
    json entry = {{"site", kSites[static_cast<int>(fracture.site)]}};
    Put(entry, "months_ago", fracture.months_ago);
    Put(entry, "fragility", fracture.fragility);
    Put(entry, "on_treatment", fracture.on_treatment);
    Put(entry, "morphometric", fracture.morphometric);
    list.push_back(entry);
  }
  return list;
}

json Glucocorticoid(const GlucocorticoidUse& use) {
  json object = json::object();
  Put(object, "dose_mg_per_day", use.dose_mg_per_day);
  Put(object, "duration_months", use.duration_months);
  Put(object, "cumulative_g_per_year", use.cumulative_g_per_year);
  Put(object, "current", use.current);
  return object;
}

json Frax(const FraxResult& frax) {
  json object = json::object();
  Put(object, "major_osteoporotic_percent", frax.major_osteoporotic_percent);
  Put(object, "hip_percent", frax.hip_percent);
  Put(object, "with_bmd", frax.with_bmd);
  if (!frax.country.empty()) object["country"] = frax.country;
  Put(object, "glucocorticoid_box", frax.glucocorticoid_box);
  Put(object, "prior_fracture_box", frax.prior_fracture_box);
  Put(object, "already_adjusted", frax.already_adjusted);
  return object;
}

class Draw {
 public:
  explicit Draw(std::mt19937_64& random) : random_(&random) {}

  bool Coin() { return (*random_)() % 2 == 0; }
  // Sometimes an end of the range.
  double Number(double low, double high) {
    const auto choice = (*random_)() % 10;
    if (choice < 2) return choice == 0 ? low : high;
    return std::uniform_real_distribution<double>(low, high)(*random_);
  }
  int Whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(*random_); }

  void Into(std::optional<bool>& place) {
    if (Coin()) place = Coin();
  }
  void Into(std::optional<double>& place, double low, double high) {
    if (Coin()) place = Number(low, high);
  }
  void Into(std::optional<int>& place, int low, int high) {
    if (Coin()) place = Whole(low, high);
  }
  template <typename Enum>
  void Into(std::optional<Enum>& place, int count) {
    if (Coin()) place = static_cast<Enum>(Whole(0, count - 1));
  }
  void Into(std::optional<std::set<std::string>>& place, const std::vector<ListedCode>& codes) {
    if (!Coin()) return;
    place.emplace();
    for (const auto& code : codes) {
      if (Whole(0, 4) == 0) place->emplace(code.code);
    }
  }

 private:
  std::mt19937_64* random_;
};

PriorFracture RandomFracture(Draw& draw) {
  PriorFracture fracture;
  fracture.site = static_cast<FractureSite>(draw.Whole(0, 7));
  draw.Into(fracture.months_ago, 0, 1440);
  draw.Into(fracture.fragility);
  draw.Into(fracture.on_treatment);
  draw.Into(fracture.morphometric);
  return fracture;
}

GlucocorticoidUse RandomUse(Draw& draw) {
  GlucocorticoidUse use;
  draw.Into(use.dose_mg_per_day, 0, 2000);
  draw.Into(use.duration_months, 0, 1440);
  draw.Into(use.cumulative_g_per_year, 0, 200);
  draw.Into(use.current);
  return use;
}

FraxResult RandomFrax(Draw& draw) {
  FraxResult frax;
  draw.Into(frax.major_osteoporotic_percent, 0, 100);
  draw.Into(frax.hip_percent, 0, 100);
  draw.Into(frax.with_bmd);
  if (draw.Coin()) frax.country = "T\xc3\xbcrkiye \"1\"";
  draw.Into(frax.glucocorticoid_box);
  draw.Into(frax.prior_fracture_box);
  draw.Into(frax.already_adjusted);
  return frax;
}

void DrawBody(Draw& draw, Patient& patient) {
  draw.Into(patient.age_years, 0, 120);
  draw.Into(patient.sex, 2);
  draw.Into(patient.postmenopausal);
  draw.Into(patient.height_cm, 50, 250);
  draw.Into(patient.weight_kg, 10, 400);
  const auto index = patient.BodyMassIndex();
  if (index && (*index < 8 || *index > 120)) patient.weight_kg.reset();
  draw.Into(patient.historical_height_loss_cm, -5, 40);
  draw.Into(patient.prospective_height_loss_cm, -5, 40);
  draw.Into(patient.acute_back_pain);
  draw.Into(patient.thigh_or_groin_pain);
  draw.Into(patient.clinical_kyphosis);
  draw.Into(patient.vitamin_d_ng_per_ml, 0.5, 250);
  draw.Into(patient.calcium_mg_per_day, 0, 10000);
  draw.Into(patient.bone_loss_percent_per_year, -30, 60);
}

}  // namespace

json PatientJson(const Patient& p) {
  json object = json::object();
  Put(object, "age_years", p.age_years);
  if (p.sex) object["sex"] = kSexes[static_cast<int>(*p.sex)];
  Put(object, "postmenopausal", p.postmenopausal);
  Put(object, "height_cm", p.height_cm);
  Put(object, "weight_kg", p.weight_kg);
  Put(object, "historical_height_loss_cm", p.historical_height_loss_cm);
  Put(object, "prospective_height_loss_cm", p.prospective_height_loss_cm);
  if (p.prior_fractures) object["prior_fractures"] = Fractures(*p.prior_fractures);
  if (p.glucocorticoid) object["glucocorticoid"] = Glucocorticoid(*p.glucocorticoid);
  Put(object, "medications", p.medications);
  Put(object, "conditions", p.conditions);
  if (p.smoking) object["smoking"] = kSmoking[static_cast<int>(*p.smoking)];
  if (p.alcohol) object["alcohol"] = kAlcohol[static_cast<int>(*p.alcohol)];
  Put(object, "parental_hip_fracture", p.parental_hip_fracture);
  Put(object, "parental_osteoporosis", p.parental_osteoporosis);
  Put(object, "falls_past_year", p.falls_past_year);
  Put(object, "care_home", p.care_home);
  Put(object, "qfracture_ethnicity", p.qfracture_ethnicity);
  if (p.frax) object["frax"] = Frax(*p.frax);
  Put(object, "garvan_any_percent", p.garvan_any_percent);
  Put(object, "garvan_hip_percent", p.garvan_hip_percent);
  Put(object, "vitamin_d_ng_per_ml", p.vitamin_d_ng_per_ml);
  Put(object, "calcium_mg_per_day", p.calcium_mg_per_day);
  Put(object, "bone_loss_percent_per_year", p.bone_loss_percent_per_year);
  Put(object, "acute_back_pain", p.acute_back_pain);
  Put(object, "thigh_or_groin_pain", p.thigh_or_groin_pain);
  Put(object, "clinical_kyphosis", p.clinical_kyphosis);
  Put(object, "on_osteoporosis_treatment", p.on_osteoporosis_treatment);
  return object;
}

Patient RandomPatient(std::mt19937_64& random) {
  Draw draw(random);
  Patient patient;
  DrawBody(draw, patient);
  if (draw.Coin()) {
    patient.prior_fractures.emplace();
    for (int i = draw.Whole(0, 4); i > 0; --i) patient.prior_fractures->push_back(RandomFracture(draw));
  }
  if (draw.Coin()) patient.glucocorticoid = RandomUse(draw);
  draw.Into(patient.medications, MedicationCodes());
  draw.Into(patient.conditions, ConditionCodes());
  draw.Into(patient.smoking, 5);
  draw.Into(patient.alcohol, 6);
  draw.Into(patient.parental_hip_fracture);
  draw.Into(patient.parental_osteoporosis);
  draw.Into(patient.falls_past_year, 0, 365);
  draw.Into(patient.care_home);
  draw.Into(patient.qfracture_ethnicity, 1, 9);
  if (draw.Coin()) patient.frax = RandomFrax(draw);
  draw.Into(patient.garvan_any_percent, 0, 100);
  draw.Into(patient.garvan_hip_percent, 0, 100);
  draw.Into(patient.on_osteoporosis_treatment);
  return patient;
}

}  // namespace openvfa::test
