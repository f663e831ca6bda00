// A reader's points through the program: from the results of one run into the next.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "run_program.h"
#include "schema_check.h"
#include "strict_csv.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LandmarksCommand : public ProgramTest {
 protected:
  // "films/phantom-2-NNNNN.dcm"
  void Simulate(const std::string& count = "1") const {
    const Outcome outcome =
        Run({"phantom", "--out", "films", "--seed", "2", "--count", count, "--framing", "lumbar", "--format",
             "dicom", "--rows", "512", "--columns", "352", "--quiet"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  json Result(const std::string& name) const { return json::parse(FileBytes(Path(name))); }
};

constexpr const char* kFilm = "films/phantom-2-00000.dcm";

TEST_F(LandmarksCommand, ResultsOfEveryFormatComeBackUnchanged) {
  Simulate();
  const Outcome first =
      Run({"annotate", kFilm, "--out", "one", "--format", "json,csv,coco,labelme,slicer,sr"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const json before = Result("one/phantom-2-00000.json");
  ASSERT_GE(before["vertebrae"].size(), 3u);
  EXPECT_EQ(before["edits"], json::array());
  for (const char* ending : {".json", ".csv", ".coco.json", ".labelme.json", ".mrk.json", ".sr.dcm"}) {
    const Outcome again = Run({"annotate", kFilm, "--out", "two", "--format", "json", "--landmarks",
                               std::string("one/phantom-2-00000") + ending, "--quiet"});
    ASSERT_EQ(again.exit_code, 0) << ending << again.err;
    EXPECT_EQ(Result("two/phantom-2-00000.json"), before) << ending;
  }
}

TEST_F(LandmarksCommand, AnEditChangesEveryResult) {
  Simulate();
  ASSERT_EQ(Run({"annotate", kFilm, "--out", "one", "--quiet"}).exit_code, 0);
  json edited = Result("one/phantom-2-00000.json");
  std::size_t index = 0;
  while (!edited["vertebrae"][index]["evaluable"].get<bool>()) ++index;
  json& point = edited["vertebrae"][index]["corners_px"]["superior_anterior"];
  const json before = point;
  const double height = edited["vertebrae"][index]["heights_px"]["anterior"];
  point[1] = point[1].get<double>() + 0.5 * height;
  Write("edited.json", edited.dump());
  const Outcome outcome =
      Run({"annotate", kFilm, "--out", "two", "--landmarks", "edited.json", "--editor", "reader A"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Edited: 1 point set by a reader\n"));
  const json result = Result("two/phantom-2-00000.json");
  EXPECT_EQ(SchemaErrors(result), "");
  ASSERT_EQ(result["edits"].size(), 1u);
  EXPECT_EQ(result["edits"][0]["before_px"], before);
  EXPECT_EQ(result["edits"][0]["editor"], "reader A");
  EXPECT_THAT(result["edits"][0]["tool"].get<std::string>(), HasSubstr("openvfa"));
  const json vertebra = result["vertebrae"][index];
  EXPECT_LT(vertebra["heights_px"]["anterior"].get<double>(), 0.7 * height);
  EXPECT_GE(vertebra["genant"]["grade"], 2);
  const auto rows = StrictCsvRows(FileBytes(Path("two/vertebrae.csv")));
  EXPECT_EQ(rows.at(index).at("anterior_height_px"), vertebra["heights_px"]["anterior"].dump());
  EXPECT_EQ(StrictCsvRows(FileBytes(Path("two/studies.csv"))).at(0).at("edits"), "1");
  EXPECT_NE(FileBytes(Path("one/phantom-2-00000.png")), FileBytes(Path("two/phantom-2-00000.png")));
}

TEST_F(LandmarksCommand, FilesThatCannotBeUsedAreBadInput) {
  Simulate();
  ASSERT_EQ(Run({"annotate", kFilm, "--out", "one", "--format", "json", "--quiet"}).exit_code, 0);
  const std::string whole = FileBytes(Path("one/phantom-2-00000.json"));
  const auto refused = [&](const std::string& text) {
    Write("edited.json", text);
    const Outcome outcome =
        Run({"annotate", kFilm, "--out", "two", "--format", "json", "--landmarks", "edited.json", "--quiet"});
    EXPECT_EQ(outcome.exit_code, 3);
    EXPECT_THAT(Names("two"), ElementsAre()) << "no results without the reader's points";
    EXPECT_THAT(outcome.err, HasSubstr("edited.json"));
    return outcome.err;
  };
  EXPECT_THAT(refused(whole.substr(0, whole.size() / 2)), HasSubstr("not whole JSON"));
  json changed = json::parse(whole);
  changed["schema"] = "openvfa/assessment/2";
  EXPECT_THAT(refused(changed.dump()), HasSubstr("newer version"));
  changed = json::parse(whole);
  changed["image"]["rows"] = 100;
  EXPECT_THAT(refused(changed.dump()), HasSubstr("another film"));
  changed = json::parse(whole);
  changed["vertebrae"][0]["corners_px"]["superior_anterior"] = {-8, 20};
  EXPECT_THAT(refused(changed.dump()), AllOf(HasSubstr("superior_anterior"), HasSubstr("outside the film")));
}

TEST_F(LandmarksCommand, AFolderHoldsAFileForEachFilm) {
  Simulate("2");
  const std::string other = "films/phantom-2-00001.dcm";
  ASSERT_EQ(Run({"annotate", kFilm, other, "--out", "one", "--format", "json", "--quiet"}).exit_code, 0);
  const Outcome both = Run(
      {"annotate", kFilm, other, "--out", "two", "--format", "json,csv", "--landmarks", "one", "--quiet"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(Result("two/phantom-2-00001.json"), Result("one/phantom-2-00001.json"));
  Write("one/phantom-2-00001.csv", "level\r\n");
  const Outcome ambiguous =
      Run({"annotate", kFilm, other, "--out", "three", "--format", "json", "--landmarks", "one", "--quiet"});
  EXPECT_EQ(ambiguous.exit_code, 4);
  EXPECT_THAT(ambiguous.err, AllOf(HasSubstr("both"), HasSubstr("phantom-2-00001.csv")));
  std::filesystem::remove(Path("one/phantom-2-00001.csv"));
  std::filesystem::remove(Path("one/phantom-2-00001.json"));
  const Outcome missing =
      Run({"annotate", kFilm, other, "--out", "three", "--format", "json", "--landmarks", "one", "--quiet"});
  EXPECT_EQ(missing.exit_code, 4);
  EXPECT_THAT(missing.err, HasSubstr("no points for \"films/phantom-2-00001.dcm\""));
  const Outcome one_file =
      Run({"annotate", kFilm, other, "--out", "three", "--landmarks", "one/phantom-2-00000.json"});
  EXPECT_EQ(one_file.exit_code, 2);
  EXPECT_THAT(one_file.err, HasSubstr("one file for 2 films"));
  EXPECT_EQ(Run({"annotate", kFilm, "--out", "three", "--editor", "A"}).exit_code, 2);
}

TEST_F(LandmarksCommand, TablesHoldEveryFilmOfTheRun) {
  Simulate("2");
  Write("notes.txt", "no film");
  const Outcome outcome = Run({"annotate", kFilm, "notes.txt", "films/phantom-2-00001.dcm", "--out",
                               "results", "--format", "csv,json", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 4);
  const auto studies = StrictCsvRows(FileBytes(Path("results/studies.csv")));
  ASSERT_EQ(studies.size(), 2u) << "a film that cannot be read has no row";
  EXPECT_EQ(studies[0].at("source_path"), kFilm);
  EXPECT_EQ(studies[1].at("source_path"), "films/phantom-2-00001.dcm");
  const auto rows = StrictCsvRows(FileBytes(Path("results/vertebrae.csv")));
  const std::size_t first = Result("results/phantom-2-00000.json")["vertebrae"].size();
  const std::size_t second = Result("results/phantom-2-00001.json")["vertebrae"].size();
  ASSERT_EQ(rows.size(), first + second);
  EXPECT_EQ(rows[first].at("source_path"), "films/phantom-2-00001.dcm");
  const std::string one = FileBytes(Path("results/phantom-2-00000.csv"));
  EXPECT_TRUE(FileBytes(Path("results/vertebrae.csv")).starts_with(one)) << "the same columns and rows";
}

TEST_F(LandmarksCommand, TablesAreWrittenWithCsvOnly) {
  Simulate();
  ASSERT_EQ(Run({"annotate", kFilm, "--out", "results", "--format", "json", "--quiet"}).exit_code, 0);
  EXPECT_THAT(Names("results"), ElementsAre("phantom-2-00000.json"));
  const cv::Mat grey(64, 32, CV_8UC1, cv::Scalar(90));
  cv::imwrite(Path("studies.png").string(), grey);
  const Outcome outcome = Run({"annotate", "studies.png", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("studies.csv"));
  EXPECT_NE(Run({"annotate", "studies.png", "--out", "results", "--format", "json"}).exit_code, 2);
}

}  // namespace
}  // namespace openvfa::testing
