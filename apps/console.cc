#include "console.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace openvfa::app {

void AddConsoleOptions(CLI::App& command, ConsoleOptions& options) {
  command.add_flag("-q,--quiet", options.quiet,
                   "Write files only: no table, no progress, only warnings and errors");
  command.add_option("--log-level", options.log_level, "Least severe message shown on stderr")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

void StartMessages(const ConsoleOptions& options) {
  auto logger =
      std::make_shared<spdlog::logger>("openvfa", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%^%l%$: %v");
  const auto level = spdlog::level::from_str(options.log_level);
  logger->set_level(options.quiet ? std::max(level, spdlog::level::warn) : level);
  spdlog::set_default_logger(std::move(logger));
}

bool StdoutWantsColour() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

namespace {

std::string& KeptCommandLine() {
  static std::string text;
  return text;
}

std::string Quoted(const std::string& argument) {
  const bool plain =
      !argument.empty() && argument.find_first_of(" \t\n\"'\\$&|;<>*?()[]{}!#~`") == std::string::npos;
  if (plain) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

void KeepCommandLine(int argc, char** argv) {
  std::string& text = KeptCommandLine();
  text = "openvfa";
  for (int i = 1; i < argc; ++i) text += " " + Quoted(argv[i]);
}

std::string CommandLineText() { return KeptCommandLine(); }

}  // namespace openvfa::app
