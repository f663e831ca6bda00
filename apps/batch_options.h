// What the commands that assess by worker processes share.
#ifndef OPENVFA_APPS_BATCH_OPTIONS_H_
#define OPENVFA_APPS_BATCH_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "annotate_film.h"
#include "openvfa/batch/run_batch.h"

namespace openvfa::app {

// --jobs, --memory-mb, and the longest time for one film by the name given.
void AddWorkerOptions(CLI::App& command, const std::string& timeout_name, BatchOptions& batch);

// What is done with results that were made differently, by --fresh and --accept-mixed.
OnOtherRun PolicyOf(bool fresh, bool accept_mixed);

// Everything that changes a result: program, networks and options. Of files, what is in them.
RunIdentity ResultIdentity(const FilmOptions& film);

// Checks the options and prepares what workers share; before the first of them is forked.
void PrepareForWorkers(FilmOptions& film);

// Results are named without anything of the patient's, by the map of `film`.
void NameByMap(FilmOptions& film, BatchOptions& batch);

// What a worker does, by `film`, which outlives it.
AssessFilm FilmAssessor(FilmOptions& film, bool all);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_BATCH_OPTIONS_H_
