// Points and outlines of other tools, and a plain list of six points per body.
#include "readers.h"

namespace openvfa {
namespace {

constexpr const char* kShortNames[] = {"SA", "SM", "SP", "IA", "IM", "IP"};

FilmReading FilmOf(const FilmLandmarks& from, const fs::path& path) {
  const LandmarkFile& file = from.landmarks;
  FilmReading film;
  film.film = FilmNameOf(from.film_path.empty() ? path.string() : from.film_path);
  film.source = path.string();
  film.image = from.film_path;
  film.rows = file.rows;
  film.columns = file.columns;
  film.anterior = file.anterior;
  for (const LandmarkBody& landmark : file.bodies) {
    BodyReading body;
    body.level = landmark.level;
    body.evaluable = landmark.evaluable.value_or(true);
    body.points_px = landmark.points_px;
    body.sd_px = landmark.sd_px;
    body.outline_px = landmark.outline_px;
    film.bodies.push_back(std::move(body));
  }
  return film;
}

std::optional<Eigen::Vector2d> PointOf(const ReadJson& points, int index) {
  for (const std::string name : {kShortNames[index], kLandmarkNames[index]}) {
    if (!points.contains(name) || points.at(name).is_null()) continue;
    return Eigen::Vector2d(points.at(name).at(0).get<double>(), points.at(name).at(1).get<double>());
  }
  return std::nullopt;
}

BodyReading TruthBody(const ReadJson& in) {
  BodyReading body;
  if (in.contains("level") && !in.at("level").is_null())
    body.level = LevelOf(in.at("level").get<std::string>());
  body.level_certain = in.value("level_certain", true);
  body.evaluable = in.value("evaluable", true);
  if (in.contains("points")) {
    for (int i = 0; i < 6; ++i) body.points_px[i] = PointOf(in.at("points"), i);
  }
  if (in.contains("outline")) {
    for (const ReadJson& p : in.at("outline")) {
      body.outline_px.emplace_back(p.at(0).get<double>(), p.at(1).get<double>());
    }
  }
  if (in.contains("genant_grade") && !in.at("genant_grade").is_null()) {
    body.grade = GradeOf(in.at("genant_grade").get<double>());
  }
  return body;
}

FilmReading TruthFilm(const ReadJson& in, const fs::path& path) {
  FilmReading film;
  film.image = in.at("file").get<std::string>();
  film.film = FilmNameOf(film.image);
  film.source = path.string();
  film.patient = in.value("patient", "");
  film.modality = in.value("modality", "");
  film.device = in.value("device", "");
  const ReadJson scale = in.value("mm_per_px", ReadJson());
  if (scale.is_number()) film.mm_per_px = Eigen::Vector2d::Constant(scale.get<double>());
  if (scale.is_array())
    film.mm_per_px = Eigen::Vector2d(scale.at(0).get<double>(), scale.at(1).get<double>());
  for (const ReadJson& body : in.at("vertebrae")) film.bodies.push_back(TruthBody(body));
  return film;
}

}  // namespace

std::vector<FilmReading> ReadTruthList(const std::string& text, const fs::path& path) {
  return Naming(path, [&] {
    std::vector<FilmReading> films;
    const ReadJson in = ReadJson::parse(text);
    for (const ReadJson& film : in.at("films")) films.push_back(TruthFilm(film, path));
    return films;
  });
}

std::vector<FilmReading> ReadPointReadings(const std::string& text, const fs::path& path,
                                           const std::optional<Eigen::Vector2d>& mm_per_px,
                                           std::string& tool) {
  std::vector<FilmReading> films;
  for (const FilmLandmarks& film : ReadFilmLandmarks(text, path, mm_per_px)) {
    if (tool.empty()) tool = film.landmarks.tool;
    films.push_back(FilmOf(film, path));
  }
  return films;
}

}  // namespace openvfa
