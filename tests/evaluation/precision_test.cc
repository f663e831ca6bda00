#include "openvfa/evaluation/precision.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "openvfa/evaluation/acquisitions.h"
#include "openvfa/evaluation/precision_report.h"
#include "openvfa/image/error.h"
#include "openvfa/report/csv_text.h"
#include "openvfa/report/json.h"
#include "openvfa/scoring/densitometry.h"
#include "sample_assessment.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kAnteriorMm = 0, kAnteriorPx = 4, kWedgeRatio = 8;

Acquisition::Body Body(VertebralLevel level, std::size_t measure, double value) {
  Acquisition::Body body;
  body.level = level;
  body.values[measure] = value;
  return body;
}

Acquisition Film(const std::string& subject, std::vector<Acquisition::Body> bodies) {
  return {subject + "_film", "", subject, 0, std::move(bodies)};
}

const PrecisionFigure* Find(const PrecisionStudy& study, const std::string& measure, const std::string& unit,
                            const std::string& level) {
  for (const PrecisionFigure& f : study.figures) {
    if (f.measure == measure && f.unit == unit && f.level == level) return &f;
  }
  return nullptr;
}

// Pairs (1.000, 1.010), (.900, .890), (1.100, 1.106), by hand: RMS-SD .0062716, CV .650 %, LSC .01737
// (2.77) or .01738 (1.96 sqrt 2), CV's LSC 1.80 %.
TEST(Precision, WorkedPairs) {
  std::vector<Acquisition> films;
  const double pairs[3][2] = {{1.000, 1.010}, {0.900, 0.890}, {1.100, 1.106}};
  for (int i = 0; i < 3; ++i) {
    for (const double value : pairs[i]) {
      films.push_back(Film("s" + std::to_string(i), {Body(VertebralLevel::kT8, kWedgeRatio, value)}));
    }
  }
  const PrecisionStudy study = StudyPrecision(films, {.baseline = 1, .follow_up = 4});
  const PrecisionFigure* figure = Find(study, "wedge_ratio", "1", "T8");
  ASSERT_NE(figure, nullptr);
  EXPECT_NEAR(figure->rms_sd, 0.0062716, 5e-8);
  EXPECT_NEAR(figure->lsc, 0.01737, 5e-6);
  EXPECT_NEAR(LeastSignificantChange(figure->rms_sd, 1, 1), 0.01738, 5e-6);
  EXPECT_NEAR(*figure->general_lsc, 1.96 * figure->rms_sd * std::sqrt(1.25), 1e-12);
  EXPECT_NEAR(*figure->rms_cv, 0.00650, 5e-6);
  EXPECT_NEAR(*figure->lsc_cv, 0.0180, 5e-5);
  EXPECT_EQ(figure->degrees_of_freedom, 3);
  EXPECT_FALSE(figure->enough);
}

// scipy 1.10.1: sqrt(df / chi2.ppf(.05, df)); Glüer et al. 1995 call 27 df "less than 30 % above".
TEST(Precision, UpperLimitOfTheRmsSd) {
  EXPECT_NEAR(*UpperPrecisionLimit(1, 3), 2.9200085441242387, 1e-9);
  EXPECT_NEAR(*UpperPrecisionLimit(2, 30), 2 * 1.2736817421104858, 1e-9);
  EXPECT_NEAR(*UpperPrecisionLimit(1, 27), 1.292935474555859, 1e-9);
  EXPECT_FALSE(UpperPrecisionLimit(1, 0));
  EXPECT_THROW(LeastSignificantChange(1, 0, 1), InputError);
}

// 400 simulated studies of 30 subjects twice: the upper limit holds the planted SD in 95 %.
TEST(Precision, TheUpperLimitCoversAsItSays) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  int covered = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<Acquisition> films;
    for (int subject = 0; subject < 30; ++subject) {
      const double height = 25 + 2 * normal(random);
      for (int repeat = 0; repeat < 2; ++repeat) {
        films.push_back(Film(std::to_string(subject),
                             {Body(VertebralLevel::kL1, kAnteriorMm, height + 0.4 * normal(random))}));
      }
    }
    const PrecisionFigure figure = *Find(StudyPrecision(films), "anterior", "mm", "L1");
    covered += figure.rms_sd_upper >= 0.4;
    EXPECT_TRUE(figure.enough);
  }
  EXPECT_NEAR(covered / 400.0, 0.95, 0.033);  // 3 binomial standard errors
}

