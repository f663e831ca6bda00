#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "console.h"
#include "openvfa/evaluation/acquisitions.h"
#include "openvfa/evaluation/precision_report.h"
#include "openvfa/report/atomic_file.h"
#include "output_plan.h"

namespace openvfa::app {
namespace {

struct PrecisionCommand {
  std::vector<std::string> inputs;
  std::string subjects, by, out;
  PrecisionOptions study;
  ConsoleOptions console;
};

SubjectBy ByName(const std::string& name) {
  if (name == "study") return SubjectBy::kStudy;
  return name == "folder" ? SubjectBy::kFolder : SubjectBy::kNamePrefix;
}

std::vector<Acquisition> ReadFilms(const PrecisionCommand& command) {
  const std::vector<std::filesystem::path> inputs(command.inputs.begin(), command.inputs.end());
  std::vector<Acquisition> films = ReadAcquisitions(inputs);
  if (command.subjects.empty()) {
    AssignSubjects(films, ByName(command.by));
  } else if (const int unnamed = AssignSubjects(films, command.subjects); unnamed > 0) {
    spdlog::warn("films that the subjects file does not name, left out: {}", unnamed);
  }
  if (const int twice = FilmsInSeveralInputs(films); twice > 0) {
    spdlog::warn(
        "films in more than one input: {}; they count as repeated readings, which vary less than repeat "
        "acquisitions",
        twice);
  }
  return films;
}

int RunPrecision(const PrecisionCommand& command) {
  StartMessages(command.console);
  const PrecisionStudy study = StudyPrecision(ReadFilms(command), command.study);
  PrepareFolder(command.out);
  const std::filesystem::path folder = command.out;
  WriteFileAtomically(folder / "precision.csv", [&](std::ostream& out) { WritePrecisionCsv(study, out); });
  WriteFileAtomically(folder / "precision.json", [&](std::ostream& out) { WritePrecisionJson(study, out); });
  if (!command.console.quiet) WritePrecisionTable(study, std::cout);
  if (study.figures.empty()) {
    spdlog::error("no level was measured twice in one subject: nothing to compute a precision from");
    return kSomeNotAssessed;
  }
  return kOk;
}

}  // namespace

void AddPrecision(CLI::App& program, Run& run) {
  auto options = std::make_shared<PrecisionCommand>();
  CLI::App* command = program.add_subcommand(
      "precision", "Precision error and least significant change from repeat acquisitions.");
  command
      ->add_option("RESULT", options->inputs,
                   "vertebrae.csv, an assessment's JSON, or a folder with either; one or more")
      ->required();
  CLI::Option* subjects = command
                              ->add_option("--subjects", options->subjects,
                                           "CSV with columns film,subject: which films are repeats")
                              ->type_name("FILE");
  CLI::Option* by =
      command
          ->add_option("--by", options->by,
                       "Instead: repeats are films of one study, of one folder, or whose names agree "
                       "up to the last _ or - (p07_a.png, p07_b.png)")
          ->type_name("study|folder|name-prefix")
          ->check(CLI::IsMember({"study", "folder", "name-prefix"}));
  subjects->excludes(by);
  command
      ->add_option("-o,--out", options->out,
                   "Folder for precision.csv and precision.json, made where missing")
      ->type_name("DIR")
      ->required();
  command->add_option("--baseline", options->study.baseline, "Acquisitions averaged at the first visit")
      ->check(CLI::Range(1, 1000));
  command->add_option("--follow-up", options->study.follow_up, "Acquisitions averaged at the later visit")
      ->check(CLI::Range(1, 1000));
  AddConsoleOptions(*command, options->console);
  command->footer(
      "Examples: openvfa precision results/vertebrae.csv --subjects subjects.csv --out precision\n"
      "          openvfa precision visit1 visit2 --by name-prefix --out precision");
  command->callback([options, &run] {
    if (options->subjects.empty() && options->by.empty()) {
      throw CLI::ValidationError("precision", "--subjects FILE or --by is needed: which films are repeats");
    }
    run = [options] { return RunPrecision(*options); };
  });
}

}  // namespace openvfa::app
