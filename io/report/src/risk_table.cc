#include <algorithm>
#include <ostream>
#include <sstream>

#include "assessment_text.h"
#include "openvfa/report/risk.h"
#include "risk_json.h"
#include "risk_text.h"
#include "text_width.h"

namespace openvfa {
namespace {

constexpr std::size_t kColumns = 110;

// `lead`, then the words of `text`, wrapped and indented by `indent`.
void Wrap(const std::string& lead, const std::string& text, std::size_t indent, std::ostream& out) {
  std::istringstream words(text);
  std::string line = lead, word;
  while (words >> word) {
    if (Width(line) + 1 + Width(word) > kColumns && Width(line) > indent) {
      out << line << '\n';
      line.assign(indent, ' ');
      line += word;
    } else {
      if (!line.empty() && line.back() != ' ') line += ' ';
      line += word;
    }
  }
  out << line << '\n';
}

void WriteNotes(const std::vector<Diagnostic>& diagnostics, std::ostream& out) {
  for (const Diagnostic& diagnostic : diagnostics) {
    Wrap(diagnostic.severity == Severity::kWarning ? "  Warning:" : "  Note:",
         diagnostic.text + " [" + diagnostic.code + "]", 4, out);
  }
}

void WriteDensity(const DensitometrySummary& density, std::ostream& out) {
  for (const SiteSummary& site : density.sites) Wrap("  Density:", SiteText(site), 4, out);
  for (const ExcludedVertebra& vertebra : density.excluded) {
    Wrap("  Left out of L1-L4:", SiteName(vertebra.site) + ", " + vertebra.reason, 4, out);
  }
  if (density.diagnosis) {
    const std::string site = density.diagnostic_site ? ", " + SiteName(*density.diagnostic_site) : "";
    Wrap("  Diagnosis by density:", BoneMassText(*density.diagnosis) + site, 4, out);
  }
  if (density.reported_tbs) {
    Wrap("  TBS as reported:", TbsText(*density.reported_tbs), 4, out);
  }
  WriteNotes(density.diagnostics, out);
}

void WriteTexture(const TextureSummary& texture, std::ostream& out) {
  Wrap(texture.research_only ? "  TBS-like texture (research only):" : "  TBS-like texture:",
       TextureText(texture), 4, out);
  WriteNotes(texture.diagnostics, out);
}

void WriteFrax(const FraxSummary& frax, std::ostream& out) {
  Wrap("  FRAX as issued, 10 years:", PairText(frax.issued), 4, out);
  for (const FraxAdjustment& candidate : frax.candidates) {
    const std::string factors =
        " x" + Fixed(candidate.factor_major, 2) + " major, x" + Fixed(candidate.factor_hip, 2) + " hip -> ";
    Wrap(candidate.applied ? "  * applied:" : "  - candidate:",
         candidate.id + " (" + candidate.inputs + ")" + factors + PairText(candidate.adjusted) + " [" +
             candidate.source + "]",
         6, out);
  }
  WriteNotes(frax.diagnostics, out);
}

void WriteScores(const RiskSummary& summary, std::ostream& out) {
  if (summary.frax) WriteFrax(*summary.frax, out);
  if (!summary.qfracture) return;
  Wrap("  QFracture-2012, 10 years:",
       "osteoporotic " + PercentOr(summary.qfracture->osteoporotic_percent) + ", hip " +
           PercentOr(summary.qfracture->hip_percent),
       4, out);
  Wrap("    ", std::string(qfracture::kDisclaimer), 4, out);
}

const char* ColourOf(FindingSeverity severity) {
  static constexpr const char* kColours[] = {"\x1b[31m", "\x1b[38;5;208m", "\x1b[33m", "\x1b[90m"};
  return kColours[static_cast<std::size_t>(severity)];
}

void WriteFinding(const RiskFinding& finding, bool colour, std::ostream& out) {
  const std::string severity = SeverityName(finding.severity);
  out << "  " << (colour ? ColourOf(finding.severity) : "") << severity << (colour ? "\x1b[0m" : "")
      << std::string(10 - severity.size(), ' ') << finding.rule_id << '\n';
  std::vector<std::string> inputs;
  for (const auto& [name, value] : finding.inputs) inputs.push_back(name + " " + value);
  const std::string indent(12, ' ');
  Wrap(indent, finding.text, 12, out);
  Wrap(indent, "Source: " + finding.source + " " + finding.evidence, 12, out);
  Wrap(indent, "From: " + Joined(inputs, "; "), 12, out);
}

void WriteUndecided(const std::vector<UndecidedRule>& undecided, std::ostream& out) {
  if (undecided.empty()) return;
  Wrap("  Undecided: " + std::to_string(undecided.size()) + " rules. They lack:", NeedsText(undecided), 4,
       out);
}

}  // namespace

void WriteRiskTable(const RiskSummary& summary, std::ostream& out, const TableOptions& options) {
  out << "Risk summary\n";
  if (summary.densitometry) WriteDensity(*summary.densitometry, out);
  if (summary.texture) WriteTexture(*summary.texture, out);
  WriteScores(summary, out);
  WriteNotes(summary.diagnostics, out);
  for (const RiskFinding& finding : summary.findings) WriteFinding(finding, options.colour, out);
  if (summary.findings.empty()) out << "  No rule fired.\n";
  for (const std::string& item : summary.not_computed) Wrap("  Not computed:", item, 4, out);
  WriteUndecided(summary.undecided, out);
  if (!summary.missing_report_items.empty()) {
    Wrap("  Missing for a report (ISCD):", Joined(summary.missing_report_items, "; "), 4, out);
  }
  Wrap("  ", kVerifySentence, 2, out);
}

void WriteExplanation(const RiskSummary& summary, const Facts& facts, std::ostream& out) {
  std::size_t widest = 0;
  for (const auto& [name, fact] : facts) widest = std::max(widest, name.size());
  std::vector<std::string> unknown;
  out << "Facts\n";
  for (const FactDescription& about : FactTable()) {
    const auto fact = facts.find(about.name);
    if (fact == facts.end()) {
      unknown.push_back(about.name);
      continue;
    }
    Wrap("  " + about.name + std::string(widest - about.name.size(), ' '),
         FactText(about.name, fact->second) + " (" + about.meaning + ")", widest + 3, out);
  }
  Wrap("Unknown facts:", Joined(unknown, ", "), 2, out);
  out << "Undecided rules\n";
  for (const UndecidedRule& rule : summary.undecided) {
    Wrap("  " + rule.rule_id, "needs " + Joined(rule.needs, ", "), 4, out);
  }
}

}  // namespace openvfa
