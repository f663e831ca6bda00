#include "openvfa/image/dicom_mark.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "temp_file.h"

namespace openvfa::test {
namespace {

TEST(DicomMark, StandsBehindThePreamble) {
  const TempFolder folder;
  const std::string preamble(128, 'x');
  const auto marked = [&](const std::string& bytes) {
    WriteBytes(folder / "file", bytes);
    return HasDicomMark(folder / "file");
  };
  EXPECT_TRUE(marked(preamble + "DICM"));
  EXPECT_TRUE(marked(preamble + "DICM and more"));
  EXPECT_FALSE(marked(preamble + "DIC"));
  EXPECT_FALSE(marked(preamble + "DICO"));
  EXPECT_FALSE(marked(preamble + "xDICM"));
  EXPECT_FALSE(marked("DICM"));
  EXPECT_FALSE(marked(""));
}

TEST(DicomMark, IsTheSameOfTheFirstBytes) {
  std::vector<unsigned char> head(128, 'x');
  for (const char c : {'D', 'I', 'C', 'M'}) {
    EXPECT_FALSE(HasDicomMark(head));
    head.push_back(static_cast<unsigned char>(c));
  }
  EXPECT_TRUE(HasDicomMark(head));
}

TEST(DicomMark, NotWhereThereIsNoFile) {
  const TempFolder folder;
  EXPECT_FALSE(HasDicomMark(folder / "missing"));
  EXPECT_FALSE(HasDicomMark(folder.Path()));
}

}  // namespace
}  // namespace openvfa::test
