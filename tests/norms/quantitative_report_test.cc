// Z-scores and methods in every result, and back.
#include <gmock/gmock.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "norm_spines.h"
#include "openvfa/report/html.h"
#include "openvfa/report/json.h"
#include "openvfa/report/table.h"
#include "openvfa/report/tables.h"
#include "openvfa/scoring/quantitative_morphometry.h"
#include "random_assessment.h"
#include "sample_assessment.h"
#include "schema_check.h"
#include "strict_csv.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const Norms& Planted() {
  static const Norms norms =
      BuildNorms(NormalRows(100, 41), {}, {.source = "planted <norms>", .data_date = "2024-05-06"}).norms;
  return norms;
}

StudyAssessment Scored(StudyAssessment study, std::optional<NormSex> sex = NormSex::kFemale) {
  study.quantitative =
      std::make_shared<const QuantitativeMorphometry>(ScoreMorphometry(study.measurements, Planted(), sex));
  return study;
}

std::string Written(const StudyAssessment& study) {
  std::ostringstream out;
  WriteJson(study, out);
  return out.str();
}

TEST(QuantitativeReport, JsonSaysWhatEachMethodNeedsWithoutNorms) {
  const json film = json::parse(Written(SampleAssessment()));
  EXPECT_EQ(SchemaErrors(film), "");
  EXPECT_TRUE(film["quantitative"]["norms"].is_null());
  EXPECT_EQ(film["quantitative"]["methods"].size(), kMorphometryMethods.size());
  for (const auto& [name, method] : film["quantitative"]["methods"].items()) {
    EXPECT_EQ(method["needs"], "needs norms") << name;
    EXPECT_EQ(method["evaluated"], 0);
  }
  for (const json& vertebra : film["vertebrae"]) EXPECT_TRUE(vertebra["quantitative"].is_null());
}

TEST(QuantitativeReport, JsonHoldsScoresAndMethods) {
  const StudyAssessment study = Scored(SampleAssessment());
  const json film = json::parse(Written(study));
  EXPECT_EQ(SchemaErrors(film), "");
  EXPECT_EQ(film["quantitative"]["norms"]["sex"], "female");
  EXPECT_EQ(film["quantitative"]["norms"]["source"], "planted <norms>");
  EXPECT_EQ(film["quantitative"]["methods"]["eastell_1991"]["deformed"], json::array({"T12"}));
  const json& t12 = film["vertebrae"][0]["quantitative"];
  EXPECT_EQ(t12["methods"]["eastell_1991"]["type"], "wedge");
  EXPECT_EQ(t12["methods"]["minne_1988"]["needs"], "needs T4");
  EXPECT_NEAR(t12["scores"]["ha_hp"]["z"].get<double>(),
              study.quantitative->vertebrae[0].scores.at(NormRatio::kAnteriorPosterior).z.value, 1e-6);
  EXPECT_EQ(film["vertebrae"][2]["quantitative"]["methods"]["melton_1993"]["needs"], "not evaluable");
}

TEST(QuantitativeReport, JsonComesBackUnchanged) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto sex = seed % 3 == 0 ? std::nullopt : std::optional(NormSex::kMale);
    const StudyAssessment study = Scored(RandomAssessment(seed), sex);
    const std::string first = Written(study);
    ASSERT_EQ(SchemaErrors(json::parse(first)), "") << seed;
    std::istringstream in(first);
    const std::string second = Written(ReadAssessment(in, "film.json"));
    ASSERT_EQ(json::parse(second)["quantitative"], json::parse(first)["quantitative"]) << seed;
    ASSERT_EQ(json::parse(second)["vertebrae"], json::parse(first)["vertebrae"]) << seed;
  }
}

TEST(QuantitativeReport, FilesFromBeforeTheMethodsAreRead) {
  json film = json::parse(Written(SampleAssessment()));
  film.erase("quantitative");
  for (json& vertebra : film["vertebrae"]) vertebra.erase("quantitative");
  EXPECT_EQ(SchemaErrors(film), "");
  std::istringstream in(film.dump());
  EXPECT_EQ(ReadAssessment(in, "film.json").quantitative, nullptr);
}

TEST(QuantitativeReport, CsvHoldsTheNumbersOfTheJson) {
  const StudyAssessment study = Scored(SampleAssessment());
  const auto rows = StrictCsvRows(VertebraCsvHeader() + VertebraCsvRows(study));
  const json film = json::parse(Written(study));
  EXPECT_EQ(json::parse(rows[0].at("ha_hp_z")), film["vertebrae"][0]["quantitative"]["scores"]["ha_hp"]["z"]);
  EXPECT_EQ(rows[0].at("eastell_1991"), "true");
  EXPECT_EQ(rows[0].at("eastell_1991_type"), "wedge");
  EXPECT_EQ(rows[1].at("eastell_1991"), "false");
  EXPECT_EQ(rows[2].at("eastell_1991"), "");
  EXPECT_EQ(rows[0].at("minne_1988_vdi"), "");
  const auto without = StrictCsvRows(VertebraCsvHeader() + VertebraCsvRows(SampleAssessment()));
  EXPECT_EQ(without[0].at("ha_hp_z"), "");
  EXPECT_EQ(without[0].at("black_1995"), "");
}

TEST(QuantitativeReport, OneLineOnTheTerminal) {
  std::ostringstream with, without;
  WriteTable(Scored(SampleAssessment()), with);
  WriteTable(SampleAssessment(), without);
  EXPECT_THAT(with.str(), HasSubstr("Morphometry: norms of women: Eastell 1991 T12; Melton 1993 T12;"));
  EXPECT_THAT(with.str(), HasSubstr("Minne 1988 needs T4"));
  EXPECT_THAT(without.str(), Not(HasSubstr("Morphometry")));
}

TEST(QuantitativeReport, ASectionOfThePage) {
  const auto page = [](const StudyAssessment& study) {
    const Radiograph film = FilmFor(study);
    std::ostringstream out;
    WriteHtml({.assessment = study, .radiograph = film, .source = nullptr, .options = {}, .dicom = {}}, out);
    return out.str();
  };
  const std::string with = page(Scored(SampleAssessment()));
  EXPECT_THAT(with, HasSubstr("Quantitative morphometry"));
  EXPECT_THAT(with, HasSubstr("planted &lt;norms&gt;"));
  EXPECT_THAT(with, HasSubstr("wedge 2"));
  EXPECT_THAT(page(SampleAssessment()), Not(HasSubstr("Quantitative morphometry")));
}

}  // namespace
}  // namespace openvfa::testing
