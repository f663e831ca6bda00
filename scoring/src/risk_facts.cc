#include "risk_facts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace openvfa {
namespace {

constexpr double kDaysPerMonth = 365.25 / 12;

// ACR 2017 and 2022, S2: above 7.5 mg/d the issued probability times 1.15 (major) and 1.2 (hip); Kanis 2011.
constexpr double kAcrDose_mg_per_day = 7.5;
constexpr double kAcrMajorFactor = 1.15, kAcrHipFactor = 1.2;

void AddBackground(const Patient& patient, Facts& facts) {
  AddFact(facts, "age", patient.age_years);
  if (patient.sex) facts["sex"] = std::string(*patient.sex == Sex::kFemale ? "female" : "male");
  const bool male = patient.sex == Sex::kMale;
  AddFact(facts, "postmenopausal", male ? Answer(false) : patient.postmenopausal);
  AddFact(facts, "t_score_applies", UsesTScore(patient));
  AddFact(facts, "bmi", patient.BodyMassIndex());
  AddFact(facts, "height_loss_historical", patient.historical_height_loss_cm);
  AddFact(facts, "height_loss_prospective", patient.prospective_height_loss_cm);
  if (patient.smoking) facts["current_smoker"] = *patient.smoking >= Smoking::kLight;
  if (patient.alcohol) facts["alcohol_3_units"] = *patient.alcohol >= Alcohol::k3To6;
  AddFact(facts, "parental_hip_fracture", patient.parental_hip_fracture);
  if (patient.falls_past_year) facts["falls"] = static_cast<double>(*patient.falls_past_year);
  AddFact(facts, "vitamin_d", patient.vitamin_d_ng_per_ml);
  AddFact(facts, "calcium", patient.calcium_mg_per_day);
  AddFact(facts, "bone_loss", patient.bone_loss_percent_per_year);
  AddFact(facts, "acute_back_pain", patient.acute_back_pain);
  AddFact(facts, "thigh_or_groin_pain", patient.thigh_or_groin_pain);
  AddFact(facts, "clinical_kyphosis", patient.clinical_kyphosis);
  AddFact(facts, "on_treatment", patient.on_osteoporosis_treatment);
}

std::optional<double> PresentDose(const Patient& patient) {
  if (!patient.glucocorticoid) return std::nullopt;
  if (patient.glucocorticoid->current == false) return 0;
  return patient.glucocorticoid->dose_mg_per_day;
}

void AddGlucocorticoid(const Patient& patient, Facts& facts) {
  AddFact(facts, "gc_dose", PresentDose(patient));
  AddFact(facts, "gc_current", TakesGlucocorticoid(patient));
  if (!patient.glucocorticoid) return;
  const GlucocorticoidUse& use = *patient.glucocorticoid;
  AddFact(facts, "gc_dose_ever", use.dose_mg_per_day);
  AddFact(facts, "gc_duration", use.duration_months);
  if (use.duration_months) facts["gc_duration_days"] = *use.duration_months * kDaysPerMonth;
  AddFact(facts, "gc_cumulative", use.cumulative_g_per_year);
}

void AddCodes(const char* kind, const std::optional<std::set<std::string>>& given,
              const std::vector<ListedCode>& listed, Facts& facts) {
  if (!given) return;
  for (const ListedCode& code : listed) {
    facts[std::string(kind) + "." + std::string(code.code)] = given->contains(std::string(code.code));
  }
}

// One spelling for the two countries whose thresholds the rules hold.
std::string CountryName(const std::string& country) {
  std::string letters;
  for (const char c : country) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  constexpr std::array kUk = {"uk", "gb", "unitedkingdom", "greatbritain"};
  constexpr std::array kUs = {"us", "usa", "unitedstates", "unitedstatesofamerica"};
  const auto same = [&letters](const char* name) { return letters == name; };
  if (std::any_of(kUk.begin(), kUk.end(), same)) return "UK";
  // "US (Caucasian)" and the other models of the US
  if (std::any_of(kUs.begin(), kUs.end(), same) || country.starts_with("US ") || country.starts_with("US-"))
    return "US";
  return country;
}

// Absent where FRAX was issued without its glucocorticoid input, or that is not known: then it has to be
// issued again before it can be adjusted.
void AddAcrAdjusted(const char* name, const std::optional<double>& issued, double factor,
                    const FraxResult& frax, const Patient& patient, Facts& facts) {
  const std::optional<double> dose = PresentDose(patient);
  const bool already = frax.already_adjusted.value_or(false);
  if (!issued || (!already && !dose)) return;
  if (!already && *dose > 0 && !frax.glucocorticoid_box.value_or(false)) return;
  const bool raise = !already && *dose > kAcrDose_mg_per_day + 1e-9;
  facts[name] = raise ? std::min(100.0, *issued * factor) : *issued;
}

void AddFrax(const Patient& patient, const std::optional<FraxSummary>& summary, Facts& facts) {
  facts["frax_given"] = patient.frax.has_value();
  facts["frax_reissue"] = summary.has_value() && summary->reissue_with_prior_fracture;
  if (summary) {
    AddFact(facts, "frax_major_adjusted", summary->adjusted.major_osteoporotic_percent);
    AddFact(facts, "frax_hip_adjusted", summary->adjusted.hip_percent);
  }
  if (!patient.frax) return;
  const FraxResult& frax = *patient.frax;
  AddFact(facts, "frax_major", frax.major_osteoporotic_percent);
  AddFact(facts, "frax_hip", frax.hip_percent);
  AddAcrAdjusted("frax_major_acr", frax.major_osteoporotic_percent, kAcrMajorFactor, frax, patient, facts);
  AddAcrAdjusted("frax_hip_acr", frax.hip_percent, kAcrHipFactor, frax, patient, facts);
  AddFact(facts, "frax_with_bmd", frax.with_bmd);
  AddFact(facts, "frax_gc_box", frax.glucocorticoid_box);
  AddFact(facts, "frax_already_adjusted", frax.already_adjusted);
  if (!frax.country.empty()) facts["frax_country"] = CountryName(frax.country);
}

void AddOtherScores(const Patient& patient, const RiskSummary& summary, Facts& facts) {
  facts["qfracture_given"] = summary.qfracture.has_value();
  if (summary.qfracture) {
    facts["qfracture_osteoporotic"] = summary.qfracture->osteoporotic_percent;
    facts["qfracture_hip"] = summary.qfracture->hip_percent;
  }
  facts["garvan_given"] = patient.garvan_any_percent || patient.garvan_hip_percent;
  AddFact(facts, "garvan_any", patient.garvan_any_percent);
  AddFact(facts, "garvan_hip", patient.garvan_hip_percent);
}

std::optional<double> Rounded(const std::optional<double>& score) {
  return score ? std::optional(RoundScore(*score)) : std::nullopt;
}

void AddSites(const DensitometrySummary& density, Facts& facts) {
  std::optional<double> lowest_z;
  for (const SiteSummary& site : density.sites) {
    if (site.site == BoneSite::kFemoralNeck) AddFact(facts, "femoral_neck_t_score", Rounded(site.t_score));
    if (site.site == BoneSite::kTotalHip) AddFact(facts, "total_hip_t_score", Rounded(site.t_score));
    if (site.site == BoneSite::kSpineL1L4) AddFact(facts, "spine_t_score", Rounded(site.t_score));
    const bool hip_or_spine = site.site == BoneSite::kFemoralNeck || site.site == BoneSite::kTotalHip ||
                              site.site == BoneSite::kSpineL1L4;
    if (hip_or_spine && site.z_score) lowest_z = std::min(lowest_z.value_or(*site.z_score), *site.z_score);
  }
  AddFact(facts, "hip_or_spine_z_score", Rounded(lowest_z));
}

// A loss at any site settles it; "no" needs a verdict for each site that changed.
Answer RealLoss(const DensitometrySummary& density) {
  bool open = false, compared = false;
  for (const SiteSummary& site : density.sites) {
    if (!site.change_g_per_cm2) continue;
    compared = true;
    if (!site.change_is_real) open = true;
    if (site.change_is_real == true && *site.change_g_per_cm2 < 0) return true;
  }
  return compared && !open ? Answer(false) : std::nullopt;
}

void AddDensity(const std::optional<DensitometrySummary>& density, Facts& facts) {
  facts["densitometry_given"] = density.has_value();
  if (!density) return;
  const auto any_site = [&density](auto predicate) {
    return std::any_of(density->sites.begin(), density->sites.end(), predicate);
  };
  AddFact(facts, "lowest_t_score", Rounded(density->lowest_t_score));
  AddFact(facts, "lowest_z_score", Rounded(density->lowest_z_score));
  AddSites(*density, facts);
  facts["femoral_neck_measured"] =
      any_site([](const SiteSummary& site) { return site.site == BoneSite::kFemoralNeck; });
  facts["rounding_decides"] = any_site([](const SiteSummary& site) { return site.rounding_decides; });
  AddFact(facts, "real_bone_loss", RealLoss(*density));
  AddFact(facts, "reported_tbs", density->reported_tbs);
}

}  // namespace

