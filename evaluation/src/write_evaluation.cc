#include "openvfa/evaluation/write_evaluation.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "openvfa/report/landmarks.h"
#include "openvfa/report/risk.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

using Json = nlohmann::ordered_json;

// To six significant digits.
double Rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double step = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 5);
  return std::round(value / step) * step;
}

std::string Text(double value) {
  if (!std::isfinite(value)) return "";
  std::array<char, 64> text;
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  return error == std::errc() ? std::string(text.data(), end) : "";
}

template <typename T>
std::string Text(const std::optional<T>& value) {
  return value ? Text(static_cast<double>(*value)) : "";
}

class CsvRow {
 public:
  explicit CsvRow(std::ostream& out) : out_(out) {}
  ~CsvRow() { out_ << "\r\n"; }
  CsvRow(const CsvRow&) = delete;
  CsvRow& operator=(const CsvRow&) = delete;
  CsvRow& operator<<(const std::string& field) {
    out_ << (first_ ? "" : ",") << CsvField(field);
    first_ = false;
    return *this;
  }

 private:
  std::ostream& out_;
  bool first_ = true;
};

std::string Level(const BodyReading* body) { return body && body->level ? LevelName(*body->level) : ""; }

std::string YesNo(bool yes) { return yes ? "true" : "false"; }

// One height or ratio of both, with its columns.
struct BodyValue {
  const char* name;
  std::optional<Estimate> BodyReading::*member;
};
constexpr BodyValue kValues[] = {{"anterior_height", &BodyReading::anterior},
                                 {"middle_height", &BodyReading::middle},
                                 {"posterior_height", &BodyReading::posterior},
                                 {"wedge_ratio", &BodyReading::wedge_ratio},
                                 {"biconcavity_ratio", &BodyReading::biconcavity_ratio},
                                 {"crush_ratio", &BodyReading::crush_ratio}};

void WriteBodyHeader(std::ostream& out) {
  CsvRow row(out);
  for (const char* name : {"film", "truth_level", "predicted_level", "outcome", "counted", "level_step",
                           "mm_per_px", "overlap", "dice", "hausdorff_px", "curve_error_px", "depth_px"}) {
    row << name;
  }
  for (const char* point : kLandmarkNames) row << std::string(point) + "_error_px";
  for (const BodyValue& value : kValues) {
    row << std::string("truth_") + value.name << std::string("predicted_") + value.name
        << std::string("predicted_") + value.name + "_sd";
  }
  for (const char* name : {"truth_height_unit", "predicted_height_unit", "truth_grade", "predicted_grade",
                           "predicted_deformity"}) {
    row << name;
  }
}

std::string Outcome(const BodyPair& pair) {
  if (!pair.prediction) return "missed";
  if (pair.truth) return "found";
  return pair.beyond_truth ? "beyond_truth" : "false";
}

void WriteBodyRow(const EvaluationResult& result, const BodyPair& pair, std::ostream& out) {
  const FilmPair& film = result.films[pair.film];
  const BodyReading* truth = pair.truth ? &film.truth.bodies[*pair.truth] : nullptr;
  const BodyReading* prediction = pair.prediction ? &film.prediction.bodies[*pair.prediction] : nullptr;
  CsvRow row(out);
  row << film.truth.film << Level(truth) << Level(prediction) << Outcome(pair) << YesNo(pair.counted)
      << Text(pair.level_step) << (film.mm_per_px ? Text(film.mm_per_px->x()) : "") << Text(pair.overlap)
      << Text(pair.dice) << Text(pair.hausdorff_px) << Text(pair.curve_error_px) << Text(pair.depth_px);
  for (const auto& error : pair.point_error_px) row << Text(error);
  for (const BodyValue& value : kValues) {
    const std::optional<Estimate> none;
    const auto& t = truth ? truth->*value.member : none;
    const auto& p = prediction ? prediction->*value.member : none;
    row << (t ? Text(t->value) : "") << (p ? Text(p->value) : "") << (p && p->sd > 0 ? Text(p->sd) : "");
  }
  row << (truth ? film.truth.height_unit : "") << (prediction ? film.prediction.height_unit : "")
      << (truth ? Text(truth->grade) : "") << (prediction ? Text(prediction->grade) : "")
      << (prediction ? Text(prediction->deformity) : "");
}

