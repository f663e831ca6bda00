#include "openvfa/batch/shard.h"

#include <gmock/gmock.h>

#include <map>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

Environment Of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(Shard, EveryKeyIsInOneShardAndShardsAreEven) {
  std::vector<int> counts(4);
  for (int study = 0; study < 4000; ++study) {
    const std::string uid = "1.2.840.113619.2.5." + std::to_string(study * 2);
    int holders = 0;
    for (std::uint64_t i = 0; i < 4; ++i) {
      if (!Shard{i, 4}.Holds(uid)) continue;
      ++holders;
      ++counts[i];
    }
    EXPECT_EQ(holders, 1);
  }
  // Binomial, standard deviation 27: five of them.
  for (const int count : counts) EXPECT_NEAR(count, 1000, 137);
}

TEST(Shard, TextAndBack) {
  const Shard shard = ParseShard("3/8");
  EXPECT_EQ(shard.index, 3U);
  EXPECT_EQ(shard.count, 8U);
  EXPECT_EQ(shard.Text(), "3/8");
  for (const char* wrong : {"", "3", "8/8", "-1/4", "1/0", "a/b", "1/4x", "1/"}) {
    EXPECT_THROW(ParseShard(wrong), InputError) << wrong;
  }
}

TEST(Shard, FromSlurm) {
  std::map<std::string, std::string> array{{"SLURM_ARRAY_TASK_ID", "3"},
                                           {"SLURM_ARRAY_TASK_COUNT", "4"},
                                           {"SLURM_ARRAY_TASK_MIN", "1"},
                                           {"SLURM_ARRAY_TASK_MAX", "4"}};
  EXPECT_EQ(AutomaticShard(Of(array)).Text(), "2/4");
  array["SLURM_ARRAY_TASK_MAX"] = "7";  // --array=1-7:2
  EXPECT_THROW(AutomaticShard(Of(array)), InputError);
}

TEST(Shard, FromKubernetes) {
  EXPECT_EQ(AutomaticShard(Of({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "16"}})).Text(), "0/16");
  EXPECT_THROW(AutomaticShard(Of({{"JOB_COMPLETION_INDEX", "0"}})), InputError);
}

TEST(Shard, FromNothing) { EXPECT_THROW(AutomaticShard(Of({})), InputError); }

}  // namespace
}  // namespace openvfa
