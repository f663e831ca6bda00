// FRAX results as issued, and the published arithmetic adjustments of them. FRAX itself is never imitated.
#ifndef OPENVFA_SCORING_FRACTURE_RISK_H_
#define OPENVFA_SCORING_FRACTURE_RISK_H_

#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/diagnostic.h"
#include "openvfa/scoring/densitometry.h"
#include "openvfa/scoring/patient.h"

namespace openvfa {

struct ProbabilityPair {
  std::optional<double> major_osteoporotic_percent, hip_percent;
};

// One candidate adjustment, shown whether or not it was the one applied.
struct FraxAdjustment {
  std::string id;      // "glucocorticoid-dose", "tbs", "discordance", "falls", "fracture-count"
  std::string source;  // paper, year
  std::string inputs;  // e.g. "10 mg/d, all ages"
  double factor_major = 1, factor_hip = 1;  // adjusted / issued
  ProbabilityPair adjusted;
  bool applied = false;
};

enum class GlucocorticoidMode { kAllAges, kByAge };

struct FraxOptions {
  GlucocorticoidMode glucocorticoid_mode = GlucocorticoidMode::kAllAges;
  // Off: only the dominant candidate (largest change) is applied; FRAX adjustments are not to be multiplied.
  bool combine_all = false;
};

struct FraxSummary {
  ProbabilityPair issued;    // as given
  ProbabilityPair adjusted;  // after the applied adjustment; equals issued when none applies
  std::vector<FraxAdjustment> candidates;
  bool reissue_with_prior_fracture = false;  // this film shows a fracture that FRAX was issued without
  std::vector<Diagnostic> diagnostics;  // notes: exactly 7.5 mg/d, age > 80 with TBS, already adjusted, ...
};

// Kanis 2011 (OI 22:809), percent change by age decade or all ages, interpolated between decades.
// Dose < 2.5, 2.5-7.5 (no change), >= 7.5 mg/d.
struct DoseFactors {
  double major = 1, hip = 1;
};
DoseFactors GlucocorticoidFactors(double dose_mg_per_day, std::optional<double> age_years,
                                  GlucocorticoidMode mode);
// McCloskey 2015 (Calcif Tissue Int 96:500), 2015 published equations; percent in, percent out; 0 < p < 100,
// age 40-90.
double TbsAdjustedMajor_percent(double major_percent, double tbs, double age_years);
double TbsAdjustedHip_percent(double hip_percent, double tbs, double age_years);
// Leslie 2011: major x (1 + 0.10 round(FN_T - LS_T)).
double DiscordanceFactor(double femoral_neck_t, double lumbar_spine_t);
DoseFactors FallsFactors(int falls_past_year);          // Kanis 2023
DoseFactors FractureCountFactors(int prior_fractures);  // Kanis 2022

// Absent when the patient file holds no FRAX result. `fracture_on_film`: any grade >= 1; absent: no film.
std::optional<FraxSummary> SummariseFrax(const Patient& patient,
                                         const std::optional<DensitometrySummary>& densitometry,
                                         std::optional<bool> fracture_on_film,
                                         const FraxOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_SCORING_FRACTURE_RISK_H_
