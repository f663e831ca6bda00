// Each format of readings, from files as their programs leave them and as nobody should.
#include "openvfa/evaluation/read_readings.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <sstream>

#include "openvfa/image/error.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/formats.h"
#include "openvfa/report/landmarks.h"
#include "sample_assessment.h"
#include "temp_folder.h"
#include "xport_writer.h"

namespace openvfa::testing {
namespace {

using Eigen::Vector2d;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::HasSubstr;

class Readings : public ::testing::Test {
 protected:
  std::filesystem::path Put(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = folder_.Path(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::filesystem::path PutJson(const std::string& name, const json& document) const {
    return Put(name, document.dump());
  }

  // The sample film in a format of the program.
  std::string Sample(const std::string& format) const {
    const Radiograph film = FilmFor(study_);
    std::ostringstream out;
    const ReportInput input{
        .assessment = study_, .radiograph = film, .source = nullptr, .options = std::nullopt, .dicom = {}};
    FormatByName(format).write(input, out);
    return out.str();
  }

  static std::string Refusal(const std::filesystem::path& path, const ReadReadingsOptions& options = {}) {
    try {
      ReadReadings({path}, options);
    } catch (const ReadError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path.filename().string()));
      return error.what();
    }
    return "taken";
  }

  // The six points and names of the sample assessment.
  void ExpectSample(const FilmReading& film, double tolerance = 2e-4) const {
    ASSERT_EQ(film.bodies.size(), study_.outlines.bodies.size());
    for (std::size_t i = 0; i < film.bodies.size(); ++i) {
      const VertebralBody& body = study_.outlines.bodies[i];
      EXPECT_EQ(film.bodies[i].level, body.level);
      const Vector2d expected[] = {
          body.points.superior_anterior.position_px,  body.points.superior_middle.position_px,
          body.points.superior_posterior.position_px, body.points.inferior_anterior.position_px,
          body.points.inferior_middle.position_px,    body.points.inferior_posterior.position_px};
      for (int k = 0; k < 6; ++k) {
        ASSERT_TRUE(film.bodies[i].points_px[k]) << i << " " << k;
        EXPECT_LT((*film.bodies[i].points_px[k] - expected[k]).norm(), tolerance) << i << " " << k;
      }
    }
  }

