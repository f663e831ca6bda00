#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "input_field.h"
#include "openvfa/image/error.h"
#include "openvfa/scoring/texture.h"

namespace openvfa {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostRegions = 64, kMostPoints = 10000, kLongestName = 64;
constexpr double kFarthest_px = 65535;

[[noreturn]] void Fail(const std::string& where, const std::string& cause) {
  throw InputError(where + ": " + cause);
}

double Coordinate(const Json& value, const std::string& where) {
  if (!value.is_number()) Fail(where, "a coordinate is not a number");
  const double coordinate = value.get<double>();
  if (!(coordinate >= -0.5 && coordinate <= kFarthest_px))
    Fail(where, "a coordinate is " + value.dump() + "; allowed: -0.5 to 65535 px");
  return coordinate;
}

std::vector<Eigen::Vector2d> Polygon(const Json& points, const std::string& where) {
  if (!points.is_array() || points.size() < 3 || points.size() > kMostPoints)
    Fail(where, "polygon_px must be a list of 3 to " + std::to_string(kMostPoints) + " points");
  std::vector<Eigen::Vector2d> polygon;
  for (const Json& point : points) {
    if (!point.is_array() || point.size() != 2) Fail(where, "a point of polygon_px is not [x, y]");
    polygon.emplace_back(Coordinate(point[0], where), Coordinate(point[1], where));
  }
  return polygon;
}

std::vector<Eigen::Vector2d> Box(const Json& box, const std::string& where) {
  if (!box.is_array() || box.size() != 4) Fail(where, "box_px is not [x0, y0, x1, y1]");
  std::array<double, 4> edge{};
  for (std::size_t i = 0; i < edge.size(); ++i) edge[i] = Coordinate(box[i], where);
  const auto [x0, y0, x1, y1] = edge;
  if (!(x0 < x1 && y0 < y1)) Fail(where, "box_px must satisfy x0 < x1 and y0 < y1");
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}

TextureRegion RegionOf(const Json& entry, const std::string& file, std::size_t index) {
  std::string where = file + ", region " + std::to_string(index + 1);
  if (!entry.is_object()) Fail(where, "is not an object");
  for (const auto& item : entry.items())
    if (item.key() != "name" && item.key() != "polygon_px" && item.key() != "box_px")
      Fail(where, "unknown field \"" + item.key() + "\"");
  if (!entry.contains("name") || !entry["name"].is_string()) Fail(where, "name must be a text");
  TextureRegion region;
  region.name = entry["name"].get<std::string>();
  if (region.name.empty() || region.name.size() > kLongestName)
    Fail(where, "name must have 1 to 64 characters");
  where += " (" + region.name + ")";
  if (entry.contains("polygon_px") == entry.contains("box_px"))
    Fail(where, "either polygon_px or box_px must be given");
  region.polygon_px =
      entry.contains("box_px") ? Box(entry["box_px"], where) : Polygon(entry["polygon_px"], where);
  return region;
}

}  // namespace

std::vector<TextureRegion> ParseTextureRegions(const std::string& json, const std::string& name) {
  const Json document = ParseStrictJson(json, name);
  if (!document.contains("regions") || !document["regions"].is_array())
    Fail(name, "holds no list \"regions\"");
  const Json& entries = document["regions"];
  if (entries.empty() || entries.size() > kMostRegions)
    Fail(name, "regions must hold 1 to " + std::to_string(kMostRegions) + " regions");
  std::vector<TextureRegion> regions;
  std::set<std::string> names;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    regions.push_back(RegionOf(entries[i], name, i));
    if (!names.insert(regions.back().name).second) Fail(name, "two regions are named " + regions.back().name);
  }
  return regions;
}

}  // namespace openvfa
