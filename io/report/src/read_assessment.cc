#include "read_assessment.h"

#include <istream>
#include <utility>

#include "assessment_names.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

Eigen::Vector2d ReadPair(const Json& pair) { return {pair.at(0).get<double>(), pair.at(1).get<double>()}; }

Landmark ReadLandmark(const Json& position, const Json& sd) {
  Landmark landmark{.position_px = ReadPair(position)};
  if (!sd.is_null()) landmark.covariance_px2.diagonal() = ReadPair(sd).cwiseAbs2();
  return landmark;
}

SixPoints ReadPoints(const Json& vertebra) {
  const auto read = [&vertebra](const char* group, const char* key) {
    return ReadLandmark(vertebra.at(group).at(key), vertebra.at("landmark_sd_px").at(key));
  };
  return {.superior_anterior = read("corners_px", "superior_anterior"),
          .superior_middle = read("midpoints_px", "superior"),
          .superior_posterior = read("corners_px", "superior_posterior"),
          .inferior_anterior = read("corners_px", "inferior_anterior"),
          .inferior_middle = read("midpoints_px", "inferior"),
          .inferior_posterior = read("corners_px", "inferior_posterior")};
}

VertebralLevel ReadLevel(const Json& name) {
  const auto level = ParseLevel(name.get<std::string>());
  if (!level) throw ReadError("\"" + name.get<std::string>() + "\" is not the name of a vertebra.");
  return *level;
}

VertebralBody ReadBody(const Json& vertebra) {
  VertebralBody body;
  body.level = ReadLevel(vertebra.at("level"));
  body.level_probability = vertebra.at("level_probability").get<double>();
  for (const Json& name : vertebra.value("level_alternatives", Json::array())) {
    body.level_alternatives.push_back({ReadLevel(name.at("level")), name.at("probability").get<double>()});
  }
  body.confidence = vertebra.value("confidence", 1.0);
  body.evaluable = vertebra.at("evaluable").get<bool>();
  if (!vertebra.at("reason").is_null()) body.reason = vertebra.at("reason").get<std::string>();
  for (const Json& point : vertebra.at("outline_px")) body.outline_px.push_back(ReadPair(point));
  body.points = ReadPoints(vertebra);
  return body;
}

Calibration ReadCalibration(const Json& in) {
  Calibration calibration;
  if (!in.at("mm_per_px").is_null()) calibration.mm_per_px = ReadPair(in.at("mm_per_px"));
  calibration.pixel_aspect = in.value("pixel_aspect", 1.0);
  calibration.source = in.at("source").get<std::string>();
  const auto plane = ParsePlane(in.at("plane").get<std::string>());
  if (!plane) throw ReadError("its calibration names no known plane.");
  calibration.plane = *plane;
  if (!in.at("magnification").is_null()) calibration.magnification = in.at("magnification").get<double>();
  return calibration;
}

}  // namespace

void RequireSchema(const Json& in) {
  const Json schema = in.is_object() ? in.value("schema", Json()) : Json();
  if (schema == kAssessmentSchema) return;
  const std::string ours = kAssessmentSchema;
  const std::string family = ours.substr(0, ours.rfind('/') + 1), text = schema.is_string() ? schema : "";
  // There was no version before the first.
  const bool newer = text.starts_with(family) && text.size() > family.size() && text != family + "0" &&
                     text.find_first_not_of("0123456789", family.size()) == std::string::npos;
  if (newer) {
    throw NewerSchema("was written by a newer version of the program: its \"schema\" is \"" + text +
                      "\", and this version reads up to \"" + ours + "\".");
  }
  throw ReadError("its \"schema\" is not \"" + ours + "\".");
}

StoredAssessment ReadStored(const Json& in) {
  RequireSchema(in);
  StoredAssessment stored;
  stored.source_path = in.at("source").at("path").get<std::string>();
  stored.rows = in.at("image").at("rows").get<int>();
  stored.columns = in.at("image").at("columns").get<int>();
  stored.calibration = ReadCalibration(in.at("calibration"));
  const Json& orientation = in.at("orientation");
  stored.outlines.anterior =
      orientation.at("anterior").get<std::string>() == "right" ? AnteriorSide::kRight : AnteriorSide::kLeft;
  stored.outlines.anterior_probability = orientation.at("probability").get<double>();
  for (const Json& vertebra : in.at("vertebrae")) stored.outlines.bodies.push_back(ReadBody(vertebra));
  for (const Json& network : in.at("software").at("networks")) {
    stored.outlines.networks.push_back(
        {network.at("name").get<std::string>(), network.at("sha256").get<std::string>()});
  }
  return stored;
}

StoredAssessment ReadAssessmentOutlines(std::istream& in, const std::string& name) {
  return ReadGuarded(in, name, ReadStored);
}

}  // namespace openvfa
