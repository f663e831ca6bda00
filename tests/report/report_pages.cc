// Writes the HTML reports that the browser tests look at: report_pages DIR
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/html.h"
#include "sample_assessment.h"
#include "sample_risk.h"

namespace openvfa::testing {
namespace {

struct Film {
  Radiograph radiograph;
  StudyAssessment study;
};

// T4 to L5 of a simulated film, with landmarks that are known to 0.8 px, measured and graded as any film is.
Film Simulated(phantom::Framing framing, std::uint64_t index, int rows) {
  phantom::PhantomOptions options;
  options.framing = framing;
  options.rows = rows;
  options.columns = rows > 0 ? rows * 2 / 5 : 0;
  options.fracture_probability = 1;
  const phantom::PhantomFilm film = phantom::SimulateFilm(options, 41, index);
  SpineOutlines outlines = phantom::TruthOutlines(film);
  std::erase_if(outlines.bodies, [](const VertebralBody& body) {
    return body.level < VertebralLevel::kT4 || body.level > VertebralLevel::kL5;
  });
  for (VertebralBody& body : outlines.bodies) {
    SixPoints& p = body.points;
    for (Landmark* point : {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
                            &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior}) {
      point->covariance_px2.diagonal() << 0.64, 0.64;
    }
    body.level_probability = body.level < VertebralLevel::kT12 ? 0.84 : 0.97;
  }
  Film result{.radiograph = phantom::FilmRadiograph(film), .study = {}};
  result.study = AssessOutlines(result.radiograph, std::move(outlines));
  result.study.source_path = "films/phantom-41-" + std::to_string(index) + ".dcm";
  result.study.view = View::kLateralRadiograph;
  return result;
}

// 14 vertebrae of which one is not evaluable and at least two are fractured.
Film FullFilm() {
  for (std::uint64_t index = 0; index < 20; ++index) {
    Film film = Simulated(phantom::Framing::kWholeSpine, index, 0);
    int fractured = 0;
    for (const GenantGrade& grade : film.study.grades) fractured += grade.grade > 0 ? 1 : 0;
    if (fractured < 2 || film.study.outlines.bodies.size() != 14) continue;
    SpineOutlines outlines = film.study.outlines;
    outlines.bodies.front().evaluable = false;
    outlines.bodies.front().reason = "covered by the shoulder";
    const std::string path = film.study.source_path;
    film.study = AssessOutlines(film.radiograph, outlines);
    film.study.source_path = path;
    film.study.view = View::kLateralRadiograph;
    film.study.outlines.networks = {{"locate", std::string(64, 'a')}, {"refine", std::string(64, 'b')}};
    film.study.reference.study_instance_uid = "2.25.329800735698586629295641978511506172918";
    return film;
  }
  throw std::runtime_error("none of the simulated films has 14 vertebrae and two fractures");
}

Film Uncalibrated(Film film) {
  film.radiograph.calibration = {};
  SpineOutlines outlines = film.study.outlines;
  const std::string path = film.study.source_path;
  film.study = AssessOutlines(film.radiograph, std::move(outlines));
  film.study.source_path = path;
  film.study.diagnostics.push_back(
      {Severity::kWarning, "no-calibration", "The file states no size of a pixel."});
  return film;
}

Film Hostile(Film film) {
  const std::string evil =
      "\"'><script>alert(1)</script><img src=x onerror=globalThis.hacked=1>\xFF\xC3&lt;{{style}}";
  StudyAssessment& study = film.study;
  study.source_path = "films/" + evil + ".dcm";
  study.calibration.source = evil;
  study.reference.study_instance_uid = evil;
  study.routing = {{evil, evil, evil}};
  study.outlines.bodies.front().reason = evil;
  study.outlines.networks = {{evil, evil}};
  study.diagnostics = {{Severity::kWarning, evil, evil}};
  study.edits = {{.change = evil,
                  .level = evil,
                  .point = evil,
                  .before_px = {},
                  .after_px = {},
                  .before = evil,
                  .after = evil,
                  .tool = evil,
                  .editor = evil,
                  .time = evil}};
  return film;
}

Film WithRisk(Film film) {
  film.study.risk = std::make_shared<RiskSummary>(SampleRisk());
  film.study.edits = {{.change = "moved",
                       .level = "L1",
                       .point = "superior_anterior",
                       .before_px = Eigen::Vector2d(120, 140),
                       .after_px = Eigen::Vector2d(121.5, 139.25),
                       .before = "",
                       .after = "",
                       .tool = "LabelMe 5.2.1",
                       .editor = "reader 1",
                       .time = "2024-05-01T10:00:00Z"}};
  return film;
}

void Write(const Film& film, const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary);
  WriteHtml(
      {.assessment = film.study, .radiograph = film.radiograph, .options = AssessmentOptions{}, .dicom = {}},
      out);
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

void WriteAll(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const Film full = FullFilm();
  Write(full, folder / "full.html");
  Write(Uncalibrated(full), folder / "uncalibrated.html");
  Write(Hostile(full), folder / "hostile.html");
  Write(WithRisk(full), folder / "risk.html");
  Write(Simulated(phantom::Framing::kDxa, 0, 800), folder / "dxa.html");
  const StudyAssessment empty = EmptyAssessment();
  Write({.radiograph = FilmFor(empty), .study = empty}, folder / "empty.html");
  const StudyAssessment sample = SampleAssessment();
  Write({.radiograph = FilmFor(sample), .study = sample}, folder / "sample.html");
}

}  // namespace
}  // namespace openvfa::testing

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    openvfa::testing::WriteAll(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
