#include "dicom_film.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <sstream>

namespace openvfa::testing {
namespace {

phantom::PhantomFilm Simulated(phantom::Framing framing, std::uint64_t seed) {
  phantom::PhantomOptions options;
  options.framing = framing;
  options.fracture_probability = 1;
  return phantom::SimulateFilm(options, seed, 0);
}

// A command's own quoting of a path.
std::string Quoted(const std::filesystem::path& path) {
  return std::string("'").append(path.string()).append("'");
}

}  // namespace

DicomFilm::DicomFilm(phantom::Framing framing, std::uint64_t seed) : path_(folder_ / "film.dcm") {
  const phantom::PhantomFilm film = Simulated(framing, seed);
  phantom::WriteFilmDicom(film, {.seed = seed, .index = 0}, path_);
  truth_ = phantom::TruthAssessment(film, path_.string());
  radiograph_ = phantom::FilmRadiograph(film);
  source_ = ReadDicomSource(path_);
}

ReportInput DicomFilm::Input(const StudyAssessment& study) const {
  return {.assessment = study,
          .radiograph = radiograph_,
          .source = &*source_,
          .options = {},
          .dicom = {.uid_root = "2.25",
                    .now = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000))}};
}

StudyAssessment DicomFilm::Result() const {
  SpineOutlines outlines = truth_.outlines;
  outlines.networks = {{"locate", std::string(64, 'a')}, {"refine", std::string(64, 'b')}};
  outlines.anterior_probability = 0.97;
  for (VertebralBody& body : outlines.bodies) {
    SixPoints& p = body.points;
    for (Landmark* point : {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
                            &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior}) {
      point->covariance_px2 << 0.25, 0.05, 0.05, 0.36;
    }
    body.level_probability = 0.9;
    body.level_alternatives = {{body.level, 0.9}, {VertebralLevel::kL6, 0.1}};
  }
  outlines.bodies.front().evaluable = false;
  outlines.bodies.front().reason = "cut by the edge of the image";
  StudyAssessment study = AssessOutlines(radiograph_, outlines);
  study.source_path = truth_.source_path;
  study.diagnostics.push_back({Severity::kWarning, "reader-check", "T12 may be a limbus vertebra."});
  return study;
}

Judgement RunTool(const std::string& command) {
  Judgement judgement;
  FILE* pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) return judgement;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    judgement.text.append(buffer.data(), got);
  }
  const int status = ::pclose(pipe);
  judgement.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  EXPECT_NE(judgement.exit_code, 127) << "not installed: " << command;
  return judgement;
}

void ExpectValidDicom(const std::filesystem::path& path) {
  const Judgement judgement = RunTool("dciodvfy " + Quoted(path));
  // It names the kind of object it recognised; without that nothing was checked.
  EXPECT_FALSE(judgement.text.empty());
  std::istringstream lines(judgement.text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(line.starts_with("Error") || line.starts_with("Abort")) << line;
  }
}

}  // namespace openvfa::testing
