#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

Landmark At(double x, double y) {
  Landmark landmark{.position_px = {x, y}};
  landmark.covariance_px2.diagonal() << 0.25, 1.0;  // sd 0.5 and 1 px
  return landmark;
}

Heights Scaled(const Heights& heights, double factor) {
  const auto scaled = [factor](const Estimate& e) {
    return Estimate{.value = e.value * factor, .sd = e.sd * factor};
  };
  return {.anterior = scaled(heights.anterior),
          .middle = scaled(heights.middle),
          .posterior = scaled(heights.posterior)};
}

VertebraMeasurement Measured(VertebralLevel level, double ha, double hm, double hp) {
  VertebraMeasurement m;
  m.level = level;
  m.heights_px = {.anterior = {ha, 0.7}, .middle = {hm, 0.8}, .posterior = {hp, 0.9}};
  m.heights_mm = Scaled(m.heights_px, 0.25);
  m.wedge_ratio = {ha / hp, 0.01};
  m.biconcavity_ratio = {hm / hp, 0.02};
  m.wedge_angle_deg = {12.5, 0.5};
  m.depth_px = {60, 0.4};
  m.depth_mm = Estimate{12, 0.08};
  m.area_px2 = 3600;
  m.area_mm2 = 180;
  return m;
}

GenantGrade Graded(VertebralLevel level, int grade, DeformityType type) {
  GenantGrade g;
  g.level = level;
  g.grade = grade;
  g.type = type;
  g.probability[static_cast<std::size_t>(grade)] = 1;
  return g;
}

void AddBodies(StudyAssessment& study) {
  using enum VertebralLevel;
  study.outlines.bodies = {Rectangle(kT12, 120, 60, 60, 60), Rectangle(kL1, 120, 140, 60, 60),
                           Rectangle(kL2, 120, 220, 60, 60)};
  study.outlines.bodies[0].level_alternatives = {{kT12, 0.9}, {kL1, 0.1}};
  study.outlines.bodies[2].evaluable = false;
  study.outlines.bodies[2].reason = "cut by the edge, \"half\" seen";
}

void AddGrades(StudyAssessment& study) {
  using enum VertebralLevel;
  study.measurements.vertebrae = {Measured(kT12, 42, 54, 60), Measured(kL1, 60, 59, 60), {}};
  study.measurements.vertebrae[2].level = kL2;
  study.measurements.vertebrae[2].evaluable = false;
  study.grades = {Graded(kT12, 2, DeformityType::kWedge), Graded(kL1, 0, DeformityType::kNone), {}};
  study.grades[0].probability = {0, 0.1, 0.85, 0.05};
  study.grades[0].deformity = 0.3;
  study.grades[0].boundary = true;
  study.grades[0].crush_ratio = Estimate{0.95, 0.03};
  study.grades[0].hp_reference_px = 63.157895;
  study.grades[0].reference_levels = {kL1};
  study.grades[2].level = kL2;
  study.grades[2].evaluable = false;
}

}  // namespace

VertebralBody Rectangle(VertebralLevel level, double left, double top, double width, double height) {
  VertebralBody body;
  body.level = level;
  body.level_probability = 0.9;
  const double right = left + width, bottom = top + height, middle = left + width / 2;
  for (int i = 0; i < 16; ++i) body.outline_px.emplace_back(left + width * i / 16, top);
  for (int i = 0; i < 16; ++i) body.outline_px.emplace_back(right, top + height * i / 16);
  for (int i = 0; i < 16; ++i) body.outline_px.emplace_back(right - width * i / 16, bottom);
  for (int i = 0; i < 16; ++i) body.outline_px.emplace_back(left, bottom - height * i / 16);
  body.points = {.superior_anterior = At(left, top),
                 .superior_middle = At(middle, top),
                 .superior_posterior = At(right, top),
                 .inferior_anterior = At(left, bottom),
                 .inferior_middle = At(middle, bottom),
                 .inferior_posterior = At(right, bottom)};
  return body;
}

StudyAssessment SampleAssessment() {
  StudyAssessment study;
  study.source_path = "films/a.dcm";
  study.reference.sop_instance_uid = "2.25.1";
  study.reference.study_instance_uid = "2.25.2";
  study.view = View::kLateralRadiograph;
  study.routing = {{"BodyPartExamined (0018,0015)", "LSPINE", "spine"}};
  study.rows = 400;
  study.columns = 300;
  study.calibration.mm_per_px = Eigen::Vector2d(0.2, 0.25);
  study.calibration.pixel_aspect = 1.25;
  study.calibration.source = "PixelSpacing (0028,0030)";
  study.calibration.plane = CalibrationPlane::kPatient;
  study.outlines.anterior_probability = 0.98;
  study.outlines.networks = {{"locate", std::string(64, 'a')}};
  AddBodies(study);
  AddGrades(study);
  study.measurements.lordosis =
      CobbAngle{.upper = VertebralLevel::kL1, .lower = VertebralLevel::kL5, .angle_deg = {45.5, 1.5}};
  study.deformity_index = {.sum = 2, .evaluable_levels = 2};
  study.diagnostics = {{Severity::kWarning, "reader-check", "T12 may be a limbus vertebra."}};
  return study;
}

StudyAssessment UncalibratedSample() {
  StudyAssessment study = SampleAssessment();
  study.calibration = {};
  for (auto& vertebra : study.measurements.vertebrae) {
    vertebra.heights_mm.reset();
    vertebra.depth_mm.reset();
    vertebra.area_mm2.reset();
  }
  return study;
}

StudyAssessment EmptyAssessment() {
  StudyAssessment study;
  study.rows = 10;
  study.columns = 20;
  study.diagnostics = {{Severity::kWarning, "no-vertebra", "No vertebra was found."}};
  return study;
}

Radiograph FilmFor(const StudyAssessment& assessment, float value) {
  Radiograph film;
  film.rows = assessment.rows;
  film.columns = assessment.columns;
  film.pixels.assign(static_cast<std::size_t>(film.rows) * static_cast<std::size_t>(film.columns), value);
  film.calibration = assessment.calibration;
  return film;
}

}  // namespace openvfa::testing
