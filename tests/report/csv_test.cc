#include "openvfa/report/csv.h"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "openvfa/report/json.h"
#include "sample_assessment.h"
#include "strict_csv.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
std::vector<std::map<std::string, std::string>> Rows(const StudyAssessment& assessment) {
  std::ostringstream out;
  WriteCsv(assessment, out);
  return StrictCsvRows(out.str());
}

TEST(Csv, OneRowPerVertebra) {
  const auto rows = Rows(SampleAssessment());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].at("level"), "T12");
  EXPECT_EQ(rows[0].at("anterior_height_mm"), "10.5");
  EXPECT_EQ(rows[0].at("genant_grade"), "2");
  EXPECT_EQ(rows[0].at("genant_type"), "wedge");
  EXPECT_EQ(rows[0].at("grade_2_probability"), "0.85");
  EXPECT_EQ(rows[0].at("boundary"), "true");
  EXPECT_EQ(rows[0].at("calibration_plane"), "patient");
  EXPECT_EQ(rows[2].at("superior_anterior_y_px"), "220.0");
}

TEST(Csv, NumbersAreThoseOfTheJson) {
  std::ostringstream out;
  StudyAssessment study = SampleAssessment();
  study.measurements.vertebrae[0].heights_px.middle.value = 100.0 / 7;
  WriteJson(study, out);
  const json t12 = json::parse(out.str())["vertebrae"][0];
  const auto row = Rows(study).at(0);
  const std::map<std::string, const char*> pointers = {{"middle_height_px", "/heights_px/middle"},
                                                       {"posterior_height_sd_mm", "/height_sd_mm/posterior"},
                                                       {"biconcavity_ratio", "/ratios/biconcavity"},
                                                       {"crush_ratio_sd", "/ratio_sd/crush"},
                                                       {"wedge_angle_deg", "/wedge_angle_deg"},
                                                       {"area_mm2", "/area_mm2"},
                                                       {"inferior_middle_x_px", "/midpoints_px/inferior/0"}};
  for (const auto& [column, pointer] : pointers) {
    EXPECT_EQ(row.at(column), t12.at(json::json_pointer(pointer)).dump()) << column;
  }
}

TEST(Csv, AbsentIsEmpty) {
  const auto rows = Rows(UncalibratedSample());
  EXPECT_EQ(rows[0].at("anterior_height_mm"), "");
  EXPECT_EQ(rows[0].at("anterior_height_px"), "42.0");
  EXPECT_EQ(rows[1].at("crush_ratio"), "");
  EXPECT_EQ(rows[2].at("genant_grade"), "");
  EXPECT_EQ(rows[2].at("grade_0_probability"), "");
  EXPECT_EQ(rows[2].at("wedge_ratio"), "");
}

TEST(Csv, QuotesWhatNeedsIt) {
  StudyAssessment study = SampleAssessment();
  study.source_path = "a, \"b\"\r\nc.dcm";
  const auto rows = Rows(study);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].at("source_path"), study.source_path);
  EXPECT_EQ(rows[2].at("reason"), "cut by the edge, \"half\" seen");
}

TEST(Csv, OnlyAHeaderWhereNothingWasFound) {
  std::ostringstream out;
  WriteCsv(EmptyAssessment(), out);
  const auto records = ParseStrictCsv(out.str());
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0][0], "source_path");
}

}  // namespace
}  // namespace openvfa::testing
