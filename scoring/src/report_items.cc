#include <algorithm>

#include "risk_facts.h"
#include "risk_parts.h"

namespace openvfa {
namespace {

class Items {
 public:
  explicit Items(std::string report) : report_(std::move(report)) {}
  void Need(const char* item, bool present = false) {
    if (!present) missing_.push_back(report_ + ": " + item);
  }
  std::vector<std::string> missing() && { return std::move(missing_); }

 private:
  std::string report_;
  std::vector<std::string> missing_;
};

// Any rule that says why the spine is to be looked at.
bool HasVfaIndication(const RiskSummary& summary) {
  return std::any_of(summary.findings.begin(), summary.findings.end(), [](const RiskFinding& finding) {
    return finding.rule_id.find("-vfa") != std::string::npos;
  });
}

// ISCD 2019, VFA report. Method, evaluable levels and deformities are in the assessment; names and judgements
// are never held here.
std::vector<std::string> MissingOfVfa(const RiskSummary& summary, const StudyAssessment& assessment) {
  Items items("VFA");
  items.Need("patient identification (not held here)");
  items.Need("referrer");
  items.Need("indication", HasVfaIndication(summary));
  items.Need("technical quality, by the reader");
  items.Need("deformed vertebrae", !assessment.grades.empty());
  items.Need("unevaluable vertebrae", !assessment.grades.empty());
  if (!FracturedLevels(&assessment).empty()) {
    items.Need("whether the deformities are consistent with fracture, by the reader");
  }
  items.Need("unexplained vertebral and extra-vertebral pathology, by the reader");
  items.Need("follow-up: comparability with an earlier study and significance of change");
  return std::move(items).missing();
}

template <typename Predicate>
bool AnySite(const RiskSummary& summary, const Predicate& predicate) {
  return summary.densitometry &&
         std::any_of(summary.densitometry->sites.begin(), summary.densitometry->sites.end(), predicate);
}

void NeedFollowUp(const DensitometryRecord& record, const RiskSummary& summary, Items& items) {
  const bool follow_up = !record.previous.empty();
  items.Need("follow-up: previous study", follow_up);
  if (!follow_up) return;
  items.Need("follow-up: least significant change", !record.least_significant_change.empty());
  items.Need("follow-up: change and its significance",
             AnySite(summary, [](const SiteSummary& site) { return site.change_is_real.has_value(); }));
}

// ISCD 2019/2023, DXA report, baseline and follow-up.
std::vector<std::string> MissingOfDxa(const Patient& patient, const DensitometryRecord& record,
                                      const RiskSummary& summary) {
  Items items("DXA");
  items.Need("patient's name, identification and date of birth (not held here)");
  items.Need("age", patient.age_years.has_value());
  items.Need("sex", patient.sex.has_value());
  items.Need("requesting provider");
  items.Need("indication");
  items.Need("manufacturer", record.maker.has_value());
  items.Need("model", !record.model.empty());
  items.Need("software version", !record.software.empty());
  items.Need("technical quality and limitations, by the reader");
  items.Need("bone density of each site",
             AnySite(summary, [](const SiteSummary& site) { return site.bmd_g_per_cm2.has_value(); }));
  items.Need("side of the hip");
  items.Need("T-score or Z-score", AnySite(summary, [](const SiteSummary& site) {
               return site.t_score.has_value() || site.z_score.has_value();
             }));
  items.Need("WHO or ISCD category", summary.densitometry && summary.densitometry->diagnosis);
  items.Need("risk factors with prior fractures", patient.prior_fractures.has_value());
  items.Need("fracture risk", summary.frax || summary.qfracture);
  items.Need("remark on secondary causes", patient.conditions && patient.medications);
  items.Need("time of the next measurement, by the reader");
  NeedFollowUp(record, summary, items);
  return std::move(items).missing();
}

}  // namespace

std::vector<std::string> MissingReportItems(const Patient& patient,
                                            const std::optional<DensitometryRecord>& record,
                                            const RiskSummary& summary, const StudyAssessment* assessment) {
  std::vector<std::string> missing;
  if (assessment != nullptr) missing = MissingOfVfa(summary, *assessment);
  if (record) {
    for (std::string& item : MissingOfDxa(patient, *record, summary)) missing.push_back(std::move(item));
  }
  return missing;
}

}  // namespace openvfa
