// Densitometry, texture, fracture risk and the findings of the rules.
#include "assessment_text.h"
#include "html_parts.h"
#include "openvfa/report/markup.h"
#include "openvfa/scoring/risk.h"
#include "risk_json.h"
#include "risk_text.h"

namespace openvfa {
namespace {

std::string Density(const DensitometrySummary& density) {
  std::vector<std::string> items;
  for (const SiteSummary& site : density.sites) items.push_back(Escaped(SiteText(site)));
  for (const ExcludedVertebra& vertebra : density.excluded) {
    items.push_back(Escaped("Left out of L1-L4: " + SiteName(vertebra.site) + ", " + vertebra.reason));
  }
  if (density.diagnosis) {
    const std::string site = density.diagnostic_site ? ", " + SiteName(*density.diagnostic_site) : "";
    items.push_back(Escaped("Diagnosis by density: " + BoneMassText(*density.diagnosis) + site));
  }
  if (density.reported_tbs) items.push_back(Escaped("TBS as reported: " + TbsText(*density.reported_tbs)));
  return "<h3>Densitometry</h3>\n" + BulletList(items) + Notes(density.diagnostics);
}

std::string Texture(const TextureSummary& texture) {
  const std::string title = texture.research_only ? "TBS-like texture (research only)" : "TBS-like texture";
  return Element("h3", {}, title) + "\n" + Paragraph(Escaped(TextureText(texture))) +
         Notes(texture.diagnostics);
}

std::string Frax(const FraxSummary& frax) {
  std::vector<std::string> items = {Escaped("As issued, 10 years: " + PairText(frax.issued))};
  for (const FraxAdjustment& candidate : frax.candidates) {
    items.push_back(Escaped((candidate.applied ? "Applied: " : "Candidate, not applied: ") + candidate.id +
                            " (" + candidate.inputs + "), ×" + Fixed(candidate.factor_major, 2) +
                            " major, ×" + Fixed(candidate.factor_hip, 2) +
                            " hip: " + PairText(candidate.adjusted) + " [" + candidate.source + "]"));
  }
  return "<h3>FRAX</h3>\n" + BulletList(items) + Notes(frax.diagnostics);
}

std::string QFracture(const qfracture::Score& score) {
  return "<h3>QFracture-2012</h3>\n" +
         Paragraph(Escaped("10 years: osteoporotic " + PercentOr(score.osteoporotic_percent) + ", hip " +
                           PercentOr(score.hip_percent))) +
         Element("p", {{"class", "small"}}, Escaped(qfracture::kDisclaimer)) + "\n";
}

std::string Finding(const RiskFinding& finding) {
  std::vector<std::string> inputs;
  for (const auto& [name, value] : finding.inputs) inputs.push_back(name + " " + value);
  const std::string severity = SeverityName(finding.severity);
  return Element("div", {{"class", "finding severity-" + severity}},
                 Paragraph("<strong>" + Escaped(severity) + "</strong> " +
                           Element("span", {{"class", "mono"}}, Escaped(finding.rule_id))) +
                     Paragraph(Escaped(finding.text)) +
                     Element("p", {{"class", "small"}},
                             Escaped("Source: " + finding.source + " " + finding.evidence +
                                     " From: " + Joined(inputs, "; ")))) +
         "\n";
}

std::string Missing(const RiskSummary& risk) {
  std::vector<std::string> items;
  for (const std::string& item : risk.not_computed) items.push_back(Escaped("Not computed: " + item));
  if (!risk.undecided.empty()) {
    items.push_back(Escaped(std::to_string(risk.undecided.size()) + " rules are undecided; they lack " +
                            NeedsText(risk.undecided)));
  }
  if (!risk.missing_report_items.empty()) {
    items.push_back(Escaped("For a report (ISCD): " + Joined(risk.missing_report_items, "; ")));
  }
  return items.empty() ? "" : "<h3>What is missing</h3>\n" + BulletList(items);
}

}  // namespace

std::string RiskPart(const ReportInput& input) {
  const std::string title = "Densitometry and fracture risk";
  if (input.assessment.risk == nullptr) {
    return Section("risk-title", title,
                   Paragraph("Not asked for: neither a patient file nor densitometry was given."));
  }
  const RiskSummary& risk = *input.assessment.risk;
  std::string content;
  if (risk.densitometry) content += Density(*risk.densitometry);
  if (risk.texture) content += Texture(*risk.texture);
  if (risk.frax) content += Frax(*risk.frax);
  if (risk.qfracture) content += QFracture(*risk.qfracture);
  content += "<h3>Findings</h3>\n" + Notes(risk.diagnostics);
  std::string findings;
  for (const RiskFinding& finding : risk.findings) findings += Finding(finding);
  content += Element("div", {{"class", "findings"}}, findings) + "\n";
  if (risk.findings.empty()) content += Paragraph("No rule fired.");
  return Section("risk-title", title, content + Missing(risk) + Paragraph(Escaped(kVerifySentence)));
}

}  // namespace openvfa