  TempFolder folder_;
  StudyAssessment study_ = SampleAssessment();
};

TEST_F(Readings, AssessmentsKeepEverything) {
  const ReadingSet set = ReadReadings({Put("any-name.json", Sample("json"))});
  EXPECT_EQ(set.format, "openvfa/assessment");
  EXPECT_THAT(set.tool, HasSubstr("openvfa"));
  ASSERT_EQ(set.films.size(), 1u);
  const FilmReading& film = set.films[0];
  EXPECT_EQ(film.film, FilmNameOf(study_.source_path));
  EXPECT_EQ(film.mm_per_px, study_.calibration.mm_per_px);
  ExpectSample(film);
  EXPECT_EQ(film.bodies[0].grade, study_.grades[0].grade);
  EXPECT_NEAR(film.bodies[0].wedge_ratio->value, study_.measurements.vertebrae[0].wedge_ratio.value, 1e-6);
  EXPECT_NEAR(film.bodies[0].wedge_ratio->sd, study_.measurements.vertebrae[0].wedge_ratio.sd, 1e-6);
  EXPECT_FALSE(film.bodies[2].evaluable);
  EXPECT_FALSE(film.bodies[2].grade);
}

TEST_F(Readings, TheTableOfVertebraeSaysTheSame) {
  const ReadingSet set = ReadReadings({Put("vertebrae.csv", Sample("csv"))});
  EXPECT_EQ(set.format, "openvfa csv");
  ASSERT_EQ(set.films.size(), 1u);
  ExpectSample(set.films[0]);
  EXPECT_EQ(set.films[0].bodies[0].grade, study_.grades[0].grade);
  EXPECT_NEAR(set.films[0].bodies[0].anterior->value,
              study_.measurements.vertebrae[0].heights_px.anterior.value, 1e-6);
  EXPECT_NEAR((*set.films[0].bodies[0].grade_probability)[2], study_.grades[0].probability[2], 1e-6);
}

TEST_F(Readings, OtherToolsFilesKeepPointsAndNames) {
  for (const auto& [format, name, called] :
       {std::tuple("coco", "a.coco.json", "coco"), std::tuple("labelme", "a.labelme.json", "labelme"),
        std::tuple("slicer", "a.mrk.json", "slicer markups")}) {
    const ReadingSet set = ReadReadings({Put(name, Sample(format))});
    EXPECT_EQ(set.format, called);
    ASSERT_EQ(set.films.size(), 1u) << format;
    ExpectSample(set.films[0]);
  }
}

TEST_F(Readings, ACocoFileHoldsManyFilmsAndPolygons) {
  const json coco = {{"images",
                      {{{"id", 7}, {"file_name", "one.png"}, {"width", 300}, {"height", 400}},
                       {{"id", 9}, {"file_name", "folder/two.png"}}}},
                     {"categories", {{{"id", 1}, {"name", "L1"}}, {{"id", 2}, {"name", "vertebra"}}}},
                     {"annotations",
                      {{{"id", 1},
                        {"image_id", 9},
                        {"category_id", 1},
                        {"segmentation", {{10.5, 20.5, 50.5, 20.5, 50.5, 50.5, 10.5, 50.5}}}},
                       {{"id", 2},
                        {"image_id", 7},
                        {"category_id", 2},
                        {"segmentation", {{10, 20, 50, 20, 50, 50, 10, 50}}}}}}};
  ReadingSet set = ReadReadings({PutJson("all.json", coco)});
  ASSERT_EQ(set.films.size(), 2u);
  EXPECT_EQ(set.films[0].film, "one");
  EXPECT_EQ(set.films[0].bodies.at(0).level, std::nullopt);
  FilmReading& two = set.films[1];
  EXPECT_EQ(two.film, "two");
  ASSERT_EQ(two.bodies.size(), 1u);
  EXPECT_EQ(two.bodies[0].level, VertebralLevel::kL1);
  EXPECT_EQ(two.bodies[0].outline_px.at(0), Vector2d(10, 20));
  CompleteReading(two);
  EXPECT_TRUE(two.bodies[0].points_derived);
  EXPECT_LT((*two.bodies[0].points_px[kInferiorPosterior] - Vector2d(50, 50)).norm(), 1e-6);
  EXPECT_NEAR(two.bodies[0].anterior->value, 30, 1e-6);
}

TEST_F(Readings, LabelMePolygonsNeedNoName) {
  const json shape = {
      {"label", "vertebra"}, {"shape_type", "polygon"}, {"points", {{1, 1}, {9, 1}, {9, 7}, {1, 7}}}};
  const ReadingSet set =
      ReadReadings({PutJson("b.json", json{{"shapes", {shape, shape}}, {"imagePath", "b.jpg"}})});
  EXPECT_EQ(set.films.at(0).film, "b");
  EXPECT_EQ(set.films[0].bodies.size(), 2u);
}

TEST_F(Readings, SlicerMarkupsTakeTheirScaleFromTheFilm) {
  const json point = {{"label", "L1/SA"}, {"position", {20, 40, 0}}};
  const auto path = PutJson("scan.mrk.json", json{{"markups", {{{"controlPoints", {point}}}}}});
  EXPECT_EQ(ReadReadings({path}).films[0].bodies[0].points_px[kSuperiorAnterior], Vector2d(20, 40));
}

TEST_F(Readings, TheSimulatorsTruthIsAnAssessment) {
  phantom::PhantomOptions options;
  options.framing = phantom::Framing::kLumbar;
  const phantom::PhantomFilm film = phantom::SimulateFilm(options, 5, 0);
  phantom::WriteTruth(film, "films/phantom-5-00000.png", folder_.Path("phantom-5-00000.json"));
  const ReadingSet set = ReadReadings({folder_.Path()});
  ASSERT_EQ(set.films.size(), 1u);
  EXPECT_EQ(set.films[0].film, "phantom-5-00000");
  ASSERT_FALSE(set.films[0].bodies.empty());
  EXPECT_TRUE(set.films[0].bodies[0].grade);
  EXPECT_FALSE(set.films[0].bodies[0].sd_px[0]);  // exact
}

TEST_F(Readings, AListOfSixPointsIsRead) {
  const json body = {
      {"level", "T8"},
      {"level_certain", false},
      {"genant_grade", 2},
      {"points", {{"SA", {1, 2}}, {"SP", {11, 2}}, {"IA", {1, 9}}, {"IP", {11, 9}}, {"SM", nullptr}}}};
  const json film = {
      {"file", "x.png"}, {"patient", "p1"}, {"device", "iDXA"}, {"mm_per_px", 0.3}, {"vertebrae", {body}}};
  const ReadingSet set = ReadReadings({PutJson("truth.json", json{{"films", {film}}})});
  EXPECT_EQ(set.format, "six-point list");
  const FilmReading& read = set.films.at(0);
  EXPECT_EQ(read.patient + read.device, "p1iDXA");
  EXPECT_EQ(read.mm_per_px, Vector2d(0.3, 0.3));
  EXPECT_FALSE(read.bodies.at(0).level_certain);
  EXPECT_EQ(read.bodies[0].points_px[kInferiorAnterior], Vector2d(1, 9));
  EXPECT_FALSE(read.bodies[0].points_px[kSuperiorMiddle]);
  EXPECT_EQ(read.bodies[0].grade, 2);
}

constexpr const char* kCornerHeader =
    "file,level,superior_anterior_x,superior_anterior_y,superior_posterior_x,superior_posterior_y,"
    "inferior_anterior_x,inferior_anterior_y,inferior_posterior_x,inferior_posterior_y\n";

TEST_F(Readings, CornersAreKnownByTheirNames) {
  const ReadingSet set =
      ReadReadings({Put("corners.csv", std::string(kCornerHeader) +
                                           "b.png,L1,1,2,11,2,1,9,11,9\na.png,T4,1,2,11,2,1,9.5,11,9\n")});
  EXPECT_EQ(set.format, "four-corner csv");
  ASSERT_EQ(set.films.size(), 2u);
  EXPECT_EQ(set.films[0].film, "a");
  EXPECT_EQ(set.films[0].bodies.at(0).points_px[kInferiorAnterior], Vector2d(1, 9.5));
  EXPECT_FALSE(set.films[0].bodies[0].points_px[kSuperiorMiddle]);
}

// A file per film without a header: two lines per body, its upper and its lower edge from front to back, and
// the upper edge of the sacrum at the end.
TEST_F(Readings, AColumnMapReadsEdgesLineByLine) {
  const auto map = PutJson("map.json", json{{"header", false},
                                            {"rows_per_body", 2},
                                            {"levels", {"L1", "L2"}},
                                            {"mm_per_px", {0.2, 0.25}},
                                            {"points",
                                             {{"superior_anterior", {1, 2}},
                                              {"superior_posterior", {3, 4}},
                                              {"inferior_anterior", {6, 7}},
                                              {"inferior_posterior", {8, 9}}}}});
  Put("films/0001-F-037.csv", "1,2,11,2,0\n1,9,11,9,0\n1,20,11,20,0\n1,29,11,29,1\n1,40,11,40,0\n");
  const ReadingSet set = ReadReadings({folder_.Path("films")}, {.columns = map});
  ASSERT_EQ(set.films.size(), 1u);
  const FilmReading& film = set.films[0];
  EXPECT_EQ(film.film, "0001-F-037");
  EXPECT_EQ(film.mm_per_px, Vector2d(0.2, 0.25));
  ASSERT_EQ(film.bodies.size(), 2u);
  EXPECT_EQ(film.bodies[1].level, VertebralLevel::kL2);
  EXPECT_EQ(film.bodies[1].points_px[kInferiorPosterior], Vector2d(11, 29));
}

TEST_F(Readings, AColumnMapNamesOtherHeaders) {
  const auto map = PutJson("map.json", json{{"delimiter", ";"},
                                            {"file", "Bild"},
                                            {"level", "Wirbel"},
                                            {"points", {{"superior_anterior", {"ax", "ay"}}}}});
  const ReadingSet set = ReadReadings({Put("t.csv", "Bild;Wirbel;ax;ay\nf1.png;L3;4;5\n")}, {.columns = map});
  EXPECT_EQ(set.films.at(0).film, "f1");
  EXPECT_EQ(set.films[0].bodies.at(0).points_px[kSuperiorAnterior], Vector2d(4, 5));
}

cv::Mat TiltedBox(const cv::Point2f& centre, const cv::Size2f& size, float angle, int value, cv::Mat mask) {
  cv::Point2f corners[4];
  cv::RotatedRect(centre, size, angle).points(corners);
  std::vector<cv::Point> polygon;
  for (const cv::Point2f& p : corners) polygon.emplace_back(cvRound(p.x * 16), cvRound(p.y * 16));
  cv::fillConvexPoly(mask, polygon, value, 8, 4);
  return mask;
}

TEST_F(Readings, MasksGiveOutlinesAndDerivedPoints) {
  cv::Mat mask = cv::Mat::zeros(400, 300, CV_8U);
  for (int i = 0; i < 4; ++i) TiltedBox({150.F + 8 * i, 60.F + 80 * i}, {90, 60}, 12, 10 + i, mask);
  mask.at<unsigned char>(5, 5) = 10;  // speckle
  cv::imwrite(folder_.Path("film.png").string(), mask);
  const auto labels = Put("labels.csv", "label,level\n10,L1\n11,L2\n12,L3\n");
  ReadingSet set = ReadReadings({folder_.Path("film.png")}, {.labels = labels});
  EXPECT_EQ(set.format, "mask");
  FilmReading& film = set.films.at(0);
  ASSERT_EQ(film.bodies.size(), 3u);  // 13 has no name: no body
  CompleteReading(film);
  for (int i = 0; i < 3; ++i) {
    const BodyReading& body = film.bodies[i];
    EXPECT_EQ(body.level, static_cast<VertebralLevel>(static_cast<int>(VertebralLevel::kL1) + i));
    EXPECT_NEAR(body.posterior->value, 60, 1.5);
    EXPECT_NEAR(body.anterior->value, 60, 1.5);
    EXPECT_NEAR(body.middle->value, 60, 1.5);
    EXPECT_NEAR(*DepthPx(body, 1), 90, 1.5);
  }
  EXPECT_EQ(ReadReadings({folder_.Path("film.png")}).films[0].bodies.size(), 4u);
}

TEST_F(Readings, TheEdgeOfAMaskIsThatOfItsPixels) {
  cv::Mat mask = cv::Mat::zeros(100, 100, CV_8U);
  mask(cv::Rect(20, 30, 40, 25)) = 1;
  cv::imwrite(folder_.Path("m.png").string(), mask);
  FilmReading film = ReadReadings({folder_.Path("m.png")}).films.at(0);
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (const Vector2d& p : film.bodies.at(0).outline_px) {
    left = std::min(left, p.x()), right = std::max(right, p.x());
    top = std::min(top, p.y()), bottom = std::max(bottom, p.y());
  }
  EXPECT_NEAR(left, 19.5, 0.13);
  EXPECT_NEAR(right, 59.5, 0.13);
  EXPECT_NEAR(top, 29.5, 0.13);
  EXPECT_NEAR(bottom, 54.5, 0.13);
}

// A NIfTI-1 file of 16-bit labels, 0.5 x 0.4 mm.
std::string Nifti(int columns, int rows, const std::vector<std::int16_t>& values) {
  std::string bytes(352, '\0');
  const auto put = [&bytes](std::size_t at, const auto& value) {
    std::memcpy(&bytes[at], &value, sizeof value);
  };
  put(0, std::int32_t{348});
  const std::int16_t dim[8] = {
      2, static_cast<std::int16_t>(columns), static_cast<std::int16_t>(rows), 1, 1, 1, 1, 1};
  put(40, dim);
  put(70, std::int16_t{4});
  put(72, std::int16_t{16});
  const float spacing[8] = {1, 0.5F, 0.4F, 1, 1, 1, 1, 1};
  put(76, spacing);
  put(108, 352.F);
  put(112, 1.F);
  bytes[123] = 2;  // mm
  std::memcpy(&bytes[344], "n+1", 4);
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int16_t));
  return bytes;
}

