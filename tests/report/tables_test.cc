#include "openvfa/report/tables.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "openvfa/report/json.h"
#include "openvfa/report/risk.h"
#include "openvfa/report/version.h"
#include "random_assessment.h"
#include "sample_assessment.h"
#include "sample_risk.h"
#include "strict_csv.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::map<std::string, std::string> StudyRow(const StudyAssessment& study) {
  const auto rows = StrictCsvRows(StudyCsvHeader() + StudyCsvRow(study));
  EXPECT_EQ(rows.size(), 1u);
  return rows.at(0);
}

TEST(Tables, HeadersAreTheColumns) {
  const auto names = [](const std::vector<TableColumn>& columns) {
    std::vector<std::string> all;
    for (const TableColumn& column : columns) all.push_back(column.name);
    return all;
  };
  EXPECT_EQ(ParseStrictCsv(VertebraCsvHeader()).at(0), names(VertebraColumns()));
  EXPECT_EQ(ParseStrictCsv(StudyCsvHeader()).at(0), names(StudyColumns()));
}

TEST(Tables, EveryColumnSaysWhatItIs) {
  for (const auto* columns : {&VertebraColumns(), &StudyColumns()}) {
    for (const TableColumn& column : *columns) {
      EXPECT_FALSE(column.meaning.empty()) << column.name;
      for (const char* unit : {"px", "mm", "deg", "px2", "mm2"}) {
        if (!column.name.ends_with(std::string("_") + unit)) continue;
        EXPECT_EQ(column.unit, unit) << column.name;
      }
    }
  }
}

TEST(Tables, OneRowForAFilm) {
  StudyAssessment study = SampleAssessment();
  study.diagnostics.push_back({Severity::kInfo, "detector-plane", "words"});
  study.edits = {{.change = "removed", .level = "L5"}};
  const auto row = StudyRow(study);
  EXPECT_EQ(row.at("source_path"), "films/a.dcm");
  EXPECT_EQ(row.at("view"), "lateral_radiograph");
  EXPECT_EQ(row.at("column_spacing_mm"), "0.2");
  EXPECT_EQ(row.at("row_spacing_mm"), "0.25");
  EXPECT_EQ(row.at("vertebrae"), "3");
  EXPECT_EQ(row.at("evaluable_vertebrae"), "2");
  EXPECT_EQ(row.at("lowest_level_probability"), "0.9");
  EXPECT_EQ(row.at("worst_grade"), "2");
  EXPECT_EQ(row.at("worst_levels"), "T12");
  EXPECT_EQ(row.at("grade_0_count"), "1");
  EXPECT_EQ(row.at("grade_2_count"), "1");
  EXPECT_EQ(row.at("grade_3_count"), "0");
  EXPECT_EQ(row.at("boundary_count"), "1");
  EXPECT_EQ(row.at("deformity_index"), "2");
  EXPECT_EQ(row.at("kyphosis_deg"), "");
  EXPECT_EQ(row.at("lordosis_deg"), "45.5");
  EXPECT_EQ(row.at("lordosis_levels"), "L1;L5");
  EXPECT_EQ(row.at("diagnostics"), "reader-check;detector-plane");
  EXPECT_EQ(row.at("edits"), "1");
  EXPECT_EQ(row.at("software_version"), ProgramVersion());
  EXPECT_EQ(row.at("software_commit"), ProgramCommit());
  EXPECT_EQ(row.at("networks"), "locate");
  EXPECT_EQ(row.at("networks_sha256"), std::string(64, 'a'));
  EXPECT_EQ(row.at("verify"), "") << "no risk summary was asked for";
}

TEST(Tables, AFilmWithoutVertebraHasARowOfAbsentValues) {
  const auto row = StudyRow(EmptyAssessment());
  EXPECT_EQ(row.at("vertebrae"), "0");
  EXPECT_EQ(row.at("worst_grade"), "");
  EXPECT_EQ(row.at("worst_levels"), "");
  EXPECT_EQ(row.at("lowest_level_probability"), "");
  EXPECT_EQ(row.at("deformity_index"), "");
  EXPECT_EQ(row.at("diagnostics"), "no-vertebra");
  EXPECT_EQ(VertebraCsvRows(EmptyAssessment()), "");
}