TEST(Precision, LevelsAreMatchedByNameAndNothingVanishes) {
  const auto t8 = [](double v) { return Body(VertebralLevel::kT8, kWedgeRatio, v); };
  const auto t9 = [](double v) { return Body(VertebralLevel::kT9, kWedgeRatio, v); };
  auto blurred = t9(0.7);
  blurred.evaluable = false;
  const PrecisionStudy study = StudyPrecision(
      std::vector<Acquisition>{Film("a", {t8(0.9), t9(0.8)}), Film("a", {t8(0.9), blurred}),  // T9 once
                               Film("b", {t8(0.9), t8(0.5)}), Film("b", {t8(0.8)}),  // T8 twice in one film
                               Film("c", {t8(0.9)})});                               // no repeat
  EXPECT_EQ(study.films, 5);
  EXPECT_EQ(study.subjects, 3);
  EXPECT_EQ(study.subjects_with_repeats, 2);
  EXPECT_EQ(study.left_out.films_alone, 1);
  EXPECT_EQ(study.left_out.bodies_not_evaluable, 1);
  EXPECT_EQ(study.left_out.bodies_named_twice, 2);
  EXPECT_EQ(study.left_out.levels_alone, 2);  // a's T9, b's T8
  EXPECT_EQ(study.lone.size(), 3u);
  EXPECT_EQ(Find(study, "wedge_ratio", "1", "T9"), nullptr);
  EXPECT_EQ(Find(study, "wedge_ratio", "1", "T8")->subjects, 1);
}

TEST(Precision, LevelsOfOneSubjectAreNotSubjects) {
  std::vector<Acquisition> films;
  for (int repeat = 0; repeat < 2; ++repeat) {
    std::vector<Acquisition::Body> bodies;
    for (int level = 0; level < 10; ++level) {
      bodies.push_back(Body(static_cast<VertebralLevel>(static_cast<int>(VertebralLevel::kT4) + level),
                            kWedgeRatio, 0.9 + 0.01 * repeat));
    }
    for (const char* subject : {"a", "b", "c", "d"}) films.push_back(Film(subject, bodies));
  }
  const PrecisionStudy study = StudyPrecision(films);
  const PrecisionFigure* all = Find(study, "wedge_ratio", "1", "all");
  EXPECT_EQ(all->degrees_of_freedom, 40);
  EXPECT_EQ(all->subject_degrees_of_freedom, 4);
  EXPECT_FALSE(all->enough);
}

TEST(Precision, PixelsOfCalibratedFilmsStayOut) {
  auto both = Body(VertebralLevel::kL1, kAnteriorMm, 25);
  both.values[kAnteriorPx] = 125;
  const auto plain = Body(VertebralLevel::kL1, kAnteriorPx, 130);
  const PrecisionStudy study =
      StudyPrecision(std::vector<Acquisition>{Film("a", {both}), Film("a", {both}), Film("b", {both}),
                                              Film("b", {plain}), Film("c", {plain}), Film("c", {plain})});
  EXPECT_EQ(Find(study, "anterior", "mm", "all")->subjects, 1);
  EXPECT_EQ(Find(study, "anterior", "px", "all")->subjects, 1);
  EXPECT_EQ(study.left_out.levels_alone, 1);  // b: one in mm, one in px
}

TEST(Precision, NothingRepeatedIsAnEmptyResult) {
  for (const PrecisionStudy& study :
       {StudyPrecision({}), StudyPrecision(std::vector<Acquisition>{Film("a", {})})}) {
    EXPECT_TRUE(study.figures.empty());
    std::ostringstream csv, json, table;
    WritePrecisionCsv(study, csv);
    WritePrecisionJson(study, json);
    WritePrecisionTable(study, table);
    EXPECT_EQ(ParseCsv(csv.str()).size(), 1u);
    EXPECT_TRUE(nlohmann::json::parse(json.str())["figures"].empty());
    EXPECT_THAT(table.str(), Not(HasSubstr("nan")));
  }
}

class Files : public ::testing::Test {
 protected:
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(folder_.Path(name).parent_path());
    std::ofstream(folder_.Path(name), std::ios::binary) << text;
    return folder_.Path(name);
  }
  static std::string Json(const std::string& path) {
    StudyAssessment study = SampleAssessment();
    study.source_path = path;
    std::ostringstream out;
    WriteJson(study, out);
    return out.str();
  }
  std::vector<Acquisition> Read(const std::vector<std::filesystem::path>& paths) const {
    return ReadAcquisitions(paths);
  }

  TempFolder folder_;
};

const char* const kTable =
    "source_path,study_instance_uid,level,evaluable,anterior_height_mm,wedge_ratio\r\n"
    "x/p01_a.png,1.2,T8,true,20,0.9\r\nx/p01_a.png,1.2,T9,false,,\r\nx/p01_b.png,1.2,T8,true,21,0.91\r\n"
    "y/p02_a.png,1.3,T8,true,22,0.95\r\n";

