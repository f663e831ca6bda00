#include "openvfa/batch/path_text.h"

#include <gmock/gmock.h>

#include <random>

namespace openvfa {
namespace {

TEST(PathText, KeepsWhatPeopleRead) {
  EXPECT_EQ(EncodePath("a b/Wirbels\xC3\xA4ule,1.dcm"), "a b/Wirbels\xC3\xA4ule,1.dcm");
}

TEST(PathText, EscapesWhatATableCannotHold) {
  EXPECT_EQ(EncodePath("a\nb"), "a%0Ab");
  EXPECT_EQ(EncodePath("100%"), "100%25");
  EXPECT_EQ(EncodePath("\xE4.dcm"), "%E4.dcm");
  EXPECT_EQ(EncodePath("\xC0\xAF"), "%C0%AF");         // an overlong form
  EXPECT_EQ(EncodePath("\xED\xA0\x80"), "%ED%A0%80");  // a surrogate
  EXPECT_EQ(EncodePath("\xC3"), "%C3");                // cut off
}

TEST(PathText, DecodesTheBytesItWasGiven) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(DecodePath(EncodePath(bytes)), bytes);
  }
}

}  // namespace
}  // namespace openvfa
