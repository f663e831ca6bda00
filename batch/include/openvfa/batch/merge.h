// The shards of an export as one result.
#ifndef OPENVFA_BATCH_MERGE_H_
#define OPENVFA_BATCH_MERGE_H_

#include <filesystem>
#include <vector>

#include "openvfa/batch/ledger.h"

namespace openvfa {

// Takes the rows of all `shards` into a new ledger in `out` (an existing folder), links their files there
// (copies them where that is another file system) and writes the tables that a single run would have written.
// Throws ReadError where a shard is missing, there twice, unfinished or made differently; InputError where
// `out` holds something else. With `allow_mixed`, shards may differ in all but their number.
LedgerCounts MergeShards(const std::vector<std::filesystem::path>& shards, const std::filesystem::path& out,
                         bool allow_mixed, bool fresh);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_MERGE_H_
