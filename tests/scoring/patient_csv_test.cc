#include <gmock/gmock.h>

#include <sstream>

#include "openvfa/image/error.h"
#include "openvfa/scoring/read_patients.h"

namespace openvfa::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<PatientCsv::Row> Rows(const std::string& text) {
  std::istringstream in(text);
  PatientCsv patients(in, "many.csv");
  std::vector<PatientCsv::Row> rows;
  while (auto row = patients.Next()) rows.push_back(std::move(*row));
  return rows;
}

TEST(PatientCsv, FieldsObjectsListsAndDensitometry) {
  const auto rows = Rows(
      "age_years,sex,glucocorticoid.dose_mg_per_day,frax.hip_percent,medications,conditions,prior_fractures,"
      "falls_past_year,acute_back_pain,femoral_neck_t_score,maker\r\n"
      "70.5,female,7.5,3,ppi;tki,none,\"[{\"\"site\"\":\"\"hip\"\",\"\"months_ago\"\":3}]\",2,no,-2.5,"
      "hologic\r\n"
      "40,,,,,,none,,,,\r\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].number, 2);
  ASSERT_THAT(rows[0].error, IsEmpty());
  const Patient& patient = rows[0].patient;
  EXPECT_EQ(patient.age_years, 70.5);
  EXPECT_EQ(patient.sex, Sex::kFemale);
  EXPECT_EQ(patient.glucocorticoid->dose_mg_per_day, 7.5);
  EXPECT_EQ(patient.frax->hip_percent, 3);
  EXPECT_EQ(patient.medications, (std::set<std::string>{"ppi", "tki"}));
  EXPECT_EQ(patient.conditions, std::set<std::string>{});
  ASSERT_EQ(patient.prior_fractures->size(), 1u);
  EXPECT_EQ(patient.prior_fractures->front().site, FractureSite::kHip);
  EXPECT_EQ(patient.falls_past_year, 2);
  EXPECT_EQ(patient.acute_back_pain, false);
  ASSERT_TRUE(rows[0].densitometry.has_value());
  EXPECT_EQ(rows[0].densitometry->maker, DensitometerMaker::kHologic);
  EXPECT_EQ(rows[0].densitometry->results.at(0).t_score, -2.5);
  // Empty cells are absent, not zero or "no".
  EXPECT_FALSE(rows[1].patient.sex.has_value());
  EXPECT_FALSE(rows[1].patient.glucocorticoid.has_value());
  EXPECT_FALSE(rows[1].patient.medications.has_value());
  EXPECT_THAT(*rows[1].patient.prior_fractures, IsEmpty());
  EXPECT_FALSE(rows[1].densitometry.has_value());
}

TEST(PatientCsv, ABadRowSaysWhyAndTheNextGoesOn) {
  const auto rows = Rows(
      "age_years,falls_past_year,acute_back_pain,medications,femoral_neck_bmd\n"
      "210,,,,\nold,,,,\n,1.5,,,\n,,maybe,,\n,,,aspirin,\n,,,,12\n1,2\n50,0,yes,ppi,0.7\n");
  ASSERT_EQ(rows.size(), 8u);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_THAT(rows[i].error, HasSubstr("many.csv, row " + std::to_string(i + 2))) << i;
  }
  EXPECT_THAT(rows[0].error, HasSubstr("0 to 120"));
  EXPECT_THAT(rows[1].error, HasSubstr("age_years is not a number"));
  EXPECT_THAT(rows[3].error, HasSubstr("acute_back_pain must be true or false"));
  EXPECT_THAT(rows[6].error, HasSubstr("2 cells"));
  EXPECT_THAT(rows[7].error, IsEmpty());
}

TEST(PatientCsv, TheHeaderIsChecked) {
  EXPECT_THROW(Rows("age_years,shoe_size\n"), InputError);
  EXPECT_THROW(Rows("age_years,age_years\n"), InputError);
  EXPECT_THROW(Rows("age_years,PatientID\n"), InputError);  // identifiers have no place in it
  EXPECT_THROW(Rows(""), ReadError);
}

TEST(PatientCsv, KnowsEveryFieldOfThePatientFile) {
  const auto columns = PatientCsv::Columns();
  for (const char* name : {"age_years", "prior_fractures", "glucocorticoid.current", "frax.country",
                           "on_osteoporosis_treatment", "medications"}) {
    EXPECT_THAT(columns, Contains(name));
  }
}

}  // namespace
}  // namespace openvfa::testing
