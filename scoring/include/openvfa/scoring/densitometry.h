// T-scores, diagnosis and change from bone density. Sources: docs/clinical.md, one row per formula.
#ifndef OPENVFA_SCORING_DENSITOMETRY_H_
#define OPENVFA_SCORING_DENSITOMETRY_H_

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "openvfa/image/densitometry_record.h"
#include "openvfa/image/diagnostic.h"
#include "openvfa/scoring/patient.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

// One row of a reference table (scoring/data/bmd_reference.csv): young-adult mean and SD.
struct BmdReference {
  BoneSite site = BoneSite::kFemoralNeck;
  std::optional<DensitometerMaker> maker;  // absent: the source does not name it
  std::string population;                  // e.g. "NHW F 20-29"
  double mean_g_per_cm2 = 0, sd_g_per_cm2 = 0;
  bool for_t_scores = false;  // ISCD 2023: the White female reference, for men too
  std::string source, confidence;
};

class ReferenceTables {
 public:
  static const ReferenceTables& Shipped();
  // Reads bmd_reference.csv of a folder; throws ReadError / InputError naming file and row.
  static ReferenceTables FromFolder(const std::string& folder);
  // The row T-scores are computed against; absent when the tables hold none.
  const BmdReference* ForTScore(BoneSite site, DensitometerMaker maker) const;
  const std::vector<BmdReference>& rows() const { return rows_; }

 private:
  std::vector<BmdReference> rows_;
  friend ReferenceTables ParseReferenceTables(const std::string& csv, const std::string& name);
};

double TScore(double bmd_g_per_cm2, const BmdReference& reference);
// ISCD digits: T and Z to one decimal, half away from zero.
double RoundScore(double score);

// Standardised BMD, mg/cm2 (Lu 2001 hip sites; Hui 1997 spine). Absent for a site without published equation.
std::optional<double> StandardisedBmd_mg_per_cm2(double bmd_g_per_cm2, BoneSite site,
                                                 DensitometerMaker maker);
// BMD that another maker's densitometer would show, through sBMD. Never for serial change.
std::optional<double> CrossCalibrated_g_per_cm2(double bmd_g_per_cm2, BoneSite site, DensitometerMaker from,
                                                DensitometerMaker to);
// Genant 1994 one-factor spine sBMD (mg/cm2), and pairwise spine equations (g/cm2).
double GenantSpineSbmd_mg_per_cm2(double bmd_g_per_cm2, DensitometerMaker maker);
std::optional<double> GenantPairwiseSpine_g_per_cm2(double bmd_g_per_cm2, DensitometerMaker from,
                                                    DensitometerMaker to);

enum class BoneMassClass {
  kNormal,
  kLowBoneMass,
  kOsteoporosis,
  kSevereOsteoporosis,  // by T
  kWithinExpectedRange,
  kBelowExpectedRange  // by Z
};
// By one-decimal T (WHO 1994 / ISCD): normal >= -1.0, osteoporosis <= -2.5.
BoneMassClass ClassifyTScore(double t_score, bool fragility_fracture);
BoneMassClass ClassifyZScore(double z_score);  // ISCD: <= -2.0 is below the expected range for age
// Whether T applies: postmenopausal women and men >= 50. Absent when age, sex or menopause are missing.
std::optional<bool> UsesTScore(const Patient& patient);

// RMS-SD and LSC of a precision study; each subject holds its repeat measurements (>= 2 each).
struct Precision {
  double rms_sd = 0, cv_percent = 0, lsc = 0;  // lsc = 2.77 x RMS-SD
  int degrees_of_freedom = 0;
};
Precision PrecisionOf(const std::vector<std::vector<double>>& repeats);  // throws InputError
double LeastSignificantChange(double rms_sd, int repeats_before,
                              int repeats_after);  // 1.96 rms_sd sqrt(1/n1+1/n2)

struct SiteSummary {
  BoneSite site = BoneSite::kFemoralNeck;
  std::optional<double> bmd_g_per_cm2;
  std::optional<double> t_score, z_score;  // unrounded
  bool t_score_computed = false;           // here, from BMD, rather than taken as printed
  std::string t_score_reference;           // population and source, or "as printed"
  std::optional<double> standardised_mg_per_cm2;
  std::optional<BoneMassClass> bone_mass;
  bool rounding_decides = false;           // raw and rounded score fall into different classes
  std::optional<double> change_g_per_cm2;  // since the previous visit
  std::optional<bool> change_is_real;      // |change| >= LSC; absent without LSC
};

struct ExcludedVertebra {
  BoneSite site = BoneSite::kSpineL1;
  std::string reason;
};

struct DensitometrySummary {
  std::string source;
  std::optional<DensitometerMaker> maker;
  std::vector<SiteSummary> sites;
  std::vector<ExcludedVertebra> excluded;   // from L1-L4, with why
  std::vector<BoneSite> spine_used;         // vertebrae left; the spine counts with two or more
  std::optional<BoneSite> diagnostic_site;  // lowest of spine, total hip, femoral neck, 33 % radius
  std::optional<double> lowest_t_score, lowest_z_score;
  std::optional<BoneMassClass> diagnosis;  // absent: see diagnostics for what it needs
  std::optional<double> reported_tbs;
  std::vector<Diagnostic> diagnostics;  // codes "densitometry-..."
};

// `fractured`: levels this film grades >= 1; they, and vertebrae that differ by more than 1.0 T from each
// adjacent one that is kept, are left out of L1-L4 (rule and source in docs/densitometry.md), whose T-score
// is recomputed from sum BMC / sum area.
DensitometrySummary SummariseDensitometry(const DensitometryRecord& record, const Patient& patient,
                                          const std::set<VertebralLevel>& fractured,
                                          const ReferenceTables& tables = ReferenceTables::Shipped());

}  // namespace openvfa

#endif  // OPENVFA_SCORING_DENSITOMETRY_H_
