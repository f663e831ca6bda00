#include <spdlog/spdlog.h>

#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "annotate_film.h"
#include "command.h"
#include "console.h"
#include "format_option.h"
#include "openvfa/image/error.h"
#include "openvfa/report/formats.h"
#include "openvfa/report/table.h"
#include "openvfa/scoring/study_assessment.h"
#include "output_plan.h"
#include "parsing.h"
#include "run_tables.h"
#include "stop_signal.h"

namespace openvfa::app {
namespace {

struct AnnotateOptions {
  std::vector<std::string> inputs;
  std::string out;
  FilmOptions film;
  ConsoleOptions console;
};

void AddInputAndOutput(CLI::App& command, AnnotateOptions& options) {
  command.add_option("INPUT", options.inputs, "Films: DICOM, PNG, JPEG, TIFF, NIfTI, NRRD, MetaImage")
      ->required();
  command.add_option("-o,--out", options.out, "Folder for the results, made where missing")
      ->type_name("DIR")
      ->required();
  AddFormatOption(command, options.film.formats);
}

void AddAssessmentOptions(CLI::App& command, AnnotateOptions& options) {
  SegmentationOptions& segmentation = options.film.assessment.segmentation;
  command
      .add_option_function<std::string>(
          "--lowest-level",
          [&segmentation](const std::string& name) {
            segmentation.lowest_level = ParseLevel(name);
            if (!segmentation.lowest_level) {
              throw CLI::ValidationError("--lowest-level",
                                         "\"" + name + "\" is not a level such as T12 or L5");
            }
          },
          "Name of the lowest vertebra in the film, where known; else inferred")
      ->type_name("LEVEL");
  command
      .add_option_function<std::string>(
          "--anterior",
          [&segmentation](const std::string& side) {
            segmentation.anterior = side == "left" ? AnteriorSide::kLeft : AnteriorSide::kRight;
          },
          "Side of the picture the patient faces; else decided from the film")
      ->check(CLI::IsMember({"left", "right"}));
  command
      .add_option("--threads", segmentation.threads, "Threads for the networks; 0: as many as are sensible")
      ->type_name("N")
      ->check(NonNegative())
      ->capture_default_str();
  command.add_flag("--force", options.film.force,
                   "Assess although the file says it is no lateral spine film");
}

void ReportStage(std::string_view stage, double seconds) {
  if (seconds < 0) {
    spdlog::debug("{} ...", stage);
  } else {
    spdlog::info("{}: {:.2f} s", stage, seconds);
  }
}

// Whether vertebrae were found. Throws ReadError or InputError where the input is no film to assess.
bool AnnotateOne(const PlannedInput& input, const AnnotateOptions& options, RunTables& tables) {
  spdlog::info("{}", input.path);
  const StudyAssessment assessment = AnnotateFilm(input, options.film, ReportStage);
  tables.Add(assessment);
  if (!options.console.quiet) {
    std::cout << input.path << '\n';
    WriteTable(assessment, std::cout, {.colour = StdoutWantsColour()});
    std::cout << std::endl;
  }
  if (assessment.outlines.bodies.empty()) spdlog::warn("no vertebra was found in \"{}\"", input.path);
  return !assessment.outlines.bodies.empty();
}

// How many inputs ended in which way.
struct Tally {
  std::size_t internal = 0, unreadable = 0, without_vertebra = 0;
};

// Readers name a file by its last part, which films of several folders may share.
std::string WithWholePath(const std::string& message, const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return !name.empty() && message.starts_with(name) ? path + message.substr(name.size()) : message;
}

void AnnotateAndCount(const PlannedInput& input, const AnnotateOptions& options, RunTables& tables,
                      Tally& tally) {
  try {
    if (!AnnotateOne(input, options, tables)) ++tally.without_vertebra;
  } catch (const WriteError&) {
    throw;  // the next film would fail in the same way
  } catch (const Error& error) {
    spdlog::error("{}", WithWholePath(Explain(error), input.path));
    ++tally.unreadable;
  } catch (const std::exception& error) {
    spdlog::error("\"{}\": {}", input.path, Explain(error));
    ++tally.internal;
  }
}

std::vector<std::string> Extensions(const std::vector<std::string>& formats) {
  std::vector<std::string> extensions;
  extensions.reserve(formats.size());
  for (const std::string& name : formats) extensions.push_back(FormatByName(name).extension);
  return extensions;
}

int RunAnnotate(AnnotateOptions& options) {
  StartMessages(options.console);
  FilmOptions& film = options.film;
  film.assessment.segmentation.progress = ReportStage;
  film.read.Validate();
  film.assessment.Validate();
  film.dicom.Validate();
  film.dicom.now = ResultTime();
  const auto plan = PlanOutputs(options.inputs, options.out, Extensions(film.formats));
  RequireOneFilmPerFile(film.landmarks, plan.size());
  RunTables tables(options.out, film.formats, plan);
  if (film.risk.Wanted()) {
    film.risk_tables.emplace(film.risk.options);
    film.patient = ReadPatient(film.risk.patient);
  }
  film.norms.Open();
  film.norms.TakeSexOf(film.patient);
  PrepareFolder(options.out);
  film.deidentify.Open(options.out, film.dicom.uid_root);
  Tally tally;
  const StopSignal stop;  // the film in hand is finished, and the tables hold what was done
  for (const PlannedInput& input : plan) {
    if (stop.Wanted()) break;
    AnnotateAndCount(input, options, tables, tally);
  }
  tables.Write();
  if (stop.Wanted()) {
    spdlog::warn("stopped; films that were not reached are in no table");
    return kStopped;
  }
  if (tally.internal > 0) return kInternal;
  if (tally.unreadable == plan.size()) return kBadInput;
  return tally.unreadable + tally.without_vertebra > 0 ? kSomeNotAssessed : kOk;
}

}  // namespace

void AddAnnotate(CLI::App& program, Run& run) {
  auto options = std::make_shared<AnnotateOptions>();
  CLI::App* command =
      program.add_subcommand("annotate", "Find, measure and grade the vertebrae of lateral spine films.");
  AddInputAndOutput(*command, *options);
  AddReadOptions(*command, options->film.read);
  AddAssessmentOptions(*command, *options);
  AddDicomOptions(*command, options->film.dicom, options->film.deidentify);
  AddLandmarkOptions(*command, options->film.landmarks);
  AddRiskOptions(*command, options->film.risk);
  AddNormsOptions(*command, options->film.norms);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "For INPUT X.ext it writes DIR/X.json and so on for each of FORMATS, and a table to stdout; over all\n"
      "INPUTs of this run it writes DIR/vertebrae.csv and DIR/studies.csv. Ctrl-C finishes the film in "
      "hand.\n"
      "With --patient, --densitometry or --texture-roi, JSON and table carry a risk summary; the patient is\n"
      "that of every INPUT.\n"
      "SOURCE_DATE_EPOCH, seconds since 1970, dates DICOM results instead of the clock.\n"
      "Example: openvfa annotate film.dcm --out results --format json,png");
  command->callback([options, &run] { run = [options] { return RunAnnotate(*options); }; });
}

}  // namespace openvfa::app
