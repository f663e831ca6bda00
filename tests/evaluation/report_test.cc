// The report of an evaluation: what it says, that it says it where it must, and that it needs nothing else.
#include "openvfa/evaluation/report.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "openvfa/image/error.h"
#include "report_study.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using Eigen::Vector2d;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

const EvaluationOrigin kOrigin{.command_line = "openvfa evaluate --truth a --predictions 'b & c'"};

EvaluationReport Report(const EvaluationResult& result, EvaluationReportOptions options = {}) {
  options.png = false;
  return MakeEvaluationReport(result, kOrigin, options);
}

const EvaluationFigure& Figure(const EvaluationReport& report, const std::string& name) {
  for (const EvaluationFigure& figure : report.figures) {
    if (figure.name == name) return figure;
  }
  throw std::runtime_error("no figure " + name);
}

pugi::xml_document Parsed(const std::string& svg) {
  pugi::xml_document document;
  const pugi::xml_parse_result read = document.load_string(svg.c_str(), pugi::parse_full);
  EXPECT_TRUE(read) << read.description() << " at "
                    << svg.substr(std::max<std::ptrdiff_t>(0, read.offset - 40), 80);
  return document;
}

pugi::xml_node Part(const pugi::xml_document& svg, const std::string& part) {
  const pugi::xml_node node =
      svg.child("svg").find_node([&](pugi::xml_node n) { return part == n.attribute("data-part").value(); });
  EXPECT_TRUE(node) << part;
  return node;
}

// A scale read off an axis as a reader of the chart would: two ticks and the numbers beside them.
struct Scale {
  double first_value, first_at, second_value, second_at;
  double At(double value) const {
    return first_at + (value - first_value) / (second_value - first_value) * (second_at - first_at);
  }
};

Scale ReadAxis(const pugi::xml_document& svg, const std::string& tick, const char* at) {
  std::vector<std::pair<double, double>> ticks;  // value, place
  for (const pugi::xml_node line : svg.child("svg").children("line")) {
    if (tick != line.attribute("data-part").value()) continue;
    std::string text = line.next_sibling("text").text().get();
    if (text.starts_with("−")) text = "-" + text.substr(std::string("−").size());
    ticks.emplace_back(std::stod(text), line.attribute(at).as_double());
  }
  EXPECT_GE(ticks.size(), 3u);
  return {ticks.front().first, ticks.front().second, ticks.back().first, ticks.back().second};
}

TEST(EvaluationReport, BlandAltmanLinesLieWhereTheNumbersSay) {
  // Anterior heights 30 px; predicted 1, 2, 3 px more: bias 2, SD 1.
  const FilmReading truth = Column("a", VertebralLevel::kL1, 3);
  FilmReading prediction = truth;
  for (int i = 0; i < 3; ++i) prediction.bodies[i].points_px[kInferiorAnterior]->y() += i + 1;
  const EvaluationReport report = Report(EvaluateStudy({truth}, {prediction}));
  const EvaluationFigure& figure = Figure(report, "bland-altman-anterior_px");
  const pugi::xml_document svg = Parsed(figure.svg);
  const Scale y = ReadAxis(svg, "y-tick", "y1"), x = ReadAxis(svg, "x-tick", "x1");
  const auto level = [&](const char* part) {
    const pugi::xml_node line = Part(svg, part);
    EXPECT_EQ(line.attribute("y1").as_double(), line.attribute("y2").as_double());
    return line.attribute("y1").as_double();
  };
  EXPECT_NEAR(level("bias"), y.At(2), 0.02);
  EXPECT_NEAR(level("loa_high"), y.At(2 + 1.96), 0.02);
  EXPECT_NEAR(level("loa_low"), y.At(2 - 1.96), 0.02);
  EXPECT_NEAR(level("zero"), y.At(0), 0.02);
  // Without bootstrap Student's interval of the bias: 2 -+ 4.30265 / sqrt(3) (qt(0.975, 2) in R).
  const pugi::xml_node band = Part(svg, "bias-interval");
  EXPECT_NEAR(band.attribute("y").as_double(), y.At(2 + 4.30265 / std::sqrt(3.0)), 0.02);
  EXPECT_NEAR(band.attribute("height").as_double(), y.At(0) - y.At(2 * 4.30265 / std::sqrt(3.0)), 0.03);
  std::string dots;
  for (int i = 1; i <= 3; ++i) {
    std::ostringstream dot;
    dot << "M" << std::lround(100 * x.At(30 + i / 2.0)) / 100.0 << " " << std::lround(100 * y.At(i)) / 100.0
        << "h0";
    dots += dot.str();
  }
  EXPECT_EQ(Part(svg, "bodies").attribute("d").value(), dots);
  EXPECT_THAT(figure.caption, AllOf(HasSubstr("bias 2.00 px"), HasSubstr("n = 3 bodies of 1 film")));
}

