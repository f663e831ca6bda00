// Patients and films for the tests of the risk summary.
#ifndef OPENVFA_TESTS_SCORING_RISK_PATIENTS_H_
#define OPENVFA_TESTS_SCORING_RISK_PATIENTS_H_

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "openvfa/scoring/risk.h"

namespace openvfa::testing {

// Every field of the patient file, all plausible. QFracture: woman of 70, BMI 25, nothing else: 6.285854 %
// and 2.159089 % (docs/clinical.md).
inline nlohmann::json WholePatient() {
  return nlohmann::json::parse(R"({
    "age_years": 70, "sex": "female", "postmenopausal": true, "height_cm": 160, "weight_kg": 64,
    "historical_height_loss_cm": 1, "prospective_height_loss_cm": 0.5, "prior_fractures": [],
    "glucocorticoid": {"dose_mg_per_day": 0, "duration_months": 0, "cumulative_g_per_year": 0, "current": false},
    "medications": [], "conditions": [], "smoking": "never", "alcohol": "none",
    "parental_hip_fracture": false, "parental_osteoporosis": false, "falls_past_year": 0, "care_home": false,
    "qfracture_ethnicity": 1,
    "frax": {"major_osteoporotic_percent": 12, "hip_percent": 2.5, "with_bmd": true, "country": "UK",
             "glucocorticoid_box": false, "prior_fracture_box": false, "already_adjusted": false},
    "garvan_any_percent": 20, "garvan_hip_percent": 5, "vitamin_d_ng_per_ml": 32, "calcium_mg_per_day": 1100,
    "bone_loss_percent_per_year": 1, "acute_back_pain": false, "thigh_or_groin_pain": false,
    "clinical_kyphosis": false, "on_osteoporosis_treatment": false})");
}

inline Patient PatientOf(const nlohmann::json& json) { return ParsePatient(json.dump(), "patient.json"); }

inline BoneDensityResult At(BoneSite site) {
  BoneDensityResult result;
  result.site = site;
  return result;
}

inline DensitometryRecord WithTScore(double t_score, BoneSite site = BoneSite::kFemoralNeck) {
  DensitometryRecord record;
  record.source = "dxa.json";
  record.results.push_back(At(site));
  record.results.back().t_score = t_score;
  return record;
}

inline DensitometryRecord WithZScore(double z_score) {
  DensitometryRecord record;
  record.source = "dxa.json";
  record.results.push_back(At(BoneSite::kSpineL1L4));
  record.results.back().z_score = z_score;
  return record;
}

// T4-L4, all graded 0 but for those given.
inline StudyAssessment Film(const std::vector<GenantGrade>& deformities = {}) {
  StudyAssessment film;
  for (int k = static_cast<int>(VertebralLevel::kT4); k <= static_cast<int>(VertebralLevel::kL4); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (!IsIndexLevel(level)) continue;
    GenantGrade grade;
    grade.level = level;
    for (const GenantGrade& deformity : deformities) {
      if (deformity.level == level) grade = deformity;
    }
    film.grades.push_back(grade);
  }
  return film;
}

inline GenantGrade Deformity(VertebralLevel level, int grade, DeformityType type = DeformityType::kWedge) {
  GenantGrade deformity;
  deformity.level = level;
  deformity.grade = grade;
  deformity.type = type;
  deformity.deformity = grade == 3 ? 0.45 : grade == 2 ? 0.3 : 0.22;
  return deformity;
}

inline RiskSummary Summary(const nlohmann::json& patient,
                           const std::optional<DensitometryRecord>& density = {},
                           const StudyAssessment* film = nullptr) {
  return SummariseRisk(PatientOf(patient), density, film, std::nullopt);
}

inline std::vector<std::string> Fired(const RiskSummary& summary) {
  std::vector<std::string> ids;
  for (const RiskFinding& finding : summary.findings) ids.push_back(finding.rule_id);
  return ids;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_SCORING_RISK_PATIENTS_H_
