#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "console.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "openvfa/report/annotated_image.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/csv.h"
#include "openvfa/report/json.h"
#include "openvfa/report/table.h"
#include "openvfa/scoring/study_assessment.h"
#include "output_plan.h"
#include "parsing.h"
#include "risk_request.h"

namespace openvfa::app {
namespace {

const std::vector<std::string> kFormats = {"json", "csv", "png"};

struct AnnotateOptions {
  std::vector<std::string> inputs;
  std::string out;
  std::vector<std::string> formats = kFormats;
  bool force = false;
  ReadOptions read;
  AssessmentOptions assessment;
  RiskRequest risk;
  // Read once for all films, where a risk summary is wanted.
  std::optional<RiskTables> risk_tables;
  Patient patient;
  ConsoleOptions console;
};

void AddInputAndOutput(CLI::App& command, AnnotateOptions& options) {
  command.add_option("INPUT", options.inputs, "Films: DICOM, PNG, JPEG, TIFF, NIfTI")->required();
  command.add_option("-o,--out", options.out, "Folder for the results, made where missing")
      ->type_name("DIR")
      ->required();
  command
      .add_option_function<std::string>(
          "--format", [&options](const std::string& text) { options.formats = ParseFormats(text, kFormats); },
          "What to write, with commas between")
      ->type_name("FORMATS")
      ->default_str(CLI::detail::join(kFormats, ","));
}

void AddAssessmentOptions(CLI::App& command, AnnotateOptions& options) {
  SegmentationOptions& segmentation = options.assessment.segmentation;
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
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_flag("--force", options.force, "Assess although the file says it is no lateral spine film");
}

void ReportStage(std::string_view stage, double seconds) {
  if (seconds < 0) {
    spdlog::debug("{} ...", stage);
  } else {
    spdlog::info("{}: {:.2f} s", stage, seconds);
  }
}

// Reports the time from here to the end of the block as a stage.
class StageTimer {
 public:
  explicit StageTimer(const char* stage) : stage_(stage) { ReportStage(stage_, -1); }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() {
    ReportStage(stage_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
  }

 private:
  const char* stage_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

Radiograph Read(const std::string& path, const AnnotateOptions& options) {
  const StageTimer timer("read");
  Radiograph radiograph = ReadImage(path, options.read);
  if (!options.force) RequireLateralSpine(radiograph);
  return radiograph;
}

void WriteResults(const PlannedInput& input, const Radiograph& radiograph, const StudyAssessment& assessment,
                  const AnnotateOptions& options) {
  const StageTimer timer("write");
  for (const std::string& format : options.formats) {
    WriteFileAtomically(input.Output(format), [&](std::ostream& out) {
      if (format == "json") WriteJson(assessment, out, {.assessment = options.assessment});
      if (format == "csv") WriteCsv(assessment, out);
      if (format == "png") WriteAnnotatedPng(radiograph, assessment, out);
    });
  }
}

StudyAssessment Assess(const PlannedInput& input, const Radiograph& radiograph,
                       const AnnotateOptions& options) {
  try {
    StudyAssessment assessment = AssessStudy(radiograph, options.assessment);
    assessment.source_path = input.path;
    return assessment;
  } catch (const Error&) {
    std::throw_with_nested(InputError("\"" + input.path + "\" cannot be assessed"));
  }
}

void AddRiskSummary(const PlannedInput& input, const Radiograph& radiograph, const AnnotateOptions& options,
                    StudyAssessment& assessment) {
  const StageTimer timer("risk");
  const auto density = ReadDensity(options.risk.densitometry, ReadStudyKeys(input.path));
  const auto texture = ReadTexture(options.risk, options.read, &radiograph, &assessment.outlines);
  assessment.risk = std::make_shared<RiskSummary>(
      SummariseRisk(options.patient, density, &assessment, texture, options.risk.options,
                    options.risk_tables->rules(), options.risk_tables->references()));
}

// Whether vertebrae were found. Throws ReadError or InputError where the input is no film to assess.
bool AnnotateOne(const PlannedInput& input, const AnnotateOptions& options) {
  spdlog::info("{}", input.path);
  const Radiograph radiograph = Read(input.path, options);
  StudyAssessment assessment = Assess(input, radiograph, options);
  if (options.risk.Wanted()) AddRiskSummary(input, radiograph, options, assessment);
  WriteResults(input, radiograph, assessment, options);
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

void AnnotateAndCount(const PlannedInput& input, const AnnotateOptions& options, Tally& tally) {
  try {
    if (!AnnotateOne(input, options)) ++tally.without_vertebra;
  } catch (const WriteError&) {
    throw;  // the next film would fail in the same way
  } catch (const Error& error) {
    spdlog::error("{}", Explain(error));
    ++tally.unreadable;
  } catch (const std::exception& error) {
    spdlog::error("\"{}\": {}", input.path, Explain(error));
    ++tally.internal;
  }
}

int RunAnnotate(AnnotateOptions& options) {
  StartMessages(options.console);
  options.assessment.segmentation.progress = ReportStage;
  options.read.Validate();
  options.assessment.Validate();
  const auto plan = PlanOutputs(options.inputs, options.out, options.formats);
  if (options.risk.Wanted()) {
    options.risk_tables.emplace(options.risk.options);
    options.patient = ReadPatient(options.risk.patient);
  }
  PrepareFolder(options.out);
  Tally tally;
  for (const PlannedInput& input : plan) AnnotateAndCount(input, options, tally);
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
  AddReadOptions(*command, options->read);
  AddAssessmentOptions(*command, *options);
  AddRiskOptions(*command, options->risk);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "For INPUT X.ext it writes DIR/X.json, X.csv and X.png, and a table to stdout.\n"
      "With --patient, --densitometry or --texture-roi, JSON and table carry a risk summary; the patient is\n"
      "that of every INPUT.\n"
      "Example: openvfa annotate film.dcm --out results --format json,png");
  command->callback([options, &run] { run = [options] { return RunAnnotate(*options); }; });
}

}  // namespace openvfa::app
