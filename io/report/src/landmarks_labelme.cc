// LabelMe: points labelled "L1/superior_anterior" and polygons labelled "L1". LabelMe measures from the top
// left corner of the image, so the centre of the top left pixel is at (0.5, 0.5).
#include <map>
#include <ostream>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "openvfa/report/version.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr double kOriginPx = -0.5;  // of LabelMe's coordinates, in ours
// Of the form of the file; LabelMe puts its own in its place when it saves.
constexpr const char* kFormVersion = "5.0.0";

Json PointJson(const Eigen::Vector2d& point_px) {
  return {Number(point_px.x() - kOriginPx, 1e-4), Number(point_px.y() - kOriginPx, 1e-4)};
}

Json Shape(const std::string& label, const Json& points, const char* type, const VertebraRow& row) {
  return {{"label", label},      {"points", points},
          {"group_id", nullptr}, {"description", row.reason},
          {"shape_type", type},  {"flags", {{"evaluable", row.Evaluable()}}}};
}

void AddShapes(const VertebraRow& row, Json& shapes) {
  const std::string level = LevelName(row.body->level);
  Json outline = Json::array();
  for (const Eigen::Vector2d& point : row.body->outline_px) outline.push_back(PointJson(point));
  if (!outline.empty()) shapes.push_back(Shape(level, outline, "polygon", row));
  const auto points = PointsOf(row.body->points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Json point = Json::array({PointJson(points[i]->position_px)});
    shapes.push_back(Shape(level + "/" + kLandmarkNames[i], point, "point", row));
  }
}

// Bodies by their level, or by their group where no shape of the group names one.
class Bodies {
 public:
  Bodies(const Json& shapes, bool nameless) : nameless_(nameless) {
    for (const Json& shape : shapes) {
      const auto level = ParsePointLabel(shape.at("label").get<std::string>()).level;
      if (level && Grouped(shape)) level_of_group_[CompactText(shape.at("group_id"))] = *level;
    }
  }

  LandmarkBody& For(const Json& shape, std::optional<VertebralLevel> level) {
    std::string key;
    if (Grouped(shape)) {
      key = CompactText(shape.at("group_id"));
      const auto named = level_of_group_.find(key);
      if (!level && named != level_of_group_.end()) level = named->second;
    }
    if (level) key = LevelName(*level);
    if (key.empty() && nameless_) {
      bodies_.emplace_back();
      return bodies_.back();
    }
    if (key.empty())
      throw ReadError("the shape \"" + shape.at("label").get<std::string>() + "\" names no level.");
    const auto [place, is_new] = place_of_key_.emplace(key, bodies_.size());
    if (is_new) bodies_.push_back({.level = level});
    return bodies_[place->second];
  }

  std::vector<LandmarkBody> Take() { return std::move(bodies_); }

 private:
  static bool Grouped(const Json& shape) { return !shape.value("group_id", Json()).is_null(); }

  bool nameless_;
  std::map<std::string, VertebralLevel> level_of_group_;
  std::map<std::string, std::size_t> place_of_key_;
  std::vector<LandmarkBody> bodies_;
};

void ReadShape(const Json& shape, Bodies& bodies, DigitWatch& digits) {
  const std::string text = shape.at("label").get<std::string>(), type = shape.value("shape_type", "polygon");
  const PointLabel label = ParsePointLabel(text);
  std::vector<Eigen::Vector2d> points;
  for (const Json& point : shape.at("points")) {
    const double x = point.at(0).get<double>(), y = point.at(1).get<double>();
    digits.See(x), digits.See(y);
    points.emplace_back(x + kOriginPx, y + kOriginPx);
  }
  LandmarkBody& body = bodies.For(shape, label.level);
  const Json flags = shape.value("flags", Json::object());
  if (flags.contains("evaluable")) {
    body.evaluable = flags.at("evaluable").get<bool>();
    body.reason = shape.value("description", "");
  }
  if (label.point) {
    if (points.size() != 1) throw ReadError("the shape \"" + text + "\" is not one point.");
    SetPoint(*label.point, points[0], body);
  } else if (type == "polygon") {
    if (!body.outline_px.empty()) {
      throw ReadError("it gives the outline of " + NameForMessage(body) + " twice.");
    }
    body.outline_px = points;
  } else {
    throw ReadError("the " + type + " \"" + text + "\" is neither a named point nor a polygon.");
  }
}

}  // namespace

void WriteLabelMe(const ReportInput& input, std::ostream& out) {
  const StudyAssessment& assessment = input.assessment;
  Json shapes = Json::array();
  for (const VertebraRow& row : VertebraRows(assessment)) AddShapes(row, shapes);
  Json ours = {{"version", ProgramVersion()}};
  const std::string& uid = assessment.reference.sop_instance_uid;
  if (!uid.empty()) ours["sop_instance_uid"] = uid;
  WriteJsonText({{"version", kFormVersion},
                 {"flags", Json::object()},
                 {"shapes", shapes},
                 {"imagePath", FileName(assessment.source_path)},
                 {"imageData", nullptr},
                 {"imageHeight", assessment.rows},
                 {"imageWidth", assessment.columns},
                 {"openvfa", ours}},
                out);
}

LandmarkFile LandmarksOfLabelMe(const Json& in, bool nameless) {
  LandmarkFile file{.format = "labelme"};
  const std::string version = in.value("version", "");
  file.tool = version.empty() ? "LabelMe" : "LabelMe " + version;
  const Json height = in.value("imageHeight", Json()), width = in.value("imageWidth", Json());
  if (!height.is_null()) file.rows = height.get<int>();
  if (!width.is_null()) file.columns = width.get<int>();
  const Json ours = in.value("openvfa", Json::object());
  if (ours.contains("sop_instance_uid"))
    file.sop_instance_uid = ours.at("sop_instance_uid").get<std::string>();
  Bodies bodies(in.at("shapes"), nameless);
  DigitWatch digits;
  for (const Json& shape : in.at("shapes")) ReadShape(shape, bodies, digits);
  file.bodies = bodies.Take();
  file.rounding_px = digits.Rounding();
  return file;
}

}  // namespace openvfa
