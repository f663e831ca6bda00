#include "done_studies.h"

#include <gtest/gtest.h>

#include <fstream>

#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

class DoneStudiesTest : public ::testing::Test {
 protected:
  const testing::TempFolder temporary_;
  const fs::path folder_ = temporary_.Path(), file_ = folder_ / "state.jsonl";
};

TEST_F(DoneStudiesTest, RemembersByScope) {
  DoneStudies first(file_, "CR");
  EXPECT_FALSE(first.Objects("1.2"));
  first.Add("1.2", 3);
  first.Add("1.3", 0);
  first.Add("1.2", 4);
  EXPECT_EQ(first.Objects("1.2"), 4u);
  const DoneStudies again(file_, "CR");
  EXPECT_EQ(again.Objects("1.2"), 4u);
  EXPECT_EQ(again.Objects("1.3"), 0u);
  EXPECT_FALSE(DoneStudies(file_, "DX").Objects("1.2"));
}

// Cut off anywhere, what was whole counts, what was not does not, and the next line is read again.
TEST_F(DoneStudiesTest, CutOffAnywhere) {
  DoneStudies(file_, "").Add("1.2", 3);
  const auto first = fs::file_size(file_);
  DoneStudies(file_, "").Add("1.3", 5);
  const auto both = fs::file_size(file_);
  for (auto size = first; size < both; ++size) {
    fs::resize_file(file_, size);
    DoneStudies state(file_, "");
    EXPECT_EQ(state.Objects("1.2"), 3u) << size;
    EXPECT_FALSE(state.Objects("1.3")) << size;
    state.Add("1.3", 5);
    const DoneStudies again(file_, "");
    EXPECT_EQ(again.Objects("1.2"), 3u) << size;
    EXPECT_EQ(again.Objects("1.3"), 5u) << size;
  }
}

TEST_F(DoneStudiesTest, LinesThatAreNone) {
  std::ofstream(file_) << "{\"study\": \"1.1\", \"scope\": \"\", \"objects\": -1}\n[]\nnoise\n\n"
                          "{\"study\": 7, \"scope\": \"\", \"objects\": 1}\n"
                          "{\"study\": \"1.2\", \"scope\": \"\", \"objects\": 1}\n";
  const DoneStudies state(file_, "");
  EXPECT_FALSE(state.Objects("1.1"));
  EXPECT_EQ(state.Objects("1.2"), 1u);
}

TEST_F(DoneStudiesTest, CannotBeWritten) {
  DoneStudies state(folder_ / "missing" / "state.jsonl", "");
  EXPECT_THROW(state.Add("1.2", 1), WriteError);
  EXPECT_FALSE(state.Objects("1.2"));
}

}  // namespace
}  // namespace openvfa
