// Which part of an export this machine does.
#ifndef OPENVFA_BATCH_SHARD_H_
#define OPENVFA_BATCH_SHARD_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace openvfa {

// Part `index` of `count`, counted from 0. A study is never cut, and the split depends on nothing but the
// key.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  // `key`: the StudyInstanceUID, or the path below the export for what has none.
  bool Holds(std::string_view key) const;
  // "0/4"
  std::string Text() const;
};

// "I/N". Throws InputError unless 0 <= I < N.
Shard ParseShard(std::string_view text);

// The value of an environment variable; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment ProcessEnvironment();

// From Slurm's SLURM_ARRAY_TASK_ID, _COUNT and _MIN (an array such as 1-8 counts from its least), or
// from Kubernetes' JOB_COMPLETION_INDEX with JOB_COMPLETIONS. Throws InputError where neither is there,
// or where the array has gaps.
Shard AutomaticShard(const Environment& environment);

// Of bytes, the same on every machine and in every version: FNV-1a, 64 bits, mixed.
std::uint64_t StableHash(std::string_view bytes);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_SHARD_H_
