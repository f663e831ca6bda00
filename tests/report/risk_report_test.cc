#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "openvfa/image/error.h"
#include "openvfa/report/json.h"
#include "openvfa/report/risk.h"
#include "sample_assessment.h"
#include "sample_risk.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

StudyAssessment WithRisk() {
  StudyAssessment study = SampleAssessment();
  study.risk = std::make_shared<RiskSummary>(SampleRisk());
  return study;
}

std::string Text(const StudyAssessment& study) {
  std::ostringstream out;
  WriteJson(study, out);
  return out.str();
}

std::string Table(const RiskSummary& summary) {
  std::ostringstream out;
  WriteRiskTable(summary, out);
  return out.str();
}

// The table's words without its line breaks.
std::string Unwrapped(const std::string& text) {
  std::istringstream words(text);
  std::string joined, word;
  while (words >> word) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

json Alone(const RiskSummary& summary, const std::optional<Facts>& facts = std::nullopt) {
  std::ostringstream out;
  WriteRiskJson(summary, out, facts);
  return json::parse(out.str());
}

TEST(RiskOutput, AnAssessmentWithRiskHoldsToItsSchema) {
  const json written = json::parse(Text(WithRisk()));
  EXPECT_EQ(SchemaErrors(written), "");
  EXPECT_EQ(written["densitometry"]["sites"][0]["class"], "low_bone_mass");
  EXPECT_EQ(written["densitometry"]["reported_tbs_class"]["manufacturer"], "partially_degraded");
  EXPECT_EQ(written["texture"]["name"], "TBS-like");
  EXPECT_EQ(written["risk"]["frax"]["adjusted"]["hip_percent"], 3.12);
  EXPECT_TRUE(written["risk"]["frax"]["candidates"][1]["adjusted"]["hip_percent"].is_null());
  EXPECT_EQ(written["risk"]["findings"][0]["inputs"]["lowest_t_score"], "-1.7");
  json empty = json::parse(Text(WithRisk()));
  empty["risk"]["findings"][0]["severity"] = "loud";
  EXPECT_NE(SchemaErrors(empty), "");
}

TEST(RiskOutput, AnEmptySummaryHoldsToItsSchemaToo) {
  StudyAssessment study = SampleAssessment();
  study.risk = std::make_shared<RiskSummary>();
  EXPECT_EQ(SchemaErrors(json::parse(Text(study))), "");
  EXPECT_EQ(SchemaErrors(Alone({}), "risk-1.schema.json"), "");
}

TEST(RiskOutput, AloneItIsARiskFile) {
  const Facts facts = {{"age", 70.0}, {"sex", std::string("female")}, {"film_assessed", false}};
  EXPECT_EQ(SchemaErrors(Alone(SampleRisk()), "risk-1.schema.json"), "");
  const json with_facts = Alone(SampleRisk(), facts);
  EXPECT_EQ(SchemaErrors(with_facts, "risk-1.schema.json"), "");
  EXPECT_EQ(with_facts["facts"]["age"], 70);
  EXPECT_EQ(with_facts["facts"]["film_assessed"], false);
  json changed = with_facts;
  changed["schema"] = "openvfa/risk/2";
  EXPECT_NE(SchemaErrors(changed, "risk-1.schema.json"), "");
}

TEST(RiskOutput, TheTwoSchemasSayTheSame) {
  const json assessment = FormatFile("assessment-1.schema.json")["definitions"];
  for (const auto& [name, definition] : FormatFile("risk-1.schema.json")["definitions"].items()) {
    EXPECT_EQ(definition, assessment.at(name)) << name;
  }
}

// Written, read and written again: the same bytes, with and without a risk summary.
TEST(RiskOutput, AnAssessmentSurvivesTheRoundTrip) {
  for (const StudyAssessment& study :
       {WithRisk(), SampleAssessment(), UncalibratedSample(), EmptyAssessment()}) {
    std::istringstream in(Text(study));
    StudyAssessment read = ReadAssessment(in, "x.json");
    EXPECT_EQ(Text(read), Text(study));
  }
}

TEST(RiskOutput, ADamagedRiskIsARefusal) {
  json damaged = json::parse(Text(WithRisk()));
  damaged["risk"].erase("findings");
  std::istringstream in(damaged.dump());
  EXPECT_THROW(ReadAssessment(in, "x.json"), ReadError);
}

TEST(RiskOutput, EveryFormatCarriesTheVerifySentence) {
  EXPECT_EQ(Alone(SampleRisk())["risk"]["verify"], kVerifySentence);
  EXPECT_THAT(Unwrapped(Table(SampleRisk())), HasSubstr(kVerifySentence));
  EXPECT_THAT(RiskCsvRow(SampleRisk()), HasSubstr(kVerifySentence));
  EXPECT_THAT(Unwrapped(Table({})), HasSubstr(kVerifySentence));
}

// The licence of QFracture wants it beside every score.
TEST(RiskOutput, TheDisclaimerStandsBesideEveryQFractureScore) {
  const std::string disclaimer(qfracture::kDisclaimer);
  EXPECT_EQ(Alone(SampleRisk())["risk"]["qfracture"]["disclaimer"], disclaimer);
  EXPECT_THAT(Unwrapped(Table(SampleRisk())), HasSubstr(Unwrapped(disclaimer)));
  EXPECT_THAT(RiskCsvRow(SampleRisk()), HasSubstr(CsvField(disclaimer)));
  RiskSummary without = SampleRisk();
  without.qfracture.reset();
  EXPECT_TRUE(Alone(without)["risk"]["qfracture"].is_null());
  EXPECT_THAT(Unwrapped(Table(without)), Not(HasSubstr("QFracture-2012")));
  EXPECT_THAT(RiskCsvRow(without), Not(HasSubstr(CsvField(disclaimer))));
}

TEST(RiskOutput, TheTableShowsValuesRulesAndWhatIsMissing) {
  const std::string table = Table(SampleRisk());
  const std::string words = Unwrapped(table);
  for (const char* part :
       {"femoral neck 0.650 g/cm2, T -1.7 (computed), low bone mass, change -0.030 g/cm2 (real)",
        "Left out of L1-L4: L2, grade 2 on the film", "TBS as reported: 1.210",
        "TBS-like texture (research only): L1 1.100±0.020, L3 1.300±0.030; mean 1.200. Not comparable with "
        "TBS",
        "FRAX as issued, 10 years: major 18 %, hip 2.6 %",
        "* applied: glucocorticoid-dose (10 mg/d, all ages) x1.15 major, x1.20 hip -> major 20.7 %, hip 3.12 "
        "% [Kanis "
        "2011]",
        "- candidate: discordance",
        "critical A-1 Something, with a comma. Source: Source, 2020 [L] From: age 70 y",
        "[L] reported association", "Not computed: Garvan",
        "Undecided: 2 rules. They lack: falls (2), vitamin_d (1)",
        "Missing for a report (ISCD): VFA: referrer; DXA: model", "Note: Another note. [sample]"}) {
    EXPECT_THAT(words, HasSubstr(part));
  }
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 112u) << line;
}

