#include "openvfa/report/csv.h"

#include <ostream>
#include <string>

#include "assessment_json.h"
#include "openvfa/report/risk.h"

namespace openvfa {
namespace {

struct Column {
  const char* name;
  const char* pointer;  // into one element of "vertebrae"
};

// Source path and calibration come before these, from the whole film.
constexpr Column kColumns[] = {
    {"level", "/level"},
    {"level_probability", "/level_probability"},
    {"evaluable", "/evaluable"},
    {"reason", "/reason"},
    {"anterior_height_px", "/heights_px/anterior"},
    {"middle_height_px", "/heights_px/middle"},
    {"posterior_height_px", "/heights_px/posterior"},
    {"anterior_height_sd_px", "/height_sd_px/anterior"},
    {"middle_height_sd_px", "/height_sd_px/middle"},
    {"posterior_height_sd_px", "/height_sd_px/posterior"},
    {"anterior_height_mm", "/heights_mm/anterior"},
    {"middle_height_mm", "/heights_mm/middle"},
    {"posterior_height_mm", "/heights_mm/posterior"},
    {"anterior_height_sd_mm", "/height_sd_mm/anterior"},
    {"middle_height_sd_mm", "/height_sd_mm/middle"},
    {"posterior_height_sd_mm", "/height_sd_mm/posterior"},
    {"wedge_ratio", "/ratios/wedge"},
    {"biconcavity_ratio", "/ratios/biconcavity"},
    {"crush_ratio", "/ratios/crush"},
    {"wedge_ratio_sd", "/ratio_sd/wedge"},
    {"biconcavity_ratio_sd", "/ratio_sd/biconcavity"},
    {"crush_ratio_sd", "/ratio_sd/crush"},
    {"wedge_angle_deg", "/wedge_angle_deg"},
    {"wedge_angle_sd_deg", "/wedge_angle_sd_deg"},
    {"depth_px", "/depth_px"},
    {"depth_sd_px", "/depth_sd_px"},
    {"depth_mm", "/depth_mm"},
    {"depth_sd_mm", "/depth_sd_mm"},
    {"area_px2", "/area_px2"},
    {"area_mm2", "/area_mm2"},
    {"genant_grade", "/genant/grade"},
    {"genant_type", "/genant/type"},
    {"genant_secondary_type", "/genant/secondary_type"},
    {"grade_0_probability", "/genant/grade_probability/0"},
    {"grade_1_probability", "/genant/grade_probability/1"},
    {"grade_2_probability", "/genant/grade_probability/2"},
    {"grade_3_probability", "/genant/grade_probability/3"},
    {"boundary", "/genant/boundary"},
    {"posterior_wedge", "/genant/posterior_wedge"},
    {"superior_anterior_x_px", "/corners_px/superior_anterior/0"},
    {"superior_anterior_y_px", "/corners_px/superior_anterior/1"},
    {"superior_middle_x_px", "/midpoints_px/superior/0"},
    {"superior_middle_y_px", "/midpoints_px/superior/1"},
    {"superior_posterior_x_px", "/corners_px/superior_posterior/0"},
    {"superior_posterior_y_px", "/corners_px/superior_posterior/1"},
    {"inferior_anterior_x_px", "/corners_px/inferior_anterior/0"},
    {"inferior_anterior_y_px", "/corners_px/inferior_anterior/1"},
    {"inferior_middle_x_px", "/midpoints_px/inferior/0"},
    {"inferior_middle_y_px", "/midpoints_px/inferior/1"},
    {"inferior_posterior_x_px", "/corners_px/inferior_posterior/0"},
    {"inferior_posterior_y_px", "/corners_px/inferior_posterior/1"},
};

std::string Field(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? CsvField(value.get<std::string>()) : CompactText(value);
}

// The value at `pointer`, or null where the path ends early (an ungraded vertebra has no "genant").
Json At(const Json& vertebra, const char* pointer) {
  const Json::json_pointer path(pointer);
  return vertebra.contains(path) ? vertebra.at(path) : Json(nullptr);
}

}  // namespace

void WriteCsv(const StudyAssessment& assessment, std::ostream& out) {
  const Json film = AssessmentJson(assessment, {});
  const std::string source = Field(film.at("source").at("path"));
  const std::string plane = Field(film.at("calibration").at("plane"));
  out << "source_path,calibration_plane";
  for (const Column& column : kColumns) out << ',' << column.name;
  out << "\r\n";
  for (const Json& vertebra : film.at("vertebrae")) {
    out << source << ',' << plane;
    for (const Column& column : kColumns) out << ',' << Field(At(vertebra, column.pointer));
    out << "\r\n";
  }
}

}  // namespace openvfa
