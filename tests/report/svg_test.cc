#include "openvfa/report/svg.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "openvfa/image/error.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

std::string Svg(const StudyAssessment& study, const Radiograph& film) {
  std::ostringstream out;
  WriteAnnotatedSvg({.assessment = study, .radiograph = film, .options = {}, .dicom = {}}, out);
  return out.str();
}

pugi::xml_node Parsed(const StudyAssessment& study, pugi::xml_document& document) {
  const std::string text = Svg(study, FilmFor(study));
  const auto result =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  EXPECT_TRUE(result) << result.description();
  return document.child("svg");
}

std::vector<unsigned char> Decoded(const std::string& base64) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<unsigned char> bytes;
  unsigned bits = 0, count = 0;
  for (const char c : base64) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(letters.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<unsigned char>(bits >> count & 0xFF));
  }
  return bytes;
}

TEST(Svg, HasOneGroupForEachVertebra) {
  pugi::xml_document document;
  const auto svg = Parsed(SampleAssessment(), document);
  const auto groups = svg.select_nodes("g[@class='vertebra']");
  ASSERT_EQ(groups.size(), 3u);
  const char* const levels[] = {"T12", "L1", "L2"};
  const char* const grades[] = {"2", "0", "none"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto group = groups[i].node();
    EXPECT_STREQ(group.attribute("data-level").value(), levels[i]);
    EXPECT_STREQ(group.attribute("data-grade").value(), grades[i]);
    EXPECT_EQ(group.select_nodes("g[@class='points']/circle").size(), 6u);
    EXPECT_EQ(group.select_nodes("g[@class='outline']/polygon").size(), 2u);  // a dark one below
    EXPECT_EQ(group.select_nodes("g[@class='label']/text").size(), 1u);
    EXPECT_STRNE(group.child_value("title"), "");
  }
}

// 300 x 400 px of 1 : 1.25 are enlarged to 480 x 800: the film's (120, 60) is at (120.5, 60.5) * (1.6, 2) -
// 0.5.
TEST(Svg, PointsLieWhereTheBodyIs) {
  pugi::xml_document document;
  const auto svg = Parsed(SampleAssessment(), document);
  const auto corner = svg.select_node("g[@class='vertebra']/g[@class='points']/circle").node();
  EXPECT_NEAR(corner.attribute("cx").as_double(), 120.5 * 1.6 - 0.5, 0.006);
  EXPECT_NEAR(corner.attribute("cy").as_double(), 60.5 * 2 - 0.5, 0.006);
  EXPECT_NEAR(svg.attribute("width").as_double(), 480, 0);
}

TEST(Svg, HoldsTheFilmWithItsWindowApplied) {
  StudyAssessment study = SampleAssessment();
  study.calibration.pixel_aspect = 1;
  Radiograph film = FilmFor(study);
  for (std::size_t i = 0; i < film.pixels.size(); ++i) film.pixels[i] = static_cast<float>(i % 300);
  film.window = DisplayWindow{.low = 100, .high = 200};
  const std::string text = Svg(study, film);
  pugi::xml_document document;
  ASSERT_TRUE(document.load_buffer(text.data(), text.size()));
  const std::string href = document.child("svg").child("image").attribute("href").value();
  const std::string prefix = "data:image/png;base64,";
  ASSERT_EQ(href.substr(0, prefix.size()), prefix);
  const cv::Mat image = cv::imdecode(Decoded(href.substr(prefix.size())), cv::IMREAD_UNCHANGED);
  ASSERT_EQ(image.size(), cv::Size(600, 800));  // enlarged twice
  EXPECT_EQ(image.channels(), 1);
  EXPECT_EQ(image.at<unsigned char>(400, 100), 0);
  EXPECT_NEAR(image.at<unsigned char>(400, 300), 127, 3);
  EXPECT_EQ(image.at<unsigned char>(400, 500), 255);
}

TEST(Svg, HostileTextsStayText) {
  StudyAssessment study = SampleAssessment();
  study.outlines.bodies[2].reason = "</title><script>alert(1)</script>&\"'\xFF\x01";
  pugi::xml_document document;
  const auto svg = Parsed(study, document);
  EXPECT_TRUE(svg.select_nodes("//script").empty());
  const auto title = svg.select_node("g[@data-level='L2']/title").node();
  EXPECT_STREQ(title.child_value(),
               "L2, not evaluable: </title><script>alert(1)</script>&\"'\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Svg, EmptyFilmSaysSo) {
  pugi::xml_document document;
  const auto svg = Parsed(EmptyAssessment(), document);
  EXPECT_STREQ(svg.child_value("desc"), "No vertebra was found. Research use; verify; not a medical device.");
}

TEST(Svg, RefusesAnotherFilm) {
  EXPECT_THROW(Svg(SampleAssessment(), FilmFor(EmptyAssessment())), InputError);
}

}  // namespace
}  // namespace openvfa::testing