TEST(RiskOutput, TheFilmsTableHoldsTheSection) {
  std::ostringstream with, without;
  WriteTable(WithRisk(), with);
  WriteTable(SampleAssessment(), without);
  EXPECT_THAT(with.str(), HasSubstr("Risk summary\n"));
  EXPECT_THAT(without.str(), Not(HasSubstr("Risk summary")));
}

// Fields of one CSV row.
std::vector<std::string> Fields(const std::string& row) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '"' && quoted && i + 1 < row.size() && row[i + 1] == '"') {
      fields.back() += row[i++];
    } else if (row[i] == '"') {
      quoted = !quoted;
    } else if (row[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += row[i];
    }
  }
  return fields;
}

TEST(RiskCsv, RowAndHeaderBelongTogether) {
  const auto header = Fields(RiskCsvHeader());
  ASSERT_EQ(Fields(RiskCsvRow(SampleRisk())).size(), header.size());
  ASSERT_EQ(Fields(EmptyRiskCsvRow()).size(), header.size());
  const auto value = [&header](const RiskSummary& summary, const std::string& name) {
    const auto at = std::find(header.begin(), header.end(), name);
    EXPECT_NE(at, header.end()) << name;
    return Fields(RiskCsvRow(summary))[static_cast<std::size_t>(at - header.begin())];
  };
  EXPECT_EQ(value(SampleRisk(), "bone_density_diagnosis"), "low_bone_mass");
  EXPECT_EQ(value(SampleRisk(), "lowest_t_score"), "-1.733333");
  EXPECT_EQ(value(SampleRisk(), "frax_hip_adjusted"), "3.12");
  EXPECT_EQ(value(SampleRisk(), "frax_adjustment"), "glucocorticoid-dose");
  EXPECT_EQ(value(SampleRisk(), "qfracture_osteoporotic"), "7.569497");
  EXPECT_EQ(value(SampleRisk(), "critical_findings"), "A-1");
  EXPECT_EQ(value(SampleRisk(), "notes"), "B-2");
  EXPECT_EQ(value(SampleRisk(), "undecided_rules"), "2");
  EXPECT_EQ(value({}, "frax_hip_issued"), "");
  EXPECT_EQ(value({}, "qfracture_disclaimer"), "");
}

TEST(RiskExplanation, ListsFactsUnknownsAndOpenRules) {
  std::ostringstream out;
  WriteExplanation(SampleRisk(), {{"age", 70.0}, {"gc_dose", 7.5}}, out);
  EXPECT_THAT(out.str(), HasSubstr("gc_dose 7.5 mg/d"));
  EXPECT_THAT(out.str(), HasSubstr("Unknown facts: sex"));
  EXPECT_THAT(out.str(), HasSubstr("C-3 needs falls, vitamin_d"));
}

}  // namespace
}  // namespace openvfa::testing
