#include "assessment_json.h"

#include <cmath>

#include "assessment_names.h"
#include "openvfa/report/version.h"
#include "quantitative_json.h"
#include "risk_json.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

Json Quantity(double value) { return Number(value, 1e-6); }

Json Point(const Eigen::Vector2d& point_px) {
  if (!point_px.allFinite()) return nullptr;
  return {Number(point_px.x(), 1e-4), Number(point_px.y(), 1e-4)};
}

Json StandardDeviation(const Landmark& landmark) {
  const Eigen::Vector2d variance = landmark.covariance_px2.diagonal();
  if (!variance.allFinite() || variance.minCoeff() < 0) return nullptr;
  return {Number(std::sqrt(variance.x()), 1e-4), Number(std::sqrt(variance.y()), 1e-4)};
}

// Null rather than an empty text, so that absent looks alike everywhere.
Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json Software(const StudyAssessment& assessment) {
  Json networks = Json::array();
  for (const auto& network : assessment.outlines.networks) {
    networks.push_back({{"name", network.name}, {"sha256", network.sha256}});
  }
  return {{"name", "openvfa"},
          {"version", ProgramVersion()},
          {"commit", ProgramCommit()},
          {"networks", networks}};
}

Json Source(const StudyAssessment& assessment) {
  return {{"path", assessment.source_path},
          {"sop_instance_uid", TextOrNull(assessment.reference.sop_instance_uid)},
          {"study_instance_uid", TextOrNull(assessment.reference.study_instance_uid)},
          {"view", ViewToken(assessment.view)},
          {"routing", RoutingJson(assessment.routing)}};
}

template <typename Write>
Json Corners(const SixPoints& points, const Write& write) {
  return {{"superior_anterior", write(points.superior_anterior)},
          {"superior_posterior", write(points.superior_posterior)},
          {"inferior_anterior", write(points.inferior_anterior)},
          {"inferior_posterior", write(points.inferior_posterior)}};
}

template <typename Write>
Json Midpoints(const SixPoints& points, const Write& write) {
  return {{"superior", write(points.superior_middle)}, {"inferior", write(points.inferior_middle)}};
}

void AddPoints(const VertebralBody& body, Json& out) {
  Json outline = Json::array();
  for (const auto& point : body.outline_px) outline.push_back(Point(point));
  const auto position = [](const Landmark& landmark) { return Point(landmark.position_px); };
  out["outline_px"] = outline;
  out["corners_px"] = Corners(body.points, position);
  out["midpoints_px"] = Midpoints(body.points, position);
  out["landmark_sd_px"] = Corners(body.points, StandardDeviation);
  out["landmark_sd_px"].update(Midpoints(body.points, StandardDeviation));
}

Json HeightValues(const Heights* heights, double Estimate::*field) {
  if (heights == nullptr) return nullptr;
  return {{"anterior", Quantity(heights->anterior.*field)},
          {"middle", Quantity(heights->middle.*field)},
          {"posterior", Quantity(heights->posterior.*field)}};
}

Json Ratios(const VertebraRow& row, double Estimate::*field) {
  if (row.measurement == nullptr) return nullptr;
  const bool has_crush = row.grade != nullptr && row.grade->crush_ratio.has_value();
  return {{"wedge", Quantity(row.measurement->wedge_ratio.*field)},
          {"biconcavity", Quantity(row.measurement->biconcavity_ratio.*field)},
          {"crush", has_crush ? Quantity((*row.grade->crush_ratio).*field) : Json(nullptr)}};
}

