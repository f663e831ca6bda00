#include "openvfa/pacs/send.h"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "command.h"
#include "console.h"
#include "pacs_options.h"

namespace openvfa::app {
namespace {

namespace fs = std::filesystem;

struct SendCommand {
  std::vector<std::string> inputs;
  std::string to;
  SendOptions send;
  ConsoleOptions console;
};

// Files in the order given, each once; a file that was named and cannot be stored is a failure.
std::vector<fs::path> Collect(const std::vector<std::string>& inputs, SendReport& report) {
  std::vector<fs::path> files;
  std::set<fs::path> known;
  for (const std::string& input : inputs) {
    const auto found = FindDicomFiles(input);
    if (found.empty() && !fs::is_directory(input)) {
      report.failures.push_back({input, "not a DICOM object that can be stored"});
    }
    for (const fs::path& file : found) {
      if (known.insert(file).second) files.push_back(file);
    }
  }
  return files;
}

int RunSend(SendCommand& command) {
  StartMessages(command.console);
  SendAtOnce();
  const PacsPeer peer = ParsePeer(command.to);
  command.send.Validate();
  command.send.progress = [](std::size_t done, std::size_t total) { spdlog::info("{} of {}", done, total); };
  SendReport report;
  const auto files = Collect(command.inputs, report);
  if (files.empty()) throw ReadError("There is no DICOM object to send.");
  try {
    SendReport sent = SendFiles(files, peer, command.send);
    report.stored = std::move(sent.stored);
    report.failures.insert(report.failures.end(), sent.failures.begin(), sent.failures.end());
  } catch (const PacsError& error) {
    spdlog::error("{}", error.what());
    return kBadInput;
  }
  for (const auto& [path, cause] : report.failures) spdlog::error("{}: {}", path.string(), cause);
  if (!command.console.quiet) {
    std::cout << report.stored.size() << " of " << report.stored.size() + report.failures.size()
              << " objects stored at " << PeerText(peer) << '\n';
  }
  return report.failures.empty() ? kOk : kSomeNotAssessed;
}

}  // namespace

void AddSend(CLI::App& program, Run& run) {
  auto options = std::make_shared<SendCommand>();
  CLI::App* command = program.add_subcommand("send", "Store DICOM objects in an archive.");
  command->add_option("INPUT", options->inputs, "Files, or folders that are searched for DICOM by content")
      ->required();
  command->add_option("--to", options->to, "The archive")->type_name("AETITLE@HOST:PORT")->required();
  command->add_option("--calling", options->send.calling_ae_title, "Own AE title")
      ->type_name("AETITLE")
      ->capture_default_str();
  command->add_option("--timeout-s", options->send.timeout_s, "Seconds to wait for an answer")
      ->type_name("N")
      ->capture_default_str();
  AddTlsOptions(*command, options->send.tls);
  AddConsoleOptions(*command, options->console);
  command->footer(
      "Exit code 3: the archive cannot be reached or refuses the association, and nothing was sent; 4: some\n"
      "objects were not stored. Sending again is harmless.\n"
      "Example: openvfa send results film.dcm --to ARCHIVE@pacs.example.org:11112");
  command->callback([options, &run] { run = [options] { return RunSend(*options); }; });
}

}  // namespace openvfa::app
