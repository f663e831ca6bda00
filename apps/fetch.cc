#include "openvfa/pacs/fetch.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "command.h"
#include "console.h"
#include "pacs_options.h"
#include "stop_signal.h"

namespace openvfa::app {
namespace {

struct FetchCommand {
  std::string from, out;
  bool move = false;
  int port = 11112;
  FetchOptions fetch;
  ConsoleOptions console;
};

// "12 of 340 studies, 56.3 MB, 7.1 MB/s", not more often than every few seconds.
class ProgressLine {
 public:
  void Show(const FetchProgress& progress) {
    const auto now = Clock::now();
    const bool last = progress.studies_done == progress.studies_total;
    if (!last && now - shown_ < std::chrono::seconds(2)) return;
    shown_ = now;
    const double megabytes = static_cast<double>(progress.bytes) / 1e6;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    spdlog::info("{} of {} studies, {:.1f} MB, {:.1f} MB/s", progress.studies_done, progress.studies_total,
                 megabytes, seconds > 0 ? megabytes / seconds : 0.0);
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now(), shown_;
};

int Conclude(const FetchCommand& command, const FetchReport& report) {
  for (const FetchFailure& failure : report.failures) {
    spdlog::error("study {}: {}", failure.study, failure.cause);
  }
  const std::size_t complete = report.complete + report.complete_before;
  if (report.ended_early) {
    spdlog::error("ended early: {}; {} of {} studies are complete in \"{}\", and running it again goes on",
                  *report.ended_early, complete, report.found, command.out);
  }
  if (!command.console.quiet) {
    std::cout << complete << " of " << report.found << " studies complete, " << report.complete_before
              << " of them before; " << report.objects << " objects written\n";
  }
  return report.failures.empty() && !report.ended_early ? kOk : kSomeNotAssessed;
}

int RunFetch(FetchCommand& command) {
  StartMessages(command.console);
  SendAtOnce();
  const PacsPeer archive = ParsePeer(command.from);
  if (command.move) command.fetch.move_port = command.port;
  command.fetch.Validate();
  ProgressLine line;
  const StopSignal signal;
  command.fetch.progress = [&line](const FetchProgress& progress) { line.Show(progress); };
  command.fetch.stop = [&signal] { return signal.Wanted(); };
  try {
    return Conclude(command, FetchStudies(archive, command.out, command.fetch));
  } catch (const PacsError& error) {
    spdlog::error("{} What was fetched stays; running it again goes on.", error.what());
    return kBadInput;
  }
}

// Values that a user gives are turned by functions which throw InputError.
template <typename Function>
auto AsUsage(const char* option, Function function) {
  return [option, function](const std::string& text) {
    try {
      function(text);
    } catch (const InputError& error) {
      throw CLI::ValidationError(option, error.what());
    }
  };
}

void AddSelection(CLI::App& command, PacsSelection& selection) {
  command
      .add_option_function<std::vector<std::string>>(
          "--query",
          [&selection](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              AsUsage("--query",
                      [&](const std::string& each) { selection.keys.push_back(ParseQueryKey(each)); })(text);
            }
          },
          "Attribute and value to match, * and ? stand for any characters; may be repeated")
      ->type_name("KEY=VALUE");
  command
      .add_option_function<std::string>(
          "--modality",
          AsUsage("--modality",
                  [&selection](const std::string& text) { selection.modalities = ParseModalities(text); }),
          "Only series of these modalities")
      ->type_name("CR,DX,...");
  command
      .add_option_function<std::string>(
          "--date",
          AsUsage("--date",
                  [&selection](const std::string& text) { selection.dates = ParseDateRange(text); }),
          "Days of the study, as YYYYMMDD; either may be left out")
      ->type_name("FROM-TO");
  command.add_option("--study", selection.studies, "Study by its StudyInstanceUID; may be repeated")
      ->type_name("UID");
}

void AddRetrieval(CLI::App& command, FetchCommand& options) {
  auto* get = command.add_flag("--get")->description("Retrieve over the same connection, C-GET; the default");
  auto* move = command.add_flag("--move", options.move, "Have the archive send to us, C-MOVE")->excludes(get);
  command.add_option("--port", options.port, "With --move: where we listen meanwhile")
      ->type_name("N")
      ->check(CLI::Range(0, 65535))
      ->needs(move)
      ->capture_default_str();
  command.add_option("--bind", options.fetch.move_bind, "With --move: IPv4 address to listen on")
      ->type_name("ADDRESS")
      ->needs(move)
      ->capture_default_str();
  AddAllowedCallers(command, options.fetch.move_callers,
                    "With --move: AE titles that may send; else the archive's own");
}

}  // namespace

void AddFetch(CLI::App& program, Run& run) {
  auto options = std::make_shared<FetchCommand>();
  CLI::App* command = program.add_subcommand("fetch", "Bring studies from an archive into a folder.");
  command->add_option("--from", options->from, "The archive")->type_name("AETITLE@HOST:PORT")->required();
  command->add_option("-o,--out", options->out, "Folder for the studies, made where missing")
      ->type_name("EXPORT")
      ->required();
  AddSelection(*command, options->fetch.selection);
  AddRetrieval(*command, *options);
  command->add_option("--calling", options->fetch.calling_ae_title, "Own AE title")
      ->type_name("AETITLE")
      ->capture_default_str();
  command->add_option("--timeout-s", options->fetch.timeout_s, "Seconds to wait for an answer")
      ->type_name("N")
      ->capture_default_str();
  AddDiskLimit(*command, options->fetch.disk);
  AddTlsOptions(*command, options->fetch.tls);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "It writes EXPORT/<StudyInstanceUID>/<SOPInstanceUID>.dcm. Run it again after anything: studies that "
      "are\n"
      "complete are not asked for again, nothing is fetched twice. Exit code 3: the archive cannot be "
      "reached\n"
      "or refuses; 4: some objects did not come, or it ended early.\n"
      "Example: openvfa fetch --from ARCHIVE@pacs.example.org:11112 --modality CR,DX --date "
      "20240101-20241231 "
      "--out export");
  command->callback([options, &run] { run = [options] { return RunFetch(*options); }; });
}

}  // namespace openvfa::app
