#include "export_folder.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <fstream>

#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(IsUidTest, NeverAPath) {
  EXPECT_TRUE(IsUid("1.2.840.10008.1.2"));
  EXPECT_TRUE(IsUid(std::string(64, '1')));
  EXPECT_FALSE(IsUid(std::string(65, '1')));
  for (const char* text : {"", ".", "..", "1..2", ".1", "1.", "../1", "1/2", "1\\2", "1.2 ", "1.a", "/1"}) {
    EXPECT_FALSE(IsUid(text)) << text;
  }
  EXPECT_FALSE(IsUid(std::string("1\0.2", 4)));
}

class ExportFolderTest : public ::testing::Test {
 protected:
  // An object as it lies when it was received, with so many bytes of pixels.
  static fs::path Receive(ExportFolder& folder, const std::string& study, const std::string& instance,
                          unsigned long pixels = 100) {
    const fs::path path = folder.NewTemporary();
    DcmFileFormat file;
    DcmDataset& data = *file.getDataset();
    data.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    data.putAndInsertString(DCM_SOPInstanceUID, instance.c_str());
    data.putAndInsertString(DCM_StudyInstanceUID, study.c_str());
    const std::vector<Uint8> bytes(pixels, 7);
    data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), pixels);
    EXPECT_TRUE(file.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
    return path;
  }

  static const DiskLimit kNoLimit;
  const testing::TempFolder temporary_;
  const fs::path root_ = temporary_.Path();
};
const DiskLimit ExportFolderTest::kNoLimit{.folder_bytes = {}, .free_bytes = 0};

TEST_F(ExportFolderTest, EachObjectOnceInItsStudy) {
  ExportFolder folder(root_ / "a/b", kNoLimit);
  const Received first = folder.Take(Receive(folder, "1.2", "1.2.1"), "1.2.1", {});
  EXPECT_EQ(first.reception, Reception::kNew);
  EXPECT_EQ(first.study, "1.2");
  EXPECT_EQ(first.bytes, fs::file_size(root_ / "a/b/1.2/1.2.1.dcm"));
  const auto written = fs::last_write_time(root_ / "a/b/1.2/1.2.1.dcm");
  EXPECT_EQ(folder.Take(Receive(folder, "1.2", "1.2.1", 50), "1.2.1", {}).reception, Reception::kKnown);
  EXPECT_EQ(fs::last_write_time(root_ / "a/b/1.2/1.2.1.dcm"), written);
  EXPECT_EQ(folder.Take(Receive(folder, "1.10", "1.2.2"), "1.2.2", {}).reception, Reception::kNew);
  EXPECT_TRUE(folder.Has("1.10", "1.2.2"));
  EXPECT_FALSE(folder.Has("1.2", "1.2.2"));
  EXPECT_EQ(folder.CountObjects("1.2"), 1u);
  EXPECT_EQ(folder.CountObjects("1.3"), 0u);
  EXPECT_THAT(folder.Studies(), ElementsAre("1.10", "1.2"));
  EXPECT_TRUE(fs::is_empty(root_ / "a/b/.incoming"));
}

TEST_F(ExportFolderTest, WhatIsNotWhatWasAnnounced) {
  ExportFolder folder(root_, kNoLimit);
  EXPECT_EQ(folder.Take(Receive(folder, "1.2", "1.2.1"), "1.2.9", {}).reception, Reception::kUnreadable);
  EXPECT_EQ(folder.Take(Receive(folder, "../1", "1.2.1"), "1.2.1", {}).reception, Reception::kUnreadable);
  EXPECT_EQ(folder.Take(Receive(folder, "1.2", "1.2.1"), "1.2.1", "1.3").reception, Reception::kUnwanted);
  const fs::path torn = Receive(folder, "1.2", "1.2.1", 10'000);
  fs::resize_file(torn, fs::file_size(torn) - 1);
  EXPECT_EQ(folder.Take(torn, "1.2.1", {}).reception, Reception::kUnreadable);
  EXPECT_TRUE(folder.Studies().empty());
  EXPECT_TRUE(fs::is_empty(root_ / ".incoming"));
}

TEST_F(ExportFolderTest, LimitCountsWhatLaysThere) {
  std::uint64_t size = 0;
  {
    ExportFolder folder(root_, kNoLimit);
    size = folder.Take(Receive(folder, "1.2", "1.2.1"), "1.2.1", {}).bytes;
  }
  {
    ExportFolder folder(root_, {.folder_bytes = 2 * size + 1, .free_bytes = 0});
    EXPECT_FALSE(folder.IsFull());
    EXPECT_EQ(folder.Take(Receive(folder, "1.2", "1.2.2"), "1.2.2", {}).reception, Reception::kNew);
    EXPECT_FALSE(folder.Trouble());
    EXPECT_EQ(folder.Take(Receive(folder, "1.2", "1.2.3"), "1.2.3", {}).reception, Reception::kFull);
    EXPECT_THAT(folder.Trouble().value_or(""), HasSubstr("limit of"));
  }
  EXPECT_TRUE(ExportFolder(root_, {.folder_bytes = 2 * size, .free_bytes = 0}).IsFull());
  EXPECT_FALSE(ExportFolder(root_, {.folder_bytes = 3 * size, .free_bytes = 0}).IsFull());
}

TEST_F(ExportFolderTest, LeavesSomeSpaceFree) {
  ExportFolder folder(root_, {.folder_bytes = {}, .free_bytes = std::uint64_t{1} << 62});
  EXPECT_TRUE(folder.IsFull());
  EXPECT_THAT(folder.Trouble().value_or(""), HasSubstr("free on the disk"));
}

TEST_F(ExportFolderTest, OneProcessAtATimeAndNoLeftovers) {
  {
    ExportFolder folder(root_, kNoLimit);
    EXPECT_THROW(ExportFolder(root_, kNoLimit), InputError);
    Receive(folder, "1.2", "1.2.1");
  }
  fs::create_directories(root_ / ".incoming");
  std::ofstream(root_ / ".incoming/7.part") << "left by a run that was killed";
  const ExportFolder folder(root_, kNoLimit);
  EXPECT_TRUE(fs::is_empty(root_ / ".incoming"));
}

TEST_F(ExportFolderTest, CannotBeUsed) {
  std::ofstream(root_ / "file") << "no folder";
  EXPECT_THROW(ExportFolder(root_ / "file", kNoLimit), InputError);
  EXPECT_THROW(ExportFolder(root_ / "file/sub", kNoLimit), InputError);
}

}  // namespace
}  // namespace openvfa
