#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "openvfa/pacs/send.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FindDicomFilesTest : public ::testing::Test {
 protected:
  fs::path Object(const std::string& name, const char* sop_class = UID_SecondaryCaptureImageStorage) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    DcmFileFormat file;
    file.getDataset()->putAndInsertString(DCM_SOPClassUID, sop_class);
    file.getDataset()->putAndInsertString(DCM_SOPInstanceUID, "2.25.1");
    EXPECT_TRUE(file.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
    return path;
  }

  const testing::TempFolder temporary_;
  const fs::path folder_ = temporary_.Path();
};

TEST_F(FindDicomFilesTest, ByContentBelowAFolder) {
  const fs::path a = Object("a"), b = Object("sub/deep/b.txt");
  Object(".hidden.dcm");
  Object(".cache/c.dcm");
  Object("DICOMDIR", UID_MediaStorageDirectoryStorage);
  std::ofstream(folder_ / "notes.dcm") << "DICM is here, but too early";
  std::ofstream(folder_ / "empty.dcm");
  EXPECT_THAT(FindDicomFiles(folder_), ElementsAre(a, b));
}

TEST_F(FindDicomFilesTest, OneFile) {
  const fs::path a = Object("a");
  EXPECT_THAT(FindDicomFiles(a), ElementsAre(a));
  std::ofstream(folder_ / "notes.txt") << "no object";
  EXPECT_THAT(FindDicomFiles(folder_ / "notes.txt"), IsEmpty());
}

TEST_F(FindDicomFilesTest, NothingThere) { EXPECT_THROW(FindDicomFiles(folder_ / "missing"), ReadError); }

}  // namespace
}  // namespace openvfa
