// Messages to stderr, results to stdout.
#ifndef OPENVFA_APPS_CONSOLE_H_
#define OPENVFA_APPS_CONSOLE_H_

#include <CLI/CLI.hpp>
#include <string>

namespace openvfa::app {

struct ConsoleOptions {
  bool quiet = false;              // only warnings and errors; no table
  std::string log_level = "info";  // trace, debug, info, warn, error, off
};

// --quiet and --log-level.
void AddConsoleOptions(CLI::App& command, ConsoleOptions& options);

// Sends spdlog's messages to stderr at the chosen level.
void StartMessages(const ConsoleOptions& options);

// Whether stdout is a terminal that wants colours (NO_COLOR unset, https://no-color.org).
bool StdoutWantsColour();

// The command as it was given, quoted for a shell: what results say they can be repeated with.
void KeepCommandLine(int argc, char** argv);
std::string CommandLineText();

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_CONSOLE_H_
