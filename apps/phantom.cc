#include "openvfa/phantom/phantom.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "command.h"
#include "console.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "output_plan.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

struct PhantomCommandOptions {
  std::string out;
  std::uint64_t count = 1;
  std::uint64_t seed = 1;
  std::string format = "png";
  bool clean = false;
  unsigned threads = 0;
  phantom::PhantomOptions film;
  ConsoleOptions console;
};

void WriteFilm(const PhantomCommandOptions& options, std::uint64_t index) {
  const phantom::FilmIdentity identity{.seed = options.seed, .index = index};
  const phantom::PhantomFilm film = phantom::SimulateFilm(options.film, options.seed, index);
  const std::filesystem::path folder = options.out;
  const std::string name = phantom::FilmName(identity);
  const std::string file = name + (options.format == "dicom" ? ".dcm" : ".png");
  if (options.format == "dicom") {
    phantom::WriteFilmDicom(film, identity, folder / file);
  } else {
    phantom::WriteFilmPng(film, folder / file);
  }
  phantom::WriteTruth(film, file, folder / (name + ".truth.json"));
}

// Every film is its own piece of work; which thread does it changes nothing in it.
void WriteFilms(const PhantomCommandOptions& options) {
  std::atomic<std::uint64_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    try {
      for (std::uint64_t index = next++; index < options.count; index = next++) WriteFilm(options, index);
    } catch (...) {
      next = options.count;
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  const unsigned wanted =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto threads = std::min<std::uint64_t>({wanted, options.count, 256});
  {
    std::vector<std::jthread> others;
    for (std::uint64_t i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

int RunPhantom(PhantomCommandOptions& options) {
  StartMessages(options.console);
  options.film.clutter = options.film.acquisition = !options.clean;
  PrepareFolder(options.out);
  WriteFilms(options);
  spdlog::info("films written with their truth to \"{}\": {}", options.out, options.count);
  return kOk;
}

void AddFilmOptions(CLI::App& command, PhantomCommandOptions& options) {
  phantom::PhantomOptions& film = options.film;
  command
      .add_option_function<std::string>(
          "--framing", [&film](const std::string& name) { film.framing = phantom::ParseFraming(name); },
          "What the film shows; else drawn at random")
      ->check(CLI::IsMember({"whole-spine", "lumbar", "thoracic", "dxa"}));
  command
      .add_option("--format", options.format, "File type; dicom: a CR film, or as a GE Lunar iDXA sends it")
      ->check(CLI::IsMember({"png", "dicom"}))
      ->capture_default_str();
  command.add_option("--rows", film.rows, "Rows in pixels; else the framing's own")
      ->type_name("R")
      ->check(CLI::Range(64, 8192, "64-8192"));
  command.add_option("--columns", film.columns, "Columns in pixels; else the framing's own")
      ->type_name("C")
      ->check(CLI::Range(64, 8192, "64-8192"));
  command
      .add_option("--mm-per-px", film.mm_per_px, "Pixel size at the spine in mm; else what fits the framing")
      ->type_name("MM")
      ->check(CLI::Range(0.05, 5.0));
  command.add_flag("--clean", options.clean, "No clutter, noise or blur");
}

}  // namespace

void AddPhantom(CLI::App& program, Run& run) {
  auto options = std::make_shared<PhantomCommandOptions>();
  CLI::App* command = program.add_subcommand("phantom", "Simulate lateral spine films with exact truth.");
  command->add_option("-o,--out", options->out, "Folder for the films, made where missing")
      ->type_name("DIR")
      ->required();
  command->add_option("--count", options->count, "Number of films")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Series; the same seed gives the same bytes")
      ->type_name("S")
      ->check(NonNegative())
      ->capture_default_str();
  AddFilmOptions(*command, *options);
  command->add_option("--threads", options->threads, "Threads; 0: one for each core")
      ->type_name("N")
      ->check(NonNegative())
      ->capture_default_str();
  AddConsoleOptions(*command, options->console);
  command->footer(
      "Writes phantom-S-NNNNN.png (or .dcm) and phantom-S-NNNNN.truth.json, an assessment of the truth.\n"
      "Example: openvfa phantom --out films --count 10 --seed 7 --framing lumbar --format dicom");
  command->callback([options, &run] { run = [options] { return RunPhantom(*options); }; });
}

}  // namespace openvfa::app
