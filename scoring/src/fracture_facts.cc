#include "risk_facts.h"

namespace openvfa {
namespace {

// A morphometric vertebral fracture counts as one of fragility (FRAX, ISCD); else the patient file has to
// say.
Answer IsFragility(const PriorFracture& fracture) {
  if (fracture.fragility) return fracture.fragility;
  const bool morphometric = fracture.morphometric.value_or(false) && fracture.site == FractureSite::kVertebra;
  return morphometric ? Answer(true) : std::nullopt;
}

Answer Within(const PriorFracture& fracture, const std::optional<double>& months) {
  if (!fracture.months_ago || !months) return std::nullopt;
  return *fracture.months_ago <= *months + 1e-9;
}

// Whether any prior fracture is one of fragility for which `also` holds.
template <typename Predicate>
Answer AnyFragility(const Patient& patient, const Predicate& also) {
  if (!patient.prior_fractures) return std::nullopt;
  Answer any = false;
  for (const PriorFracture& fracture : *patient.prior_fractures) {
    any = Either(any, Both(IsFragility(fracture), also(fracture)));
  }
  return any;
}

// Absent where it is not known of each fracture.
template <typename Predicate>
std::optional<double> CountFragility(const Patient& patient, const Predicate& also) {
  if (!patient.prior_fractures) return std::nullopt;
  double count = 0;
  for (const PriorFracture& fracture : *patient.prior_fractures) {
    const Answer counts = Both(IsFragility(fracture), also(fracture));
    if (!counts) return std::nullopt;
    count += *counts ? 1 : 0;
  }
  return count;
}

Answer IsVertebral(const PriorFracture& fracture) { return fracture.site == FractureSite::kVertebra; }

void AddSites(const Patient& patient, Facts& facts) {
  using enum FractureSite;
  const auto always = [](const PriorFracture&) { return Answer(true); };
  const auto hip = [](const PriorFracture& f) { return Answer(f.site == kHip); };
  const auto elsewhere = [](const PriorFracture& f) { return Answer(f.site != kVertebra); };
  const auto limb = [](const PriorFracture& f) {
    return Answer(f.site == kPelvis || f.site == kHumerus || f.site == kForearm);
  };
  AddFact(facts, "prior_fragility_fracture", AnyFragility(patient, always));
  AddFact(facts, "prior_fragility_fractures", CountFragility(patient, always));
  AddFact(facts, "prior_vertebral_fracture", AnyFragility(patient, IsVertebral));
  AddFact(facts, "prior_vertebral_fractures", CountFragility(patient, IsVertebral));
  AddFact(facts, "prior_hip_fracture", AnyFragility(patient, hip));
  AddFact(facts, "prior_nonvertebral_fracture", AnyFragility(patient, elsewhere));
  AddFact(facts, "prior_pelvis_humerus_forearm_fracture", AnyFragility(patient, limb));
}

void AddTimes(const Patient& patient, Facts& facts) {
  const auto within = [](double months) {
    return [months](const PriorFracture& f) { return Within(f, months); };
  };
  const auto vertebral_within = [](const PriorFracture& f) { return Both(IsVertebral(f), Within(f, 24)); };
  const auto treated = [](const PriorFracture& f) { return f.on_treatment; };
  const auto during_glucocorticoid = [&patient](const PriorFracture& f) {
    const auto duration = patient.glucocorticoid ? patient.glucocorticoid->duration_months : std::nullopt;
    return Both(TakesGlucocorticoid(patient), Within(f, duration));
  };
  AddFact(facts, "fracture_within_12_months", AnyFragility(patient, within(12)));
  AddFact(facts, "fracture_within_24_months", AnyFragility(patient, within(24)));
  AddFact(facts, "vertebral_fracture_within_24_months", AnyFragility(patient, vertebral_within));
  AddFact(facts, "fracture_on_treatment", AnyFragility(patient, treated));
  AddFact(facts, "fracture_on_glucocorticoid", AnyFragility(patient, during_glucocorticoid));
}

}  // namespace

void AddFractureFacts(const Patient& patient, Facts& facts) {
  AddSites(patient, facts);
  AddTimes(patient, facts);
}

}  // namespace openvfa