void AddMeasurement(const VertebraRow& row, Json& out) {
  const VertebraMeasurement* m = row.measurement;
  const Heights* px = m != nullptr ? &m->heights_px : nullptr;
  const Heights* mm = m != nullptr && m->heights_mm.has_value() ? &*m->heights_mm : nullptr;
  const Estimate* depth_mm = m != nullptr && m->depth_mm.has_value() ? &*m->depth_mm : nullptr;
  const auto number = [](const auto* of, auto field) {
    return of != nullptr ? Quantity(of->*field) : Json(nullptr);
  };
  out["heights_px"] = HeightValues(px, &Estimate::value);
  out["height_sd_px"] = HeightValues(px, &Estimate::sd);
  out["heights_mm"] = HeightValues(mm, &Estimate::value);
  out["height_sd_mm"] = HeightValues(mm, &Estimate::sd);
  out["ratios"] = Ratios(row, &Estimate::value);
  out["ratio_sd"] = Ratios(row, &Estimate::sd);
  out["wedge_angle_deg"] = m != nullptr ? Quantity(m->wedge_angle_deg.value) : Json(nullptr);
  out["wedge_angle_sd_deg"] = m != nullptr ? Quantity(m->wedge_angle_deg.sd) : Json(nullptr);
  out["depth_px"] = m != nullptr ? Quantity(m->depth_px.value) : Json(nullptr);
  out["depth_sd_px"] = m != nullptr ? Quantity(m->depth_px.sd) : Json(nullptr);
  out["depth_mm"] = number(depth_mm, &Estimate::value);
  out["depth_sd_mm"] = number(depth_mm, &Estimate::sd);
  out["area_px2"] = number(m, &VertebraMeasurement::area_px2);
  out["area_mm2"] = m != nullptr && m->area_mm2.has_value() ? Quantity(*m->area_mm2) : Json(nullptr);
}

Json Genant(const GenantGrade* grade) {
  if (grade == nullptr) return nullptr;
  Json probability = Json::array();
  for (const double p : grade->probability) probability.push_back(Quantity(p));
  Json reference = Json::array();
  for (const VertebralLevel level : grade->reference_levels) reference.push_back(LevelName(level));
  return {
      {"grade", grade->grade},
      {"type", DeformityName(grade->type)},
      {"secondary_type", grade->secondary_type ? Json(DeformityName(*grade->secondary_type)) : Json(nullptr)},
      {"grade_probability", probability},
      {"boundary", grade->boundary},
      {"posterior_wedge", grade->posterior_wedge},
      {"deformity", Quantity(grade->deformity)},
      {"hp_reference_px", grade->hp_reference_px ? Quantity(*grade->hp_reference_px) : Json(nullptr)},
      {"reference_levels", reference}};
}

Json Vertebra(const VertebraRow& row, const VertebraMorphometry* quantitative) {
  Json alternatives = Json::array();
  for (const auto& name : row.body->level_alternatives) {
    alternatives.push_back({{"level", LevelName(name.level)}, {"probability", Quantity(name.probability)}});
  }
  Json out = {
      {"level", LevelName(row.body->level)}, {"level_probability", Quantity(row.body->level_probability)},
      {"level_alternatives", alternatives},  {"confidence", Quantity(row.body->confidence)},
      {"evaluable", row.Evaluable()},        {"reason", TextOrNull(row.reason)}};
  AddPoints(*row.body, out);
  AddMeasurement(row, out);
  out["genant"] = Genant(row.grade);
  out["quantitative"] = QuantitativeVertebraJson(quantitative);
  return out;
}

void AddAngle(const std::string& name, const std::optional<CobbAngle>& angle, Json& out) {
  out[name + "_deg"] = angle ? Quantity(angle->angle_deg.value) : Json(nullptr);
  out[name + "_sd_deg"] = angle ? Quantity(angle->angle_deg.sd) : Json(nullptr);
  out[name + "_levels"] = angle ? Json{LevelName(angle->upper), LevelName(angle->lower)} : Json(nullptr);
}

Json Spine(const StudyAssessment& assessment) {
  const SpinalDeformityIndex& index = assessment.deformity_index;
  // A sum over no level at all is not "no deformity".
  Json out = {{"deformity_index", index.evaluable_levels > 0 ? Json(index.sum) : Json(nullptr)}};
  AddAngle("kyphosis", assessment.measurements.kyphosis, out);
  AddAngle("lordosis", assessment.measurements.lordosis, out);
  out["evaluable_levels"] = index.evaluable_levels;
  return out;
}

