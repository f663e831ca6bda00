#include "openvfa/evaluation/evaluate.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "console.h"
#include "openvfa/evaluation/read_readings.h"
#include "openvfa/evaluation/report.h"
#include "openvfa/evaluation/write_evaluation.h"
#include "openvfa/report/atomic_file.h"
#include "output_plan.h"

namespace openvfa::app {
namespace {

struct EvaluateCommand {
  std::vector<std::string> truth, predictions;
  std::string out, levels = "T4-L5", columns, labels, images, films;
  double mm_per_px = 0;  // 0: not given
  bool no_report = false;
  int worst = EvaluationReportOptions().worst;
  EvaluateOptions options;
  ConsoleOptions console;
};

// "T4-L5"
void ParseLevels(const std::string& text, EvaluateOptions& options) {
  const std::size_t dash = text.find('-');
  const auto first = ParseLevel(text.substr(0, dash));
  const auto last = dash == std::string::npos ? first : ParseLevel(text.substr(dash + 1));
  if (!first || !last || *first > *last) {
    throw CLI::ValidationError("--levels", "\"" + text + "\" is not a range of levels such as T4-L5");
  }
  options.first_level = *first, options.last_level = *last;
}

ReadReadingsOptions ReadOptionsOf(const EvaluateCommand& command) {
  ReadReadingsOptions options;
  const auto set = [](const std::string& text, std::optional<std::filesystem::path>& path) {
    if (!text.empty()) path = text;
  };
  set(command.columns, options.columns);
  set(command.labels, options.labels);
  set(command.images, options.images);
  set(command.films, options.films);
  return options;
}

ReadingSet Read(const std::vector<std::string>& paths, const EvaluateCommand& command, const char* what) {
  const ReadingSet set = ReadReadings({paths.begin(), paths.end()}, ReadOptionsOf(command));
  std::size_t bodies = 0;
  for (const FilmReading& film : set.films) bodies += film.bodies.size();
  spdlog::info("{}: {} films, {} bodies, {}", what, set.films.size(), bodies, set.format);
  return set;
}

// A line that is overwritten, where somebody watches.
EvaluateProgress ProgressOn(const ConsoleOptions& console) {
  if (console.quiet || isatty(STDERR_FILENO) == 0) return {};
  return [shown = -1](const std::string& stage, double fraction) mutable {
    const int percent = static_cast<int>(100 * fraction);
    if (percent == shown) return;
    shown = percent;
    std::fprintf(stderr, "\r%s %3d %%%s", stage.c_str(), percent, percent == 100 ? "\r\033[K" : "");
  };
}

void WriteAll(const EvaluationResult& result, const std::filesystem::path& folder) {
  const EvaluationOrigin origin{.command_line = CommandLineText()};
  WriteFileAtomically(folder / "statistics.csv", [&](std::ostream& out) { WriteStatisticsCsv(result, out); });
  WriteFileAtomically(folder / "bodies.csv", [&](std::ostream& out) { WriteBodiesCsv(result, out); });
  WriteFileAtomically(folder / "evaluation.json",
                      [&](std::ostream& out) { WriteEvaluationJson(result, origin, out); });
}

void WriteBytes(const std::filesystem::path& path, std::string_view bytes) {
  WriteFileAtomically(
      path, [&](std::ostream& out) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
}

// The page and its figures as files of their own.
void WriteReport(const EvaluationResult& result, const EvaluateCommand& command) {
  EvaluationReportOptions options{
      .images = {}, .worst = command.worst, .png = true, .libraries = OPENVFA_LIBRARIES};
  if (!command.images.empty()) options.images = command.images;
  const EvaluationOrigin origin{.command_line = CommandLineText()};
  const EvaluationReport report = MakeEvaluationReport(result, origin, options, ProgressOn(command.console));
  const std::filesystem::path folder = command.out, figures = folder / "figures";
  PrepareFolder(figures);
  for (const EvaluationFigure& figure : report.figures) {
    WriteBytes(figures / (figure.name + ".svg"), figure.svg);
    WriteBytes(figures / (figure.name + ".png"),
               {reinterpret_cast<const char*>(figure.png.data()), figure.png.size()});
  }
  WriteBytes(folder / "evaluation.html", report.html);
  if (report.worst_without_film > 0) {
    spdlog::info("{} of the worst vertebrae are not shown: their films are not at hand (--images DIR)",
                 report.worst_without_film);
  }
  spdlog::info("report: {}; {} figures as SVG and PNG: {}", (folder / "evaluation.html").string(),
               report.figures.size(), figures.string());
}

int RunEvaluate(const EvaluateCommand& command) {
  StartMessages(command.console);
  command.options.Validate();
  const ReadingSet truth = Read(command.truth, command, "truth");
  const ReadingSet predictions = Read(command.predictions, command, "predictions");
  const EvaluationResult result = Evaluate(truth, predictions, command.options, ProgressOn(command.console));
  PrepareFolder(command.out);
  WriteAll(result, command.out);
  if (!command.no_report) WriteReport(result, command);
  int missing = 0;
  for (const FilmPair& film : result.films) {
    if (film.predicted) continue;
    spdlog::warn("no prediction for the film {}; its bodies count as missed", film.truth.film);
    ++missing;
  }
  if (!result.predictions_without_truth.empty()) {
    spdlog::info("predictions of {} films without truth are left out",
                 result.predictions_without_truth.size());
  }
  if (!command.console.quiet) WriteEvaluationTable(result, std::cout);
  return missing > 0 ? kSomeNotAssessed : kOk;
}

void AddInputs(CLI::App& command, EvaluateCommand& options) {
  command
      .add_option("--truth", options.truth, "What is held to be true: files or folders, see docs/evaluate.md")
      ->type_name("PATH")
      ->required();
  command
      .add_option("--predictions", options.predictions,
                  "What is judged: files or folders of the same formats")
      ->type_name("PATH")
      ->required();
  command.add_option("-o,--out", options.out, "Folder for the results, made where missing")
      ->type_name("DIR")
      ->required();
  command.add_option("--columns", options.columns, "JSON: which columns of a table of corners hold what")
      ->type_name("FILE");
  command.add_option("--labels", options.labels, "JSON or CSV: the level that each label of a mask means")
      ->type_name("FILE");
  command
      .add_option("--images", options.images,
                  "Folder of the films: sizes, millimetres of a pixel, pictures of the report")
      ->type_name("DIR");
  command.add_option("--films", options.films, "CSV with film and any of patient, modality, device")
      ->type_name("FILE");
}

}  // namespace

void AddEvaluate(CLI::App& program, Run& run) {
  auto options = std::make_shared<EvaluateCommand>();
  CLI::App* command = program.add_subcommand(
      "evaluate", "Compare results with truth, or two tools or readers with each other.");
  AddInputs(*command, *options);
  command->add_option("--levels", options->levels, "Levels of the truth that count")->capture_default_str();
  command->add_option("--mm-per-px", options->mm_per_px, "Size of a pixel where neither side states it")
      ->type_name("MM")
      ->check(CLI::Range(1e-4, 99.0));
  command->add_option("--bootstrap", options->options.bootstrap, "Resamples for the intervals; 0: none")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command->add_option("--seed", options->options.seed, "Of the resamples")->capture_default_str();
  command->add_flag("--no-report", options->no_report, "Tables and JSON only, no page and no figures");
  command->add_option("--worst", options->worst, "Vertebrae shown in the report")
      ->check(CLI::Range(0, 200))
      ->capture_default_str();
  AddConsoleOptions(*command, options->console);
  command->footer("Example: openvfa evaluate --truth corners.csv --predictions results --out evaluation");
  command->callback([options, &run] {
    ParseLevels(options->levels, options->options);
    if (options->mm_per_px > 0) options->options.mm_per_px = options->mm_per_px;
    run = [options] { return RunEvaluate(*options); };
  });
}

}  // namespace openvfa::app