TEST(EvaluationReport, RocAndCoverageLieWhereTheNumbersSay) {
  const EvaluationResult result = GradedStudy();
  const EvaluationReport report = Report(result);
  const pugi::xml_document roc = Parsed(Figure(report, "roc").svg);
  const Scale x = ReadAxis(roc, "x-tick", "x1"), y = ReadAxis(roc, "y-tick", "y1");
  std::istringstream points(Part(roc, "roc-1").attribute("points").value());
  double area = 0, px = 0, py = 0, last_x = 0, last_y = 0;
  for (char comma; points >> px >> comma >> py; last_x = px, last_y = py) {
    if (last_x > 0)
      area += (px - last_x) / (x.At(1) - x.At(0)) * (y.At(0) - (py + last_y) / 2) / (y.At(0) - y.At(1));
  }
  EXPECT_NEAR(area, *StatisticOf(result, "deformity", "auc_1").value, 0.01);
  const pugi::xml_document coverage = Parsed(Figure(report, "coverage").svg);
  const Scale share = ReadAxis(coverage, "y-tick", "y1");
  EXPECT_NEAR(Part(coverage, "stated-1").attribute("y1").as_double(), share.At(0.68), 0.02);
  EXPECT_NEAR(Part(coverage, "coverage_95-wedge_ratio").attribute("cy").as_double(),
              share.At(*StatisticOf(result, "wedge_ratio", "coverage_95").value), 0.02);
}

TEST(EvaluationReport, HoldsEveryFigureAndTheirNumbers) {
  const EvaluationResult result = GradedStudy();
  const EvaluationReport report = Report(result);
  std::set<std::string> names;
  for (const EvaluationFigure& figure : report.figures) {
    EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    EXPECT_THAT(report.html, HasSubstr("id=\"" + figure.name + "-title\""));
    const pugi::xml_document svg = Parsed(figure.svg);
    EXPECT_STRNE(svg.child("svg").child("title").text().get(), "");
    EXPECT_STRNE(svg.child("svg").child("desc").text().get(), "");
    EXPECT_THAT(figure.svg, HasSubstr("n = ")) << figure.name;
  }
  EXPECT_THAT(names, IsSupersetOf({"error-by-level", "found-by-level", "bland-altman-anterior_mm",
                                   "bland-altman-middle_mm", "bland-altman-posterior_mm",
                                   "bland-altman-wedge_ratio", "bland-altman-biconcavity_ratio", "coverage",
                                   "roc", "reliability", "confusion", "confusion-patients"}));
  const Statistic& found = StatisticOf(result, "detection", "sensitivity");
  EXPECT_EQ(found.value, 11.0 / 12);
  EXPECT_THAT(report.html, HasSubstr("<th scope=\"row\">Bodies found</th><td>0.917</td>"));
  EXPECT_THAT(report.html, HasSubstr("<summary>By level</summary>"));
  EXPECT_THAT(report.html, HasSubstr("openvfa evaluate --truth a --predictions &#39;b &amp; c&#39;"));
}

