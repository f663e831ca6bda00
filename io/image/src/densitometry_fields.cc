#include "openvfa/image/densitometry_fields.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

std::string Decimal(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.10g", value);
  return buffer;
}

}  // namespace

const std::vector<BoneSiteName>& BoneSiteNames() {
  static const std::vector<BoneSiteName> names = {
      {BoneSite::kFemoralNeck, "femoral_neck", "neck of the femur; of two femora the one with the lower BMD"},
      {BoneSite::kTotalHip, "total_hip", "total hip; of two femora the one with the lower BMD"},
      {BoneSite::kSpineL1, "l1", "vertebra L1, AP"},
      {BoneSite::kSpineL2, "l2", "vertebra L2, AP"},
      {BoneSite::kSpineL3, "l3", "vertebra L3, AP"},
      {BoneSite::kSpineL4, "l4", "vertebra L4, AP"},
      {BoneSite::kSpineL1L4, "l1_l4", "total over the vertebrae L1-L4 that the operator kept, AP"},
      {BoneSite::kRadius33, "radius_33", "33 % (one-third) radius"},
  };
  return names;
}

std::string_view NameOf(BoneSite site) {
  const auto& names = BoneSiteNames();
  return std::find_if(names.begin(), names.end(), [site](const auto& n) { return n.site == site; })->name;
}

const std::vector<DensitometerMakerName>& DensitometerMakerNames() {
  static const std::vector<DensitometerMakerName> names = {
      {DensitometerMaker::kHologic, "hologic", "Hologic"},
      {DensitometerMaker::kGeLunar, "ge_lunar", "GE Lunar"},
      {DensitometerMaker::kNorland, "norland", "Norland"},
  };
  return names;
}

// The limits are engineering ones, to catch slips of unit, decimal point and column. They lie well outside
// what was measured in NHANES 2005-08 (total spine BMD 0.371-1.901 g/cm2, TBS 0.719-1.736).
const std::vector<SiteQuantity>& SiteQuantities() {
  static const std::vector<SiteQuantity> quantities = {
      {{"bmd_g_per_cm2", "bmd", "g/cm2", 0.1, 3, "areal bone mineral density"},
       &BoneDensityResult::bmd_g_per_cm2},
      {{"bmc_g", "bmc", "g", 0.1, 250, "bone mineral content"}, &BoneDensityResult::bmc_g},
      {{"area_cm2", "area", "cm2", 0.5, 150, "projected bone area"}, &BoneDensityResult::area_cm2},
      {{"t_score", "t_score", "", -10, 10, "T-score as printed"}, &BoneDensityResult::t_score},
      {{"z_score", "z_score", "", -10, 10, "Z-score as printed"}, &BoneDensityResult::z_score},
  };
  return quantities;
}

const DensitometryQuantity& ReportedTbsQuantity() {
  static const DensitometryQuantity tbs = {"reported_tbs",
                                           "reported_tbs",
                                           "",
                                           0.3,
                                           2,
                                           "trabecular bone score as the densitometer reported it, L1-L4"};
  return tbs;
}

const DensitometryQuantity& LeastSignificantChangeQuantity() {
  static const DensitometryQuantity lsc = {
      "lsc_g_per_cm2", "lsc", "g/cm2",
      0.001,           0.5,   "least significant change of this centre, 95 % (2.77 x RMS-SD)"};
  return lsc;
}

void CheckPlausible(double value, const DensitometryQuantity& quantity, const std::string& where) {
  // Written so that NaN fails.
  if (value >= quantity.minimum && value <= quantity.maximum) return;
  std::string text = where + " is " + Decimal(value) + ", outside " + Decimal(quantity.minimum) + " to " +
                     Decimal(quantity.maximum);
  if (!quantity.unit.empty()) text.append(" ").append(quantity.unit);
  throw InputError(text);
}

}  // namespace openvfa
