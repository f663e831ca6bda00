// Landmark files as tools leave them behind, and as nobody should.
#include "openvfa/report/landmarks.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "assessment_difference.h"
#include "openvfa/image/error.h"
#include "openvfa/report/csv.h"
#include "openvfa/report/formats.h"
#include "openvfa/report/json.h"
#include "openvfa/report/tables.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using Eigen::Vector2d;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Landmarks : public ::testing::Test {
 protected:
  Landmarks() { film_.reference = study_.reference; }
  void TearDown() override { std::filesystem::remove(path_); }

  std::string Written(const std::string& format) const {
    std::ostringstream out;
    const ReportInput input{
        .assessment = study_, .radiograph = film_, .source = nullptr, .options = std::nullopt, .dicom = {}};
    FormatByName(format).write(input, out);
    return out.str();
  }
  json WrittenJson(const std::string& format) const { return json::parse(Written(format)); }

  LandmarkFile Read(const std::string& text, const std::string& film_path = "films/a.dcm") const {
    std::ofstream(path_, std::ios::binary) << text;
    return ReadLandmarks(path_, film_, film_path);
  }
  LandmarkFile ReadJson(const json& text) const { return Read(text.dump()); }

  // Why the text is refused; every refusal names the file.
  std::string Refusal(const std::string& text, const std::string& film_path = "films/a.dcm") const {
    try {
      Read(text, film_path);
    } catch (const ReadError& error) {
      EXPECT_THAT(error.what(), HasSubstr("The landmark file \"" + path_.string() + "\" "));
      return error.what();
    }
    return "read";
  }
  std::string JsonRefusal(const json& text) const { return Refusal(text.dump()); }

  StudyAssessment study_ = SampleAssessment();
  Radiograph film_ = FilmFor(study_);
  std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) / ("landmarks-" + std::to_string(::getpid()));
};

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_F(Landmarks, FormatsAreKnownByTheirContent) {
  EXPECT_EQ(Read(Written("json")).format, "openvfa/assessment");
  EXPECT_EQ(Read(Written("csv")).format, "openvfa csv");
  EXPECT_EQ(Read(Written("coco")).format, "coco");
  EXPECT_EQ(Read(Written("labelme")).format, "labelme");
  EXPECT_EQ(Read(Written("slicer")).format, "slicer markups");
  for (const char* format : {"json", "csv", "coco", "labelme", "slicer"}) {
    const LandmarkFile file = Read(Written(format));
    EXPECT_EQ(file.rows, 400) << format;
    EXPECT_EQ(file.columns, 300) << format;
    EXPECT_EQ(file.sop_instance_uid, "2.25.1") << format;
    EXPECT_EQ(Difference(file, study_, 1e-6), "") << format;
  }
}

TEST_F(Landmarks, OurJsonHoldsUncertaintyVerdictAndEarlierEdits) {
  study_.edits = {{.change = "removed", .level = "L5", .tool = "x", .time = "2024-05-06T07:08:09Z"}};
  const LandmarkFile file = Read(Written("json"));
  EXPECT_EQ(*file.bodies[0].sd_px[kSuperiorMiddle], Vector2d(0.5, 1));
  EXPECT_EQ(file.bodies[2].evaluable, false);
  EXPECT_EQ(file.bodies[2].reason, "cut by the edge, \"half\" seen");
  EXPECT_EQ(file.anterior, AnteriorSide::kLeft);
  EXPECT_THAT(file.tool, HasSubstr("openvfa "));
  ASSERT_EQ(file.edits.size(), 1u);
  EXPECT_EQ(file.edits[0].level, "L5");
}

// COCO and LabelMe measure from the corner of the image, we from the centre of its first pixel.
TEST_F(Landmarks, HalfAPixelLiesBetweenTheOrigins) {
  const json coco = WrittenJson("coco");
  EXPECT_EQ(coco["annotations"][0]["keypoints"][0], 120.5);
  EXPECT_EQ(coco["annotations"][0]["keypoints"][1], 60.5);
  EXPECT_EQ(coco["annotations"][0]["bbox"], json::parse("[120.5, 60.5, 60.0, 60.0]"));
  const json shape = WrittenJson("labelme")["shapes"][1];
  EXPECT_EQ(shape["label"], "T12/superior_anterior");
  EXPECT_EQ(shape["points"], json::parse("[[120.5, 60.5]]"));
}