TEST_F(Files, ATableInFilms) {
  const auto films = Read({Write("vertebrae.csv", kTable)});
  ASSERT_EQ(films.size(), 3u);
  EXPECT_EQ(films[0].film, "x/p01_a.png");
  ASSERT_EQ(films[0].bodies.size(), 2u);
  EXPECT_EQ(films[0].bodies[0].values[kAnteriorMm], 20);
  EXPECT_FALSE(films[0].bodies[1].evaluable);
  EXPECT_FALSE(films[0].bodies[1].values[kWedgeRatio]);
}

TEST_F(Files, AFolderOfAssessments) {
  Write("r/1/one.json", Json("in/one.png"));
  Write("r/2/two.json", Json("in/two.png"));
  Write("r/other.json", R"({"schema": "openvfa/risk/1"})");
  const auto films = Read({folder_.Path("r")});
  ASSERT_EQ(films.size(), 2u);
  EXPECT_EQ(films[1].film, "in/two.png");
  const StudyAssessment sample = SampleAssessment();
  ASSERT_EQ(films[0].bodies.size(), sample.outlines.bodies.size());
  EXPECT_NEAR(*films[0].bodies[0].values[kAnteriorMm],
              sample.measurements.vertebrae[0].heights_mm->anterior.value, 1e-6);
  EXPECT_FALSE(films[0].bodies[2].evaluable);
}

TEST_F(Files, SubjectsByNamePrefixFolderOrStudy) {
  const auto path = Write("vertebrae.csv", kTable);
  const auto subjects = [&](SubjectBy by) {
    auto films = Read({path});
    AssignSubjects(films, by);
    std::vector<std::string> names;
    for (const Acquisition& film : films) names.push_back(film.subject);
    return names;
  };
  EXPECT_THAT(subjects(SubjectBy::kNamePrefix), ::testing::ElementsAre("p01", "p01", "p02"));
  EXPECT_THAT(subjects(SubjectBy::kFolder), ::testing::ElementsAre("x", "x", "y"));
  EXPECT_THAT(subjects(SubjectBy::kStudy), ::testing::ElementsAre("1.2", "1.2", "1.3"));
}

TEST_F(Files, SubjectsFromAFile) {
  auto films = Read({Write("vertebrae.csv", kTable)});
  const int unnamed =
      AssignSubjects(films, Write("s.csv", "film,subject\nx/p01_a.png,A\np01_b,A\nnot there,B\n"));
  EXPECT_EQ(unnamed, 1);
  ASSERT_EQ(films.size(), 2u);
  EXPECT_EQ(films[1].subject, "A");
  EXPECT_NEAR(Find(StudyPrecision(films), "anterior", "mm", "T8")->rms_sd, std::sqrt(0.5), 1e-12);
}

TEST_F(Files, WhatIsWrongIsNamed) {
  const auto table = Write("vertebrae.csv", kTable);
  auto films = Read({table});
  EXPECT_THROW(AssignSubjects(films, Write("a.csv", "film,subject\np01_a,A\np01_a,B\n")), ReadError);
  EXPECT_THROW(AssignSubjects(films, Write("b.csv", "name,subject\np01_a,A\n")), ReadError);
  EXPECT_THROW(Read({table, table}), InputError);
  auto bare = Read({Write("bare.csv", "source_path,level\nfilm.png,T8\n")});
  for (const SubjectBy by : {SubjectBy::kStudy, SubjectBy::kFolder, SubjectBy::kNamePrefix}) {
    EXPECT_THROW(AssignSubjects(bare, by), ReadError);
  }
  auto same = Read({Write("same.csv", "source_path,level\na/1.png,T8\nb/1.png,T8\n")});
  EXPECT_THROW(AssignSubjects(same, Write("g.csv", "film,subject\n1.png,A\n")), ReadError);
  EXPECT_THROW(Read({folder_.Path("absent")}), ReadError);
  EXPECT_THROW(Read({Write("c.csv", "source_path,level\nx.png,Q7\n")}), ReadError);
  EXPECT_THROW(Read({Write("d.csv", "source_path,level,wedge_ratio\nx.png,T8,nan\n")}), ReadError);
  EXPECT_THROW(Read({Write("e.csv", "source_path,level\nx.png\n")}), ReadError);
  EXPECT_THROW(Read({Write("f/readme.txt", "").parent_path()}), ReadError);
}

TEST_F(Files, OneFilmInTwoInputsIsARepeatedReading) {
  const auto films = Read({Write("a.csv", kTable), Write("b.csv", kTable)});
  EXPECT_EQ(films.size(), 6u);
  EXPECT_EQ(FilmsInSeveralInputs(films), 3);
}

}  // namespace
}  // namespace openvfa::testing
