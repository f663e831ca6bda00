#include "openvfa/report/risk.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "command.h"
#include "console.h"
#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/json.h"
#include "openvfa/scoring/read_patients.h"
#include "risk_request.h"

namespace openvfa::app {
namespace {

struct RiskCommand {
  RiskRequest request;
  std::string assessment, patients_csv;
  std::string format;  // empty: table, or csv for many patients
  std::string out;     // empty: stdout
  bool explain = false;
  ReadOptions read;
  ConsoleOptions console;
};

using Writer = std::function<void(std::ostream&)>;

void WriteTo(const std::string& path, const Writer& write) {
  if (path.empty()) {
    write(std::cout);
  } else {
    WriteFileAtomically(path, write);
  }
}

std::optional<StudyAssessment> ReadFilm(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ReadError("The assessment \"" + path + "\" cannot be opened.");
  return ReadAssessment(in, path);
}

StudyKeys KeysOf(const StudyAssessment* film) {
  StudyKeys keys;
  if (film != nullptr && !film->reference.study_instance_uid.empty()) {
    keys.study_instance_uid = film->reference.study_instance_uid;
  }
  return keys;
}

void WriteOne(const RiskCommand& command, const RiskSummary& summary, const Facts& facts, std::ostream& out) {
  if (command.format == "json") {
    WriteRiskJson(summary, out, command.explain ? std::optional(facts) : std::nullopt);
  } else if (command.format == "csv") {
    out << RiskCsvHeader() << "\r\n" << RiskCsvRow(summary) << "\r\n";
  } else {
    WriteRiskTable(summary, out, {.colour = command.out.empty() && StdoutWantsColour()});
    if (command.explain) WriteExplanation(summary, facts, out);
  }
}

int RunOnePatient(const RiskCommand& command) {
  const RiskTables tables(command.request.options);
  const std::optional<StudyAssessment> stored = ReadFilm(command.assessment);
  const StudyAssessment* film = stored ? &*stored : nullptr;
  const Patient patient = ReadPatient(command.request.patient);
  const auto density = ReadDensity(command.request.densitometry, KeysOf(film));
  const auto texture = ReadTexture(command.request, command.read, nullptr, nullptr);
  const RiskSummary summary = SummariseRisk(patient, density, film, texture, command.request.options,
                                            tables.rules(), tables.references());
  const Facts facts = CollectFacts(patient, summary, film);
  WriteTo(command.out, [&](std::ostream& out) { WriteOne(command, summary, facts, out); });
  return kOk;
}

// One row out for each row in, whatever it holds: memory does not grow with their number.
int RunManyPatients(const RiskCommand& command) {
  const RiskTables tables(command.request.options);
  std::ifstream in(command.patients_csv, std::ios::binary);
  if (!in) throw ReadError("\"" + command.patients_csv + "\" cannot be opened.");
  std::size_t failed = 0;
  WriteTo(command.out, [&](std::ostream& out) {
    PatientCsv patients(in, command.patients_csv);
    out << "row,error," << RiskCsvHeader() << "\r\n";
    while (const auto row = patients.Next()) {
      out << row->number << ',' << CsvField(row->error) << ',';
      if (row->error.empty()) {
        out << RiskCsvRow(SummariseRisk(row->patient, row->densitometry, nullptr, std::nullopt,
                                        command.request.options, tables.rules(), tables.references()));
      } else {
        ++failed;
        out << EmptyRiskCsvRow();
      }
      out << "\r\n";
    }
  });
  if (failed > 0) spdlog::warn("{} rows could not be used; the column \"error\" says why", failed);
  return failed > 0 ? kSomeNotAssessed : kOk;
}

// The header of a table is part of the file, not of the options.
int RunTable(const RiskCommand& command) {
  try {
    return RunManyPatients(command);
  } catch (const InputError&) {
    std::throw_with_nested(ReadError("The patients \"" + command.patients_csv + "\" cannot be used"));
  }
}

int RunRisk(const RiskCommand& command) {
  StartMessages(command.console);
  if (command.patients_csv.empty() && !command.request.Wanted() && command.assessment.empty()) {
    throw InputError(
        "There is nothing to summarise: give --patient, --densitometry, --assessment or --patients-csv.");
  }
  if (command.patients_csv.empty()) return RunOnePatient(command);
  if (command.request.Wanted() || !command.assessment.empty() || command.explain) {
    throw InputError("--patients-csv stands alone: its columns hold patient and densitometry.");
  }
  if (!command.format.empty() && command.format != "csv") {
    throw InputError("--patients-csv writes --format csv only.");
  }
  return RunTable(command);
}

}  // namespace

void AddRisk(CLI::App& program, Run& run) {
  auto options = std::make_shared<RiskCommand>();
  CLI::App* command = program.add_subcommand(
      "risk",
      "Summarise fracture risk: densitometry, FRAX, QFracture and the rules that fire, with sources.");
  AddRiskOptions(*command, options->request);
  command
      ->add_option("--assessment", options->assessment, "What annotate wrote for the patient's film (JSON)")
      ->type_name("FILE");
  command
      ->add_option("--patients-csv", options->patients_csv,
                   "Many patients, a row each: columns are the fields of --patient and of --densitometry")
      ->type_name("FILE");
  command->add_option("--format", options->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->default_str("table");
  command->add_option("-o,--out", options->out, "File to write instead of stdout")->type_name("FILE");
  command->add_flag("--explain", options->explain, "Also list every fact, and what each open rule lacks");
  AddConsoleOptions(*command, options->console);
  command->footer(
      "FRAX is taken as issued and never computed. What lacks an input is said to be not computed.\n"
      "Example: openvfa risk --patient patient.json --densitometry dxa.json --assessment results/film.json");
  command->callback([options, &run] { run = [options] { return RunRisk(*options); }; });
}

}  // namespace openvfa::app
