// Scores, cross-calibration and classes of one bone density value. docs/densitometry.md has the equations.
#include "bone_density.h"

#include <array>
#include <cmath>

namespace openvfa {
namespace {

// Scores come as decimals: -1.0 must be -1.0 though (0.738 - 0.858) / 0.12 is a little less in doubles.
constexpr double kScoreTolerance = 1e-9;

struct Line {
  double offset, slope;
};

// sBMD = 1000 (offset + slope BMD), mg/cm2. Rows: Hologic, GE-Lunar, Norland.
// Lu Y et al., Osteoporos Int 2001;12:438 (hip sites), as courses.washington.edu/bonephys lists them [L].
constexpr std::array<Line, 3> kFemoralNeck = {{{.019, 1.087}, {-.023, .939}, {.006, .985}}};
constexpr std::array<Line, 3> kTotalHip = {{{.006, 1.008}, {-.031, .979}, {.026, 1.012}}};
// Hui SL et al., J Bone Miner Res 1997;12:1463 (spine), ditto: slope (BMD - centre) + 1.0436 [L].
constexpr std::array<Line, 3> kSpine = {
    {{1.0436 - 1.0550 * .972, 1.0550}, {1.0436 - .9683 * 1.100, .9683}, {1.0436 - .9743 * .969, .9743}}};

// Genant HK et al., J Bone Miner Res 1994;9:1503: one factor per maker [M-H].
constexpr std::array<double, 3> kGenantFactor = {1.0755, 0.9522, 1.0761};
// The same paper's pairwise spine equations [from][to], g/cm2 [L]; not exact inverses of each other.
constexpr std::array<std::array<Line, 3>, 3> kGenantPairwise = {{
    {{{0, 1}, {.054, 1.074}, {-.070, 1.068}}},
    {{{-.025, .906}, {0, 1}, {-.112, .983}}},
    {{{.088, .912}, {.135, .995}, {0, 1}}},
}};

std::size_t Index(DensitometerMaker maker) { return static_cast<std::size_t>(maker); }

const std::array<Line, 3>* StandardisingLines(BoneSite site) {
  if (site == BoneSite::kFemoralNeck) return &kFemoralNeck;
  if (site == BoneSite::kTotalHip) return &kTotalHip;
  if (site == BoneSite::kSpineL1L4) return &kSpine;
  return nullptr;  // one vertebra, radius: no published equation
}

}  // namespace

double TScore(double bmd_g_per_cm2, const BmdReference& reference) {
  return (bmd_g_per_cm2 - reference.mean_g_per_cm2) / reference.sd_g_per_cm2;
}

double RoundScore(double score) {
  const double rounded = std::round(score * 10 + std::copysign(kScoreTolerance, score)) / 10;
  return rounded == 0 ? 0 : rounded;  // never -0.0
}

std::optional<double> StandardisedBmd_mg_per_cm2(double bmd_g_per_cm2, BoneSite site,
                                                 DensitometerMaker maker) {
  const auto* lines = StandardisingLines(site);
  if (!lines) return std::nullopt;
  const Line& line = (*lines)[Index(maker)];
  return 1000 * (line.offset + line.slope * bmd_g_per_cm2);
}

std::optional<double> CrossCalibrated_g_per_cm2(double bmd_g_per_cm2, BoneSite site, DensitometerMaker from,
                                                DensitometerMaker to) {
  const auto standardised = StandardisedBmd_mg_per_cm2(bmd_g_per_cm2, site, from);
  if (!standardised) return std::nullopt;
  if (from == to) return bmd_g_per_cm2;
  const Line& line = (*StandardisingLines(site))[Index(to)];
  return (*standardised / 1000 - line.offset) / line.slope;
}

double GenantSpineSbmd_mg_per_cm2(double bmd_g_per_cm2, DensitometerMaker maker) {
  return 1000 * kGenantFactor[Index(maker)] * bmd_g_per_cm2;
}

std::optional<double> GenantPairwiseSpine_g_per_cm2(double bmd_g_per_cm2, DensitometerMaker from,
                                                    DensitometerMaker to) {
  const Line& line = kGenantPairwise[Index(from)][Index(to)];
  return line.offset + line.slope * bmd_g_per_cm2;
}

BoneMassClass ClassOfT(double t_score, bool fragility_fracture) {
  if (t_score >= -1.0 - kScoreTolerance) return BoneMassClass::kNormal;
  if (t_score > -2.5 + kScoreTolerance) return BoneMassClass::kLowBoneMass;
  return fragility_fracture ? BoneMassClass::kSevereOsteoporosis : BoneMassClass::kOsteoporosis;
}

BoneMassClass ClassOfZ(double z_score) {
  return z_score <= -2.0 + kScoreTolerance ? BoneMassClass::kBelowExpectedRange
                                           : BoneMassClass::kWithinExpectedRange;
}

BoneMassClass ClassifyTScore(double t_score, bool fragility_fracture) {
  return ClassOfT(RoundScore(t_score), fragility_fracture);
}

BoneMassClass ClassifyZScore(double z_score) { return ClassOfZ(RoundScore(z_score)); }

std::optional<bool> UsesTScore(const Patient& patient) {
  if (!patient.sex) return std::nullopt;
  if (*patient.sex == Sex::kFemale) return patient.postmenopausal;
  if (!patient.age_years) return std::nullopt;
  return *patient.age_years >= 50;
}

}  // namespace openvfa
