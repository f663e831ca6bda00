#include "openvfa/batch/export_walk.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExportWalkTest : public ::testing::Test {
 protected:
  void File(const std::string& name, const std::string& text = "x") {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::vector<std::string> Walk(const std::vector<std::string>& roots, const std::string& input = "",
                                const fs::path& except = {}) {
    std::istringstream in(input);
    ExportWalk walk(roots, in, except);
    std::vector<std::string> names;
    while (const auto file = walk.Next()) names.push_back(file->name + (file->trouble.empty() ? "" : "!"));
    return names;
  }

  const testing::TempFolder temporary_;
  const fs::path folder_ = temporary_.Path();
};

TEST_F(ExportWalkTest, AFolderInTheOrderOfNames) {
  File("b/2");
  File("b/1");
  File("a.dcm");
  File("c/\xFF\n x");
  fs::create_directory_symlink(folder_, folder_ / "loop");
  // The link itself is a file that is no film; what it leads to is not entered.
  EXPECT_THAT(Walk({folder_}), ElementsAre("a.dcm", "b/1", "b/2", "c/\xFF\n x", "loop"));
}

TEST_F(ExportWalkTest, NotTheFolderOfTheResults) {
  File("a");
  File("out/vertebrae.csv");
  EXPECT_THAT(Walk({folder_}, "", folder_ / "out"), ElementsAre("a"));
}

TEST_F(ExportWalkTest, ListsByLineAndByNul) {
  File("d/1");
  File("e\nf");
  const std::string d = folder_ / "d", e = folder_ / "e\nf", gone = folder_ / "gone";
  const std::string below = folder_.relative_path();
  EXPECT_THAT(Walk({"-"}, d + "\r\n" + gone), ElementsAre(below + "/d/1", below + "/gone!"));
  EXPECT_THAT(Walk({"-"}, e + '\0' + d + "/1"), ElementsAre(below + "/e\nf", below + "/d/1"));
  std::ofstream(folder_ / "list.txt") << d << "\n\n" << d << "/1\n";
  EXPECT_THAT(Walk({folder_ / "list.txt"}), ElementsAre(below + "/d/1", below + "/d/1"));
  EXPECT_THAT(Walk({"-"}), IsEmpty());
}

TEST_F(ExportWalkTest, SeveralRootsKeepTheirNames) {
  File("one/a");
  File("two/a");
  const std::string below = folder_.relative_path();
  EXPECT_THAT(Walk({folder_ / "one", folder_ / "two"}), ElementsAre(below + "/one/a", below + "/two/a"));
}

TEST_F(ExportWalkTest, NothingThere) { EXPECT_THROW(Walk({folder_ / "missing"}), ReadError); }

}  // namespace
}  // namespace openvfa