TEST_F(Landmarks, CocoIsAWholeKeypointFile) {
  const json coco = WrittenJson("coco");
  EXPECT_EQ(coco["images"][0]["file_name"], "a.dcm");
  EXPECT_EQ(coco["images"][0]["width"], 300);
  for (const json& category : coco["categories"]) {
    EXPECT_EQ(category["keypoints"].size(), 6u);
    for (const json& bone : category["skeleton"]) {
      for (const json& end : bone) EXPECT_TRUE(end >= 1 && end <= 6);
    }
  }
  const json annotation = coco["annotations"][1];
  EXPECT_EQ(annotation["num_keypoints"], 6);
  EXPECT_EQ(annotation["segmentation"][0].size(), 2 * study_.outlines.bodies[1].outline_px.size());
  const auto category = std::find_if(
      coco["categories"].begin(), coco["categories"].end(),
      [&annotation](const json& candidate) { return candidate["id"] == annotation["category_id"]; });
  EXPECT_EQ((*category)["name"], "L1");
}

TEST_F(Landmarks, CocoOfFourCorners) {
  json coco = WrittenJson("coco");
  coco["categories"] =
      json::array({{{"id", 14 + 6},
                    {"name", "l1"},
                    {"keypoints", {"SA", "Superior posterior", "anterior_inferior", "inf-post"}}}});
  coco["annotations"] =
      json::array({{{"id", 1},
                    {"image_id", 1},
                    {"category_id", 20},
                    {"keypoints", {10.5, 20.5, 2, 30.5, 20.5, 1, 10.5, 40.5, 2, 0, 0, 0}}}});
  const LandmarkFile file = ReadJson(coco);
  ASSERT_EQ(file.bodies.size(), 1u);
  const LandmarkBody& body = file.bodies[0];
  EXPECT_EQ(body.level, VertebralLevel::kL1);
  EXPECT_EQ(body.points_px[kSuperiorAnterior], Vector2d(10, 20));
  EXPECT_EQ(body.points_px[kSuperiorPosterior], Vector2d(30, 20));
  EXPECT_EQ(body.points_px[kInferiorAnterior], Vector2d(10, 40));
  EXPECT_FALSE(body.points_px[kInferiorPosterior]) << "0: not labelled";
  EXPECT_FALSE(body.points_px[kSuperiorMiddle]);
  EXPECT_FALSE(body.evaluable);
}

TEST_F(Landmarks, CocoOfSeveralFilmsIsPickedByName) {
  json coco = WrittenJson("coco");
  json other = coco["images"][0];
  other["id"] = 2, other["file_name"] = "b.png", other["height"] = 77;
  other.erase("sop_instance_uid");
  coco["images"].insert(coco["images"].begin(), other);
  EXPECT_EQ(Read(coco.dump(), "elsewhere/a.png").bodies.size(), 3u);
  EXPECT_THAT(Refusal(coco.dump(), "c.dcm"), HasSubstr("none of its images is named \"c.dcm\""));
  EXPECT_THAT(Refusal(coco.dump(), "b.png"), HasSubstr("another film"));
}

TEST_F(Landmarks, CsvOfSeveralFilmsIsPickedByName) {
  StudyAssessment other = study_;
  other.source_path = "films/b.dcm";
  other.outlines.bodies[0].level = VertebralLevel::kT1;
  const std::string text = VertebraCsvHeader() + VertebraCsvRows(other) + VertebraCsvRows(study_);
  EXPECT_EQ(Difference(Read(text), study_, 1e-6), "");
  EXPECT_EQ(Difference(Read(text, "films/b.dcm"), other, 1e-6), "");
  EXPECT_THAT(Refusal(text, "films/c.dcm"), HasSubstr("none of its films is named \"c.dcm\""));
}