TEST(EvaluationReport, NeedsNothingElse) {
  const EvaluationReport report = Report(GradedStudy());
  for (const char* forbidden : {"<script", "http://", "https://", "src=", "@import", "<link", "url("}) {
    EXPECT_THAT(report.html, Not(HasSubstr(forbidden)));
  }
  EXPECT_THAT(report.html, AllOf(HasSubstr("<html lang=\"en\">"), HasSubstr("default-src 'none'")));
  EXPECT_THAT(report.html, Not(HasSubstr("{{")));
}

TEST(EvaluationReport, TextForAMethodsSectionFollowsOptionsAndData) {
  const EvaluationReport graded = Report(GradedStudy());
  EXPECT_THAT(graded.html, AllOf(HasSubstr("overlap by at least 0.30"), HasSubstr("Bland JM, Altman DG"),
                                 HasSubstr("Genant HK"), HasSubstr("No bootstrap intervals were asked for")));
  const FilmReading film = Column("a", VertebralLevel::kL1, 3);
  EvaluateOptions options;
  options.bootstrap = 20, options.seed = 77;
  const EvaluationReport plain = Report(Evaluate({.format = "coco", .tool = "a tool", .films = {film}},
                                                 {.format = "mask", .tool = "", .films = {film}}, options));
  EXPECT_THAT(plain.html,
              AllOf(HasSubstr("read from coco files written by a tool"), HasSubstr("20 bootstrap resamples"),
                    HasSubstr("seed 77"), Not(HasSubstr("Genant HK")), Not(HasSubstr("Brier GW"))));
  EXPECT_THAT(plain.html, HasSubstr("needs bodies graded by both"));  // among what is not computed
}

