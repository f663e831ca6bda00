#include "openvfa/batch/merge.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "console.h"
#include "output_plan.h"

namespace openvfa::app {
namespace {

struct MergeOptions {
  std::vector<std::string> shards;
  std::string out;
  bool accept_mixed = false, fresh = false;
  ConsoleOptions console;
};

int RunMerge(const MergeOptions& options) {
  StartMessages(options.console);
  PrepareFolder(options.out);
  const std::vector<std::filesystem::path> shards(options.shards.begin(), options.shards.end());
  const LedgerCounts counts = MergeShards(shards, options.out, options.accept_mixed, options.fresh);
  spdlog::info("shards merged: {}; files: {}; films assessed: {}, failed: {}, skipped: {}", shards.size(),
               counts.files, counts.assessed, counts.failed, counts.skipped);
  return counts.failed + counts.without_vertebra > 0 ? kSomeNotAssessed : kOk;
}

}  // namespace

void AddMerge(CLI::App& program, Run& run) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* command = program.add_subcommand("merge", "Make one result of the shards of a batch.");
  command->add_option("DIR", options->shards, "The --out folders of all shards")->required();
  command->add_option("-o,--out", options->out, "Folder for the result, made where missing")
      ->type_name("DIR")
      ->required();
  command->add_flag("--accept-mixed", options->accept_mixed, "Merge although versions or options differ");
  command->add_flag("--fresh", options->fresh, "Replace an earlier result in the --out folder");
  AddConsoleOptions(*command, options->console);
  command->footer("Example: openvfa merge shard-* --out results");
  command->callback([options, &run] { run = [options] { return RunMerge(*options); }; });
}

}  // namespace openvfa::app
