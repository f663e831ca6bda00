#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "openvfa/report/json.h"
#include "openvfa/scoring/risk.h"
#include "run_program.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const char* const kPatient = R"({"age_years": 72, "sex": "female", "postmenopausal": true,
  "glucocorticoid": {"dose_mg_per_day": 7.5, "duration_months": 12, "current": true},
  "frax": {"major_osteoporotic_percent": 18, "hip_percent": 2.6, "glucocorticoid_box": true}})";
const char* const kDxa =
    R"({"maker": "hologic", "results": [{"site": "femoral_neck", "bmd_g_per_cm2": 0.65}]})";

class Risk : public ProgramTest {};

TEST_F(Risk, ATableOnStdout) {
  Write("p.json", kPatient);
  Write("d.json", kDxa);
  const Outcome outcome = Run({"risk", "--patient", "p.json", "--densitometry", "d.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"Risk summary", "T -1.7 (computed)", "KANIS2011-R12-exactly-7.5", "ACR-screening",
                           "Not computed: QFracture: needs", "not a medical device"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b[")));
}

TEST_F(Risk, JsonToAFileHoldsToItsSchema) {
  Write("p.json", kPatient);
  const Outcome outcome =
      Run({"risk", "--patient", "p.json", "--format", "json", "--out", "risk.json", "--explain"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  const json risk = json::parse(FileBytes(Path("risk.json")));
  EXPECT_EQ(SchemaErrors(risk, "risk-1.schema.json"), "");
  EXPECT_EQ(risk["facts"]["gc_dose"], 7.5);
  EXPECT_EQ(risk["risk"]["verify"], kVerifySentence);
}

TEST_F(Risk, TheGlucocorticoidModeIsChosen) {
  Write("p.json", kPatient);
  const auto major = [this](const char* mode) {
    const Outcome outcome = Run({"risk", "--patient", "p.json", "--format", "json", "--gc-mode", mode});
    return json::parse(outcome.out)["risk"]["frax"]["adjusted"]["hip_percent"].get<double>();
  };
  EXPECT_NEAR(major("all"), 2.6 * 1.2, 1e-6);
  EXPECT_NEAR(major("age"), 2.6 * 1.18, 1e-6);  // +20 % at 70, +10 % at 80
}

TEST_F(Risk, RulesOfAFileReplaceTheShippedOnes) {
  Write("p.json", kPatient);
  Write("r.json",
        R"({"schema": "openvfa/rules/1", "rules": [{"id": "LOCAL-1", "source": "ours", "evidence": "[D]",
    "severity": "high", "text": "Age {age}.", "when": {"fact": "age", "ge": 72}}]})");
  const Outcome outcome = Run({"risk", "--patient", "p.json", "--rules", "r.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("LOCAL-1"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("KANIS2011")));
  Write("bad.json",
        R"({"schema": "openvfa/rules/1", "rules": [{"id": "LOCAL-2", "source": "ours", "evidence": "[D]",
    "severity": "high", "text": "t", "when": {"fact": "shoe_size", "ge": 72}}]})");
  const Outcome bad = Run({"risk", "--patient", "p.json", "--rules", "bad.json"});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("LOCAL-2"));
  EXPECT_THAT(bad.err, HasSubstr("shoe_size"));
}

TEST_F(Risk, BadInputIsExitCodeThreeAndNamesTheField) {
  Write("p.json", R"({"age_years": 210})");
  Outcome outcome = Run({"risk", "--patient", "p.json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("age_years"));
  EXPECT_THAT(outcome.err, HasSubstr("0 to 120"));
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(Run({"risk", "--patient", "missing.json"}).exit_code, 3);
  Write("good.json", kPatient);
  Write("d.json", R"({"results": [{"site": "femoral_neck", "bmd_g_per_cm2": 12}]})");
  EXPECT_EQ(Run({"risk", "--patient", "good.json", "--densitometry", "d.json"}).exit_code, 3);
  Write("a.json", "{}");
  outcome = Run({"risk", "--patient", "good.json", "--assessment", "a.json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("a.json"));
}

TEST_F(Risk, ManyPatientsARowEach) {
  Write("many.csv",
        "age_years,sex,frax.major_osteoporotic_percent,femoral_neck_t_score\n"
        "70,female,12,-2.6\n"
        "210,female,,\n"
        "65,male,,\n");
  const Outcome outcome = Run({"risk", "--patients-csv", "many.csv", "--out", "out.csv"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  std::istringstream lines(FileBytes(Path("out.csv")));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_THAT(rows[0], StartsWith("row,error,bone_density_diagnosis"));
  EXPECT_THAT(rows[1], StartsWith("2,,"));
  EXPECT_THAT(rows[1], HasSubstr("NOGG2024-vfa"));
  EXPECT_THAT(rows[2], HasSubstr("0 to 120"));
  EXPECT_THAT(rows[3], StartsWith("4,,"));
  for (std::size_t i : {1u, 3u}) EXPECT_THAT(rows[i], HasSubstr("not a medical device"));
}

TEST_F(Risk, ManyPatientsWithAnUnknownColumnAreRefused) {
  Write("many.csv", "age_years,name\n70,x\n");
  const Outcome outcome = Run({"risk", "--patients-csv", "many.csv"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("name"));
}

// The film's grades reach the summary by annotate, and by the JSON that it wrote.
TEST_F(Risk, AFilmAndItsPatient) {
  EXPECT_EQ(Run({"phantom", "--out", "films", "--seed", "2", "--framing", "lumbar", "--format", "dicom",
                 "--rows", "1024", "--columns", "704", "--quiet"})
                .exit_code,
            0);
  Write("p.json", kPatient);
  Write("d.json", kDxa);
  const Outcome outcome = Run({"annotate", "films/phantom-2-00000.dcm", "--out", "results", "--format",
                               "json", "--patient", "p.json", "--densitometry", "d.json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Risk summary"));
  EXPECT_THAT(outcome.out, HasSubstr("TBS-like texture (research only)"));
  const std::string text = FileBytes(Path("results/phantom-2-00000.json"));
  const json film = json::parse(text);
  EXPECT_EQ(SchemaErrors(film), "");
  EXPECT_EQ(film["densitometry"]["diagnosis"], "low_bone_mass");
  const Outcome again = Run({"risk", "--patient", "p.json", "--densitometry", "d.json", "--assessment",
                             "results/phantom-2-00000.json", "--format", "json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["risk"], film["risk"]);
}

TEST_F(Risk, ABadPatientFileStopsAnnotateBeforeAnyFilm) {
  Write("p.json", R"({"sex": "x"})");
  Write("film.dcm", "no film");
  const Outcome outcome = Run({"annotate", "film.dcm", "--out", "results", "--patient", "p.json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("sex"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("film.dcm")));
  EXPECT_THAT(Names("results"), IsEmpty());
}

}  // namespace
}  // namespace openvfa::testing
