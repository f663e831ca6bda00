#include "assessment_difference.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace openvfa::testing {
namespace {

// Keeps the first name whose two values differ.
class Comparison {
 public:
  template <typename T>
  void operator()(const std::string& name, const T& a, const T& b) {
    if (first_.empty() && !(a == b)) first_ = name;
  }
  void Estimates(const std::string& name, const Estimate& a, const Estimate& b) {
    (*this)(name, a.value, b.value);
    (*this)(name + " sd", a.sd, b.sd);
  }
  void Estimates(const std::string& name, const std::optional<Estimate>& a,
                 const std::optional<Estimate>& b) {
    (*this)(name + " presence", a.has_value(), b.has_value());
    if (a && b) Estimates(name, *a, *b);
  }
  void HeightsOf(const std::string& name, const Heights& a, const Heights& b) {
    Estimates(name + " anterior", a.anterior, b.anterior);
    Estimates(name + " middle", a.middle, b.middle);
    Estimates(name + " posterior", a.posterior, b.posterior);
  }
  const std::string& First() const { return first_; }

 private:
  std::string first_;
};

std::array<Landmark, 6> Six(const SixPoints& p) {
  return {p.superior_anterior, p.superior_middle, p.superior_posterior,
          p.inferior_anterior, p.inferior_middle, p.inferior_posterior};
}

void Bodies(const VertebralBody& a, const VertebralBody& b, Comparison& same) {
  same("level", a.level, b.level);
  same("level probability", a.level_probability, b.level_probability);
  same("alternatives", a.level_alternatives.size(), b.level_alternatives.size());
  for (std::size_t i = 0; i < std::min(a.level_alternatives.size(), b.level_alternatives.size()); ++i) {
    same("alternative", a.level_alternatives[i].level, b.level_alternatives[i].level);
    same("alternative's probability", a.level_alternatives[i].probability,
         b.level_alternatives[i].probability);
  }
  same("body evaluable", a.evaluable, b.evaluable);
  same("body reason", a.reason, b.reason);
  same("confidence", a.confidence, b.confidence);
  same("outline", a.outline_px, b.outline_px);
  const auto left = Six(a.points), right = Six(b.points);
  for (std::size_t i = 0; i < 6; ++i) {
    same(kLandmarkNames[i], left[i].position_px, right[i].position_px);
    same(std::string("covariance of ") + kLandmarkNames[i], left[i].covariance_px2, right[i].covariance_px2);
  }
}

void Measurements(const VertebraMeasurement& a, const VertebraMeasurement& b, Comparison& same) {
  same("measured level", a.level, b.level);
  same("measured", a.evaluable, b.evaluable);
  same("reason not measured", a.reason, b.reason);
  same.HeightsOf("heights px", a.heights_px, b.heights_px);
  same("heights mm presence", a.heights_mm.has_value(), b.heights_mm.has_value());
  if (a.heights_mm && b.heights_mm) same.HeightsOf("heights mm", *a.heights_mm, *b.heights_mm);
  same.Estimates("wedge", a.wedge_ratio, b.wedge_ratio);
  same.Estimates("biconcavity", a.biconcavity_ratio, b.biconcavity_ratio);
  same.Estimates("wedge angle", a.wedge_angle_deg, b.wedge_angle_deg);
  same.Estimates("depth px", a.depth_px, b.depth_px);
  same.Estimates("depth mm", a.depth_mm, b.depth_mm);
  same("area px2", a.area_px2, b.area_px2);
  same("area mm2", a.area_mm2, b.area_mm2);
  same("height covariance", a.height_covariance_px2, b.height_covariance_px2);
}

void Grades(const GenantGrade& a, const GenantGrade& b, Comparison& same) {
  same("graded level", a.level, b.level);
  same("graded", a.evaluable, b.evaluable);
  same("reason not graded", a.reason, b.reason);
  same("grade", a.grade, b.grade);
  same("type", a.type, b.type);
  same("secondary type", a.secondary_type, b.secondary_type);
  same("posterior wedge", a.posterior_wedge, b.posterior_wedge);
  same("probability", a.probability, b.probability);
  same("boundary", a.boundary, b.boundary);
  same("deformity", a.deformity, b.deformity);
  same.Estimates("crush ratio", a.crush_ratio, b.crush_ratio);
  same("reference", a.hp_reference_px, b.hp_reference_px);
  same("reference levels", a.reference_levels, b.reference_levels);
}

void Edits(const std::vector<LandmarkEdit>& a, const std::vector<LandmarkEdit>& b, Comparison& same) {
  same("edits", a.size(), b.size());
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    same("edit's change", a[i].change, b[i].change);
    same("edit's level", a[i].level, b[i].level);
    same("edit's point", a[i].point, b[i].point);
    same("edit's before_px", a[i].before_px, b[i].before_px);
    same("edit's after_px", a[i].after_px, b[i].after_px);
    same("edit's before", a[i].before, b[i].before);
    same("edit's after", a[i].after, b[i].after);
    same("edit's tool", a[i].tool, b[i].tool);
    same("edit's editor", a[i].editor, b[i].editor);
    same("edit's time", a[i].time, b[i].time);
  }
}

