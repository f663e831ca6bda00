#include "openvfa/report/atomic_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "openvfa/image/error.h"

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("atomic_file_test." + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Contents(const fs::path& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  long Files() const { return std::distance(fs::directory_iterator(folder_), {}); }

  fs::path folder_;
};

std::string MessageOf(const fs::path& path) {
  try {
    WriteFileAtomically(path, [](std::ostream& out) { out << "x"; });
  } catch (const WriteError& error) {
    return error.what();
  }
  return "written";
}

TEST_F(AtomicFile, WritesBytesAsTheyAre) {
  const std::string bytes("a\r\n\0\xFF", 5);
  WriteFileAtomically(folder_ / "x.bin", [&](std::ostream& out) { out << bytes; });
  EXPECT_EQ(Contents(folder_ / "x.bin"), bytes);
  EXPECT_EQ(Files(), 1);
}

TEST_F(AtomicFile, ReplacesWhatWasThere) {
  WriteFileAtomically(folder_ / "x", [](std::ostream& out) { out << "a long first text"; });
  WriteFileAtomically(folder_ / "x", [](std::ostream& out) { out << "second"; });
  EXPECT_EQ(Contents(folder_ / "x"), "second");
  EXPECT_EQ(Files(), 1);
}

TEST_F(AtomicFile, OldResultIsSeenUntilTheNewOneIsWhole) {
  WriteFileAtomically(folder_ / "x", [](std::ostream& out) { out << "old"; });
  WriteFileAtomically(folder_ / "x", [this](std::ostream& out) {
    out << "half" << std::flush;
    EXPECT_EQ(Contents(folder_ / "x"), "old");
  });
  EXPECT_EQ(Contents(folder_ / "x"), "half");
}

TEST_F(AtomicFile, AFailureLeavesTheOldResultAndNoRest) {
  WriteFileAtomically(folder_ / "x", [](std::ostream& out) { out << "old"; });
  const auto fails = [](std::ostream& out) {
    out << "half";
    throw InputError("no more");
  };
  EXPECT_THROW(WriteFileAtomically(folder_ / "x", fails), InputError);
  EXPECT_EQ(Contents(folder_ / "x"), "old");
  EXPECT_EQ(Files(), 1);
}

TEST_F(AtomicFile, AFailedStreamIsAnError) {
  const auto fails = [](std::ostream& out) { out.setstate(std::ios::badbit); };
  EXPECT_THROW(WriteFileAtomically(folder_ / "x", fails), WriteError);
  EXPECT_EQ(Files(), 0);
}

TEST_F(AtomicFile, NamesPathAndCause) {
  const fs::path missing = folder_ / "no" / "x";
  EXPECT_EQ(MessageOf(missing), "Cannot write \"" + missing.string() + "\": No such file or directory.");
  EXPECT_EQ(MessageOf(folder_), "Cannot write \"" + folder_.string() + "\": it is a folder.");
}

TEST_F(AtomicFile, OfALinkWhatItLeadsToIsReplaced) {
  fs::create_directories(folder_ / "elsewhere");
  WriteFileAtomically(folder_ / "elsewhere" / "x", [](std::ostream& out) { out << "old"; });
  fs::create_symlink("elsewhere/x", folder_ / "link");
  WriteFileAtomically(folder_ / "link", [](std::ostream& out) { out << "new"; });
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(Contents(folder_ / "elsewhere" / "x"), "new");
}

TEST_F(AtomicFile, APipeStaysAPipe) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(MessageOf(pipe), "Cannot write \"" + pipe.string() + "\": it is a device or a pipe, not a file.");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(AtomicFile, LibrariesMayWriteByName) {
  ReplaceFileAtomically(folder_ / "x",
                        [](const fs::path& temporary) { std::ofstream(temporary) << "by name"; });
  EXPECT_EQ(Contents(folder_ / "x"), "by name");
  EXPECT_THROW(ReplaceFileAtomically(folder_ / "y", [](const fs::path&) {}), WriteError);
  EXPECT_EQ(Files(), 1);
}

}  // namespace
}  // namespace openvfa::testing