TEST(Tables, RiskColumnsFollow) {
  StudyAssessment study = SampleAssessment();
  study.risk = std::make_shared<const RiskSummary>(SampleRisk());
  const auto row = StudyRow(study);
  const auto alone = StrictCsvRows(RiskCsvHeader() + "\r\n" + RiskCsvRow(*study.risk) + "\r\n").at(0);
  for (const auto& [column, value] : alone) EXPECT_EQ(row.at(column), value) << column;
}

TEST(Tables, NumbersAreThoseOfTheJson) {
  StudyAssessment study = SampleAssessment();
  study.outlines.bodies[0].points.inferior_middle.covariance_px2.diagonal() << 1.0 / 3, 2;
  std::ostringstream out;
  WriteJson(study, out);
  const json t12 = json::parse(out.str())["vertebrae"][0];
  const auto row = StrictCsvRows(VertebraCsvHeader() + VertebraCsvRows(study)).at(0);
  EXPECT_EQ(row.at("inferior_middle_sd_x_px"), t12["landmark_sd_px"]["inferior"][0].dump());
  EXPECT_EQ(row.at("hp_reference_px"), t12["genant"]["hp_reference_px"].dump());
  EXPECT_EQ(row.at("reference_levels"), "L1");
  EXPECT_EQ(row.at("sop_instance_uid"), "2.25.1");
  EXPECT_EQ(row.at("rows"), "400");
}

// Whatever texts hold: the form stays, and a strict reader gets the texts back.
TEST(Tables, HostileTextsKeepTheForm) {
  StudyAssessment study = SampleAssessment();
  for (const std::string text : {"a,b", "\"", "\"\"", "a\"b", ",", "\r\n", "\n", "\r", "=1+1", " x ",
                                 "ends with quote\"", "\t", "\xC3\xA4", "\"quoted\"", "a\r\nb,\"c\""}) {
    study.source_path = text;
    study.outlines.bodies[2].reason = text;
    study.calibration.source = text;
    const auto rows = StrictCsvRows(VertebraCsvHeader() + VertebraCsvRows(study));
    ASSERT_EQ(rows.size(), 3u) << text;
    EXPECT_EQ(rows[0].at("source_path"), text);
    EXPECT_EQ(rows[2].at("reason"), text);
    EXPECT_EQ(StudyRow(study).at("calibration_source"), text);
  }
}

TEST(Tables, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
  StudyAssessment study = SampleAssessment();
  study.source_path = "gr\xFC\xDF.dcm";
  ExpectUtf8(VertebraCsvRows(study));
  ExpectUtf8(StudyCsvRow(study));
  EXPECT_EQ(StudyRow(study).at("source_path"), "gr\uFFFD\uFFFD.dcm");
}

TEST(Tables, RandomAssessmentsKeepTheForm) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const StudyAssessment study = RandomAssessment(seed);
    const auto rows = StrictCsvRows(VertebraCsvHeader() + VertebraCsvRows(study));
    ASSERT_EQ(rows.size(), study.outlines.bodies.size()) << seed;
    for (const auto& row : rows) EXPECT_EQ(row.at("source_path"), study.source_path);
    EXPECT_EQ(StudyRow(study).at("vertebrae"), std::to_string(rows.size()));
  }
}

// The page is the writer's own table. After a change: OPENVFA_WRITE_FORMATS=1 report_test
// --gtest_filter=Tables.DictionaryIsThePage
TEST(Tables, DictionaryIsThePage) {
  const std::string path = std::string(OPENVFA_DOCS) + "/formats/tables.md";
  std::ostringstream wanted;
  WriteDataDictionary(wanted);
  if (std::getenv("OPENVFA_WRITE_FORMATS") != nullptr) {
    std::ofstream(path, std::ios::binary) << wanted.str();
  }
  std::ifstream in(path, std::ios::binary);
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(page, wanted.str()) << "see the comment above this test";
  EXPECT_THAT(page, HasSubstr("| `worst_grade` |"));
}

}  // namespace
}  // namespace openvfa::testing
