#include "openvfa/image/error.h"
#include "risk_facts.h"
#include "risk_parts.h"

namespace openvfa {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

void NoteNotComputed(const Patient& patient, const std::vector<std::string>& qfracture_needs,
                     RiskSummary& summary) {
  if (!summary.densitometry) summary.not_computed.emplace_back("T-scores: needs --densitometry");
  if (summary.densitometry && !summary.densitometry->diagnosis) {
    summary.not_computed.emplace_back("Diagnosis by bone density: see the notes on densitometry");
  }
  if (!patient.frax) {
    summary.not_computed.emplace_back(
        "FRAX and its adjustments: needs frax (as issued; FRAX is never computed here)");
  }
  if (!summary.qfracture) summary.not_computed.push_back("QFracture: needs " + Joined(qfracture_needs));
  if (!patient.garvan_any_percent && !patient.garvan_hip_percent) {
    summary.not_computed.emplace_back(
        "Garvan: needs garvan_any_percent or garvan_hip_percent (as issued; its coefficients are not "
        "public)");
  }
}

void AddNotes(const Patient& patient, RiskSummary& summary) {
  if (patient.glucocorticoid && patient.glucocorticoid->current == false &&
      patient.glucocorticoid->dose_mg_per_day.value_or(0) > 0) {
    summary.diagnostics.push_back(
        {Severity::kInfo, "glucocorticoid-past",
         "The glucocorticoid was stopped: its dose counts as past exposure, not as present dose."});
  }
  if (summary.qfracture && summary.qfracture->bmi_clamped) {
    summary.diagnostics.push_back({Severity::kWarning, "qfracture-bmi",
                                   "QFracture was computed with the body mass index held to 20-40 kg/m2."});
  }
}

}  // namespace

const char* const kVerifySentence =
    "For professionals; research software, not a medical device. Verify every value and rule; no substitute "
    "for clinical judgement.";

RiskSummary SummariseRisk(const Patient& patient, const std::optional<DensitometryRecord>& densitometry,
                          const StudyAssessment* assessment, const std::optional<TextureSummary>& texture,
                          const RiskOptions& options, const RuleSet& rules, const ReferenceTables& tables) {
  RiskSummary summary;
  if (densitometry) {
    summary.densitometry = SummariseDensitometry(*densitometry, patient, FracturedLevels(assessment), tables);
  }
  summary.texture = texture;
  summary.frax = SummariseFrax(patient, summary.densitometry, FractureOnFilm(assessment), options.frax);
  std::vector<std::string> qfracture_needs;
  summary.qfracture = ScoreQFracture(patient, qfracture_needs);
  NoteNotComputed(patient, qfracture_needs, summary);
  AddNotes(patient, summary);
  rules.Evaluate(CollectFacts(patient, summary, assessment), summary.findings, summary.undecided);
  summary.missing_report_items = MissingReportItems(patient, densitometry, summary, assessment);
  return summary;
}

RiskSummary SummariseRisk(const Patient& patient, const std::optional<DensitometryRecord>& densitometry,
                          const StudyAssessment* assessment, const std::optional<TextureSummary>& texture,
                          const RiskOptions& options) {
  std::optional<RuleSet> own_rules;
  if (!options.rules_path.empty()) own_rules = RuleSet::FromFile(options.rules_path);
  std::optional<ReferenceTables> own_tables;
  if (!options.reference_folder.empty()) own_tables = ReferenceTables::FromFolder(options.reference_folder);
  return SummariseRisk(patient, densitometry, assessment, texture, options,
                       own_rules ? *own_rules : RuleSet::Shipped(),
                       own_tables ? *own_tables : ReferenceTables::Shipped());
}

}  // namespace openvfa
