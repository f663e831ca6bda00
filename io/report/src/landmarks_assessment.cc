// Points of our own JSON.
#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "read_assessment.h"

namespace openvfa {
namespace {

constexpr double kStep = 1e-4;  // of coordinates in the file

LandmarkBody BodyOf(const VertebralBody& from, bool has_sd) {
  LandmarkBody body{.level = from.level};
  const auto points = PointsOf(from.points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    body.points_px[i] = points[i]->position_px;
    if (has_sd) body.sd_px[i] = points[i]->covariance_px2.diagonal().cwiseSqrt();
  }
  body.outline_px = from.outline_px;
  body.evaluable = from.evaluable;
  body.reason = from.reason;
  return body;
}

}  // namespace

LandmarkFile LandmarksOfAssessment(const Json& in) {
  const StoredAssessment stored = ReadStored(in);
  const Json& software = in.at("software");
  const Json& uid = in.at("source").at("sop_instance_uid");
  LandmarkFile file{
      .format = "openvfa/assessment",
      .tool = software.at("name").get<std::string>() + " " + software.at("version").get<std::string>(),
      .anterior = stored.outlines.anterior,
      .rows = stored.rows,
      .columns = stored.columns,
      .edits = EditsOf(in),
      .rounding_px = kStep / 2};
  if (!uid.is_null()) file.sop_instance_uid = uid.get<std::string>();
  for (std::size_t i = 0; i < stored.outlines.bodies.size(); ++i) {
    // Six deviations or none: the file leaves out what is not a number.
    bool has_sd = true;
    for (const Json& sd : in.at("vertebrae").at(i).at("landmark_sd_px")) has_sd = has_sd && !sd.is_null();
    file.bodies.push_back(BodyOf(stored.outlines.bodies[i], has_sd));
  }
  return file;
}

}  // namespace openvfa
