// The JSON documents against their schemas in docs/formats, judged by an outside validator.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "openvfa/evaluation/evaluate.h"
#include "openvfa/evaluation/precision_report.h"
#include "openvfa/evaluation/write_evaluation.h"
#include "schema_check.h"
#include "study_maker.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;

// Found, missed, false and beyond the truth; outlines, grades, films without scale and without prediction.
EvaluationResult Study(int bootstrap) {
  FilmReading first = Column("a", VertebralLevel::kT11, 4), second = Column("b", VertebralLevel::kL1, 3);
  first.mm_per_px = Eigen::Vector2d(0.2, 0.25);
  first.modality = "dxa";
  first.bodies[0].outline_px = {{100, 50}, {140, 50}, {140, 80}, {100, 80}};
  first.bodies[1].grade = 2;
  FilmReading predicted = first;
  predicted.bodies[0].outline_px = {{101, 50}, {141, 50}, {141, 80}, {101, 80}};
  predicted.bodies[1].points_px[kSuperiorAnterior]->y() += 3;
  predicted.bodies[2] = Box(std::nullopt, 400, 130, 40, 30);
  predicted.bodies.push_back(Box(VertebralLevel::kL5, 100, 600, 40, 30));
  FilmReading other = Column("c", VertebralLevel::kL1, 1);
  EvaluateOptions options;
  options.bootstrap = bootstrap;
  return Evaluate({.format = "coco", .tool = "", .films = {first, second}},
                  {.format = "openvfa/assessment", .tool = "openvfa 1", .films = {predicted, other}},
                  options);
}

json EvaluationJson(int bootstrap) {
  std::ostringstream out;
  WriteEvaluationJson(Study(bootstrap), {.command_line = "openvfa evaluate"}, out);
  return json::parse(out.str());
}

TEST(EvaluationDocument, FitsItsSchema) {
  const json with = EvaluationJson(50);
  EXPECT_EQ(SchemaErrors(with, "evaluation-1.schema.json"), "");
  EXPECT_EQ(SchemaErrors(EvaluationJson(0), "evaluation-1.schema.json"), "");
  std::set<std::string> outcomes;
  for (const json& body : with["bodies"]) outcomes.insert(body["outcome"].get<std::string>());
  EXPECT_EQ(outcomes, (std::set<std::string>{"beyond_truth", "false", "found", "missed"}));
  EXPECT_TRUE(with["films"][1]["prediction"].is_null());
}

TEST(EvaluationDocument, TheSchemaRefusesWhatIsNone) {
  const json whole = EvaluationJson(0);
  const auto refused = [&whole](const char* at, const json& value) {
    json changed = whole;
    changed[json::json_pointer(at)] = value;
    return SchemaErrors(changed, "evaluation-1.schema.json") != "";
  };
  EXPECT_FALSE(refused("/options/seed", 7));
  EXPECT_TRUE(refused("/schema", "openvfa/evaluation/2"));
  EXPECT_TRUE(refused("/bodies/0/outcome", "lost"));
  EXPECT_TRUE(refused("/bodies/0/overlap", 1.5));
  EXPECT_TRUE(refused("/bodies/0/truth_level", "L9"));
  EXPECT_TRUE(refused("/films/0/mm_per_px", {0.2}));
  EXPECT_TRUE(refused("/statistics/0", {{"value", nullptr}}));
  EXPECT_TRUE(refused("/statistics/0/value", nullptr));  // without a word why
  EXPECT_TRUE(refused("/more", 1));
}

Acquisition Film(const std::string& subject, double anterior, double angle) {
  Acquisition film{.film = subject + ".dcm", .study = "", .subject = subject, .input = 0, .bodies = {}};
  for (const VertebralLevel level : {VertebralLevel::kT12, VertebralLevel::kL1}) {
    Acquisition::Body body;
    body.level = level;
    body.values[0] = anterior;  // anterior height, mm
    body.values[11] = angle;    // wedge angle, degrees
    film.bodies.push_back(body);
  }
  return film;
}

json PrecisionJson(const std::vector<Acquisition>& films, const PrecisionOptions& options) {
  std::ostringstream out;
  WritePrecisionJson(StudyPrecision(films, options), out);
  return json::parse(out.str());
}

TEST(PrecisionDocument, FitsItsSchema) {
  std::vector<Acquisition> films = {Film("a", 20, -3), Film("a", 21, -1), Film("b", 25, 4),
                                    Film("b", 25.5, 5), Film("alone", 22, 0)};
  films[1].bodies[1].evaluable = false;
  const json study = PrecisionJson(films, {.baseline = 1, .follow_up = 2});
  EXPECT_EQ(SchemaErrors(study, "precision-1.schema.json"), "");
  EXPECT_EQ(study["figures"].size(), 6u);
  EXPECT_EQ(study["not_usable"].size(), 2u);
  EXPECT_EQ(SchemaErrors(PrecisionJson({}, {}), "precision-1.schema.json"), "");
  json changed = study;
  changed["figures"][0]["rms_sd"] = -1;
  EXPECT_NE(SchemaErrors(changed, "precision-1.schema.json"), "");
  changed = study;
  changed["not_usable"][0].erase("level");
  EXPECT_NE(SchemaErrors(changed, "precision-1.schema.json"), "");
}

}  // namespace
}  // namespace openvfa::testing
