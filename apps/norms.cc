#include "openvfa/report/norms.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "command.h"
#include "console.h"
#include "openvfa/evaluation/nhanes_heights.h"
#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

struct NormsCommand {
  std::vector<std::string> tables;
  std::string sex_table, nhanes, out, source;
  std::string fractured = "vertebra";
  double trim_sd = 3;
  NormsOptions options;
  ConsoleOptions console;
};

FracturePolicy ParsePolicy(const std::string& name) {
  for (const FracturePolicy policy : {FracturePolicy::kPerson, FracturePolicy::kKeep}) {
    if (name == FracturePolicyName(policy)) return policy;
  }
  return FracturePolicy::kVertebra;
}

struct Rows {
  std::vector<HeightRow> rows;
  NormsOrigin origin;
};

Rows ReadTables(const NormsCommand& command) {
  const std::vector<std::filesystem::path> paths(command.tables.begin(), command.tables.end());
  std::set<std::filesystem::path> seen;
  for (const std::filesystem::path& path : paths)
    if (!seen.insert(std::filesystem::weakly_canonical(path)).second)
      throw InputError("--table \"" + path.string() + "\" is given twice: its films would count twice.");
  const SexTable sexes = command.sex_table.empty() ? SexTable{} : ReadSexTable(command.sex_table);
  HeightTable table = ReadHeightTables(paths, sexes);
  const auto measured =
      std::count_if(table.rows.begin(), table.rows.end(), std::mem_fn(&HeightRow::measured));
  spdlog::info("films: {}, of unknown sex: {}; vertebrae: {}, not usable: {}", table.films,
               table.films_without_sex, measured, table.unusable);
  Rows out{.rows = std::move(table.rows), .origin = {}};
  out.origin.source = "tables of vertebrae, " + std::to_string(table.films) + " films";
  out.origin.data_date = table.data_date;
  return out;
}

Rows ReadNhanes(const NormsCommand& command) {
  NhanesHeights heights = ReadNhanesHeights(command.nhanes);
  for (const std::string& sentence : heights.left_out) spdlog::warn("{}", sentence);
  Rows out{.rows = std::move(heights.rows), .origin = {}};
  out.origin.source = "NHANES 2013-14 (CDC/NCHS), DXA lateral spine, adults of 40 years and more, unweighted";
  out.origin.data_date = heights.data_date;
  return out;
}

std::string Pair(const NormEntry* entry) {
  if (entry == nullptr) return "-";
  std::ostringstream text;
  text << std::fixed << std::setprecision(3) << entry->mean << "±" << entry->sd;
  return text.str();
}

// "±" takes two bytes and one place on the screen.
void Put(const std::string& text, int width, std::ostream& out) {
  const bool wide = text.find("±") != std::string::npos;
  out << "  " << std::left << std::setw(width + (wide ? 1 : 0)) << text;
}

void WriteShortTable(const Norms& norms, std::ostream& out) {
  std::set<std::pair<NormSex, VertebralLevel>> lines;
  for (const auto& [key, entry] : norms.entries) lines.emplace(key.sex, key.level);
  out << "Sex     Level  n      Ha/Hp        Hm/Hp        Hp/above     R\n";
  for (const auto& [sex, level] : lines) {
    const NormEntry* wedge = norms.Find(sex, level, NormRatio::kAnteriorPosterior);
    out << std::left << std::setw(6) << NormSexName(sex);
    Put(LevelName(level), 5, out);
    Put(wedge == nullptr ? "-" : std::to_string(wedge->n), 5, out);
    for (const NormRatio ratio :
         {NormRatio::kAnteriorPosterior, NormRatio::kMiddlePosterior, NormRatio::kPosteriorAbove}) {
      Put(Pair(norms.Find(sex, level, ratio)), 11, out);
    }
    const auto relative = norms.relative_posterior.find(sex);
    const bool has = relative != norms.relative_posterior.end() && relative->second.contains(level);
    out << "  ";
    if (has) out << std::fixed << std::setprecision(3) << relative->second.at(level);
    out << (has ? "\n" : "-\n");
  }
}

