// Names, units and plausible ranges of what a densitometer reports: one table for every reader and for
// docs/formats/densitometry.md.
#ifndef OPENVFA_IMAGE_DENSITOMETRY_FIELDS_H_
#define OPENVFA_IMAGE_DENSITOMETRY_FIELDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openvfa/image/densitometry_record.h"

namespace openvfa {

struct BoneSiteName {
  BoneSite site;
  std::string_view name;  // in files: "femoral_neck"
  std::string_view text;
};
const std::vector<BoneSiteName>& BoneSiteNames();
std::string_view NameOf(BoneSite site);

struct DensitometerMakerName {
  DensitometerMaker maker;
  std::string_view name;  // in files: "ge_lunar"
  std::string_view text;
};
const std::vector<DensitometerMakerName>& DensitometerMakerNames();

// Plausible values, both ends included.
struct DensitometryQuantity {
  std::string_view name;    // in JSON: "bmd_g_per_cm2"
  std::string_view column;  // in CSV, behind the site: "bmd"
  std::string_view unit;    // empty where there is none
  double minimum = 0, maximum = 0;
  std::string_view text;
};
struct SiteQuantity : DensitometryQuantity {
  std::optional<double> BoneDensityResult::*member = nullptr;
};
const std::vector<SiteQuantity>& SiteQuantities();
const DensitometryQuantity& ReportedTbsQuantity();
const DensitometryQuantity& LeastSignificantChangeQuantity();

// Throws InputError "<where> is <value>, outside <minimum> to <maximum> <unit>" for what is implausible or
// not finite. `where` names file and field.
void CheckPlausible(double value, const DensitometryQuantity& quantity, const std::string& where);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_DENSITOMETRY_FIELDS_H_