void Angles(const std::string& name, const std::optional<CobbAngle>& a, const std::optional<CobbAngle>& b,
            Comparison& same) {
  same(name + " presence", a.has_value(), b.has_value());
  if (!a || !b) return;
  same(name + " upper", a->upper, b->upper);
  same(name + " lower", a->lower, b->lower);
  same.Estimates(name, a->angle_deg, b->angle_deg);
}

void Film(const StudyAssessment& a, const StudyAssessment& b, Comparison& same) {
  same("path", a.source_path, b.source_path);
  same("SOP UID", a.reference.sop_instance_uid, b.reference.sop_instance_uid);
  same("study UID", a.reference.study_instance_uid, b.reference.study_instance_uid);
  same("view", a.view, b.view);
  same("rows", a.rows, b.rows);
  same("columns", a.columns, b.columns);
  same("mm per px", a.calibration.mm_per_px, b.calibration.mm_per_px);
  same("aspect", a.calibration.pixel_aspect, b.calibration.pixel_aspect);
  same("calibration source", a.calibration.source, b.calibration.source);
  same("plane", a.calibration.plane, b.calibration.plane);
  same("magnification", a.calibration.magnification, b.calibration.magnification);
  same("anterior", a.outlines.anterior, b.outlines.anterior);
  same("anterior probability", a.outlines.anterior_probability, b.outlines.anterior_probability);
  same("networks", a.outlines.networks.size(), b.outlines.networks.size());
  same("index", a.deformity_index.sum, b.deformity_index.sum);
  same("index levels", a.deformity_index.evaluable_levels, b.deformity_index.evaluable_levels);
  same("diagnostics", a.diagnostics.size(), b.diagnostics.size());
  for (std::size_t i = 0; i < std::min(a.diagnostics.size(), b.diagnostics.size()); ++i) {
    same("severity", a.diagnostics[i].severity, b.diagnostics[i].severity);
    same("code", a.diagnostics[i].code, b.diagnostics[i].code);
    same("text", a.diagnostics[i].text, b.diagnostics[i].text);
  }
  same("risk presence", a.risk == nullptr, b.risk == nullptr);
}

bool Near(const std::vector<Eigen::Vector2d>& a, const std::vector<Eigen::Vector2d>& b, double tolerance_px) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [tolerance_px](const Eigen::Vector2d& p, const Eigen::Vector2d& q) {
                      return (p - q).cwiseAbs().maxCoeff() <= tolerance_px;
                    });
}

std::string BodyDifference(const LandmarkBody& from, const VertebralBody& body, bool evaluable,
                           double tolerance_px) {
  if (from.level != body.level) return "level";
  const auto points = Six(body.points);
  for (std::size_t i = 0; i < 6; ++i) {
    if (!from.points_px[i]) return std::string("no ") + kLandmarkNames[i];
    if (!Near({*from.points_px[i]}, {points[i].position_px}, tolerance_px)) return kLandmarkNames[i];
    const Eigen::Vector2d sd_px = points[i].covariance_px2.diagonal().cwiseSqrt();
    if (from.sd_px[i] && !Near({*from.sd_px[i]}, {sd_px}, tolerance_px)) return "deviation";
  }
  if (!from.outline_px.empty() && !Near(from.outline_px, body.outline_px, tolerance_px)) return "outline";
  return from.evaluable && *from.evaluable != evaluable ? "verdict" : "";
}

}  // namespace

std::string Difference(const StudyAssessment& a, const StudyAssessment& b) {
  Comparison same;
  Film(a, b, same);
  same("bodies", a.outlines.bodies.size(), b.outlines.bodies.size());
  same("measurements", a.measurements.vertebrae.size(), b.measurements.vertebrae.size());
  same("grades", a.grades.size(), b.grades.size());
  if (!same.First().empty()) return same.First();
  for (std::size_t i = 0; i < a.outlines.bodies.size(); ++i) {
    Bodies(a.outlines.bodies[i], b.outlines.bodies[i], same);
    Measurements(a.measurements.vertebrae[i], b.measurements.vertebrae[i], same);
    Grades(a.grades[i], b.grades[i], same);
  }
  Angles("kyphosis", a.measurements.kyphosis, b.measurements.kyphosis, same);
  Angles("lordosis", a.measurements.lordosis, b.measurements.lordosis, same);
  Edits(a.edits, b.edits, same);
  return same.First();
}

std::string Difference(const LandmarkFile& file, const StudyAssessment& study, double tolerance_px) {
  if (file.bodies.size() != study.outlines.bodies.size()) return "bodies";
  for (std::size_t i = 0; i < file.bodies.size(); ++i) {
    const std::string difference =
        BodyDifference(file.bodies[i], study.outlines.bodies[i], study.grades[i].evaluable, tolerance_px);
    if (!difference.empty()) return LevelName(study.outlines.bodies[i].level) + " " + difference;
  }
  return "";
}

}  // namespace openvfa::testing
