// What the commands that write a risk summary ask for, and what they read for it.
#ifndef OPENVFA_APPS_RISK_REQUEST_H_
#define OPENVFA_APPS_RISK_REQUEST_H_

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>

#include "openvfa/image/radiograph.h"
#include "openvfa/image/read_densitometry_dicom.h"
#include "openvfa/image/read_image.h"
#include "openvfa/scoring/risk.h"

namespace openvfa::app {

struct RiskRequest {
  std::string patient, densitometry, texture_image, texture_regions;  // paths; empty where not given
  RiskOptions options;
  bool of_many = false;  // the densitometry is a table of many studies, and some may be missing in it

  bool Wanted() const {
    return !patient.empty() || !densitometry.empty() || !texture_image.empty() || !texture_regions.empty();
  }
};

// --patient, --densitometry, --texture-image, --texture-roi, --rules, --reference, --gc-mode.
void AddRiskOptions(CLI::App& command, RiskRequest& request);

// What is asked for, by name of the option; of files, a hash of what is in them. Throws ReadError.
std::map<std::string, std::string> RiskIdentity(const RiskRequest& request);

// Rules and tables, loaded once; the shipped ones where no path is given. A file that cannot be used throws
// ReadError.
class RiskTables {
 public:
  explicit RiskTables(const RiskOptions& options);
  const RuleSet& rules() const { return own_rules_ ? *own_rules_ : RuleSet::Shipped(); }
  const ReferenceTables& references() const {
    return own_references_ ? *own_references_ : ReferenceTables::Shipped();
  }

 private:
  std::optional<RuleSet> own_rules_;
  std::optional<ReferenceTables> own_references_;
};

// These throw ReadError for a file that cannot be read or says something implausible. An empty path gives an
// empty patient, or nothing.
Patient ReadPatient(const std::string& path);
std::optional<DensitometryRecord> ReadDensity(const std::string& path, const StudyKeys& study);
// The same, with nothing where a table holds no row for the study.
std::optional<DensitometryRecord> FindDensity(const std::string& path, const StudyKeys& study);
// Of the regions given, on the image given or else on `film`; without regions, of the film's bodies.
std::optional<TextureSummary> ReadTexture(const RiskRequest& request, const ReadOptions& read,
                                          const Radiograph* film, const SpineOutlines* outlines);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_RISK_REQUEST_H_