NormsBuild Build(const NormsCommand& command) {
  Rows rows = command.nhanes.empty() ? ReadTables(command) : ReadNhanes(command);
  if (!command.source.empty()) rows.origin.source = command.source;
  NormsOptions options = command.options;
  options.fractured = ParsePolicy(command.fractured);
  if (command.trim_sd > 0) {
    options.trim_sd = command.trim_sd;
  } else {
    options.trim_sd.reset();
  }
  options.Validate();
  try {
    return BuildNorms(rows.rows, options, rows.origin);
  } catch (const InputError& error) {  // what is wrong is in the data, not in the options
    throw ReadError(error.what());
  }
}

int RunNorms(const NormsCommand& command) {
  StartMessages(command.console);
  if (command.tables.empty() == command.nhanes.empty()) {
    throw InputError("Give either --table or --nhanes.");
  }
  if (!command.sex_table.empty() && command.tables.empty())
    throw InputError("--sex-table goes with --table.");
  const NormsBuild build = Build(command);
  WriteFileAtomically(command.out, [&build](std::ostream& out) { WriteNorms(build.norms, out); });
  for (const std::string& sentence : build.left_out) spdlog::warn("left out: {}", sentence);
  if (build.repeated > 0) spdlog::warn("levels given twice for one person, first taken: {}", build.repeated);
  if (command.console.quiet) return kOk;
  WriteShortTable(build.norms, std::cout);
  std::cout << "People or films: " << build.people << "; fractured vertebrae: " << build.fractured_vertebrae
            << " in " << build.fractured_people << " (" << build.norms.origin.fractured << ")\n"
            << "Values trimmed: " << build.norms.origin.values_trimmed << '\n';
  return kOk;
}

void AddInputs(CLI::App& command, NormsCommand& options) {
  command.add_option("--table", options.tables, "Tables of vertebrae: vertebrae.csv of annotate or batch")
      ->type_name("FILE");
  command
      .add_option("--sex-table", options.sex_table,
                  "Who is on which film: CSV with film, sex and maybe subject")
      ->type_name("FILE");
  command
      .add_option("--nhanes", options.nhanes,
                  "Folder with the NHANES 2013-14 files DXXT4_H.XPT to DXXL4_H.XPT, DXXVFA_H.XPT, DEMO_H.XPT")
      ->type_name("DIR");
  command.add_option("-o,--out", options.out, "File for the norms (JSON)")->type_name("FILE")->required();
}

}  // namespace

void AddNorms(CLI::App& program, Run& run) {
  auto options = std::make_shared<NormsCommand>();
  CLI::App* command = program.add_subcommand(
      "norms", "Build means and standard deviations of height ratios by level and sex, for --norms.");
  AddInputs(*command, *options);
  command
      ->add_option("--fractured", options->fractured,
                   "What a Genant grade of 1 or more leaves out: the vertebra, the person, none")
      ->check(CLI::IsMember({"vertebra", "person", "none"}))
      ->capture_default_str();
  command
      ->add_option("--trim-sd", options->trim_sd,
                   "Values further from the mean are dropped until none is; 0: no trimming")
      ->check(NonNegative())
      ->capture_default_str();
  command->add_option("--minimum", options->options.minimum, "Fewest values for a mean and SD")
      ->capture_default_str();
  command->add_option("--source", options->source, "What the data are, in words: goes into every result");
  AddConsoleOptions(*command, options->console);
  command->footer(
      "No norms are shipped. docs/norms.md says how to get the NHANES files and what the methods do.\n"
      "Example: openvfa norms --table results/vertebrae.csv --sex-table sexes.csv --out norms.json");
  command->callback([options, &run] { run = [options] { return RunNorms(*options); }; });
}

}  // namespace openvfa::app
