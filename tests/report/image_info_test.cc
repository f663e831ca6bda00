#include "openvfa/report/image_info.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace openvfa::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

ImageInfo Lateral() {
  ImageInfo info;
  info.format = "DICOM";
  info.transfer_syntax = "Little Endian Implicit";
  info.photometric = "MONOCHROME2";
  info.rows = 1768;
  info.columns = 808;
  info.bits_stored = 8;
  info.view = View::kLateralDxa;
  info.view_reason = "The protocol is LVA.";
  info.routing = {{"ProtocolName (0018,1030)", "LVA", "DXA lateral"}, {"Modality (0008,0060)", "CR", "any"}};
  info.calibration.mm_per_px = Eigen::Vector2d(0.2475, 0.2477);
  info.calibration.source = "ExposedArea (0040,0303)";
  info.calibration.plane = CalibrationPlane::kPatient;
  info.reference.modality = "CR";
  info.diagnostics = {{Severity::kInfo, "spacing-inferred", "The spacing is inferred."}};
  return info;
}

std::string Text(const ImageInfo& info) {
  std::ostringstream out;
  WriteImageInfoText(info, "a.dcm", out);
  return out.str();
}

TEST(ImageInfo, TextShowsEverythingTheReaderSaw) {
  const std::string text = Text(Lateral());
  for (const char* part :
       {"a.dcm", "DICOM", "Little Endian Implicit", "MONOCHROME2", "808 columns x 1768 rows", "Frames: 1",
        "8 unsigned", "The protocol is LVA.", "0.2475 x 0.2477 mm", "ExposedArea", "patient",
        "ProtocolName (0018,1030) = \"LVA\": DXA lateral", "Modality (0008,0060) = \"CR\": any",
        "Note: The spacing is inferred. [spacing-inferred]"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ImageInfo, UnknownScaleIsSaid) {
  ImageInfo info = Lateral();
  info.calibration = {};
  EXPECT_THAT(Text(info), HasSubstr("Pixel spacing: unknown"));
  EXPECT_THAT(Text(info), HasSubstr("Calibration plane: none"));
}

TEST(ImageInfo, JsonHoldsTheSame) {
  std::ostringstream out;
  WriteImageInfoJson(Lateral(), "a.dcm", out);
  const json info = json::parse(out.str());
  EXPECT_EQ(info["schema"], "openvfa/info/1");
  EXPECT_EQ(info["image"], json::parse(R"({"rows": 1768, "columns": 808, "frames": 1})"));
  EXPECT_EQ(info["view"], "lateral_dxa");
  EXPECT_EQ(info["routing"].size(), 2u);
  EXPECT_EQ(info["calibration"]["mm_per_px"], json::parse("[0.2475, 0.2477]"));
  EXPECT_TRUE(info["reference"]["sop_instance_uid"].is_null());
  EXPECT_EQ(info["diagnostics"][0]["code"], "spacing-inferred");
}

}  // namespace
}  // namespace openvfa::testing
