#include "openvfa/pacs/listen.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "annotate_film.h"
#include "command.h"
#include "console.h"
#include "openvfa/report/formats.h"
#include "output_plan.h"
#include "pacs_options.h"
#include "parsing.h"
#include "stop_signal.h"

namespace openvfa::app {
namespace {

namespace fs = std::filesystem;

struct ListenCommand {
  std::string out;
  ListenOptions listen;
  FilmOptions film;
  ConsoleOptions console;
};

struct StudyTally {
  std::size_t assessed = 0, skipped = 0, failed = 0;
};

std::vector<std::string> DefaultFormats() {
  std::vector<std::string> names;
  for (const ReportFormat& format : ReportFormats()) {
    if (format.by_default) names.push_back(format.name);
  }
  return names;
}

std::vector<std::string> AllFormats() {
  std::vector<std::string> names;
  for (const ReportFormat& format : ReportFormats()) names.push_back(format.name);
  return names;
}

std::vector<fs::path> ObjectsOf(const fs::path& study_folder) {
  std::vector<fs::path> objects;
  for (const auto& entry : fs::directory_iterator(study_folder)) {
    if (entry.path().extension() == ".dcm") objects.push_back(entry.path());
  }
  std::sort(objects.begin(), objects.end());
  return objects;
}

// Why there is nothing to assess in an object: a report, a CT slice, an AP view.
std::optional<std::string> SkipReason(const fs::path& object, const FilmOptions& film) {
  try {
    const ImageInfo info = InspectImage(object, film.read);
    if (info.view != View::kOther || film.force) return std::nullopt;
    return info.view_reason;
  } catch (const ReadError& error) {
    return Explain(error);
  }
}

// One object of a study, to DIR/studies/<StudyInstanceUID>/<SOPInstanceUID>.*
void AssessObject(const fs::path& object, const fs::path& results, const FilmOptions& film,
                  StudyTally& tally) {
  try {
    if (const auto reason = SkipReason(object, film)) {
      spdlog::info("\"{}\" is skipped: {}", object.string(), *reason);
      ++tally.skipped;
      return;
    }
    PrepareFolder(results);
    const PlannedInput input{.path = object.string(), .base = results / object.stem()};
    AnnotateFilm(input, film, [](std::string_view, double) {});
    ++tally.assessed;
  } catch (const WriteError&) {
    throw;                                 // the study stays to be done
  } catch (const std::exception& error) {  // one bad film never ends the service
    spdlog::error("\"{}\": {}", object.string(), Explain(error));
    ++tally.failed;
  }
}

// What is done with a finished study.
StudyTally HandOver(const fs::path& study_folder, ListenCommand& command) {
  StudyTally tally;
  FilmOptions& film = command.film;
  film.dicom.now = ResultTime();
  const fs::path results = fs::path(command.out) / "studies" / study_folder.filename();
  for (const fs::path& object : ObjectsOf(study_folder)) AssessObject(object, results, film, tally);
  return tally;
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
std::size_t Serve(ListenCommand& command) {
  std::size_t failed = 0;
  ListenForStudies(fs::path(command.out) / "received", command.listen, [&](const fs::path& study_folder) {
    const StudyTally tally = HandOver(study_folder, command);
    failed += tally.failed;
    if (command.console.quiet) return;
    std::cout << study_folder.filename().string() << ": " << tally.assessed << " assessed, " << tally.skipped
              << " skipped, " << tally.failed << " failed" << std::endl;
  });
  return failed;
}

int RunListen(ListenCommand& command) {
  StartMessages(command.console);
  SendAtOnce();
  command.listen.Validate();
  command.film.read.Validate();
  command.film.assessment.Validate();
  command.film.dicom.Validate();
  PrepareFolder(command.out);
  TellUser(command.listen);
  const StopSignal signal;
  command.listen.stop = [&signal] { return signal.Wanted(); };
  try {
    return Serve(command) > 0 ? kSomeNotAssessed : kOk;
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
  options->film.formats = DefaultFormats();
  CLI::App* command = program.add_subcommand(
      "listen", "Receive studies that an archive or a modality sends, and assess them.");
  command->add_option("-o,--out", options->out, "Folder for what is received and for the results")
      ->type_name("DIR")
      ->required();
  AddService(*command, options->listen);
  AddDiskLimit(*command, options->listen.disk);
  AddTlsOptions(*command, options->listen.tls);
  command
      ->add_option_function<std::string>(
          "--format",
          [formats = &options->film.formats](const std::string& text) {
            *formats = ParseFormats(text, AllFormats());
          },
          "What to write, with commas between")
      ->type_name("FORMATS")
      ->default_str(CLI::detail::join(DefaultFormats(), ","));
  AddConsoleOptions(*command, options->console);
  command->footer(
      "Objects go to DIR/received/<StudyInstanceUID>/<SOPInstanceUID>.dcm, results of lateral films to\n"
      "DIR/studies/<StudyInstanceUID>/<SOPInstanceUID>.*. Ctrl-C or SIGTERM ends it after the study in "
      "hand;\n"
      "what was received and not assessed is assessed after the next start.\n"
      "Example: openvfa listen --port 11112 --aet OPENVFA --allow ARCHIVE --out results");
  command->callback([options, &run] { run = [options] { return RunListen(*options); }; });
}

}  // namespace openvfa::app
