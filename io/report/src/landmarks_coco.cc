// COCO keypoints: one category for each level, one annotation for each body. COCO measures from the top left
// corner of the image, so the centre of the top left pixel is at (0.5, 0.5).
#include <algorithm>
#include <map>
#include <ostream>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "openvfa/report/version.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr double kOriginPx = -0.5;  // of COCO's coordinates, in ours

Json Coordinate(double value_px) { return Number(value_px - kOriginPx, 1e-4); }

Json CategoryOf(VertebralLevel level) {
  // The outline of the body, from point to point.
  static const Json skeleton = {{1, 2}, {2, 3}, {3, 6}, {6, 5}, {5, 4}, {4, 1}};
  return {{"id", static_cast<int>(level) + 1},
          {"name", LevelName(level)},
          {"supercategory", "vertebra"},
          {"keypoints", kLandmarkNames},
          {"skeleton", skeleton}};
}

Json AnnotationOf(const VertebraRow& row, int id) {
  Json keypoints = Json::array(), polygon = Json::array();
  std::vector<Eigen::Vector2d> all = row.body->outline_px;
  for (const Landmark* point : PointsOf(row.body->points)) {
    keypoints.insert(keypoints.end(),
                     {Coordinate(point->position_px.x()), Coordinate(point->position_px.y()), 2});
    all.push_back(point->position_px);
  }
  for (const Eigen::Vector2d& point : row.body->outline_px) {
    polygon.insert(polygon.end(), {Coordinate(point.x()), Coordinate(point.y())});
  }
  Eigen::Vector2d low = all.front(), high = all.front();
  for (const Eigen::Vector2d& point : all) low = low.cwiseMin(point), high = high.cwiseMax(point);
  const Eigen::Vector2d size = high - low;
  return {
      {"id", id},
      {"image_id", 1},
      {"category_id", static_cast<int>(row.body->level) + 1},
      {"iscrowd", 0},
      {"area", Number(size.x() * size.y(), 1e-4)},
      {"bbox", {Coordinate(low.x()), Coordinate(low.y()), Number(size.x(), 1e-4), Number(size.y(), 1e-4)}},
      {"num_keypoints", kLandmarkNames.size()},
      {"keypoints", keypoints},
      {"segmentation", polygon.empty() ? Json::array() : Json::array({polygon})},
      {"attributes", {{"evaluable", row.Evaluable()}, {"reason", row.reason}}}};
}

// The element of a list whose member "id" is `id`.
const Json& ById(const Json& list, const Json& id) {
  for (const Json& element : list) {
    if (element.at("id") == id) return element;
  }
  throw ReadError("an annotation speaks of " + CompactText(id) + ", which is not in the file.");
}

const Json& ImageOf(const Json& in, const std::string& film_path) {
  const Json& images = in.at("images");
  if (images.empty()) throw ReadError("it holds no image.");
  if (images.size() == 1) return images.at(0);
  for (const Json& image : images) {
    if (SameFilmName(image.at("file_name").get<std::string>(), film_path)) return image;
  }
  throw ReadError("none of its images is named \"" + FileName(film_path) + "\".");
}

void ReadKeypoints(const Json& annotation, const Json& category, DigitWatch& digits, LandmarkBody& body) {
  const Json& values = annotation.at("keypoints");
  const Json& names = category.at("keypoints");
  if (values.size() != 3 * names.size()) {
    throw ReadError(NameForMessage(body) + " has " + std::to_string(values.size()) +
                    " keypoint numbers where " + std::to_string(3 * names.size()) + " belong.");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto index = ParsePoint(names.at(i).get<std::string>());
    if (!index) throw ReadError("the keypoint \"" + names.at(i).get<std::string>() + "\" is unknown.");
    if (values.at(3 * i + 2) == 0) continue;  // not labelled
    const double x = values.at(3 * i).get<double>(), y = values.at(3 * i + 1).get<double>();
    digits.See(x), digits.See(y);
    SetPoint(*index, {x + kOriginPx, y + kOriginPx}, body);
  }
}

void ReadPolygon(const Json& segmentation, LandmarkBody& body) {
  if (!segmentation.is_array() || segmentation.empty()) return;  // a mask, or none
  if (segmentation.size() > 1) throw ReadError("the outline of " + NameForMessage(body) + " is in parts.");
  const Json& polygon = segmentation.at(0);
  for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
    body.outline_px.emplace_back(polygon.at(i).get<double>() + kOriginPx,
                                 polygon.at(i + 1).get<double>() + kOriginPx);
  }
}

