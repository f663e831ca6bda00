// openvfa norms, and --norms, as a user meets them.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "nhanes_files.h"
#include "openvfa/report/json.h"
#include "openvfa/report/tables.h"
#include "openvfa/scoring/read_norms.h"
#include "run_program.h"
#include "schema_check.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NormsCommand : public ProgramTest {};

// A plain table: film, level, ha, hm, hp.
std::string TableOf(const std::vector<HeightRow>& rows) {
  std::ostringstream out;
  out.precision(17);
  out << "film,level,ha,hm,hp\n";
  for (const HeightRow& row : rows) {
    out << row.person << ".dcm," << LevelName(row.level) << ',' << row.anterior << ',' << row.middle << ','
        << row.posterior << '\n';
  }
  return out.str();
}

TEST_F(NormsCommand, RecoversPlantedMeansFromNhanesFiles) {
  std::filesystem::create_directories(Path("nhanes"));
  WriteNhanes(Path("nhanes"), NormalRows(400, 51));
  const Outcome outcome = Run({"norms", "--nhanes", "nhanes", "--out", "norms.json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("People or films: 400"));
  const Norms norms = ReadNorms(Path("norms.json"));
  EXPECT_EQ(SchemaErrors(json::parse(FileBytes(Path("norms.json"))), "norms-1.schema.json"), "");
  EXPECT_THAT(norms.origin.source, HasSubstr("NHANES 2013-14"));
  EXPECT_EQ(norms.origin.data_date, "2015-10-02");
  for (const VertebralLevel level : IndexLevels()) {
    for (const NormSex sex : {NormSex::kFemale, NormSex::kMale}) {
      const NormEntry* entry = norms.Find(sex, level, NormRatio::kAnteriorPosterior);
      ASSERT_NE(entry, nullptr);
      EXPECT_NEAR(entry->mean, PlantedWedge(sex, level), 4 * kPlantedSd / std::sqrt(200.0));
      EXPECT_NEAR(entry->sd, kPlantedSd, 0.2 * kPlantedSd);
    }
  }
}

TEST_F(NormsCommand, TakesATableAndASexTable) {
  const auto rows = NormalRows(90, 52);
  Write("vertebrae.csv", TableOf(rows));
  std::string sexes = "film,sex\n";
  for (std::size_t i = 0; i < rows.size(); i += 13) {
    sexes += rows[i].person + "," + NormSexName(rows[i].sex) + "\n";
  }
  Write("sexes.csv", sexes);
  const Outcome outcome = Run({"norms", "--table", "vertebrae.csv", "--sex-table", "sexes.csv", "--source",
                               "made up", "--out", "norms.json", "--quiet"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  const Norms norms = ReadNorms(Path("norms.json"));
  EXPECT_EQ(norms.origin.source, "made up");
  EXPECT_EQ(norms.origin.people, 90);
  EXPECT_TRUE(norms.Holds(NormSex::kFemale));
  EXPECT_EQ(
      Run({"norms", "--table", "vertebrae.csv", "--out", "any.json", "--trim-sd", "0", "--quiet"}).exit_code,
      0);
  EXPECT_FALSE(ReadNorms(Path("any.json")).Holds(NormSex::kFemale));
  EXPECT_EQ(ReadNorms(Path("any.json")).origin.trim_sd, std::nullopt);
}

TEST_F(NormsCommand, RefusesBadInput) {
  EXPECT_EQ(Run({"norms", "--out", "n.json"}).exit_code, 2);
  EXPECT_EQ(Run({"norms", "--table", "a.csv", "--nhanes", ".", "--out", "n.json"}).exit_code, 2);
  EXPECT_EQ(Run({"norms", "--nhanes", ".", "--sex-table", "s.csv", "--out", "n.json"}).exit_code, 2);
  const Outcome none = Run({"norms", "--nhanes", ".", "--out", "n.json"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("DEMO_H.XPT"));
  Write("few.csv", TableOf(NormalRows(5, 53)));
  const Outcome few = Run({"norms", "--table", "few.csv", "--out", "n.json"});
  EXPECT_EQ(few.exit_code, 3);
  EXPECT_THAT(few.err, HasSubstr("no level has 30"));
  EXPECT_FALSE(std::filesystem::exists(Path("n.json")));
}

// Norms of 40 simulated spines, as their exact points say, for the film of another.
TEST_F(NormsCommand, SimulatedFilmsFromTheTableToTheScores) {
  ASSERT_EQ(Run({"phantom", "--out", "normal", "--count", "40", "--seed", "9", "--framing", "whole-spine",
                 "--clean", "--rows", "512", "--columns", "256", "--quiet"})
                .exit_code,
            0);
  std::string table = VertebraCsvHeader();
  for (const auto& entry : std::filesystem::directory_iterator(Path("normal"))) {
    if (!entry.path().string().ends_with(".truth.json")) continue;
    std::ifstream in(entry.path());
    StudyAssessment truth = ReadAssessment(in, entry.path());
    truth.source_path = entry.path().filename();
    table += VertebraCsvRows(truth);
  }
  Write("vertebrae.csv", table);
  const Outcome built = Run({"norms", "--table", "vertebrae.csv", "--out", "norms.json", "--minimum", "20"});
  ASSERT_EQ(built.exit_code, 0) << built.err;
  ASSERT_EQ(Run({"phantom", "--out", "films", "--seed", "2", "--framing", "lumbar", "--quiet"}).exit_code, 0);
  const Outcome outcome = Run({"annotate", "films/phantom-2-00000.png", "--out", "results", "--norms",
                               "norms.json", "--format", "json,csv,html"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Morphometry: norms of both sexes:"));
  const json film = json::parse(FileBytes(Path("results/phantom-2-00000.json")));
  EXPECT_EQ(SchemaErrors(film), "");
  EXPECT_GE(film["quantitative"]["methods"]["melton_1993"]["evaluated"], 4);
  EXPECT_EQ(film["quantitative"]["methods"]["minne_1988"]["needs"], "needs T4");
  EXPECT_THAT(FileBytes(Path("results/phantom-2-00000.html")), HasSubstr("Quantitative morphometry"));
}

TEST_F(NormsCommand, TheSexOfThePatientCountsInABatchToo) {
  Write("vertebrae.csv", TableOf(NormalRows(90, 53)));
  ASSERT_EQ(Run({"norms", "--table", "vertebrae.csv", "--out", "norms.json", "--quiet"}).exit_code, 0);
  Write("patient.json", R"({"age_years": 71, "sex": "female"})");
  Write("export/film.png", "no film");
  const Outcome outcome = Run({"batch", "export", "--out", "results", "--norms", "norms.json", "--sex", "male",
                               "--patient", "patient.json", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--sex is not the sex that --patient says"));
}

TEST_F(NormsCommand, AnnotateRefusesWhatIsNoNorms) {
  Write("norms.json", "{\"schema\": \"openvfa/norms/9\"}");
  Write("film.png", "no film");
  const Outcome newer = Run({"annotate", "film.png", "--out", "results", "--norms", "norms.json"});
  EXPECT_EQ(newer.exit_code, 3);
  EXPECT_THAT(newer.err, HasSubstr("norms.json"));
  EXPECT_EQ(Run({"annotate", "film.png", "--out", "results", "--norms", "none.json"}).exit_code, 3);
  EXPECT_EQ(Run({"annotate", "film.png", "--out", "results", "--sex", "female"}).exit_code, 2);
  EXPECT_EQ(Run({"annotate", "film.png", "--out", "results", "--norms", "n", "--sex", "other"}).exit_code, 2);
}

}  // namespace
}  // namespace openvfa::testing
