#include "openvfa/batch/shard.h"

#include <charconv>
#include <cstdlib>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t Required(const Environment& environment, const char* name) {
  const auto text = environment(name);
  if (!text) throw InputError(std::string("--shard auto: ") + name + " is not set.");
  const auto value = Number(*text);
  if (!value) throw InputError(std::string("--shard auto: ") + name + " is no number.");
  return *value;
}

Shard Checked(std::uint64_t index, std::uint64_t count, const std::string& source) {
  if (index < count) return {index, count};
  throw InputError(source + ": shard " + std::to_string(index) + " of " + std::to_string(count) +
                   " does not exist; shards count from 0.");
}

Shard SlurmShard(const Environment& environment) {
  const std::uint64_t id = Required(environment, "SLURM_ARRAY_TASK_ID");
  const std::uint64_t count = Required(environment, "SLURM_ARRAY_TASK_COUNT");
  const std::uint64_t least = Required(environment, "SLURM_ARRAY_TASK_MIN");
  const std::uint64_t most = Required(environment, "SLURM_ARRAY_TASK_MAX");
  if (id < least || most - least + 1 != count) {
    throw InputError(
        "--shard auto: the job array has gaps, so its tasks do not say which shard they are; number it "
        "without "
        "gaps, or give --shard I/N.");
  }
  return Checked(id - least, count, "--shard auto");
}

}  // namespace

std::uint64_t StableHash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  // FNV's low bits depend on the low bits of the bytes only; UIDs differ in digits. The finalizer of
  // MurmurHash3 spreads them.
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

bool Shard::Holds(std::string_view key) const { return count == 1 || StableHash(key) % count == index; }

std::string Shard::Text() const { return std::to_string(index) + "/" + std::to_string(count); }

Shard ParseShard(std::string_view text) {
  const auto slash = text.find('/');
  const auto index = Number(text.substr(0, slash));
  const auto count = slash == text.npos ? std::nullopt : Number(text.substr(slash + 1));
  if (!index || !count) throw InputError("--shard takes I/N such as 0/4, or auto.");
  return Checked(*index, *count, "--shard " + std::string(text));
}

Environment ProcessEnvironment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
  };
}

Shard AutomaticShard(const Environment& environment) {
  if (environment("SLURM_ARRAY_TASK_ID")) return SlurmShard(environment);
  if (environment("JOB_COMPLETION_INDEX")) {
    return Checked(Required(environment, "JOB_COMPLETION_INDEX"), Required(environment, "JOB_COMPLETIONS"),
                   "--shard auto");
  }
  throw InputError(
      "--shard auto: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set; give --shard I/N.");
}

}  // namespace openvfa
