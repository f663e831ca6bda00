// What the subcommands share. Each adds itself to the program and stores what to run if it is chosen.
#ifndef OPENVFA_APPS_COMMAND_H_
#define OPENVFA_APPS_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>

namespace openvfa::app {

enum ExitCode : int {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kBadInput = 3,
  kSomeNotAssessed = 4,  // done, but some inputs could not be assessed
  kStopped = 130,        // by Ctrl-C, as a shell says it
};

using Run = std::function<int()>;

void AddAnnotate(CLI::App& program, Run& run);
void AddBatch(CLI::App& program, Run& run);
void AddEvaluate(CLI::App& program, Run& run);
void AddFetch(CLI::App& program, Run& run);
void AddInfo(CLI::App& program, Run& run);
void AddListen(CLI::App& program, Run& run);
void AddMerge(CLI::App& program, Run& run);
void AddNorms(CLI::App& program, Run& run);
void AddPhantom(CLI::App& program, Run& run);
void AddPrecision(CLI::App& program, Run& run);
void AddRisk(CLI::App& program, Run& run);
void AddSend(CLI::App& program, Run& run);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_COMMAND_H_