// As a spreadsheet leaves it: byte order mark, LF, capitals, quotes everywhere.
TEST_F(Landmarks, CsvFromASpreadsheet) {
  const LandmarkFile file = Read(
      "\xEF\xBB\xBF\"level\",\"superior_anterior_x_px\",\"superior_anterior_y_px\",evaluable,"
      "\"inferior_posterior_x_px\",\"inferior_posterior_y_px\"\n\"l1\",\"1.5\",2,FALSE,,\n\n");
  ASSERT_EQ(file.bodies.size(), 1u);
  EXPECT_EQ(file.bodies[0].points_px[kSuperiorAnterior], Vector2d(1.5, 2));
  EXPECT_FALSE(file.bodies[0].points_px[kInferiorPosterior]);
  EXPECT_EQ(file.bodies[0].evaluable, false);
}

json LabelMeShape(const std::string& label, const std::vector<std::array<double, 2>>& points,
                  const json& group = nullptr) {
  return {{"label", label},
          {"points", points},
          {"group_id", group},
          {"shape_type", points.size() == 1 ? "point" : "polygon"},
          {"flags", json::object()}};
}

json LabelMe(const std::vector<json>& shapes) {
  return {{"version", "5.2.1"},   {"flags", json::object()}, {"shapes", shapes}, {"imagePath", "a.png"},
          {"imageData", nullptr}, {"imageHeight", 400},      {"imageWidth", 300}};
}

TEST_F(Landmarks, LabelMeAsReadersLabel) {
  const LandmarkFile file = ReadJson(LabelMe(
      {LabelMeShape("L1 SA", {{10.5, 20.5}}), LabelMeShape("l1/inferior_middle", {{20.5, 40.5}}),
       LabelMeShape("L1_sup_post", {{30.5, 20.5}}),
       LabelMeShape("L1", {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 9}}),
       LabelMeShape("T12", {{1, 2}, {3, 4}, {5, 6}, {7, 8}}, 4), LabelMeShape("PI", {{7.5, 8.5}}, 4)}));
  EXPECT_EQ(file.tool, "LabelMe 5.2.1");
  ASSERT_EQ(file.bodies.size(), 2u);
  EXPECT_EQ(file.bodies[0].points_px[kSuperiorAnterior], Vector2d(10, 20));
  EXPECT_EQ(file.bodies[0].points_px[kInferiorMiddle], Vector2d(20, 40));
  EXPECT_EQ(file.bodies[0].points_px[kSuperiorPosterior], Vector2d(30, 20));
  EXPECT_EQ(file.bodies[0].outline_px.size(), 5u);
  EXPECT_EQ(file.bodies[1].level, VertebralLevel::kT12);
  EXPECT_EQ(file.bodies[1].points_px[kInferiorPosterior], Vector2d(7, 8)) << "named by its group";
}

json SlicerFile(const std::string& system, const std::vector<json>& points) {
  return {
      {"@schema", "x"},
      {"markups",
       json::array({json{{"type", "Fiducial"}, {"coordinateSystem", system}, {"controlPoints", points}}})}};
}

// Without our description the film's own spacing holds: 0.2 mm between columns, 0.25 mm between rows.
TEST_F(Landmarks, SlicerMillimetresAreThoseOfTheFilm) {
  const json point = {{"label", "L1/SA"}, {"position", {10.0, 20.0, 0.0}}};
  EXPECT_EQ(ReadJson(SlicerFile("LPS", {point})).bodies[0].points_px[kSuperiorAnterior], Vector2d(50, 80));
  const json ras = {{"label", "L1-1 SA"}, {"position", {-10.0, -20.0, 0.0}}};
  EXPECT_THAT(JsonRefusal(SlicerFile("RAS", {ras})), HasSubstr("names none of the six points"));
  const json mirrored = {{"label", "L1 SA"}, {"position", {-10.0, -20.0, 0.0}}};
  EXPECT_EQ(ReadJson(SlicerFile("RAS", {mirrored})).bodies[0].points_px[kSuperiorAnterior], Vector2d(50, 80));
  EXPECT_THAT(JsonRefusal(SlicerFile("IJK", {mirrored})), HasSubstr("neither LPS nor RAS"));
  film_.calibration.magnification = 1.25;  // 0.2 mm at the spine were 0.25 mm in the file
  EXPECT_EQ(ReadJson(SlicerFile("LPS", {point})).bodies[0].points_px[kSuperiorAnterior], Vector2d(40, 64));
  film_.calibration.source = "--pixel-spacing";  // Slicer does not know of it
  EXPECT_EQ(ReadJson(SlicerFile("LPS", {point})).bodies[0].points_px[kSuperiorAnterior], Vector2d(10, 20));
}