Answer Both(Answer a, Answer b) {
  if (a == false || b == false) return false;
  return a == true && b == true ? Answer(true) : std::nullopt;
}

Answer Either(Answer a, Answer b) {
  if (a == true || b == true) return true;
  return a == false && b == false ? Answer(false) : std::nullopt;
}

void AddFact(Facts& facts, const char* name, const Answer& answer) {
  if (answer) facts[name] = *answer;
}

void AddFact(Facts& facts, const char* name, const std::optional<double>& number) {
  if (number && std::isfinite(*number)) facts[name] = *number;
}

Answer TakesGlucocorticoid(const Patient& patient) {
  if (!patient.glucocorticoid) return std::nullopt;
  if (patient.glucocorticoid->current) return patient.glucocorticoid->current;
  if (!patient.glucocorticoid->dose_mg_per_day) return std::nullopt;
  return *patient.glucocorticoid->dose_mg_per_day > 0;
}

Facts CollectFacts(const Patient& patient, const RiskSummary& summary, const StudyAssessment* assessment) {
  Facts facts;
  AddBackground(patient, facts);
  AddFractureFacts(patient, facts);
  AddGlucocorticoid(patient, facts);
  AddCodes("medication", patient.medications, MedicationCodes(), facts);
  AddCodes("condition", patient.conditions, ConditionCodes(), facts);
  // Taken now is taken, whether or not the list of medications was given.
  if (TakesGlucocorticoid(patient) == true) facts["medication.glucocorticoid"] = true;
  AddFrax(patient, summary.frax, facts);
  AddOtherScores(patient, summary, facts);
  AddDensity(summary.densitometry, facts);
  AddFilmFacts(assessment, facts);
  return facts;
}

}  // namespace openvfa
