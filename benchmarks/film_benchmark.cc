// One film from the DICOM file to the written results, split by stage: mean milliseconds per film.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include "openvfa/image/read_image.h"
#include "openvfa/phantom/phantom.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/dicom_source.h"
#include "openvfa/report/formats.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr phantom::FilmIdentity kIdentity{.seed = 1, .index = 0};

// A DICOM film in the temporary folder for as long as this lives.
class FilmFile {
 public:
  explicit FilmFile(const phantom::PhantomOptions& options)
      : path_(fs::temp_directory_path() / ("openvfa-benchmark-" + std::to_string(::getpid()) + ".dcm")) {
    const phantom::PhantomFilm film = phantom::SimulateFilm(options, kIdentity.seed, kIdentity.index);
    phantom::WriteFilmDicom(film, kIdentity, path_);
  }
  FilmFile(const FilmFile&) = delete;
  FilmFile& operator=(const FilmFile&) = delete;
  ~FilmFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Seconds by stage, summed over films.
class Split {
 public:
  template <typename Work>
  auto Time(const std::string& stage, Work work) {
    const Clock::time_point start = Clock::now();
    auto result = work();
    Add(stage, std::chrono::duration<double>(Clock::now() - start).count());
    return result;
  }

  void Add(std::string_view stage, double seconds) { seconds_[std::string(stage)] += seconds; }
  double Seconds(const std::string& stage) const { return seconds_.at(stage); }

  void Report(benchmark::State& state) const {
    for (const auto& [stage, seconds] : seconds_) {
      state.counters[stage] = benchmark::Counter(1000 * seconds, benchmark::Counter::kAvgIterations);
    }
  }

 private:
  std::map<std::string, double> seconds_;
};

// Every format there is, with what only the DICOM ones need. Each adds "write_NAME".
std::size_t WriteAll(const fs::path& path, const Radiograph& film, const StudyAssessment& assessment,
                     Split& split) {
  const auto source = split.Time("write_source", [&path] { return ReadDicomSource(path); });
  const ReportInput input{.assessment = assessment,
                          .radiograph = film,
                          .source = source ? &*source : nullptr,
                          .options = AssessmentOptions{},
                          .dicom = {}};
  std::size_t bytes = 0;
  for (const ReportFormat& format : ReportFormats()) {
    bytes += split.Time("write_" + format.name, [&] {
      std::ostringstream out;
      format.write(input, out);
      return out.view().size();
    });
  }
  return bytes;
}

double PeakMiB() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void AssessFilm(benchmark::State& state, const phantom::PhantomOptions& options) {
  const FilmFile file(options);
  Split split, total;
  AssessmentOptions assessment_options;
  assessment_options.segmentation.progress = [&split](std::string_view stage, double seconds) {
    if (seconds >= 0) split.Add(stage, seconds);
  };
  std::size_t bodies = 0;
  while (state.KeepRunning()) {
    const Clock::time_point start = Clock::now();
    const Radiograph film = split.Time("decode", [&] { return ReadImage(file.path()); });
    SpineOutlines outlines = SegmentSpine(film, assessment_options.segmentation);
    const StudyAssessment assessment =
        split.Time("measure", [&] { return AssessOutlines(film, std::move(outlines), assessment_options); });
    benchmark::DoNotOptimize(
        split.Time("write", [&] { return WriteAll(file.path(), film, assessment, split); }));
    bodies = assessment.outlines.bodies.size();
    total.Add("film", std::chrono::duration<double>(Clock::now() - start).count());
  }
  if (bodies == 0) state.SkipWithError("no vertebra was found: these times mean nothing");
  split.Report(state);
  // What all formats together cost of a film's time.
  state.counters["write_percent"] = 100 * split.Seconds("write") / total.Seconds("film");
  state.counters["bodies"] = static_cast<double>(bodies);
  state.counters["peak_MiB"] = PeakMiB();  // of the process: meaningful when it runs this benchmark alone
}

phantom::PhantomOptions Film(phantom::Framing framing, int rows, int columns) {
  phantom::PhantomOptions options;
  options.framing = framing;
  options.rows = rows;
  options.columns = columns;
  return options;
}

#define OPENVFA_FILM(name, framing, rows, columns)                  \
  BENCHMARK_CAPTURE(AssessFilm, name, Film(framing, rows, columns)) \
      ->Unit(benchmark::kMillisecond)                               \
      ->UseRealTime()                                               \
      ->MinWarmUpTime(0.1)

OPENVFA_FILM(lumbar_1024x704, phantom::Framing::kLumbar, 1024, 704);
OPENVFA_FILM(whole_spine_2750x1160, phantom::Framing::kWholeSpine, 2750, 1160);
OPENVFA_FILM(whole_spine_3000x2500, phantom::Framing::kWholeSpine, 3000, 2500);

#undef OPENVFA_FILM

}  // namespace
}  // namespace openvfa
