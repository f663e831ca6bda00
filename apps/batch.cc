#include <unistd.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "batch_options.h"
#include "command.h"
#include "console.h"
#include "format_option.h"
#include "openvfa/batch/path_text.h"
#include "openvfa/batch/run_batch.h"
#include "openvfa/image/error.h"
#include "output_plan.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

struct BatchCommandOptions {
  BatchOptions batch;
  FilmOptions film;
  std::string out, shard, selection = "lateral", log_file;
  bool fresh = false, accept_mixed = false;
  ConsoleOptions console;
};

void AddRunOptions(CLI::App& command, BatchCommandOptions& options) {
  BatchOptions& batch = options.batch;
  command
      .add_option("EXPORT", batch.roots,
                  "Folders, a DICOMDIR, films, a text file of paths, or - for such a list on stdin")
      ->required();
  command.add_option("-o,--out", options.out, "Folder for the results and the ledger, made where missing")
      ->type_name("DIR")
      ->required();
  command.add_option("--select", options.selection, "What is assessed")
      ->check(CLI::IsMember({"lateral", "dxa", "film", "dicom", "all"}))
      ->capture_default_str();
  command
      .add_option("--shard", options.shard,
                  "Do part I of N (from 0) only; auto: as Slurm's job array or Kubernetes' Indexed Job says")
      ->type_name("I/N|auto");
  auto* resume = command.add_flag("--resume")->description("Go on where an earlier run stopped: the default");
  auto* fresh =
      command.add_flag("--fresh", options.fresh, "Begin anew; removes what earlier runs wrote in DIR");
  auto* mixed = command.add_flag("--accept-mixed", options.accept_mixed,
                                 "Go on although options, networks or version differ from the earlier run's");
  fresh->excludes(resume)->excludes(mixed);
}

void AddGuardOptions(CLI::App& command, BatchCommandOptions& options) {
  AddWorkerOptions(command, "--timeout-s", options.batch);
  command.add_option("--log-file", options.log_file, "Write what happens as JSON lines")->type_name("FILE");
}

// Everything that changes a result, or which results there are.
RunIdentity Identity(const BatchCommandOptions& options) {
  RunIdentity identity = ResultIdentity(options.film);
  identity["shard"] = options.batch.shard.Text();
  identity["--select"] = options.selection;
  nlohmann::json roots = nlohmann::json::array();
  for (const std::string& root : options.batch.roots) roots.push_back(EncodePath(root));
  identity["export"] = roots.dump();
  return identity;
}

void Prepare(BatchCommandOptions& options) {
  BatchOptions& batch = options.batch;
  FilmOptions& film = options.film;
  batch.selection = ParseSelection(options.selection);
  if (!options.shard.empty()) {
    batch.shard = options.shard == "auto" ? AutomaticShard(ProcessEnvironment()) : ParseShard(options.shard);
  }
  batch.out = options.out;
  batch.log_file = options.log_file;
  batch.quiet = options.console.quiet;
  batch.terminal = ::isatty(STDERR_FILENO) == 1;
  batch.on_other_run = PolicyOf(options.fresh, options.accept_mixed);
  film.read = batch.read;
  PrepareForWorkers(film);
  batch.identity = Identity(options);
  PrepareFolder(options.out);
  film.deidentify.Open(options.out, film.dicom.uid_root);
  if (film.deidentify.map) NameByMap(film, batch);
}

int RunBatchCommand(BatchCommandOptions& options) {
  StartMessages(options.console);
  Prepare(options);
  const bool all = options.batch.selection == Selection::kAll;
  const BatchSummary summary = RunBatch(options.batch, std::cin, FilmAssessor(options.film, all), std::cerr);
  if (summary.stopped) return kStopped;
  const LedgerCounts& counts = summary.counts;
  const bool incomplete = counts.failed + counts.without_vertebra + counts.pending + summary.unrecorded > 0;
  if (incomplete || !summary.tables_written) return kSomeNotAssessed;
  if (counts.assessed == 0) throw ReadError("The export holds nothing to assess; routing.csv says why.");
  return kOk;
}

}  // namespace

void AddBatch(CLI::App& program, Run& run) {
  auto options = std::make_shared<BatchCommandOptions>();
  CLI::App* command = program.add_subcommand(
      "batch", "Assess a whole export: resumable, in parallel, on one machine or part by part on many.");
  AddRunOptions(*command, *options);
  AddFormatOption(*command, options->film.formats);
  AddReadOptions(*command, options->batch.read);
  AddDicomOptions(*command, options->film.dicom, options->film.deidentify);
  AddRiskOptions(*command, options->film.risk);
  AddNormsOptions(*command, options->film.norms);
  AddGuardOptions(*command, *options);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "It writes DIR/studies/<StudyInstanceUID>/<SOPInstanceUID>.* (of a plain image "
      "DIR/studies/plain/<path>.*),\n"
      "and DIR/vertebrae.csv, studies.csv, failures.csv and routing.csv (what was skipped, and why).\n"
      "Killed or stopped, the same command goes on where it was. Ctrl-C: films in hand are finished first.\n"
      "Example: openvfa batch /archive/export --out results --jobs 8");
  command->callback([options, &run] { run = [options] { return RunBatchCommand(*options); }; });
}

}  // namespace openvfa::app
