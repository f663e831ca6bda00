#include "openvfa/batch/merge.h"

#include <string>
#include <system_error>

#include "ledger_impl.h"
#include "openvfa/batch/shard.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

// What may differ between the shards of one export: their number, and where each found the export.
RunIdentity Comparable(RunIdentity identity) {
  identity.erase("shard");
  identity.erase("export");
  return identity;
}

Shard ShardOf(const RunIdentity& identity, const fs::path& folder) {
  const auto text = identity.find("shard");
  if (text == identity.end()) throw ReadError("The ledger in \"" + folder.string() + "\" names no shard.");
  return ParseShard(text->second);
}

std::string Missing(const std::vector<const fs::path*>& folder_of) {
  std::string numbers;
  for (std::size_t i = 0; i < folder_of.size(); ++i) {
    if (folder_of[i] == nullptr) numbers += (numbers.empty() ? "" : ", ") + std::to_string(i);
  }
  return numbers;
}

// The identity of all. Throws ReadError unless the shards are all of one run, each there once.
RunIdentity CheckShards(const std::vector<fs::path>& shards, bool allow_mixed) {
  std::vector<const fs::path*> folder_of;  // by number
  RunIdentity first;
  for (const fs::path& folder : shards) {
    const RunIdentity identity = FinishedIdentity(folder, allow_mixed);
    const Shard shard = ShardOf(identity, folder);
    if (first.empty()) {
      first = identity;
      folder_of.assign(shard.count, nullptr);
    }
    const std::string differences = Differences(Comparable(first), Comparable(identity));
    if (shard.count != folder_of.size() || (!differences.empty() && !allow_mixed)) {
      const std::string counts =
          std::to_string(folder_of.size()) + " shards there, " + std::to_string(shard.count) + " here";
      throw ReadError("\"" + shards.front().string() + "\" and \"" + folder.string() +
                      "\" are not of one run: " + (differences.empty() ? counts : differences) + ".");
    }
    if (folder_of[shard.index] != nullptr) {
      throw ReadError("Shard " + shard.Text() + " is there twice: \"" + folder_of[shard.index]->string() +
                      "\" and \"" + folder.string() + "\".");
    }
    folder_of[shard.index] = &folder;
  }
  const std::string missing = Missing(folder_of);
  if (!missing.empty()) {
    throw ReadError("Of " + std::to_string(folder_of.size()) +
                    " shards (from 0) these are missing: " + missing + ".");
  }
  return first;
}

}  // namespace

LedgerCounts MergeShards(const std::vector<fs::path>& shards, const fs::path& out, bool allow_mixed,
                         bool fresh) {
  if (shards.empty()) throw InputError("No shard was named.");
  for (const fs::path& folder : shards) {
    std::error_code ignored;
    if (fs::equivalent(folder, out, ignored)) {
      throw InputError("\"" + out.string() + "\" is one of the shards: choose another --out folder.");
    }
  }
  RunIdentity identity = Comparable(CheckShards(shards, allow_mixed));
  identity["shard"] = "0/1";
  identity["merged from"] = std::to_string(shards.size()) + " shards";
  if (!fresh && fs::exists(out / kLedgerName)) {
    throw InputError("There are results in \"" + out.string() + "\" already: give --fresh to replace them.");
  }
  Ledger ledger(out, identity, OnOtherRun::kFresh);
  for (const fs::path& folder : shards) ledger.TakeOver(folder);
  ledger.WriteTables();
  return ledger.Count();
}

}  // namespace openvfa