TEST_F(Readings, NiftiMasksBringTheirScale) {
  std::vector<std::int16_t> values(60 * 80, 0);
  for (int y = 20; y < 50; ++y) {
    for (int x = 10; x < 50; ++x) values[y * 60 + x] = 300;
  }
  const auto path = Put("case.nii", Nifti(60, 80, values));
  const FilmReading film =
      ReadReadings({path}, {.labels = PutJson("l.json", json{{"300", "T12"}})}).films.at(0);
  EXPECT_EQ(film.film, "case");
  ASSERT_TRUE(film.mm_per_px);
  EXPECT_NEAR(film.mm_per_px->y(), 0.4, 1e-6);
  EXPECT_EQ(film.bodies.at(0).level, VertebralLevel::kT12);
}

TEST_F(Readings, NhanesLevelsBecomeFilmsOfPersons) {
  const double none = std::nan("");
  for (const char* level : {"L1", "L2"}) {
    XportTable table;
    table.name = std::string("DXX") + level + "_H";
    for (const std::string& name : {std::string("SEQN"), std::string("DXX") + level + "CC",
                                    std::string("DXXANTEH"), std::string("DXXMIDH"), std::string("DXXPOSTH"),
                                    std::string("DXXSQSCR"), std::string("DXXSAX"), std::string("DXXSAY")}) {
      table.columns.push_back({.name = name, .label = ""});
    }
    const double posterior = level[1] == '1' ? 30.25 : 31;
    table.AddNumbers({73557, 0, 27.5, 26, posterior, 1, 12, 40});
    table.AddNumbers({73558, 6, 20, 20, 20, 0, 10, 40});
    table.AddNumbers({73559, 0, none, none, none, none, none, none});
    Put("nhanes/" + table.name + ".XPT", XportFile({table}));
  }
  const ReadingSet set = ReadReadings({folder_.Path("nhanes")});
  EXPECT_EQ(set.format, "nhanes");
  ASSERT_EQ(set.films.size(), 2u);  // nothing was measured of the third person
  const FilmReading& film = set.films[0];
  EXPECT_EQ(film.film, "73557");
  ASSERT_EQ(film.bodies.size(), 2u);
  EXPECT_EQ(film.bodies[1].level, VertebralLevel::kL2);
  EXPECT_EQ(film.bodies[0].posterior->value, 30.25);
  EXPECT_EQ(film.bodies[0].grade, 1);
  EXPECT_EQ(film.bodies[0].points_px[kSuperiorAnterior], Vector2d(12, 40));
  EXPECT_FALSE(set.films[1].bodies[0].evaluable);
}

