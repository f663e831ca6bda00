#include <cstdio>
#include <functional>

#include "json_text.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/report/risk.h"
#include "risk_json.h"

namespace openvfa {
namespace {

using Value = std::function<std::string(const RiskSummary&)>;

struct Column {
  RiskColumn about;
  Value value;
};

std::string Text(const std::optional<double>& number) {
  return number ? CompactText(Number(*number, 1e-6)) : "";
}

template <typename Get>
Column OfDensity(const char* name, const char* meaning, const Get& get) {
  return {{name, "", meaning}, [get](const RiskSummary& summary) {
            return summary.densitometry ? get(*summary.densitometry) : std::string();
          }};
}

Column TScore(const char* name, BoneSite wanted, const char* meaning) {
  return OfDensity(name, meaning, [wanted](const DensitometrySummary& density) {
    for (const SiteSummary& site : density.sites) {
      if (site.site == wanted) return Text(site.t_score);
    }
    return std::string();
  });
}

template <typename Get>
Column OfFrax(const char* name, const char* unit, const char* meaning, const Get& get) {
  return {{name, unit, meaning},
          [get](const RiskSummary& summary) { return summary.frax ? get(*summary.frax) : std::string(); }};
}

std::string AppliedAdjustments(const FraxSummary& frax) {
  std::string ids;
  for (const FraxAdjustment& candidate : frax.candidates) {
    if (candidate.applied) ids += (ids.empty() ? "" : ";") + candidate.id;
  }
  return ids;
}

std::string Findings(const RiskSummary& summary, FindingSeverity severity) {
  std::string ids;
  for (const RiskFinding& finding : summary.findings) {
    if (finding.severity == severity) ids += (ids.empty() ? "" : ";") + finding.rule_id;
  }
  return ids;
}

Column FindingsOf(const char* name, FindingSeverity severity) {
  return {{name, "", "Ids of the rules of this severity that fired, with semicolons between"},
          [severity](const RiskSummary& summary) { return Findings(summary, severity); }};
}

std::vector<Column> DensityColumns() {
  return {
      OfDensity("bone_density_diagnosis",
                "normal, low_bone_mass, osteoporosis, severe_osteoporosis, "
                "within_expected_range or below_expected_range",
                [](const auto& d) { return d.diagnosis ? BoneMassToken(*d.diagnosis) : std::string(); }),
      OfDensity("diagnostic_site", "Site that the diagnosis rests on",
                [](const auto& d) {
                  return d.diagnostic_site ? std::string(NameOf(*d.diagnostic_site)) : std::string();
                }),
      OfDensity("lowest_t_score", "Lowest T-score of the diagnostic sites, unrounded",
                [](const auto& d) { return Text(d.lowest_t_score); }),
      OfDensity("lowest_z_score", "Lowest Z-score, unrounded",
                [](const auto& d) { return Text(d.lowest_z_score); }),
      TScore("femoral_neck_t_score", BoneSite::kFemoralNeck, "T-score of the femoral neck, unrounded"),
      TScore("total_hip_t_score", BoneSite::kTotalHip, "T-score of the total hip, unrounded"),
      TScore("spine_t_score", BoneSite::kSpineL1L4, "T-score of L1-L4 without excluded vertebrae, unrounded"),
      OfDensity("reported_tbs", "TBS as the densitometer reported it",
                [](const auto& d) { return Text(d.reported_tbs); }),
  };
}

std::vector<Column> ScoreColumns() {
  const auto score = [](auto member) {
    return
        [member](const RiskSummary& s) { return s.qfracture ? Text((*s.qfracture).*member) : std::string(); };
  };
  return {
      {{"tbs_like_texture", "", "Mean slope of the texture index; research, never compared with TBS"},
       [](const RiskSummary& s) { return s.texture ? Text(s.texture->mean_slope) : std::string(); }},
      OfFrax("frax_major_issued", "%", "FRAX major osteoporotic, as issued",
             [](const auto& f) { return Text(f.issued.major_osteoporotic_percent); }),
      OfFrax("frax_hip_issued", "%", "FRAX hip, as issued",
             [](const auto& f) { return Text(f.issued.hip_percent); }),
      OfFrax("frax_major_adjusted", "%", "FRAX major osteoporotic after the applied adjustment",
             [](const auto& f) { return Text(f.adjusted.major_osteoporotic_percent); }),
      OfFrax("frax_hip_adjusted", "%", "FRAX hip after the applied adjustment",
             [](const auto& f) { return Text(f.adjusted.hip_percent); }),
      OfFrax("frax_adjustment", "", "Which adjustment was applied", AppliedAdjustments),
      OfFrax("frax_reissue", "", "true: FRAX was issued without the fracture that the film shows",
             [](const auto& f) { return std::string(f.reissue_with_prior_fracture ? "true" : "false"); }),
      {{"qfracture_osteoporotic", "%",
        "QFracture-2012, 10 years, hip, vertebral, wrist or shoulder fracture"},
       score(&qfracture::Score::osteoporotic_percent)},
      {{"qfracture_hip", "%", "QFracture-2012, 10 years, hip fracture"},
       score(&qfracture::Score::hip_percent)},
  };
}

std::vector<Column> FindingColumns() {
  return {
      FindingsOf("critical_findings", FindingSeverity::kCritical),
      FindingsOf("high_findings", FindingSeverity::kHigh),
      FindingsOf("moderate_findings", FindingSeverity::kModerate),
      FindingsOf("notes", FindingSeverity::kNote),
      {{"undecided_rules", "", "How many rules lacked an input"},
       [](const RiskSummary& s) { return std::to_string(s.undecided.size()); }},
      {{"qfracture_disclaimer", "", "Stands beside every QFracture score"},
       [](const RiskSummary& s) {
         return s.qfracture ? std::string(qfracture::kDisclaimer) : std::string();
       }},
      {{"verify", "", "What this is and is not"},
       [](const RiskSummary&) { return std::string(kVerifySentence); }},
  };
}

const std::vector<Column>& Columns() {
  static const std::vector<Column> columns = [] {
    std::vector<Column> all = DensityColumns();
    for (Column& column : ScoreColumns()) all.push_back(std::move(column));
    for (Column& column : FindingColumns()) all.push_back(std::move(column));
    return all;
  }();
  return columns;
}

template <typename Get>
std::string Row(const Get& get) {
  std::string row;
  bool first = true;
  for (const Column& column : Columns()) {
    if (!first) row += ',';
    first = false;
    row += CsvField(get(column));
  }
  return row;
}

}  // namespace

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<RiskColumn> RiskColumns() {
  std::vector<RiskColumn> columns;
  for (const Column& column : Columns()) columns.push_back(column.about);
  return columns;
}

std::string RiskCsvHeader() {
  return Row([](const Column& column) { return column.about.name; });
}

std::string RiskCsvRow(const RiskSummary& summary) {
  return Row([&summary](const Column& column) { return column.value(summary); });
}

std::string EmptyRiskCsvRow() { return std::string(Columns().size() - 1, ','); }

}  // namespace openvfa
