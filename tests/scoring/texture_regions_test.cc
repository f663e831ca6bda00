#include <gmock/gmock.h>

#include "openvfa/image/error.h"
#include "openvfa/scoring/texture.h"

namespace openvfa {
namespace {

using ::testing::HasSubstr;

TEST(TextureRegions, ReadsPolygonsAndBoxes) {
  const auto regions = ParseTextureRegions(
      R"({"regions":[{"name":"L1","polygon_px":[[1,2],[30.5,2],[20,40]]},{"name":"L2","box_px":[0,10,20,30]}]})",
      "roi.json");
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(regions[0].name, "L1");
  ASSERT_EQ(regions[0].polygon_px.size(), 3u);
  EXPECT_EQ(regions[0].polygon_px[1], Eigen::Vector2d(30.5, 2));
  ASSERT_EQ(regions[1].polygon_px.size(), 4u);
  EXPECT_EQ(regions[1].polygon_px[2], Eigen::Vector2d(20, 30));
}

std::string Refusal(const std::string& json) {
  try {
    ParseTextureRegions(json, "roi.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string RefusalOf(const std::string& region) { return Refusal(R"({"regions":[)" + region + "]}"); }

TEST(TextureRegions, NamesFileRegionAndCause) {
  EXPECT_THROW(ParseTextureRegions("{", "roi.json"), ReadError);
  EXPECT_THROW(ParseTextureRegions("[]", "roi.json"), ReadError);
  EXPECT_THROW(ParseTextureRegions(R"({"regions":[],"regions":[]})", "roi.json"), ReadError);
  EXPECT_THAT(Refusal("{}"), HasSubstr("no list \"regions\""));
  EXPECT_THAT(Refusal(R"({"regions":{}})"), HasSubstr("no list \"regions\""));
  EXPECT_THAT(Refusal(R"({"regions":[]})"), HasSubstr("1 to 64"));
  EXPECT_THAT(RefusalOf("7"), HasSubstr("roi.json, region 1: is not an object"));
  EXPECT_THAT(RefusalOf(R"({"box_px":[0,0,1,1]})"), HasSubstr("name must be a text"));
  EXPECT_THAT(RefusalOf(R"({"name":"","box_px":[0,0,1,1]})"), HasSubstr("1 to 64 characters"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1"})"),
              HasSubstr("roi.json, region 1 (L1): either polygon_px or box_px"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","box_px":[0,0,1,1],"polygon_px":[[0,0],[1,0],[1,1]]})"),
              HasSubstr("either"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","circle":3})"), HasSubstr("unknown field \"circle\""));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","polygon_px":[[0,0],[1,1]]})"), HasSubstr("3 to 10000 points"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","polygon_px":[[0,0],[1,1],[2]]})"), HasSubstr("not [x, y]"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","polygon_px":[[0,0],[1,1],[2,"3"]]})"), HasSubstr("not a number"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","polygon_px":[[0,0],[1,1],[-2,3]]})"), HasSubstr("is -2; allowed"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","box_px":[0,0,1e300,1]})"), HasSubstr("allowed: -0.5 to 65535 px"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","box_px":[0,0,1]})"), HasSubstr("[x0, y0, x1, y1]"));
  EXPECT_THAT(RefusalOf(R"({"name":"L1","box_px":[5,0,5,9]})"), HasSubstr("x0 < x1"));
  EXPECT_THAT(RefusalOf(R"({"name":"a","box_px":[0,0,1,1]},{"name":"a","box_px":[0,0,1,1]})"),
              HasSubstr("two regions are named a"));
}

}  // namespace
}  // namespace openvfa
