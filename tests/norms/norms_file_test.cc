// Norms written, read back, and refused.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "norm_spines.h"
#include "openvfa/image/error.h"
#include "openvfa/report/norms.h"
#include "openvfa/scoring/read_norms.h"
#include "schema_check.h"
#include "temp_folder.h"

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string Written(const Norms& norms) {
  std::ostringstream out;
  WriteNorms(norms, out);
  return out.str();
}

const std::string& Whole() {
  static const std::string text =
      Written(BuildNorms(NormalRows(80, 31), {}, {.source = "a \"test\"", .data_date = "2024-05-06"}).norms);
  return text;
}

std::string Refusal(const std::string& text) {
  try {
    ParseNorms(text, "norms.json");
  } catch (const ReadError& error) {
    return error.what();
  }
  return "";
}

// The refusal after one change.
template <typename Change>
std::string RefusalAfter(const Change& change) {
  json norms = json::parse(Whole());
  change(norms);
  return Refusal(norms.dump());
}

TEST(NormsFile, RoundTrip) {
  const Norms norms = ParseNorms(Whole(), "norms.json");
  EXPECT_EQ(Written(norms), Whole());
  EXPECT_EQ(norms.origin.source, "a \"test\"");
  EXPECT_EQ(norms.origin.data_date, "2024-05-06");
  EXPECT_EQ(norms.origin.people, 80);
  EXPECT_EQ(norms.origin.trim_sd, 3);
  EXPECT_FALSE(norms.relative_posterior.at(NormSex::kMale).empty());
  EXPECT_EQ(SchemaErrors(json::parse(Whole()), "norms-1.schema.json"), "");
}

TEST(NormsFile, RefusesWhatIsNoNorms) {
  EXPECT_THAT(Refusal(""), HasSubstr("norms.json"));
  EXPECT_THAT(Refusal("{}"), HasSubstr("\"schema\" is not"));
  EXPECT_THAT(Refusal("[]"), HasSubstr("norms.json"));
  EXPECT_THAT(Refusal(Whole().substr(0, Whole().size() / 2)), HasSubstr("not JSON"));
  EXPECT_THAT(Refusal(std::string(std::size_t{1} << 21, ' ')), HasSubstr("larger"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["schema"] = "openvfa/norms/2"; }), HasSubstr("newer version"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["schema"] = "openvfa/assessment/1"; }), HasSubstr("no norms"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["ratios"] = json::array(); }), HasSubstr("no value"));
}

TEST(NormsFile, RefusesImpossibleValuesByName) {
  const auto ratio = [](const char* member, const json& value) {
    return RefusalAfter([&](json& norms) { norms["ratios"][0][member] = value; });
  };
  EXPECT_THAT(ratio("sd", 0), HasSubstr("ha_hp of T4, sex any, has a standard deviation"));
  EXPECT_THAT(ratio("sd", -0.1), HasSubstr("standard deviation"));
  EXPECT_THAT(ratio("sd", nullptr), HasSubstr("\"sd\" is not a number"));
  EXPECT_THAT(ratio("mean", -1), HasSubstr("mean"));
  EXPECT_THAT(ratio("n", 1), HasSubstr("fewer than two"));
  EXPECT_THAT(ratio("n", 40.5), HasSubstr("not a count"));
  EXPECT_THAT(ratio("n", "40"), HasSubstr("not a number"));
  EXPECT_THAT(ratio("level", "T14"), HasSubstr("T14"));
  EXPECT_THAT(ratio("sex", "both"), HasSubstr("both"));
  EXPECT_THAT(ratio("ratio", "hx"), HasSubstr("hx"));
  EXPECT_THAT(ratio("extra", 1), HasSubstr("extra"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["ratios"].push_back(n["ratios"][3]); }), HasSubstr("second time"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["relative_posterior_heights"][0]["value"] = 0; }),
              HasSubstr("relative posterior height"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["origin"].erase("people"); }), HasSubstr("people"));
  EXPECT_THAT(RefusalAfter([](json& n) { n["origin"]["trim_sd"] = -3; }), HasSubstr("trim_sd"));
  std::string nan = Whole();
  nan.replace(nan.find("\"mean\":") + 7, 1, "NaN");
  EXPECT_THAT(Refusal(nan), HasSubstr("not JSON"));
}

TEST(NormsFile, EveryCutIsRefused) {
  const std::string text = json::parse(Whole()).dump();
  for (std::size_t size = 0; size < text.size(); size += 997)
    EXPECT_NE(Refusal(text.substr(0, size)), "") << size;
}

TEST(NormsFile, AMissingFileIsSaid) {
  const TempFolder folder;
  EXPECT_THROW(ReadNorms(folder.Path("none.json")), ReadError);
}

TEST(NormsFile, ImpossibleNormsAreNotWritten) {
  std::ostringstream out;
  Norms norms = ParseNorms(Whole(), "norms.json");
  norms.entries.begin()->second.sd = 0;
  EXPECT_THROW(WriteNorms(norms, out), InputError);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace openvfa::testing
