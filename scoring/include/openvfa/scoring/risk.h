// The risk summary: facts, rules over them, findings. Rules are data (scoring/data/rules.json); this holds
// the engine.
#ifndef OPENVFA_SCORING_RISK_H_
#define OPENVFA_SCORING_RISK_H_

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "openvfa/qfracture/qfracture.h"
#include "openvfa/scoring/densitometry.h"
#include "openvfa/scoring/fracture_risk.h"
#include "openvfa/scoring/patient.h"
#include "openvfa/scoring/study_assessment.h"
#include "openvfa/scoring/texture.h"

namespace openvfa {

// Named inputs of the rules ("age", "lowest_t_score", "frax_major_adjusted", "max_genant_grade", ...). A name
// that is absent is unknown: conditions on it are neither true nor false.
using Fact = std::variant<bool, double, std::string>;
using Facts = std::map<std::string, Fact>;

// What a fact means. Rules may speak of the facts in FactTable() only.
enum class FactKind { kYesNo, kNumber, kText };
struct FactDescription {
  std::string name = {};
  FactKind kind = FactKind::kNumber;
  std::string unit = {};     // "" where it has none
  int digits = 0;            // decimals shown
  bool keep_digits = false;  // -2.0 rather than -2
  std::string meaning = {};
  std::string given_by = {};  // the field of the patient file, or the stage, that it comes from
};
const std::vector<FactDescription>& FactTable();
// With its unit: "10 mg/d", "yes", "T12 (grade 2, wedge)".
std::string FactText(const std::string& name, const Fact& fact);

enum class FindingSeverity { kCritical, kHigh, kModerate, kNote };
std::string SeverityName(FindingSeverity severity);  // "critical", "high", "moderate", "note"

struct RiskFinding {
  std::string rule_id;   // e.g. "ACR2022-40-very-high"
  std::string source;    // document, year, place
  std::string evidence;  // confidence tag, "reported association" where that is all
  FindingSeverity severity = FindingSeverity::kNote;
  std::string text;
  std::vector<std::pair<std::string, std::string>> inputs = {};  // what made it fire: name, value with unit
};

// A rule that could not be decided, and the inputs it lacked.
struct UndecidedRule {
  std::string rule_id;
  std::vector<std::string> needs;
};

// A rule without its condition. `text` holds {fact} where a value goes in.
struct RuleDescription {
  std::string id;
  std::string requirement;  // the row of docs/clinical.md it fulfils; may be empty
  std::string source, evidence;
  FindingSeverity severity = FindingSeverity::kNote;
  std::string text;
};

struct Rule;  // src/
class RuleSet {
 public:
  static const RuleSet& Shipped();
  static RuleSet FromFile(const std::string& path);  // throws ReadError / InputError naming rule and cause
  static RuleSet Parse(const std::string& json, const std::string& name);
  std::vector<std::string> Ids() const;
  std::vector<RuleDescription> Descriptions() const;
  // Sorted by severity, then id.
  void Evaluate(const Facts& facts, std::vector<RiskFinding>& fired,
                std::vector<UndecidedRule>& undecided) const;
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;
  ~RuleSet();

 private:
  RuleSet();
  std::vector<Rule> rules_;
};

struct RiskSummary {
  std::optional<DensitometrySummary> densitometry;
  std::optional<TextureSummary> texture;
  std::optional<FraxSummary> frax;
  std::optional<qfracture::Score> qfracture;  // absent: not_computed says what it needs
  std::vector<RiskFinding> findings;
  std::vector<UndecidedRule> undecided;
  // "QFracture: needs smoking" and the like.
  std::vector<std::string> not_computed;
  // ISCD mandatory items of a VFA and of a DXA report that are missing here, by name.
  std::vector<std::string> missing_report_items;
  std::vector<Diagnostic> diagnostics;
};

extern const char* const
    kVerifySentence;  // for professionals; verify; no medical device; no substitute for judgement

struct RiskOptions {
  FraxOptions frax;
  TextureOptions texture;
  std::string rules_path;        // empty: the shipped rules
  std::string reference_folder;  // empty: the shipped tables
};

// Any of the three may be missing. `texture` is passed in since it needs the pixels.
RiskSummary SummariseRisk(const Patient& patient, const std::optional<DensitometryRecord>& densitometry,
                          const StudyAssessment* assessment, const std::optional<TextureSummary>& texture,
                          const RiskOptions& options = {});
// Same, with rules and tables that are already loaded: for many patients. The paths in `options` are ignored.
RiskSummary SummariseRisk(const Patient& patient, const std::optional<DensitometryRecord>& densitometry,
                          const StudyAssessment* assessment, const std::optional<TextureSummary>& texture,
                          const RiskOptions& options, const RuleSet& rules, const ReferenceTables& tables);
// The facts the rules see, for the same inputs: for tests and for `openvfa risk --explain`.
Facts CollectFacts(const Patient& patient, const RiskSummary& summary, const StudyAssessment* assessment);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_RISK_H_