Json Number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(Rounded(*value)) : Json();
}

Json StatisticJson(const Statistic& s) {
  return {{"group_by", s.group_by},
          {"group", s.group},
          {"measure", s.measure},
          {"name", s.name},
          {"unit", s.unit},
          {"value", Number(s.value)},
          {"interval", s.interval ? Json{Rounded(s.interval->low), Rounded(s.interval->high)} : Json()},
          {"count", s.count},
          {"films", s.films},
          {"why", s.why.empty() ? Json() : Json(s.why)}};
}

Json OptionsJson(const EvaluateOptions& options) {
  return {{"levels", {LevelName(options.first_level), LevelName(options.last_level)}},
          {"mm_per_px", Number(options.mm_per_px)},
          {"minimum_overlap", options.minimum_overlap},
          {"bootstrap", options.bootstrap},
          {"seed", options.seed},
          {"group_by", options.group_by}};
}

Json FilmJson(const FilmPair& film) {
  return {{"film", film.truth.film},
          {"truth", film.truth.source},
          {"prediction", film.predicted ? Json(film.prediction.source) : Json()},
          {"image", film.truth.image},
          {"modality", film.truth.modality},
          {"device", film.truth.device},
          {"mm_per_px", film.mm_per_px ? Json{film.mm_per_px->x(), film.mm_per_px->y()} : Json()}};
}

Json BodyJson(const EvaluationResult& result, const BodyPair& pair) {
  const FilmPair& film = result.films[pair.film];
  const auto level = [](const BodyReading& body) {
    return body.level ? Json(LevelName(*body.level)) : Json();
  };
  Json errors = Json::array();
  for (const auto& error : pair.point_error_px) errors.push_back(Number(error));
  return {{"film", film.truth.film},
          {"outcome", Outcome(pair)},
          {"counted", pair.counted},
          {"truth_level", pair.truth ? level(film.truth.bodies[*pair.truth]) : Json()},
          {"predicted_level", pair.prediction ? level(film.prediction.bodies[*pair.prediction]) : Json()},
          {"overlap", Rounded(pair.overlap)},
          {"dice", Number(pair.dice)},
          {"hausdorff_px", Number(pair.hausdorff_px)},
          {"curve_error_px", Number(pair.curve_error_px)},
          {"point_error_px", errors}};
}

}  // namespace

void WriteStatisticsCsv(const EvaluationResult& result, std::ostream& out) {
  {
    CsvRow row(out);
    for (const char* name :
         {"group_by", "group", "measure", "name", "unit", "value", "low", "high", "count", "films", "why"}) {
      row << name;
    }
  }
  for (const Statistic& s : result.statistics) {
    CsvRow row(out);
    row << s.group_by << s.group << s.measure << s.name << s.unit << Text(s.value)
        << (s.interval ? Text(s.interval->low) : "") << (s.interval ? Text(s.interval->high) : "")
        << std::to_string(s.count) << std::to_string(s.films) << s.why;
  }
}

void WriteBodiesCsv(const EvaluationResult& result, std::ostream& out) {
  WriteBodyHeader(out);
  for (const BodyPair& pair : result.bodies) WriteBodyRow(result, pair, out);
}

void WriteEvaluationJson(const EvaluationResult& result, const EvaluationOrigin& origin, std::ostream& out) {
  Json films = Json::array(), bodies = Json::array(), statistics = Json::array();
  for (const FilmPair& film : result.films) films.push_back(FilmJson(film));
  for (const BodyPair& pair : result.bodies) bodies.push_back(BodyJson(result, pair));
  for (const Statistic& statistic : result.statistics) statistics.push_back(StatisticJson(statistic));
  const Json document = {
      {"schema", "openvfa/evaluation/1"},
      {"software", {{"name", "openvfa"}, {"version", ProgramVersion()}, {"commit", ProgramCommit()}}},
      {"command_line", origin.command_line},
      {"options", OptionsJson(result.options)},
      {"truth", {{"format", result.truth_format}, {"tool", result.truth_tool}}},
      {"prediction", {{"format", result.prediction_format}, {"tool", result.prediction_tool}}},
      {"predictions_without_truth", result.predictions_without_truth},
      {"films", films},
      {"bodies", bodies},
      {"statistics", statistics}};
  // File names that are not UTF-8 become U+FFFD.
  out << document.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace openvfa
