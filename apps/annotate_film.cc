#include "annotate_film.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>

#include "openvfa/image/error.h"
#include "openvfa/report/apply_landmarks.h"
#include "openvfa/report/dicom_source.h"
#include "openvfa/report/formats.h"

namespace openvfa::app {
namespace {

// Reports the time from here to the end of the block as a stage.
class StageTimer {
 public:
  StageTimer(const char* stage, const StageReport& report) : stage_(stage), report_(report) {
    report_(stage_, -1);
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() {
    report_(stage_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
  }

 private:
  const char* stage_;
  const StageReport& report_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// The reader's points in the place of what the program found, and everything computed from them.
StudyAssessment TakeLandmarks(const LandmarkFile& landmarks, const std::filesystem::path& path,
                              const Radiograph& radiograph, const StudyAssessment& found,
                              const FilmOptions& options) {
  try {
    const EditOrigin origin{.editor = options.landmarks.editor, .time = UtcText(options.dicom.now)};
    return ApplyLandmarks(radiograph, found, landmarks, origin, options.assessment);
  } catch (const ReadError&) {
    std::throw_with_nested(ReadError("The landmark file \"" + path.string() + "\" cannot be used"));
  }
}

// Before the work is done.
void RequireDicomWhereNeeded(const PlannedInput& input, const std::optional<DicomSource>& source,
                             const FilmOptions& options) {
  const auto needs = std::find_if(options.formats.begin(), options.formats.end(),
                                  [](const std::string& name) { return FormatByName(name).needs_dicom; });
  if (needs == options.formats.end()) return;
  RequireDicomHeader(source ? &*source : nullptr, input.path, "--format " + *needs);
}

StudyAssessment Assess(const PlannedInput& input, const Radiograph& radiograph, const FilmOptions& options) {
  std::optional<LandmarkFile> landmarks;
  std::filesystem::path path;
  if (options.landmarks.Wanted()) {
    path = LandmarksFor(options.landmarks, input);
    landmarks = ReadLandmarks(path, radiograph, input.path);
  }
  try {
    StudyAssessment assessment = AssessStudy(radiograph, options.assessment);
    assessment.source_path = input.path;
    return landmarks ? TakeLandmarks(*landmarks, path, radiograph, assessment, options) : assessment;
  } catch (const Error&) {
    std::throw_with_nested(InputError("\"" + input.path + "\" cannot be assessed"));
  }
}

void AddRiskSummary(const PlannedInput& input, const Radiograph& radiograph, const FilmOptions& options,
                    StudyAssessment& assessment) {
  const StudyKeys keys = ReadStudyKeys(input.path);
  const std::string& table = options.risk.densitometry;
  const auto density = options.risk.of_many ? FindDensity(table, keys) : ReadDensity(table, keys);
  const auto texture = ReadTexture(options.risk, options.read, &radiograph, &assessment.outlines);
  assessment.risk = std::make_shared<RiskSummary>(
      SummariseRisk(options.patient, density, &assessment, texture, options.risk.options,
                    options.risk_tables->rules(), options.risk_tables->references()));
}

StudyAssessment WriteResults(const PlannedInput& input, const Radiograph& radiograph,
                             const std::optional<DicomSource>& source, const StudyAssessment& assessment,
                             const FilmOptions& options) {
  const ReportInput report{.assessment = assessment,
                           .radiograph = radiograph,
                           .source = source ? &*source : nullptr,
                           .options = options.assessment,
                           .dicom = options.dicom};
  return WriteFormats(report, input, options.formats, options.deidentify);
}

}  // namespace

StudyAssessment AnnotateFilm(const PlannedInput& input, const FilmOptions& options,
                             const StageReport& report) {
  const Radiograph radiograph = [&] {
    const StageTimer timer("read", report);
    Radiograph film = ReadImage(input.path, options.read);
    if (!options.force) RequireLateralSpine(film);
    if (options.check_film) options.check_film(film);
    return film;
  }();
  const auto source = ReadDicomSource(input.path, options.read.frame);
  RequireDicomWhereNeeded(input, source, options);
  StudyAssessment assessment = Assess(input, radiograph, options);
  options.norms.Apply(assessment);
  if (options.check_assessment) options.check_assessment(assessment);
  if (options.risk.Wanted()) {
    const StageTimer timer("risk", report);
    AddRiskSummary(input, radiograph, options, assessment);
  }
  const StageTimer timer("write", report);
  return WriteResults(input, radiograph, source, assessment, options);
}

}  // namespace openvfa::app