TEST_F(Landmarks, SlicerPointsAreInMillimetres) {
  const json point = WrittenJson("slicer")["markups"][0]["controlPoints"][2];
  EXPECT_EQ(point["label"], "T12/superior_posterior");
  EXPECT_EQ(point["position"], json::parse("[36.0, 15.0, 0.0]"));  // (180, 60) px
  film_.calibration = {};                                          // the description remembers the spacing
  EXPECT_EQ(Difference(Read(Written("slicer")), study_, 1e-4), "");
}

TEST_F(Landmarks, RoundingFollowsTheDigitsOfTheFile) {
  json file = LabelMe({LabelMeShape("L1 SA", {{10, 20}})});
  EXPECT_EQ(ReadJson(file).rounding_px, 0.5);
  file["shapes"][0]["points"] = json::parse("[[10.25, 20]]");
  EXPECT_DOUBLE_EQ(ReadJson(file).rounding_px, 0.005);
  EXPECT_DOUBLE_EQ(Read(Written("json")).rounding_px, 0.5e-4);
}

TEST_F(Landmarks, RefusesWhatIsNoLandmarkFile) {
  EXPECT_THAT(Refusal(""), HasSubstr("empty"));
  EXPECT_THAT(Refusal("hello"), HasSubstr("none of these"));
  EXPECT_THAT(Refusal("{\"a\": 1}"), HasSubstr("neither an assessment of this program nor COCO"));
  EXPECT_THAT(Refusal("[]"), HasSubstr("neither"));
  EXPECT_THAT(Refusal("level,superior_anterior_x_px\r\n"), HasSubstr("without the column"));
  try {
    ReadLandmarks("/does/not/exist.json", film_, "a.dcm");
    FAIL();
  } catch (const ReadError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("/does/not/exist.json"), HasSubstr("cannot be read")));
  }
  EXPECT_THROW(ReadLandmarks(::testing::TempDir(), film_, "a.dcm"), ReadError);
}

// Cut off anywhere: a clear refusal, never a part of the points.
TEST_F(Landmarks, RefusesTruncatedFiles) {
  for (const char* format : {"json", "coco", "labelme", "slicer"}) {
    const std::string whole = Written(format);
    for (const std::size_t size : {whole.size() / 3, whole.size() / 2, whole.size() - 3}) {
      EXPECT_THAT(Refusal(whole.substr(0, size)), HasSubstr("not whole JSON")) << format;
    }
  }
  const std::string table = Written("csv");
  EXPECT_THAT(Refusal(table.substr(0, table.size() - 20)), HasSubstr("row 4"));
}

TEST_F(Landmarks, RefusesANewerSchema) {
  const std::string message = Refusal(Replaced(Written("json"), "assessment/1", "assessment/2"));
  EXPECT_THAT(message, HasSubstr("was written by a newer version of the program"));
  EXPECT_THAT(message, Not(HasSubstr("cannot be used")));
}

TEST_F(Landmarks, RefusesPointsOfAnotherFilm) {
  for (const char* format : {"json", "csv", "coco", "labelme", "slicer"}) {
    const std::string text = Written(format);
    film_.rows = 512;
    EXPECT_THAT(Refusal(text), AllOf(HasSubstr("another film"), HasSubstr("512"))) << format;
    film_.rows = 400;
    film_.reference.sop_instance_uid = "2.25.99";
    EXPECT_THAT(Refusal(text), AllOf(HasSubstr("another film"), HasSubstr("UID"))) << format;
    film_.reference.sop_instance_uid.clear();  // the same film as PNG
    EXPECT_EQ(Read(text).bodies.size(), 3u) << format;
    film_.reference = study_.reference;
  }
}

