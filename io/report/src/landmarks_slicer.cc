// 3D Slicer markups: a list of control points labelled "L1/superior_anterior", in millimetres, LPS. A film
// that Slicer loads lies in the plane z = 0 with the centre of its top left pixel at the origin, columns
// along L and rows along P, at the distances of SlicerSpacing. The distances, the size of the film and its
// UID stand in the description of each point, which Slicer keeps.
#include <map>
#include <ostream>
#include <sstream>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr const char* kSchema =
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/"
    "markups-schema-v1.0.3.json#";

// What Slicer (that is, ITK) takes for the distance between columns and rows of the film: what PixelSpacing
// or ImagerPixelSpacing or the header of a NIfTI or NRRD file says, before any magnification is divided out;
// 1 mm for films whose scale we have from elsewhere.
Eigen::Vector2d SlicerSpacing(const Calibration& calibration) {
  const bool from_file = calibration.source.find("PixelSpacing (") != std::string::npos ||
                         calibration.source.find("header") != std::string::npos;
  if (!calibration.mm_per_px || !from_file) return {1, 1};
  return *calibration.mm_per_px * calibration.magnification.value_or(1);
}

Json PointJson(const std::string& label, const std::string& description, const Eigen::Vector2d& position_mm,
               int id) {
  return {{"id", std::to_string(id)},
          {"label", label},
          {"description", description},
          {"associatedNodeID", ""},
          // Fine enough for 1e-5 px of the finest film.
          {"position", {Number(position_mm.x(), 1e-7), Number(position_mm.y(), 1e-7), 0.0}},
          {"orientation", {-1.0, -0.0, -0.0, -0.0, -1.0, -0.0, 0.0, 0.0, 1.0}},
          {"selected", true},
          {"locked", false},
          {"visibility", true},
          {"positionStatus", "defined"}};
}

std::string Description(const StudyAssessment& assessment, const Eigen::Vector2d& spacing_mm) {
  std::string text = "openvfa spacing_mm " + CompactText(Json(spacing_mm.x())) + " " +
                     CompactText(Json(spacing_mm.y())) + " rows " + std::to_string(assessment.rows) +
                     " columns " + std::to_string(assessment.columns);
  const std::string& uid = assessment.reference.sop_instance_uid;
  return uid.empty() ? text : text + " sop_instance_uid " + uid;
}

// What a description of ours says; nothing for other descriptions.
struct Described {
  Eigen::Vector2d spacing_mm = {1, 1};
  int rows = 0, columns = 0;
  std::string uid;
};
std::optional<Described> ParseDescription(const std::string& text) {
  std::istringstream in(text);
  Described said;
  std::string ours, spacing, rows, columns, uid;
  in >> ours >> spacing >> said.spacing_mm.x() >> said.spacing_mm.y() >> rows >> said.rows >> columns >>
      said.columns;
  if (!in || ours != "openvfa" || spacing != "spacing_mm" || rows != "rows" || columns != "columns" ||
      !(said.spacing_mm.minCoeff() > 0)) {
    return std::nullopt;
  }
  in >> uid >> said.uid;
  return said;
}

// +1 for LPS, -1 for RAS, whose first two axes point the other way.
double SignOf(const Json& markup) {
  const std::string system = markup.value("coordinateSystem", "LPS");
  if (system == "LPS" || system == "1") return 1;
  if (system == "RAS" || system == "0") return -1;
  throw ReadError("its coordinate system \"" + system + "\" is neither LPS nor RAS.");
}

class SlicerReader {
 public:
  explicit SlicerReader(const Calibration& calibration) : spacing_mm_(SlicerSpacing(calibration)) {
    file_ = {.format = "slicer markups", .tool = "3D Slicer"};
  }

  void Read(const Json& markup) {
    const double sign = SignOf(markup);
    if (const std::string unit = markup.value("coordinateUnits", "mm"); unit != "mm") {
      throw ReadError("its coordinates are in \"" + unit + "\", not in mm.");
    }
    for (const Json& point : markup.at("controlPoints")) ReadPoint(point, sign);
  }

  LandmarkFile Take() {
    file_.rounding_px = digits_.Rounding() / spacing_mm_.minCoeff();
    return std::move(file_);
  }

 private:
  void ReadPoint(const Json& point, double sign) {
    if (point.value("positionStatus", "defined") != "defined") return;  // not placed yet
    const std::string text = point.at("label").get<std::string>();
    const PointLabel label = ParsePointLabel(text);
    if (!label.level || !label.point) {
      throw ReadError("the label \"" + text +
                      "\" is not a level and a point, as in \"L1/superior_anterior\".");
    }
    if (const auto said = ParseDescription(point.value("description", ""))) Take(*said);
    const double x = point.at("position").at(0).get<double>(), y = point.at("position").at(1).get<double>();
    digits_.See(x), digits_.See(y);
    SetPoint(*label.point, sign * Eigen::Vector2d(x, y).cwiseQuotient(spacing_mm_), BodyOf(*label.level));
  }

  void Take(const Described& said) {
    if (said.rows > 0) file_.rows = said.rows;
    if (said.columns > 0) file_.columns = said.columns;
    if (!said.uid.empty()) file_.sop_instance_uid = said.uid;
    spacing_mm_ = said.spacing_mm;
  }

  LandmarkBody& BodyOf(VertebralLevel level) {
    const auto [place, is_new] = place_of_level_.emplace(level, file_.bodies.size());
    if (is_new) file_.bodies.push_back({.level = level});
    return file_.bodies[place->second];
  }

  Eigen::Vector2d spacing_mm_;
  LandmarkFile file_;
  DigitWatch digits_;
  std::map<VertebralLevel, std::size_t> place_of_level_;
};

}  // namespace

void WriteSlicerMarkups(const ReportInput& input, std::ostream& out) {
  const Eigen::Vector2d spacing_mm = SlicerSpacing(input.assessment.calibration);
  const std::string description = Description(input.assessment, spacing_mm);
  Json points = Json::array();
  for (const VertebraRow& row : VertebraRows(input.assessment)) {
    const auto six = PointsOf(row.body->points);
    for (std::size_t i = 0; i < six.size(); ++i) {
      points.push_back(PointJson(LevelName(row.body->level) + "/" + kLandmarkNames[i], description,
                                 six[i]->position_px.cwiseProduct(spacing_mm),
                                 static_cast<int>(points.size()) + 1));
    }
  }
  const Json markup = {{"type", "Fiducial"},
                       {"coordinateSystem", "LPS"},
                       {"coordinateUnits", "mm"},
                       {"locked", false},
                       {"fixedNumberOfControlPoints", false},
                       {"labelFormat", "%N-%d"},
                       {"lastUsedControlPointNumber", points.size()},
                       {"controlPoints", points},
                       {"measurements", Json::array()}};
  WriteJsonText({{"@schema", kSchema}, {"markups", Json::array({markup})}}, out);
}

LandmarkFile LandmarksOfSlicer(const Json& in, const Calibration& calibration) {
  SlicerReader reader(calibration);
  for (const Json& markup : in.at("markups")) reader.Read(markup);
  return reader.Take();
}

}  // namespace openvfa
