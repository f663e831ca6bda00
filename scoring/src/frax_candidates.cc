#include "frax_candidates.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace openvfa {
namespace {

constexpr double kTolerance = 1e-9;
constexpr double kLowestTbsBmi = 15, kHighestTbsBmi = 37;  // kg/m2: TBS v1-3 corrects thickness by BMI [M-H]
// The hip equation's slope in TBS vanishes at 12.627 / 0.157 = 80.4 years and then turns round.
constexpr double kTbsHipAge = 80;

using Diagnostics = std::vector<Diagnostic>;

void Note(Diagnostics& diagnostics, Severity severity, const char* code, const std::string& text) {
  diagnostics.push_back({severity, code, text});
}

std::optional<double> Times(const std::optional<double>& percent, double factor) {
  if (!percent) return std::nullopt;
  return std::min(100.0, *percent * factor);
}

FraxCandidate Candidate(const char* id, const char* source, const std::string& inputs, DoseFactors factors,
                        const FraxResult& frax) {
  FraxCandidate candidate;
  candidate.adjustment = {
      id,
      source,
      inputs,
      factors.major,
      factors.hip,
      {Times(frax.major_osteoporotic_percent, factors.major), Times(frax.hip_percent, factors.hip)},
      false};
  return candidate;
}

// A factor that holds only for a FRAX issued with `box` ticked.
bool BoxTicked(const std::optional<bool>& box, const char* code, const char* adjustment, const char* field,
               Diagnostics& diagnostics) {
  if (box == true) return true;
  std::string text = std::string("FRAX is not adjusted for ") + adjustment;
  text += box ? std::string(": it was issued without it (") + field + "); issue it again with it."
              : std::string(": needs ") + field + " (the factors hold for a FRAX that counts it).";
  Note(diagnostics, Severity::kWarning, code, text);
  return false;
}

std::optional<FraxCandidate> Glucocorticoid(const FraxInputs& inputs, Diagnostics& diagnostics) {
  const auto& use = inputs.patient.glucocorticoid;
  if (!use || !use->dose_mg_per_day || *use->dose_mg_per_day <= 0) return std::nullopt;
  if (use->current == false) return std::nullopt;  // the table is one of daily dose, not of past use
  const bool by_age = inputs.options.glucocorticoid_mode == GlucocorticoidMode::kByAge;
  if (by_age && !inputs.patient.age_years) {
    Note(diagnostics, Severity::kWarning, "frax-glucocorticoid-age",
         "FRAX is not adjusted for glucocorticoid dose by age: needs age.");
    return std::nullopt;
  }
  const double dose = *use->dose_mg_per_day;
  std::ostringstream text;
  text << dose << " mg/d, ";
  if (by_age)
    text << "at " << *inputs.patient.age_years << " years";
  else
    text << "all ages";
  const auto factors =
      GlucocorticoidFactors(dose, inputs.patient.age_years, inputs.options.glucocorticoid_mode);
  FraxCandidate candidate = Candidate("glucocorticoid-dose", "Kanis 2011, Osteoporos Int 22:809", text.str(),
                                      factors, *inputs.patient.frax);
  candidate.usable = BoxTicked(inputs.patient.frax->glucocorticoid_box, "frax-glucocorticoid-box",
                               "glucocorticoid dose", "frax.glucocorticoid_box", diagnostics);
  if (std::abs(dose - 7.5) < kTolerance)
    Note(diagnostics, Severity::kInfo, "frax-glucocorticoid-threshold",
         "the dose is exactly 7.5 mg/d: the table of Kanis 2011 raises FRAX from 7.5 mg/d on (taken here), "
         "its "
         "abstract and ACR only above.");
  return candidate;
}

// Whether TBS is valid for this person; says why not.
bool TbsValid(const FraxInputs& inputs, Diagnostics& diagnostics) {
  const auto bmi = inputs.patient.BodyMassIndex();
  const auto& age = inputs.patient.age_years;
  std::string why;
  if (!bmi)
    why = "needs height and weight (TBS is valid for a BMI of 15-37 kg/m2)";
  else if (*bmi < kLowestTbsBmi - kTolerance || *bmi > kHighestTbsBmi + kTolerance)
    why = "the BMI is outside 15-37 kg/m2, where TBS is valid";
  else if (!age)
    why = "needs age";
  else if (*age < 40 || *age > 90)
    why = "the age is outside 40-90 years, for which the equations were published";
  if (why.empty()) return true;
  Note(diagnostics, Severity::kWarning, "frax-tbs-invalid", "FRAX is not adjusted for TBS: " + why + ".");
  return false;
}

std::optional<double> TbsAdjusted(double (*equation)(double, double, double),
                                  const std::optional<double>& percent, double tbs, double age) {
  if (!percent || !(*percent > 0 && *percent < 100)) return percent;
  return equation(*percent, tbs, age);
}

double Ratio(const std::optional<double>& adjusted, const std::optional<double>& issued) {
  return adjusted && issued && *issued > 0 ? *adjusted / *issued : 1;
}

void NoteTbs(const FraxInputs& inputs, std::optional<double> hip, Diagnostics& diagnostics) {
  std::string text =
      "FRAX is adjusted for TBS by the equations published in 2015; frax.shef.ac.uk may give another value";
  if (inputs.patient.sex == Sex::kMale && inputs.densitometry->maker == DensitometerMaker::kHologic)
    text += ", as it does for men on a Hologic since 2017";
  Note(diagnostics, Severity::kInfo, "frax-tbs-2015", text + ".");
  if (*inputs.patient.age_years <= kTbsHipAge || !hip) return;
  std::ostringstream reversal;
  reversal
      << "hip FRAX is left without TBS: above 80 years the published equation turns round (it would give "
      << std::round(*hip * 10) / 10 << " %).";
  Note(diagnostics, Severity::kWarning, "frax-tbs-age", reversal.str());
}

std::optional<FraxCandidate> Tbs(const FraxInputs& inputs, Diagnostics& diagnostics) {
  if (!inputs.densitometry || !inputs.densitometry->reported_tbs) return std::nullopt;
  if (!TbsValid(inputs, diagnostics)) return std::nullopt;
  const double tbs = *inputs.densitometry->reported_tbs, age = *inputs.patient.age_years;
  const FraxResult& frax = *inputs.patient.frax;
  const auto major = TbsAdjusted(TbsAdjustedMajor_percent, frax.major_osteoporotic_percent, tbs, age);
  const auto hip = TbsAdjusted(TbsAdjustedHip_percent, frax.hip_percent, tbs, age);
  NoteTbs(inputs, hip, diagnostics);
  const bool hip_holds = age <= kTbsHipAge;
  std::ostringstream text;
  text << "TBS " << tbs << ", at " << age << " years";
  FraxCandidate candidate =
      Candidate("tbs", "McCloskey 2015, Calcif Tissue Int 96:500", text.str(), {}, frax);
  FraxAdjustment& adjustment = candidate.adjustment;
  adjustment.adjusted = {major, hip_holds ? hip : frax.hip_percent};
  adjustment.factor_major = Ratio(major, frax.major_osteoporotic_percent);
  adjustment.factor_hip = Ratio(adjustment.adjusted.hip_percent, frax.hip_percent);
  return candidate;
}

std::optional<double> TScoreAt(const std::optional<DensitometrySummary>& densitometry, BoneSite wanted) {
  if (!densitometry) return std::nullopt;
  for (const SiteSummary& site : densitometry->sites)
    if (site.site == wanted && site.t_score) return RoundScore(*site.t_score);
  return std::nullopt;
}

std::optional<FraxCandidate> Discordance(const FraxInputs& inputs, Diagnostics& diagnostics) {
  const auto neck = TScoreAt(inputs.densitometry, BoneSite::kFemoralNeck);
  const auto spine = TScoreAt(inputs.densitometry, BoneSite::kSpineL1L4);
  if (!neck || !spine) return std::nullopt;
  const double factor = DiscordanceFactor(*neck, *spine);
  if (factor == 1) return std::nullopt;
  std::ostringstream text;
  text << "femoral neck T " << *neck << ", lumbar spine T " << *spine;
  FraxCandidate candidate = Candidate("discordance", "Leslie 2011, Osteoporos Int 22:839", text.str(),
                                      {factor, 1}, *inputs.patient.frax);
  candidate.usable = BoxTicked(inputs.patient.frax->with_bmd, "frax-discordance-bmd",
                               "spine-neck discordance", "frax.with_bmd", diagnostics);
  return candidate;
}

std::optional<FraxCandidate> Falls(const FraxInputs& inputs) {
  const auto& falls = inputs.patient.falls_past_year;
  if (!falls || *falls <= 0) return std::nullopt;
  return Candidate("falls", "Kanis 2023, Osteoporos Int 34:479",
                   std::to_string(*falls) + (*falls == 1 ? " fall" : " falls") + " in the past year",
                   FallsFactors(*falls), *inputs.patient.frax);
}

std::optional<FraxCandidate> FractureCount(const FraxInputs& inputs, Diagnostics& diagnostics) {
  if (!inputs.patient.prior_fractures) return std::nullopt;
  const auto& fractures = *inputs.patient.prior_fractures;
  const auto known =
      std::ranges::count_if(fractures, [](const PriorFracture& f) { return f.fragility == true; });
  const auto unsaid = std::ranges::count_if(fractures, [](const PriorFracture& f) { return !f.fragility; });
  if (unsaid > 0)
    Note(diagnostics, Severity::kInfo, "frax-fracture-count",
         "fractures of which nothing says whether they were low-energy are left out of the number of prior "
         "fractures: needs prior_fractures.fragility.");
  if (known < 2) return std::nullopt;
  FraxCandidate candidate = Candidate("fracture-count", "Kanis 2022, number of prior fractures",
                                      std::to_string(known) + " prior fragility fractures",
                                      FractureCountFactors(static_cast<int>(known)), *inputs.patient.frax);
  candidate.usable = BoxTicked(inputs.patient.frax->prior_fracture_box, "frax-fracture-count-box",
                               "the number of fractures", "frax.prior_fracture_box", diagnostics);
  return candidate;
}

}  // namespace

std::vector<FraxCandidate> FraxCandidates(const FraxInputs& inputs, std::vector<Diagnostic>& diagnostics) {
  std::vector<FraxCandidate> candidates;
  for (auto& candidate :
       {Glucocorticoid(inputs, diagnostics), Tbs(inputs, diagnostics), Discordance(inputs, diagnostics),
        Falls(inputs), FractureCount(inputs, diagnostics)})
    if (candidate) candidates.push_back(*candidate);
  return candidates;
}

}  // namespace openvfa