TEST_F(Landmarks, RefusesNamesThatMeanNothing) {
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L9/superior_anterior", {{1, 2}})})),
              HasSubstr("\"L9\" is not the name of a vertebra"));
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L1/left", {{1, 2}})})), HasSubstr("\"L1/left\""));
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("disc", {{1, 2}})})), HasSubstr("\"disc\""));
  EXPECT_THAT(Refusal(Replaced(Written("json"), "\"level\": \"T12\"", "\"level\": \"X12\"")),
              HasSubstr("X12"));
  EXPECT_THAT(Refusal(Replaced(Written("csv"), ",T12,", ",T99,")), HasSubstr("T99"));
  EXPECT_THAT(Refusal(Replaced(Written("slicer"), "T12/superior_anterior", "F-1")), HasSubstr("F-1"));
  json coco = WrittenJson("coco");
  coco["categories"][static_cast<std::size_t>(VertebralLevel::kT12)]["keypoints"][1] = "nose";
  EXPECT_THAT(JsonRefusal(coco), HasSubstr("\"nose\""));
}

TEST_F(Landmarks, RefusesWhatIsGivenTwice) {
  EXPECT_THAT(Refusal(Replaced(Written("json"), "\"level\": \"T12\"", "\"level\": \"L1\"")),
              HasSubstr("two bodies L1"));
  EXPECT_THAT(Refusal(Replaced(Written("csv"), ",T12,", ",L1,")), HasSubstr("two bodies L1"));
  EXPECT_THAT(Refusal(Replaced(Written("slicer"), "T12/superior_anterior", "L1/superior_anterior")),
              HasSubstr("superior_anterior of L1 twice"));
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L1", {{1, 2}, {3, 4}, {5, 6}, {7, 8}}),
                                   LabelMeShape("L1", {{1, 2}, {3, 4}, {5, 6}, {7, 8}})})),
              HasSubstr("outline of L1 twice"));
  json coco = WrittenJson("coco");
  coco["annotations"][0]["category_id"] = coco["annotations"][1]["category_id"];
  EXPECT_THAT(JsonRefusal(coco), HasSubstr("two bodies L1"));
}

TEST_F(Landmarks, RefusesPointsOutsideTheFilm) {
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L1 SA", {{1000, 20}})})),
              AllOf(HasSubstr("superior_anterior of L1"), HasSubstr("outside the film")));
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L1", {{1, 2}, {3, 4}, {5, 6}, {7, -800}})})),
              HasSubstr("outline of L1 lies outside"));
  EXPECT_THAT(JsonRefusal(SlicerFile("LPS", {{{"label", "L1 SA"}, {"position", {-60.0, 20.0, 0.0}}}})),
              HasSubstr("outside the film"));
}

TEST_F(Landmarks, RefusesBodiesWithoutPoints) {
  json coco = WrittenJson("coco");
  coco["annotations"][0]["keypoints"] = {1, 2, 2};
  EXPECT_THAT(JsonRefusal(coco), AllOf(HasSubstr("T12"), HasSubstr("18")));
  coco["annotations"][0].erase("keypoints");
  coco["annotations"][0]["segmentation"] = json::array();
  EXPECT_THAT(JsonRefusal(coco), HasSubstr("no point of T12"));
  EXPECT_THAT(JsonRefusal(LabelMe({LabelMeShape("L1", {{1, 2}, {3, 4}, {5, 6}})})),
              HasSubstr("fewer than four"));
  EXPECT_THAT(Refusal(Replaced(Written("csv"), ",60.0,150.0,", ",,150.0,")), HasSubstr("only"));
  EXPECT_THAT(Refusal(Replaced(Written("csv"), ",60.0,150.0,", ",\"60,5\",150.0,")), HasSubstr("60,5"));
}

}  // namespace
}  // namespace openvfa::testing
