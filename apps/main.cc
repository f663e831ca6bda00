// openvfa: vertebral fracture assessment from the command line.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "command.h"
#include "console.h"
#include "openvfa/image/error.h"
#include "openvfa/report/version.h"
#include "openvfa/segmentation/networks.h"

namespace openvfa::app {
namespace {

std::string VersionText() {
  std::string text =
      "openvfa " + ProgramVersion() + " (commit " + ProgramCommit() + ")\n" + OPENVFA_LIBRARIES + "\n";
  for (const NetworkIdentity& network : ShippedNetworks()) {
    text.append("network ")
        .append(network.name)
        .append(" sha256 ")
        .append(network.sha256.substr(0, 12))
        .append("\n");
  }
  text.pop_back();
  return text;
}

int RunCommandLine(int argc, char** argv) {
  KeepCommandLine(argc, argv);
  CLI::App program(
      "Vertebral fracture assessment on lateral spine films. Research use; not a medical device.", "openvfa");
  Run run;
  program.add_flag_callback(
      "--version", [] { throw CLI::CallForVersion(VersionText(), 0); },
      "Print the version, its commit, and those of libraries and networks");
  program.require_subcommand(0, 1);
  program.footer(
      "Exit codes: 0 ok, 1 internal failure or results cannot be written, 2 usage, 3 bad input,\n"
      "4 done, but some inputs could not be assessed, 130 stopped by Ctrl-C.\n"
      "Help on a command: openvfa COMMAND --help");
  AddAnnotate(program, run);
  AddBatch(program, run);
  AddEvaluate(program, run);
  AddFetch(program, run);
  AddInfo(program, run);
  AddListen(program, run);
  AddMerge(program, run);
  AddNorms(program, run);
  AddPhantom(program, run);
  AddPrecision(program, run);
  AddRisk(program, run);
  AddSend(program, run);
  try {
    const std::string first = argc > 1 ? argv[1] : "-";
    if (!first.starts_with('-') &&
        program.get_subcommands([&](const CLI::App* command) { return command->check_name(first); }).empty())
      throw CLI::ValidationError("\"" + first + "\" is no command");
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    std::cerr << "error: " << error.what() << "\nHelp: openvfa --help, openvfa COMMAND --help\n";
    return kUsage;
  }
  if (!run) {
    std::cerr << program.help();
    return kUsage;
  }
  const int code = run();
  if (!std::cout.flush()) throw WriteError("The standard output cannot be written.");
  return code;
}

int Fail(const std::exception& error, ExitCode code) {
  std::cerr << "error: " << Explain(error) << '\n';
  return code;
}

}  // namespace
}  // namespace openvfa::app

int main(int argc, char** argv) {
  using namespace openvfa::app;
  // A reader that ends early, such as head, costs what it would have read, not the other results.
  ::signal(SIGPIPE, SIG_IGN);
  try {
    return RunCommandLine(argc, argv);
  } catch (const openvfa::InputError& error) {
    return Fail(error, kUsage);
  } catch (const openvfa::ReadError& error) {
    return Fail(error, kBadInput);
  } catch (const std::exception& error) {
    return Fail(error, kInternal);
  }
}