TEST_F(Readings, AFolderIsReadForItsBestFormat) {
  Put("out/a.json", Sample("json"));
  Put("out/vertebrae.csv", Sample("csv"));
  Put("out/a.coco.json", Sample("coco"));
  Put("out/notes.txt", std::string("not a table"));
  PutJson("out/other.json", json{{"what", "something else"}});
  cv::imwrite(folder_.Path("out/a.png").string(), cv::Mat::zeros(10, 10, CV_8U));
  const ReadingSet set = ReadReadings({folder_.Path("out")});
  EXPECT_EQ(set.format, "openvfa/assessment");
  EXPECT_EQ(set.films.size(), 1u);
}

TEST_F(Readings, ATableOfFilmsAddsPatientsAndDevices) {
  const auto corners = Put("corners.csv", std::string(kCornerHeader) + "b.png,L1,1,2,11,2,1,9,11,9\n");
  const auto films = Put("films.csv", "film,patient,modality,device\nb.png,p7,DX,Unit A\n");
  const FilmReading film = ReadReadings({corners}, {.films = films}).films.at(0);
  EXPECT_EQ(film.patient, "p7");
  EXPECT_EQ(film.modality, "DX");
  EXPECT_EQ(film.device, "Unit A");
}

TEST_F(Readings, FilmNamesLoseFolderAndEnding) {
  EXPECT_EQ(FilmNameOf("a/b/film.png"), "film");
  EXPECT_EQ(FilmNameOf("film.labelme.json"), "film");
  EXPECT_EQ(FilmNameOf("c:\\x\\film.nii.gz"), "film");
  EXPECT_EQ(FilmNameOf("1.2.840.10008"), "1.2.840.10008");
  EXPECT_EQ(FilmNameOf("1.2.840.10008.dcm"), "1.2.840.10008");
}

