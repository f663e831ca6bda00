#include "openvfa/pacs/listen.h"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "assessor_process.h"
#include "batch_options.h"
#include "command.h"
#include "console.h"
#include "format_option.h"
#include "output_plan.h"
#include "pacs_options.h"
#include "stop_signal.h"

namespace openvfa::app {
namespace {

namespace fs = std::filesystem;

struct ListenCommand {
  std::string out;
  ListenOptions listen;
  BatchOptions batch;
  FilmOptions film;
  bool fresh = false, accept_mixed = false;
  ConsoleOptions console;

  fs::path Received() const { return fs::path(out) / "received"; }
};

void PrepareBatch(ListenCommand& command) {
  PrepareForWorkers(command.film);
  BatchOptions& batch = command.batch;
  batch.out = command.out;
  batch.read = command.film.read;
  batch.quiet = true;  // a line for each study comes from the service
  batch.identity = ResultIdentity(command.film);
  batch.identity["shard"] = batch.shard.Text();
  batch.identity["--select"] = "lateral";
  batch.identity["export"] = "received";
}

// Refuses results that were made differently, and has what failed through no fault of its own tried again:
// once for each start, not for each study.
void OpenLedger(const ListenCommand& command) {
  if (command.fresh) ForgetHandedOver(command.Received());
  const Ledger ledger(command.out, command.batch.identity, PolicyOf(command.fresh, command.accept_mixed));
}

// What is done with a finished study, in a process of its own; with none, what an earlier run left is done.
BatchSummary AssessStudy(const std::string& study_folder, ListenCommand& command) {
  BatchOptions batch = command.batch;
  batch.retry = Retry::kNo;
  batch.roots = {study_folder.empty() ? "-" : study_folder};
  if (!study_folder.empty()) batch.name_prefix = fs::path(study_folder).filename().string() + "/";
  command.film.dicom.now = ResultTime();
  std::istringstream nothing;
  return RunBatch(batch, nothing, FilmAssessor(command.film, false), std::cerr);
}

void TellUser(ListenOptions& listen) {
  if (listen.bind == "0.0.0.0") {
    spdlog::warn("listening on all addresses: anybody who reaches this machine can connect");
  }
  listen.listening = [&listen](int port) {
    spdlog::info("listening as {} on {}:{}", listen.ae_title, listen.bind, port);
  };
  listen.notice = [](const std::string& text) { spdlog::warn("{}", text); };
}

// Until it is told to stop. Returns how many films could not be assessed.
std::size_t Serve(const ListenCommand& command, const AssessorProcess& assessor) {
  std::size_t failed = 0;
  ListenForStudies(command.Received(), command.listen, [&](const fs::path& study_folder) {
    const LedgerCounts counts = assessor.Assess(study_folder.string());
    failed += counts.failed;
    if (command.console.quiet) return;
    std::cout << study_folder.filename().string() << ": " << counts.assessed << " assessed, "
              << counts.skipped << " skipped, " << counts.failed << " failed" << std::endl;
  });
  return failed;
}

int RunListen(ListenCommand& command) {
  StartMessages(command.console);
  SendAtOnce();
  command.listen.Validate();
  PrepareFolder(command.out);
  PrepareBatch(command);
  OpenLedger(command);
  const AssessorProcess assessor(
      [&command](const std::string& study) { return AssessStudy(study, command); });
  TellUser(command.listen);
  const StopSignal signal;
  command.listen.stop = [&signal] { return signal.Wanted(); };
  try {
    return Serve(command, assessor) > 0 ? kSomeNotAssessed : kOk;
  } catch (const PacsError& error) {
    spdlog::error("{}", error.what());
    return kBadInput;
  }
}

void AddService(CLI::App& command, ListenOptions& listen) {
  command.add_option("--port", listen.port, "Port to listen on; 0: a free one")
      ->type_name("P")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command.add_option("--aet", listen.ae_title, "Own AE title, which callers have to call")
      ->type_name("AETITLE")
      ->capture_default_str();
  AddAllowedCallers(command, listen.allowed, "AE titles that may send; else any");
  command.add_option("--bind", listen.bind, "IPv4 address to listen on; 0.0.0.0: all of this machine")
      ->type_name("ADDRESS")
      ->capture_default_str();
  command
      .add_option("--study-idle-s", listen.study_idle_s,
                  "A study is finished when nothing came for it for so many seconds")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--timeout-s", listen.timeout_s, "Seconds after which a silent caller is dropped")
      ->type_name("N")
      ->capture_default_str();
  command.add_flag("--once", listen.once,
                   "End when all that was received is assessed and nobody is connected");
}

}  // namespace

void AddListen(CLI::App& program, Run& run) {
  auto options = std::make_shared<ListenCommand>();
  CLI::App* command = program.add_subcommand(
      "listen", "Receive studies that an archive or a modality sends, and assess them.");
  command->add_option("-o,--out", options->out, "Folder for what is received and for the results")
      ->type_name("DIR")
      ->required();
  AddService(*command, options->listen);
  AddDiskLimit(*command, options->listen.disk);
  AddTlsOptions(*command, options->listen.tls);
  AddFormatOption(*command, options->film.formats);
  AddWorkerOptions(*command, "--film-timeout-s", options->batch);
  auto* fresh = command->add_flag("--fresh", options->fresh,
                                  "Assess all that was received anew; removes the earlier results");
  command
      ->add_flag("--accept-mixed", options->accept_mixed,
                 "Go on although options, networks or version differ from those of earlier results")
      ->excludes(fresh);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "Objects go to DIR/received/<StudyInstanceUID>/<SOPInstanceUID>.dcm, results of lateral films to\n"
      "DIR/studies/<StudyInstanceUID>/<SOPInstanceUID>.*, the tables of `openvfa batch` to DIR/*.csv. Ctrl-C "
      "or\nSIGTERM ends it after the study in hand; "
      "what was received and not assessed is assessed after the next start.\n"
      "Example: openvfa listen --port 11112 --aet OPENVFA --allow ARCHIVE --out results");
  command->callback([options, &run] { run = [options] { return RunListen(*options); }; });
}

}  // namespace openvfa::app