LandmarkBody BodyOf(const Json& annotation, const Json& category, DigitWatch& digits) {
  LandmarkBody body{.level = ParseLevelName(category.at("name").get<std::string>())};
  const Json attributes = annotation.value("attributes", Json::object());
  if (!body.level && attributes.contains("level")) {
    body.level = ParseLevelName(attributes.at("level").get<std::string>());
  }
  if (attributes.contains("evaluable")) body.evaluable = attributes.at("evaluable").get<bool>();
  body.reason = attributes.value("reason", "");
  if (annotation.contains("keypoints")) ReadKeypoints(annotation, category, digits, body);
  ReadPolygon(annotation.value("segmentation", Json()), body);
  return body;
}

std::string ToolOf(const Json& info) {
  const std::string name = info.value("description", ""), version = info.value("version", "");
  if (name.empty()) return "";
  return version.empty() ? name : name + " " + version;
}

}  // namespace

void WriteCoco(const ReportInput& input, std::ostream& out) {
  const StudyAssessment& assessment = input.assessment;
  Json categories = Json::array(), annotations = Json::array();
  for (int k = 0; k <= static_cast<int>(VertebralLevel::kS1); ++k) {
    categories.push_back(CategoryOf(static_cast<VertebralLevel>(k)));
  }
  for (const VertebraRow& row : VertebraRows(assessment)) {
    annotations.push_back(AnnotationOf(row, static_cast<int>(annotations.size()) + 1));
  }
  Json image = {{"id", 1},
                {"file_name", FileName(assessment.source_path)},
                {"width", assessment.columns},
                {"height", assessment.rows}};
  const std::string& uid = assessment.reference.sop_instance_uid;
  if (!uid.empty()) image["sop_instance_uid"] = uid;
  WriteJsonText({{"info", {{"description", "openvfa"}, {"version", ProgramVersion()}}},
                 {"images", Json::array({image})},
                 {"categories", categories},
                 {"annotations", annotations}},
                out);
}

namespace {

LandmarkFile FileOf(const Json& in, const Json& image) {
  LandmarkFile file{.format = "coco", .tool = ToolOf(in.value("info", Json::object()))};
  if (image.contains("height")) file.rows = image.at("height").get<int>();
  if (image.contains("width")) file.columns = image.at("width").get<int>();
  if (image.contains("sop_instance_uid")) {
    file.sop_instance_uid = image.at("sop_instance_uid").get<std::string>();
  }
  return file;
}

}  // namespace

LandmarkFile LandmarksOfCoco(const Json& in, const std::string& film_path) {
  const Json& image = ImageOf(in, film_path);
  image.at("height"), image.at("width");  // required of the file of one film
  LandmarkFile file = FileOf(in, image);
  DigitWatch digits;
  for (const Json& annotation : in.at("annotations")) {
    if (annotation.at("image_id") != image.at("id")) continue;
    file.bodies.push_back(
        BodyOf(annotation, ById(in.at("categories"), annotation.at("category_id")), digits));
  }
  file.rounding_px = digits.Rounding();
  return file;
}

std::vector<FilmLandmarks> FilmsOfCoco(const Json& in) {
  std::vector<FilmLandmarks> films;
  std::map<std::string, std::size_t> film_of_image;
  for (const Json& image : in.at("images")) {
    film_of_image[CompactText(image.at("id"))] = films.size();
    films.push_back({image.at("file_name").get<std::string>(), FileOf(in, image)});
  }
  std::vector<DigitWatch> digits(films.size());
  for (const Json& annotation : in.at("annotations")) {
    const auto film = film_of_image.find(CompactText(annotation.at("image_id")));
    if (film == film_of_image.end())
      throw ReadError("an annotation speaks of an image that is not in the file.");
    const Json& category = ById(in.at("categories"), annotation.at("category_id"));
    LandmarkBody body = BodyOf(annotation, category, digits[film->second]);
    const bool mask = annotation.contains("segmentation") && annotation.at("segmentation").is_object();
    if (mask && !annotation.contains("keypoints")) {
      throw ReadError("the outline of " + NameForMessage(body) + " is a run-length mask; polygons are read.");
    }
    films[film->second].landmarks.bodies.push_back(std::move(body));
  }
  for (std::size_t i = 0; i < films.size(); ++i) films[i].landmarks.rounding_px = digits[i].Rounding();
  return films;
}

}  // namespace openvfa