TEST_F(Readings, RefusalsNameFileAndCause) {
  EXPECT_THAT(Refusal(Put("a.json", Sample("json").substr(0, 900))), HasSubstr("JSON"));
  EXPECT_THAT(Refusal(PutJson("b.json", json{{"a", 1}})), HasSubstr("no reading that is known"));
  EXPECT_THAT(Refusal(Put("c.csv", std::string(kCornerHeader) + "b.png,L1,1,2,11\n")), HasSubstr("row 2"));
  EXPECT_THAT(Refusal(Put("d.csv", std::string(kCornerHeader) + "b.png,L9,1,2,11,2,1,9,11,9\n")),
              AllOf(HasSubstr("body 1"), HasSubstr("L9")));
  EXPECT_THAT(Refusal(Put("e.csv", std::string(kCornerHeader) + "b.png,L1,1,2,11,2,1,nan,11,9\n")),
              HasSubstr("number"));
  EXPECT_THAT(Refusal(Put("f.csv", std::string(kCornerHeader) + "b.png,L1,1,2,11,2,1,1e9,11,9\n")),
              HasSubstr("outside"));
  EXPECT_THAT(Refusal(PutJson("g.json", json{{"films", {{{"file", "x"}}}}})), HasSubstr("vertebrae"));
  EXPECT_THAT(Refusal(folder_.Path("missing.json")), HasSubstr("not there"));
}

