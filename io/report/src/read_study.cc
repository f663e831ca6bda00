#include <array>
#include <utility>

#include "assessment_names.h"
#include "quantitative_json.h"
#include "read_assessment.h"

namespace openvfa {
namespace {

VertebralLevel Level(const Json& name) {
  const auto level = ParseLevel(name.get<std::string>());
  if (!level) throw ReadError("\"" + name.get<std::string>() + "\" is not the name of a vertebra.");
  return *level;
}

DeformityType Deformity(const Json& name) {
  for (const DeformityType type :
       {DeformityType::kNone, DeformityType::kWedge, DeformityType::kBiconcave, DeformityType::kCrush}) {
    if (DeformityName(type) == name.get<std::string>()) return type;
  }
  throw ReadError("\"" + name.get<std::string>() + "\" is not a type of deformity.");
}

std::string TextOf(const Json& value) { return value.is_null() ? "" : value.get<std::string>(); }

// An absent standard deviation is read as none.
Estimate EstimateOf(const Json& value, const Json& sd) {
  return {value.get<double>(), sd.is_null() ? 0 : sd.get<double>()};
}

std::optional<Estimate> EstimateOrNone(const Json& value, const Json& sd) {
  if (value.is_null()) return std::nullopt;
  return EstimateOf(value, sd);
}

Heights HeightsOf(const Json& value, const Json& sd) {
  return {.anterior = EstimateOf(value.at("anterior"), sd.at("anterior")),
          .middle = EstimateOf(value.at("middle"), sd.at("middle")),
          .posterior = EstimateOf(value.at("posterior"), sd.at("posterior"))};
}

// The heights' covariance is lost in the file; their variances stay.
VertebraMeasurement MeasurementOf(const Json& in) {
  VertebraMeasurement m;
  m.level = Level(in.at("level"));
  m.evaluable = !in.at("heights_px").is_null();
  if (!m.evaluable) {
    m.reason = TextOf(in.at("reason"));
    return m;
  }
  m.heights_px = HeightsOf(in.at("heights_px"), in.at("height_sd_px"));
  if (!in.at("heights_mm").is_null()) m.heights_mm = HeightsOf(in.at("heights_mm"), in.at("height_sd_mm"));
  const Json& ratios = in.at("ratios");
  m.wedge_ratio = EstimateOf(ratios.at("wedge"), in.at("ratio_sd").at("wedge"));
  m.biconcavity_ratio = EstimateOf(ratios.at("biconcavity"), in.at("ratio_sd").at("biconcavity"));
  m.wedge_angle_deg = EstimateOf(in.at("wedge_angle_deg"), in.at("wedge_angle_sd_deg"));
  m.depth_px = EstimateOf(in.at("depth_px"), in.at("depth_sd_px"));
  m.depth_mm = EstimateOrNone(in.at("depth_mm"), in.at("depth_sd_mm"));
  m.area_px2 = in.at("area_px2").get<double>();
  if (!in.at("area_mm2").is_null()) m.area_mm2 = in.at("area_mm2").get<double>();
  const Heights& h = m.heights_px;
  m.height_covariance_px2.diagonal() << h.anterior.sd * h.anterior.sd, h.middle.sd * h.middle.sd,
      h.posterior.sd * h.posterior.sd;
  return m;
}

void ReadGenant(const Json& in, GenantGrade& grade) {
  grade.grade = in.at("grade").get<int>();
  if (grade.grade < 0 || grade.grade > 3) throw ReadError("a grade is not 0 to 3.");
  grade.type = Deformity(in.at("type"));
  if (!in.at("secondary_type").is_null()) grade.secondary_type = Deformity(in.at("secondary_type"));
  grade.probability = in.at("grade_probability").get<std::array<double, 4>>();
  grade.boundary = in.at("boundary").get<bool>();
  grade.posterior_wedge = in.at("posterior_wedge").get<bool>();
  grade.deformity = in.at("deformity").get<double>();
  if (!in.at("hp_reference_px").is_null()) grade.hp_reference_px = in.at("hp_reference_px").get<double>();
  for (const Json& level : in.at("reference_levels")) grade.reference_levels.push_back(Level(level));
}

GenantGrade GradeOf(const Json& in) {
  GenantGrade grade;
  grade.level = Level(in.at("level"));
  grade.evaluable = !in.at("genant").is_null();
  if (!grade.evaluable) {
    grade.reason = TextOf(in.at("reason"));
    return grade;
  }
  ReadGenant(in.at("genant"), grade);
  grade.crush_ratio = EstimateOrNone(in.at("ratios").at("crush"), in.at("ratio_sd").at("crush"));
  return grade;
}

std::optional<CobbAngle> AngleOf(const std::string& name, const Json& spine) {
  if (spine.at(name + "_deg").is_null()) return std::nullopt;
  const Json& levels = spine.at(name + "_levels");
  return CobbAngle{.upper = Level(levels.at(0)),
                   .lower = Level(levels.at(1)),
                   .angle_deg = EstimateOf(spine.at(name + "_deg"), spine.at(name + "_sd_deg"))};
}

void ReadSource(const Json& source, StudyAssessment& study) {
  study.reference.sop_instance_uid = TextOf(source.at("sop_instance_uid"));
  study.reference.study_instance_uid = TextOf(source.at("study_instance_uid"));
  for (const View view : {View::kLateralRadiograph, View::kLateralDxa, View::kOther}) {
    if (ViewToken(view) == source.at("view").get<std::string>()) study.view = view;
  }
  for (const Json& cue : source.at("routing")) {
    study.routing.push_back({cue.at("name").get<std::string>(), cue.at("value").get<std::string>(),
                             cue.at("meaning").get<std::string>()});
  }
}

StudyAssessment ReadStudy(const Json& in) {
  StoredAssessment stored = ReadStored(in);
  StudyAssessment study;
  study.source_path = stored.source_path;
  study.rows = stored.rows;
  study.columns = stored.columns;
  study.calibration = stored.calibration;
  study.outlines = std::move(stored.outlines);
  ReadSource(in.at("source"), study);
  for (const Json& vertebra : in.at("vertebrae")) {
    study.measurements.vertebrae.push_back(MeasurementOf(vertebra));
    study.grades.push_back(GradeOf(vertebra));
    // "evaluable" in the file speaks of measuring and grading together.
    VertebralBody& body = study.outlines.bodies[study.grades.size() - 1];
    body.evaluable = study.measurements.vertebrae.back().evaluable;
    if (body.evaluable) body.reason.clear();
  }
  const Json& spine = in.at("spine");
  study.measurements.kyphosis = AngleOf("kyphosis", spine);
  study.measurements.lordosis = AngleOf("lordosis", spine);
  study.deformity_index = {
      .sum = spine.at("deformity_index").is_null() ? 0 : spine.at("deformity_index").get<int>(),
      .evaluable_levels = spine.at("evaluable_levels").get<int>()};
  study.diagnostics = DiagnosticsOf(in.at("diagnostics"));
  study.edits = EditsOf(in);
  if (!in.at("risk").is_null()) study.risk = ReadRisk(in);
  study.quantitative = ReadQuantitative(in);
  return study;
}

std::optional<Eigen::Vector2d> PlaceOf(const Json& pair) {
  if (pair.is_null()) return std::nullopt;
  return Eigen::Vector2d(pair.at(0).get<double>(), pair.at(1).get<double>());
}

}  // namespace

// Files from before edits were recorded have no such member, and no edits.
std::vector<LandmarkEdit> EditsOf(const Json& in) {
  std::vector<LandmarkEdit> edits;
  for (const Json& edit : in.value("edits", Json::array())) {
    edits.push_back({.change = edit.at("change").get<std::string>(),
                     .level = edit.at("level").get<std::string>(),
                     .point = TextOf(edit.at("point")),
                     .before_px = PlaceOf(edit.at("before_px")),
                     .after_px = PlaceOf(edit.at("after_px")),
                     .before = TextOf(edit.at("before")),
                     .after = TextOf(edit.at("after")),
                     .tool = TextOf(edit.at("tool")),
                     .editor = TextOf(edit.at("editor")),
                     .time = TextOf(edit.at("time"))});
  }
  return edits;
}

std::vector<Diagnostic> DiagnosticsOf(const Json& in) {
  std::vector<Diagnostic> diagnostics;
  for (const Json& diagnostic : in) {
    const bool warning = diagnostic.at("severity").get<std::string>() == SeverityToken(Severity::kWarning);
    diagnostics.push_back({warning ? Severity::kWarning : Severity::kInfo,
                           diagnostic.at("code").get<std::string>(),
                           diagnostic.at("text").get<std::string>()});
  }
  return diagnostics;
}

StudyAssessment ReadAssessment(std::istream& in, const std::string& name) {
  return ReadGuarded(in, name, ReadStudy);
}

}  // namespace openvfa
