// Our own results: JSON of one film, table of vertebrae of many.
#include <map>
#include <sstream>

#include "openvfa/report/csv_text.h"
#include "openvfa/report/json.h"
#include "readers.h"

namespace openvfa {
namespace {

std::array<const Landmark*, 6> PointsOf(const SixPoints& p) {
  return {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
          &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior};
}

void TakeMeasures(const VertebraMeasurement& m, const GenantGrade& grade, BodyReading& body) {
  if (m.evaluable) {
    body.anterior = m.heights_px.anterior;
    body.middle = m.heights_px.middle;
    body.posterior = m.heights_px.posterior;
    body.wedge_ratio = m.wedge_ratio;
    body.biconcavity_ratio = m.biconcavity_ratio;
  }
  body.evaluable = m.evaluable;
  if (!grade.evaluable) return;
  body.grade = grade.grade;
  body.type = grade.type;
  body.grade_probability = grade.probability;
  body.deformity = grade.deformity;
  body.crush_ratio = grade.crush_ratio;
}

BodyReading BodyOf(const VertebralBody& from, const VertebraMeasurement& m, const GenantGrade& grade) {
  BodyReading body;
  body.level = from.level;
  body.level_probability = from.level_probability;
  body.outline_px = from.outline_px;
  const auto points = PointsOf(from.points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    body.points_px[i] = points[i]->position_px;
    const Eigen::Vector2d variance = points[i]->covariance_px2.diagonal();
    if (variance.minCoeff() > 0) body.sd_px[i] = variance.cwiseSqrt();
  }
  TakeMeasures(m, grade, body);
  return body;
}

// One row of the table of vertebrae.
class VertebraRowReader {
 public:
  VertebraRowReader(const NamedTable& table, std::size_t row) : table_(table), row_(row) {}

  BodyReading Body() const {
    BodyReading body;
    body.level = LevelOf(table_.Text(row_, "level"));
    body.level_probability = Number("level_probability");
    body.evaluable = table_.Text(row_, "evaluable") != "false";
    for (std::size_t i = 0; i < 6; ++i) {
      const std::string name = kLandmarkNames[i];
      body.points_px[i] = Pair(name + "_x_px", name + "_y_px");
      body.sd_px[i] = Pair(name + "_sd_x_px", name + "_sd_y_px");
    }
    for (const char* unit : {"px", "mm"}) {
      Take("anterior_height", unit, body.anterior);
      Take("middle_height", unit, body.middle);
      Take("posterior_height", unit, body.posterior);
    }
    body.wedge_ratio = Value("wedge_ratio", "wedge_ratio_sd");
    body.biconcavity_ratio = Value("biconcavity_ratio", "biconcavity_ratio_sd");
    body.crush_ratio = Value("crush_ratio", "crush_ratio_sd");
    TakeGrade(body);
    return body;
  }

  void TakeFilm(FilmReading& film) const {
    film.rows = Size("rows");
    film.columns = Size("columns");
    const std::string side = table_.Text(row_, "anterior");
    if (side == "left") film.anterior = AnteriorSide::kLeft;
    if (side == "right") film.anterior = AnteriorSide::kRight;
    for (const auto& [column, member] :
         {std::pair("patient", &FilmReading::patient), std::pair("modality", &FilmReading::modality),
          std::pair("device", &FilmReading::device)}) {
      if (table_.Has(column)) film.*member = table_.Text(row_, column);
    }
    const auto px = Number("anterior_height_px"), mm = Number("anterior_height_mm");
    if (!px && mm) film.height_unit = "mm";
    // Heights in px are in units of the column distance; that of the rows is not in the table.
    if (!film.mm_per_px && px && mm && *px > 0) film.mm_per_px = Eigen::Vector2d::Constant(*mm / *px);
  }

 private:
  std::optional<double> Number(const std::string& column) const { return table_.Number(row_, column); }

  // Of the film in pixels, where the table states one.
  std::optional<int> Size(const std::string& column) const {
    const auto size = Number(column);
    if (!size) return std::nullopt;
    if (!(*size >= 1 && *size <= 1e6)) throw ReadError("\"" + column + "\" is no size of a film.");
    return static_cast<int>(*size);
  }

  std::optional<Eigen::Vector2d> Pair(const std::string& x_column, const std::string& y_column) const {
    const auto x = Number(x_column), y = Number(y_column);
    if (!x || !y) return std::nullopt;
    return Eigen::Vector2d(*x, *y);
  }

  std::optional<Estimate> Value(const std::string& column, const std::string& sd) const {
    const auto value = Number(column);
    if (!value) return std::nullopt;
    return Estimate{*value, Number(sd).value_or(0)};
  }

  void Take(const std::string& height, const std::string& unit, std::optional<Estimate>& to) const {
    if (!to) to = Value(height + "_" + unit, height + "_sd_" + unit);
  }

  void TakeGrade(BodyReading& body) const {
    if (const auto grade = Number("genant_grade")) body.grade = GradeOf(*grade);
    const std::string type = table_.Text(row_, "genant_type");
    for (const DeformityType known :
         {DeformityType::kNone, DeformityType::kWedge, DeformityType::kBiconcave, DeformityType::kCrush}) {
      if (DeformityName(known) == type) body.type = known;
    }
    std::array<double, 4> probability{};
    bool all = true;
    for (int grade = 0; grade < 4; ++grade) {
      const auto p = Number("grade_" + std::to_string(grade) + "_probability");
      all = all && p;
      probability[grade] = p.value_or(0);
    }
    if (all) body.grade_probability = probability;
    body.deformity = Number("deformity");
  }

  const NamedTable& table_;
  std::size_t row_;
};

}  // namespace

FilmReading ReadAssessmentReading(const std::string& text, const fs::path& path, std::string& tool) {
  std::istringstream in(text);
  const StudyAssessment study = ReadAssessment(in, path.string());
  if (tool.empty()) {
    const ReadJson software = ReadJson::parse(text).at("software");
    tool = software.at("name").get<std::string>() + " " + software.at("version").get<std::string>();
  }
  FilmReading film;
  film.film = FilmNameOf(study.source_path.empty() ? path.string() : study.source_path);
  film.source = path.string();
  film.image = study.source_path;
  film.modality = ModalityOf(study.view);
  film.mm_per_px = study.calibration.mm_per_px;
  film.rows = study.rows;
  film.columns = study.columns;
  film.anterior = study.outlines.anterior;
  for (std::size_t i = 0; i < study.outlines.bodies.size(); ++i) {
    film.bodies.push_back(BodyOf(study.outlines.bodies[i], study.measurements.vertebrae[i], study.grades[i]));
  }
  return film;
}

std::vector<FilmReading> ReadVertebraTable(const std::string& text, const fs::path& path) {
  return Naming(path, [&] {
    const NamedTable table(ParseCsv(text));
    std::map<std::string, FilmReading> films;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      std::string image = table.Text(row, "source_path");
      for (const char* column : {"film", "file"}) {
        if (image.empty()) image = table.Text(row, column);
      }
      if (image.empty())
        throw ReadError("its row " + std::to_string(row + 2) + " names no film (source_path).");
      FilmReading& film = films[image];
      film.film = FilmNameOf(image);
      film.source = path.string();
      film.image = image;
      const VertebraRowReader reader(table, row);
      reader.TakeFilm(film);
      // A film in which nothing was found has a row without a level.
      if (!table.Text(row, "level").empty()) film.bodies.push_back(reader.Body());
    }
    std::vector<FilmReading> list;
    for (auto& [name, film] : films) list.push_back(std::move(film));
    return list;
  });
}

}  // namespace openvfa