TEST_F(Readings, RefusesWhatIsNoMask) {
  cv::Mat noise(64, 64, CV_16U);
  cv::randu(noise, 0, 60000);
  cv::imwrite(folder_.Path("noise.png").string(), noise);
  EXPECT_THAT(Refusal(folder_.Path("noise.png")), HasSubstr("no mask"));
  // A header that claims more than the file holds.
  EXPECT_NE(Refusal(Put("short.nii", Nifti(30000, 30000, {}))), "taken");
}

TEST_F(Readings, RefusesTwoReadingsOfOneFilm) {
  Put("x/a.json", Sample("json"));
  Put("y/b.json", Sample("json"));
  EXPECT_THROW(ReadReadings({folder_.Path()}), ReadError);
}

TEST_F(Readings, RefusesAFilmOfTooManyBodies) {
  std::string rows = kCornerHeader;
  for (int i = 0; i < 201; ++i) rows += "b.png,,1,2,11,2,1,9,11,9\n";
  EXPECT_THAT(Refusal(Put("many.csv", rows)), HasSubstr("200"));
}

TEST_F(Readings, RefusesBrokenMaps) {
  const auto corners = Put("corners.csv", std::string(kCornerHeader) + "b.png,L1,1,2,11,2,1,9,11,9\n");
  const auto refusal = [&](const json& map) {
    const auto path = PutJson("map.json", map);
    try {
      ReadReadings({corners}, {.columns = path});
    } catch (const ReadError& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  EXPECT_THAT(refusal({{"pionts", 1}}), AllOf(HasSubstr("map.json"), HasSubstr("pionts")));
  EXPECT_THAT(refusal({{"points", {{"middle", {1, 2}}}}}), HasSubstr("middle"));
  EXPECT_THAT(refusal({{"points", {{"superior_anterior", {1, 99}}}}}), HasSubstr("column 99"));
  EXPECT_THAT(refusal({{"rows_per_body", 0}}), HasSubstr("rows_per_body"));
  EXPECT_THAT(refusal({{"level", "height"}}), HasSubstr("\"height\""));
}

}  // namespace
}  // namespace openvfa::testing
