// Writes the evaluation reports that the browser tests look at: evaluation_pages DIR
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

#include "openvfa/evaluation/report.h"
#include "report_study.h"

namespace openvfa::testing {
namespace {

// With every fold open: what is folded is not looked at.
std::string Opened(std::string html) {
  const std::string closed = "<details>", open = "<details open>";
  for (auto at = html.find(closed); at != std::string::npos; at = html.find(closed, at)) {
    html.replace(at, closed.size(), open);
  }
  return html;
}

void Write(const EvaluationResult& result, const EvaluationReportOptions& options, const std::string& command,
           const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary);
  out << Opened(MakeEvaluationReport(result, {.command_line = command}, options).html);
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

void WriteAll(const std::filesystem::path& folder) {
  const std::filesystem::path films = folder / "films";
  std::filesystem::create_directories(films);
  // Of two films of three there is a picture.
  cv::Mat film(300, 300, CV_8UC1);
  for (int row = 0; row < film.rows; ++row) film.row(row) = row / 2;
  for (int i = 0; i < 2; ++i) cv::imwrite((films / (FilmNumber(i) + ".png")).string(), film);
  EvaluationReportOptions options{.images = films, .worst = 20, .png = false, .libraries = "OpenCV 4"};
  Write(GradedStudy(), options, "openvfa evaluate --truth a --predictions b --out c",
        folder / "evaluation.html");
  const std::string evil =
      "\"'><script>alert(1)</script><img src=x onerror=globalThis.hacked=1>\xFF&lt;{{style}}";
  FilmReading truth = Column(evil, VertebralLevel::kL1, 3);
  truth.device = truth.modality = truth.patient = evil;
  FilmReading prediction = truth;
  prediction.bodies[0].points_px[kSuperiorAnterior]->y() += 3;
  Write(EvaluateStudy({truth}, {prediction}), options, evil, folder / "evaluation-hostile.html");
  FilmReading nothing = truth;
  nothing.bodies.clear();
  Write(EvaluateStudy({truth}, {nothing}), options, "", folder / "evaluation-empty.html");
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
