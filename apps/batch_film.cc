#include "batch_film.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "openvfa/image/error.h"
#include "openvfa/image/sync_file.h"
#include "openvfa/report/formats.h"
#include "openvfa/report/tables.h"

namespace openvfa::app {
namespace {

// Not what is looked for, as its pixels show.
class NotSelected : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// For tests of the supervision only: OPENVFA_TEST_FAULT=crash:PART, hang:PART or grow:PART makes the worker
// crash, hang or take memory without end at a file whose path holds PART.
void FailOnPurpose(const std::string& path) {
  const char* fault = std::getenv("OPENVFA_TEST_FAULT");
  if (fault == nullptr) return;
  const std::string text = fault;
  const auto colon = text.find(':');
  if (colon == text.npos || path.find(text.substr(colon + 1)) == path.npos) return;
  if (text.starts_with("crash:")) std::abort();
  std::vector<std::string> held;
  while (text.starts_with("grow:")) held.emplace_back(std::size_t{64} << 20, 'x');
  while (text.starts_with("hang:")) std::this_thread::sleep_for(std::chrono::hours(1));
}

// A row may say that a film is finished only when its bytes are on the disk.
void Flush(const std::filesystem::path& path) {
  if (const std::error_code error = SyncFile(path)) {
    throw WriteError("Cannot write \"" + path.string() + "\": " + error.message() + ".");
  }
}

void CheckFilm(const Radiograph& film) {
  try {
    RequireLateralSpine(film);
  } catch (const ReadError& error) {
    throw NotSelected(error.what());
  }
}

void CheckAssessment(const StudyAssessment& assessment) {
  // On any picture the networks put something; what can be measured is another matter.
  const auto& bodies = assessment.outlines.bodies;
  const auto seen = static_cast<std::size_t>(
      std::count_if(bodies.begin(), bodies.end(), [](const VertebralBody& body) { return body.evaluable; }));
  if (seen >= kLeastBodies) return;
  throw NotSelected("the header does not say what it shows, and in the pixels no spine was found (" +
                    std::to_string(seen) + " of the " + std::to_string(kLeastBodies) +
                    " vertebrae that are asked for)");
}

FilmResult Written(const PlannedInput& input, const FilmOptions& options, const StudyAssessment& assessment) {
  FilmResult result{.outcome = FilmOutcome::kAssessed,
                    .vertebra_rows = VertebraCsvRows(assessment),
                    .study_row = StudyCsvRow(assessment)};
  for (const std::string& name : options.formats) {
    result.artefacts.push_back(FormatByName(name).extension);
    Flush(input.Output(result.artefacts.back()));
  }
  if (options.deidentify.map && std::filesystem::exists(input.Output(kFilmExtension))) {
    result.artefacts.push_back(kFilmExtension);
    Flush(input.Output(kFilmExtension));
  }
  Flush(input.base.parent_path());
  if (assessment.outlines.bodies.empty()) {
    result.stage = "assess";
    result.cause = "no vertebra was found";
  }
  return result;
}

}  // namespace

FilmResult AssessBatchFilm(const FilmJob& job, FilmOptions& film, bool all, const StageNote& note) {
  film.force = true;  // the check below tells a report page from a film that cannot be read
  film.check_film = nullptr;
  film.check_assessment = nullptr;
  if (!all && !job.from_pixels) film.check_film = CheckFilm;
  if (!all && job.from_pixels) film.check_assessment = CheckAssessment;
  const StageReport report = [&](std::string_view stage, double seconds) {
    if (seconds < 0) note(stage);
  };
  film.assessment.segmentation.progress = report;
  FailOnPurpose(job.path.string());
  const PlannedInput input{.path = job.path.string(), .base = job.base};
  try {
    return Written(input, film, AnnotateFilm(input, film, report));
  } catch (const NotSelected& reason) {
    return {.outcome = FilmOutcome::kSkipped, .cause = reason.what()};
  }
}

}  // namespace openvfa::app