Json Edits(const std::vector<LandmarkEdit>& edits) {
  const auto place = [](const std::optional<Eigen::Vector2d>& point_px) {
    return point_px ? Point(*point_px) : Json(nullptr);
  };
  Json out = Json::array();
  for (const LandmarkEdit& edit : edits) {
    out.push_back({{"change", edit.change},
                   {"level", edit.level},
                   {"point", TextOrNull(edit.point)},
                   {"before_px", place(edit.before_px)},
                   {"after_px", place(edit.after_px)},
                   {"before", TextOrNull(edit.before)},
                   {"after", TextOrNull(edit.after)},
                   {"tool", TextOrNull(edit.tool)},
                   {"editor", TextOrNull(edit.editor)},
                   {"time", TextOrNull(edit.time)}});
  }
  return out;
}

Json Options(const std::optional<AssessmentOptions>& options) {
  if (!options) return nullptr;
  const SegmentationOptions& segmentation = options->segmentation;
  const GenantOptions& genant = options->genant;
  return {{"segmentation",
           {{"anterior", segmentation.anterior ? Json(SideToken(*segmentation.anterior)) : Json(nullptr)},
            {"lowest_level",
             segmentation.lowest_level ? Json(LevelName(*segmentation.lowest_level)) : Json(nullptr)},
            {"min_confidence", segmentation.min_confidence}}},
          {"genant",
           {{"mild", genant.mild},
            {"moderate", genant.moderate},
            {"severe", genant.severe},
            {"severe_inclusive", genant.severe_inclusive},
            {"boundary_margin", genant.boundary_margin},
            {"samples", genant.samples},
            {"seed", genant.seed}}}};
}

}  // namespace

Json CalibrationJson(const Calibration& calibration) {
  Json mm_per_px = nullptr;
  if (calibration.mm_per_px && calibration.mm_per_px->allFinite()) {
    mm_per_px = {calibration.mm_per_px->x(), calibration.mm_per_px->y()};
  }
  return {{"mm_per_px", mm_per_px},
          {"source", calibration.source},
          {"plane", PlaneToken(calibration.plane)},
          {"magnification", calibration.magnification ? Quantity(*calibration.magnification) : Json(nullptr)},
          {"pixel_aspect", calibration.pixel_aspect}};
}

Json RoutingJson(const std::vector<RoutingCue>& routing) {
  Json out = Json::array();
  for (const auto& cue : routing) {
    out.push_back({{"name", cue.name}, {"value", cue.value}, {"meaning", cue.meaning}});
  }
  return out;
}

Json DiagnosticsJson(const std::vector<Diagnostic>& diagnostics) {
  Json out = Json::array();
  for (const auto& diagnostic : diagnostics) {
    out.push_back({{"severity", SeverityToken(diagnostic.severity)},
                   {"code", diagnostic.code},
                   {"text", diagnostic.text}});
  }
  return out;
}

Json AssessmentJson(const StudyAssessment& assessment, const JsonOptions& options) {
  Json vertebrae = Json::array();
  const QuantitativeMorphometry* quantitative = assessment.quantitative.get();
  for (const VertebraRow& row : VertebraRows(assessment)) {
    // Requires one for each body, as for measurements and grades.
    const VertebraMorphometry* of_row =
        quantitative != nullptr ? &quantitative->vertebrae.at(vertebrae.size()) : nullptr;
    vertebrae.push_back(Vertebra(row, of_row));
  }
  return {{"schema", kAssessmentSchema},
          {"software", Software(assessment)},
          {"source", Source(assessment)},
          {"image", {{"rows", assessment.rows}, {"columns", assessment.columns}}},
          {"calibration", CalibrationJson(assessment.calibration)},
          {"orientation",
           {{"anterior", SideToken(assessment.outlines.anterior)},
            {"probability", Quantity(assessment.outlines.anterior_probability)}}},
          {"vertebrae", vertebrae},
          {"spine", Spine(assessment)},
          {"quantitative", QuantitativeJson(quantitative)},
          {"densitometry", assessment.risk ? DensitometryJson(assessment.risk->densitometry) : Json(nullptr)},
          {"texture", assessment.risk ? TextureJson(assessment.risk->texture) : Json(nullptr)},
          {"risk", assessment.risk ? RiskJson(*assessment.risk) : Json(nullptr)},
          {"options", Options(options.assessment)},
          {"diagnostics", DiagnosticsJson(assessment.diagnostics)},
          {"edits", Edits(assessment.edits)}};
}

}  // namespace openvfa