TEST(EvaluationReport, HostileNamesStayText) {
  const std::string evil = "\"'><script>alert(1)</script>{{style}}[@bland]\xFF]]>-->";
  FilmReading truth = Column(evil, VertebralLevel::kL1, 3), prediction = truth;
  truth.device = prediction.device = evil;
  truth.modality = evil;
  prediction.bodies[0].points_px[kSuperiorAnterior]->y() += 3;
  const EvaluationReport report = Report(Evaluate({.format = "t", .tool = evil, .films = {truth}},
                                                  {.format = "p", .tool = evil, .films = {prediction}}));
  EXPECT_THAT(report.html, Not(HasSubstr("<script")));
  EXPECT_THAT(report.html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;{{style}}[@bland]\xEF\xBF\xBD"));
  for (const EvaluationFigure& figure : report.figures) Parsed(figure.svg);
}

TEST(EvaluationReport, PicturesDecodeAndShowSomething) {
  const EvaluationReport report = MakeEvaluationReport(GradedStudy(), kOrigin);
  for (const EvaluationFigure& figure : report.figures) {
    const cv::Mat picture = cv::imdecode(figure.png, cv::IMREAD_COLOR);
    ASSERT_FALSE(picture.empty()) << figure.name;
    const pugi::xml_document svg = Parsed(figure.svg);
    EXPECT_EQ(picture.cols, 2 * svg.child("svg").attribute("width").as_int()) << figure.name;
    cv::Mat grey, dark;
    cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    cv::inRange(grey, 0, 100, dark);
    EXPECT_GT(cv::countNonZero(dark), 2000) << figure.name;  // axes and letters
    EXPECT_LT(cv::countNonZero(dark), picture.total() * 9 / 10) << figure.name;
  }
}

// The bias line is where the SVG has it, in the PNG too.
TEST(EvaluationReport, PngShowsWhatTheSvgShows) {
  const EvaluationReport report = MakeEvaluationReport(GradedStudy(), kOrigin);
  const EvaluationFigure& figure = Figure(report, "bland-altman-anterior_mm");
  const cv::Mat picture = cv::imdecode(figure.png, cv::IMREAD_GRAYSCALE);
  const pugi::xml_document svg = Parsed(figure.svg);
  const pugi::xml_node bias = Part(svg, "bias");
  const int row = static_cast<int>(std::lround(2 * bias.attribute("y1").as_double() - 0.5));
  const int left = static_cast<int>(2 * bias.attribute("x1").as_double()) + 4;
  const int right = static_cast<int>(2 * bias.attribute("x2").as_double()) - 4;
  EXPECT_LT(cv::mean(picture(cv::Rect(left, row, right - left, 1)))[0], 60);
}

TEST(EvaluationReport, SaysWhereAFilmIsMissing) {
  const EvaluationReport report = Report(GradedStudy());
  EXPECT_EQ(report.worst_without_film, 11);
  EXPECT_THAT(report.html, HasSubstr("The film is not at hand; --images names the folder of the films."));
  for (const EvaluationFigure& figure : report.figures) EXPECT_THAT(figure.name, Not(HasSubstr("worst")));
}

TEST(EvaluationReport, ShowsTheWorstOnTheirFilms) {
  const TempFolder folder;
  cv::Mat film(300, 300, CV_8UC1);
  for (int row = 0; row < film.rows; ++row) film.row(row) = row / 2;
  cv::imwrite(folder.Path("a.png").string(), film);
  std::ofstream(folder.Path("b.png")) << "no picture";
  const std::vector<FilmReading> truth = {Column("a", VertebralLevel::kL1, 3),
                                          Column("b", VertebralLevel::kL1, 3)};
  std::vector<FilmReading> prediction = truth;
  prediction[0].bodies[1].points_px[kSuperiorAnterior]->y() += 6;
  prediction[1].bodies[0].points_px[kSuperiorAnterior]->y() += 5;
  const EvaluationReport report =
      Report(EvaluateStudy(truth, prediction), {.images = folder.Path(""), .worst = 2, .libraries = ""});
  EXPECT_EQ(report.worst_without_film, 1);
  EXPECT_THAT(report.html,
              AllOf(HasSubstr("Worst 2 vertebrae"), HasSubstr("L2 of a: a point is 6.00 px off (15 % of"),
                    HasSubstr("L1 of b: a point is 5.00 px off"), HasSubstr("The film cannot be read: ")));
  const EvaluationFigure& worst = Figure(report, "worst-01");
  const pugi::xml_document svg = Parsed(worst.svg);
  // 40 px across, with 0.55 of it on each side, are 260 units: 84 px, the truth's left edge at 22 px.
  const double unit = 260.0 / 84;
  std::vector<pugi::xml_node> marks;
  for (const pugi::xml_node node : svg.child("svg").children("circle")) marks.push_back(node);
  ASSERT_EQ(marks.size(), 6u);
  EXPECT_NEAR(marks[0].attribute("cx").as_double(), 22 * unit, 0.02);
  EXPECT_NEAR(marks[0].attribute("cy").as_double(), (42 - 15) * unit, 0.02);
  EXPECT_STREQ(marks[0].attribute("data-part").value(), "truth-point");
  EXPECT_NE(std::string(Part(svg, "truth").attribute("points").value()),
            Part(svg, "prediction").attribute("points").value());
  EXPECT_THAT(worst.svg, HasSubstr("href=\"data:image/jpeg;base64,/9j/"));
}

TEST(EvaluationReport, NothingFoundIsAPageToo) {
  const FilmReading film = Column("a", VertebralLevel::kL1, 3);
  FilmReading empty = film;
  empty.bodies.clear();
  const EvaluationReport report = Report(EvaluateStudy({film}, {empty}));
  EXPECT_THAT(report.html, HasSubstr("3 in the truth, 0 found, 0 false"));
  EXPECT_EQ(report.worst_without_film, 0);
}

TEST(EvaluationReport, RefusesOptionsOutOfRange) {
  EvaluationReportOptions options;
  options.worst = 201;
  EXPECT_THROW(Report(GradedStudy(), options), InputError);
  options.worst = 3;
  options.images = "/nowhere/at all";
  EXPECT_THROW(Report(GradedStudy(), options), ReadError);
}

}  // namespace
}  // namespace openvfa::testing
