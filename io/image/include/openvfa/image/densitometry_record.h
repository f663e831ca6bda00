// What a densitometer reported: numbers as issued, none computed here.
#ifndef OPENVFA_IMAGE_DENSITOMETRY_RECORD_H_
#define OPENVFA_IMAGE_DENSITOMETRY_RECORD_H_

#include <optional>
#include <string>
#include <vector>

namespace openvfa {

enum class DensitometerMaker { kHologic, kGeLunar, kNorland };

// Where bone density was measured. kSpineL1L4 is the total over the vertebrae that the operator kept.
enum class BoneSite {
  kFemoralNeck,
  kTotalHip,
  kSpineL1,
  kSpineL2,
  kSpineL3,
  kSpineL4,
  kSpineL1L4,
  kRadius33
};

struct BoneDensityResult {
  BoneSite site = BoneSite::kFemoralNeck;
  std::optional<double> bmd_g_per_cm2;
  std::optional<double> bmc_g;
  std::optional<double> area_cm2;
  std::optional<double> t_score;  // as printed, against the reference the densitometer used
  std::optional<double> z_score;
};

struct DensitometryRecord {
  // The file the record came from, for messages; never a patient's name or ID.
  std::string source;
  std::optional<DensitometerMaker> maker;
  std::string model, software;             // empty where not stated
  std::vector<BoneDensityResult> results;  // at most one per site
  // Trabecular bone score as the densitometer reported it (L1-L4 mean), unitless.
  std::optional<double> reported_tbs;
  // An earlier visit's BMD per site on the same scanner, for change against the LSC.
  std::vector<BoneDensityResult> previous;
  // Least significant change of this centre, g/cm2, per site (ISCD: 2.77 x RMS-SD of a precision study).
  struct SiteLsc {
    BoneSite site;
    double lsc_g_per_cm2;
  };
  std::vector<SiteLsc> least_significant_change;
};

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_DENSITOMETRY_RECORD_H_
