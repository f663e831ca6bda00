#include "openvfa/report/markup.h"

#include <gmock/gmock.h>

#include <vector>

namespace openvfa::testing {
namespace {

constexpr const char* kReplaced = "\xEF\xBF\xBD";

TEST(Markup, EscapesWhatMarksUp) {
  EXPECT_EQ(Escaped("<script>alert(\"1\" & '2')</script>"),
            "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
  EXPECT_EQ(Escaped("Größe ± 3 µm → 𝛼\n\t."), "Größe ± 3 µm → 𝛼\n\t.");
}

TEST(Markup, ReplacesWhatIsNoText) {
  const std::string r = kReplaced;
  EXPECT_EQ(Escaped("a\xFF"
                    "b"),
            "a" + r + "b");
  EXPECT_EQ(Escaped("\xC3"), r);                  // cut short
  EXPECT_EQ(Escaped("\xC0\xBC"), r + r);          // "<" in two bytes
  EXPECT_EQ(Escaped("\xED\xA0\x80"), r + r + r);  // half of a pair
  EXPECT_EQ(Escaped("\xF4\x90\x80\x80"), r + r + r + r);
  EXPECT_EQ(Escaped("\xE2\x82<"), r + r + "&lt;");  // the next character survives
  EXPECT_EQ(Escaped(std::string_view("\0\x1B[31m", 6)), r + r + "[31m");
}

TEST(Markup, CoordinatesAreShort) {
  EXPECT_EQ(Coordinate(12), "12");
  EXPECT_EQ(Coordinate(-0.001), "0");
  EXPECT_EQ(Coordinate(1.5), "1.5");
  EXPECT_EQ(Coordinate(100), "100");
  EXPECT_EQ(Coordinate(-3.456), "-3.46");
}

// RFC 4648, section 10.
TEST(Markup, Base64) {
  const auto encoded = [](std::string_view text) {
    return Base64(std::vector<unsigned char>(text.begin(), text.end()));
  };
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

// The example of the W3C's Content Security Policy Level 3.
TEST(Markup, PolicyHash) {
  EXPECT_EQ(PolicyHash("doSomething();"), "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
}

TEST(Markup, ElementEscapesAttributesOnly) {
  EXPECT_EQ(Element("a", {{"b", "\"<"}}, "<i>x</i>"), "<a b=\"&quot;&lt;\"><i>x</i></a>");
}

}  // namespace
}  // namespace openvfa::testing
