#include "study_columns.h"

#include <algorithm>
#include <utility>

#include "table_columns.h"

namespace openvfa {
namespace {

using Columns = std::vector<CountedColumn>;

CountedColumn Stored(const char* name, const char* unit, const char* meaning, const char* pointer) {
  return {{name, unit, meaning}, [pointer](const Json& film) { return FieldText(ValueAt(film, pointer)); }};
}

std::string Count(const Json& film, const std::function<bool(const Json& vertebra)>& is_one) {
  const Json& vertebrae = film.at("vertebrae");
  return std::to_string(std::count_if(vertebrae.begin(), vertebrae.end(), is_one));
}

std::function<bool(const Json&)> HasGrade(int grade) {
  return [grade](const Json& vertebra) { return ValueAt(vertebra, "/genant/grade") == grade; };
}

// Null where no vertebra has the value.
Json Extreme(const Json& film, const char* pointer, bool largest) {
  Json best;
  for (const Json& vertebra : film.at("vertebrae")) {
    const Json value = ValueAt(vertebra, pointer);
    if (!value.is_null() && (best.is_null() || (largest ? best < value : value < best))) best = value;
  }
  return best;
}

std::string LevelsOf(const Json& film, const Json& grade) {
  std::string levels;
  if (grade.is_null() || grade == 0) return levels;
  for (const Json& vertebra : film.at("vertebrae")) {
    if (ValueAt(vertebra, "/genant/grade") != grade) continue;
    if (!levels.empty()) levels += ';';
    levels += FieldText(vertebra.at("level"));
  }
  return levels;
}

// One member of each element of a list.
std::string Members(const Json& list, const char* member) {
  Json values = Json::array();
  for (const Json& element : list) values.push_back(element.at(member));
  return FieldText(values);
}

Columns SourcePart() {
  return {
      Stored("source_path", "", "The film as the user gave it", "/source/path"),
      Stored("study_instance_uid", "", "DICOM (0020,000D)", "/source/study_instance_uid"),
      Stored("sop_instance_uid", "", "DICOM (0008,0018)", "/source/sop_instance_uid"),
      Stored("view", "", "lateral_radiograph, lateral_dxa or other", "/source/view"),
      Stored("rows", "px", "Height of the stored image", "/image/rows"),
      Stored("columns", "px", "Width of the stored image", "/image/columns"),
      Stored("column_spacing_mm", "mm", "Distance between columns", "/calibration/mm_per_px/0"),
      Stored("row_spacing_mm", "mm", "Distance between rows", "/calibration/mm_per_px/1"),
      Stored("calibration_source", "", "Where millimetres come from", "/calibration/source"),
      Stored("calibration_plane", "", "Where a millimetre holds: patient, detector or none",
             "/calibration/plane"),
      Stored("magnification", "1", "The magnification that was divided out", "/calibration/magnification"),
      Stored("pixel_aspect", "1", "Row distance / column distance", "/calibration/pixel_aspect"),
      Stored("anterior", "", "Side of the picture the patient faces: left or right", "/orientation/anterior"),
      Stored("anterior_probability", "1", "Of that side", "/orientation/probability"),
  };
}

Columns VertebraPart() {
  return {
      {{"vertebrae", "", "How many were found"},
       [](const Json& film) { return std::to_string(film.at("vertebrae").size()); }},
      {{"evaluable_vertebrae", "", "How many were measured and graded"},
       [](const Json& film) {
         return Count(film, [](const Json& vertebra) { return vertebra.at("evaluable") == true; });
       }},
      {{"lowest_level_probability", "1", "Of the name that is least sure"},
       [](const Json& film) { return FieldText(Extreme(film, "/level_probability", false)); }},
      {{"worst_grade", "", "Highest Genant grade of the film"},
       [](const Json& film) { return FieldText(Extreme(film, "/genant/grade", true)); }},
      {{"worst_levels", "", "Levels of that grade where it is not 0, with semicolons between"},
       [](const Json& film) { return LevelsOf(film, Extreme(film, "/genant/grade", true)); }},
      {{"grade_0_count", "", "Vertebrae of grade 0"},
       [](const Json& film) { return Count(film, HasGrade(0)); }},
      {{"grade_1_count", "", "Vertebrae of grade 1"},
       [](const Json& film) { return Count(film, HasGrade(1)); }},
      {{"grade_2_count", "", "Vertebrae of grade 2"},
       [](const Json& film) { return Count(film, HasGrade(2)); }},
      {{"grade_3_count", "", "Vertebrae of grade 3"},
       [](const Json& film) { return Count(film, HasGrade(3)); }},
      {{"boundary_count", "", "Vertebrae whose grade is at a boundary"},
       [](const Json& film) {
         return Count(film,
                      [](const Json& vertebra) { return ValueAt(vertebra, "/genant/boundary") == true; });
       }},
  };
}

Columns SpinePart() {
  return {
      Stored("deformity_index", "", "Spinal Deformity Index: sum of the grades over T4-L4",
             "/spine/deformity_index"),
      Stored("index_levels", "", "How many of those 13 levels it speaks of", "/spine/evaluable_levels"),
      Stored("kyphosis_deg", "deg", "Cobb angle of the thoracic spine", "/spine/kyphosis_deg"),
      Stored("kyphosis_sd_deg", "deg", "Its standard deviation", "/spine/kyphosis_sd_deg"),
      Stored("kyphosis_levels", "", "Between which levels", "/spine/kyphosis_levels"),
      Stored("lordosis_deg", "deg", "Cobb angle of the lumbar spine", "/spine/lordosis_deg"),
      Stored("lordosis_sd_deg", "deg", "Its standard deviation", "/spine/lordosis_sd_deg"),
      Stored("lordosis_levels", "", "Between which levels", "/spine/lordosis_levels"),
  };
}

Columns ProvenancePart() {
  return {
      {{"diagnostics", "", "Codes of warnings and notes, with semicolons between"},
       [](const Json& film) { return Members(film.at("diagnostics"), "code"); }},
      {{"edits", "", "How many changes readers made"},
       [](const Json& film) { return std::to_string(film.at("edits").size()); }},
      Stored("software_version", "", "Version of the program", "/software/version"),
      Stored("software_commit", "", "Short git hash of its sources", "/software/commit"),
      {{"networks", "", "Names of the networks, with semicolons between"},
       [](const Json& film) { return Members(film.at("software").at("networks"), "name"); }},
      {{"networks_sha256", "", "SHA-256 of their files, in the same order"},
       [](const Json& film) { return Members(film.at("software").at("networks"), "sha256"); }},
  };
}

}  // namespace

const Columns& FilmColumns() {
  static const Columns columns = [] {
    Columns all;
    for (const Columns& part : {SourcePart(), VertebraPart(), SpinePart(), ProvenancePart()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return columns;
}

}  // namespace openvfa
