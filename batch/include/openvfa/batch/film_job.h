// What a worker is asked for one film, and what it answers.
#ifndef OPENVFA_BATCH_FILM_JOB_H_
#define OPENVFA_BATCH_FILM_JOB_H_

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace openvfa {

struct FilmJob {
  std::filesystem::path path;
  std::filesystem::path base;  // results are base.json and the like; its folder exists
  bool from_pixels = false;    // the header says nothing: drop it where there is no spine
};

enum class FilmOutcome { kAssessed, kSkipped, kFailed };

struct FilmResult {
  FilmOutcome outcome = FilmOutcome::kFailed;
  std::string stage = {};  // where it failed: "read", "assess", "write", ...
  std::string cause = {};  // why it failed or was skipped; of an assessed film, what is missing (no vertebra)
  // Not the film's own fault (disk full, gone, killed): a later run tries again.
  bool try_again = false;
  std::string vertebra_rows = {}, study_row = {};  // of vertebrae.csv and studies.csv
  std::vector<std::string> artefacts = {};         // what follows `base`: ".json", ".png", ...
};

// Called with the name of a stage when it begins, so that the parent knows where a worker died.
using StageNote = std::function<void(std::string_view stage)>;

// Runs in a worker process. Whatever it throws becomes a failed film.
using AssessFilm = std::function<FilmResult(const FilmJob&, const StageNote&)>;

}  // namespace openvfa

#endif  // OPENVFA_BATCH_FILM_JOB_H_
