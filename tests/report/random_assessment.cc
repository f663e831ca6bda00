#include "random_assessment.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "sample_risk.h"

namespace openvfa::testing {
namespace {

using Eigen::Vector2d;

// As the files do it: divided by the reciprocal, which gives the double nearest to the decimal.
double OnGrid(double value, double per_unit) { return std::round(value * per_unit) / per_unit + 0.0; }
double Rounded(double value) { return OnGrid(value, 1e6); }
Vector2d RoundedPx(const Vector2d& p) { return {OnGrid(p.x(), 1e4), OnGrid(p.y(), 1e4)}; }

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double In(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  int Up(int count) { return std::uniform_int_distribution<int>(0, count - 1)(engine_); }
  bool Sometimes(double probability) { return In(0, 1) < probability; }
  Estimate Number(double low, double high) { return {Rounded(In(low, high)), Rounded(In(0.01, 2))}; }
  std::string Text() {
    static const std::vector<std::string> kTexts = {"plain words",
                                                    "a, \"quoted\", one",
                                                    "two\r\nlines",
                                                    "Gr\u00f6\u00dfe \u2265 20 %, \u8112\u9aa8",
                                                    "=SUM(A1:A9)",
                                                    " blanks around ",
                                                    "tab\tand ; and 'single' and \\ and \"\"",
                                                    "\U0001F9B4 <b>&amp;</b>",
                                                    "-1"};
    return kTexts[static_cast<std::size_t>(Up(static_cast<int>(kTexts.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

Landmark PointAt(const Vector2d& position, Dice& dice) {
  Landmark landmark{.position_px = RoundedPx(position)};
  const Vector2d sd = RoundedPx({dice.In(0.001, 3), dice.In(0.001, 3)});
  landmark.covariance_px2.diagonal() = sd.cwiseAbs2();
  return landmark;
}

// 16 points from `a` towards `b` through `middle`, `b` left out.
void AddSide(const Vector2d& a, const Vector2d& middle, const Vector2d& b, std::vector<Vector2d>& outline) {
  for (int i = 0; i < 16; ++i) {
    const double t = i / 16.0;
    outline.push_back(RoundedPx((1 - t) * (1 - 2 * t) * a + 4 * t * (1 - t) * middle + t * (2 * t - 1) * b));
  }
}

VertebralBody BodyAt(const Vector2d& centre, double depth, double side, Dice& dice) {
  const double height = depth * dice.In(0.45, 0.9), turn = dice.In(-0.4, 0.4);
  const auto at = [&](double u, double v) {
    const double x = side * depth * (u + dice.In(-0.05, 0.05)), y = height * (v + dice.In(-0.05, 0.05));
    return PointAt(
        centre + Vector2d(x * std::cos(turn) - y * std::sin(turn), x * std::sin(turn) + y * std::cos(turn)),
        dice);
  };
  VertebralBody body;
  SixPoints& p = body.points;
  p = {.superior_anterior = at(-0.5, -0.5),
       .superior_middle = at(0, -0.4),
       .superior_posterior = at(0.5, -0.5),
       .inferior_anterior = at(-0.5, 0.5),
       .inferior_middle = at(0, 0.4),
       .inferior_posterior = at(0.5, 0.5)};
  if (dice.Sometimes(0.1)) return body;
  const Vector2d sa = p.superior_anterior.position_px, sp = p.superior_posterior.position_px;
  const Vector2d ia = p.inferior_anterior.position_px, ip = p.inferior_posterior.position_px;
  AddSide(sa, p.superior_middle.position_px, sp, body.outline_px);
  AddSide(sp, 0.5 * (sp + ip), ip, body.outline_px);
  AddSide(ip, p.inferior_middle.position_px, ia, body.outline_px);
  AddSide(ia, 0.5 * (ia + sa), sa, body.outline_px);
  return body;
}

void Name(VertebralLevel level, Dice& dice, VertebralBody& body) {
  body.level = level;
  body.level_probability = Rounded(dice.In(0.02, 1));
  body.confidence = Rounded(dice.In(0.3, 1));
  if (dice.Sometimes(0.5)) body.level_alternatives = {{level, body.level_probability}};
  if (dice.Sometimes(0.3)) body.level_alternatives.push_back({VertebralLevel::kT13, 0.010001});
}

void Measure(bool calibrated, Dice& dice, VertebraMeasurement& m) {
  const auto heights = [&dice] {
    return Heights{
        .anterior = dice.Number(5, 200), .middle = dice.Number(5, 200), .posterior = dice.Number(5, 200)};
  };
  m.heights_px = heights();
  m.wedge_ratio = dice.Number(0.3, 1.3);
  m.biconcavity_ratio = dice.Number(0.3, 1.3);
  m.wedge_angle_deg = dice.Number(-20, 40);
  m.depth_px = dice.Number(20, 300);
  m.area_px2 = Rounded(dice.In(100, 1e5));
  const Heights& h = m.heights_px;
  m.height_covariance_px2.diagonal() << h.anterior.sd * h.anterior.sd, h.middle.sd * h.middle.sd,
      h.posterior.sd * h.posterior.sd;
  if (!calibrated) return;
  m.heights_mm = heights();
  m.depth_mm = dice.Number(10, 60);
  m.area_mm2 = Rounded(dice.In(100, 2000));
}

void Grade(Dice& dice, GenantGrade& g) {
  g.grade = dice.Up(4);
  g.type = g.grade == 0 ? DeformityType::kNone : static_cast<DeformityType>(1 + dice.Up(3));
  if (g.grade > 0 && dice.Sometimes(0.2)) g.secondary_type = static_cast<DeformityType>(1 + dice.Up(3));
  const double share = Rounded(dice.In(0, 1));
  g.probability[static_cast<std::size_t>(g.grade)] = share;
  g.probability[static_cast<std::size_t>((g.grade + 1) % 4)] = Rounded(1 - share);
  g.boundary = dice.Sometimes(0.3);
  g.posterior_wedge = dice.Sometimes(0.1);
  g.deformity = Rounded(dice.In(-0.1, 0.8));
  if (dice.Sometimes(0.2)) return;
  g.crush_ratio = dice.Number(0.4, 1.2);
  g.hp_reference_px = Rounded(dice.In(20, 200));
  g.reference_levels = {VertebralLevel::kT11, VertebralLevel::kL2};
}

// One body after another down the film, each with its measurement and grade.
void AddBodies(Dice& dice, StudyAssessment& study) {
  const int count = dice.Sometimes(0.05) ? 0 : 1 + dice.Up(17);
  const int first = static_cast<int>(VertebralLevel::kT1) +
                    dice.Up(static_cast<int>(VertebralLevel::kL6) - static_cast<int>(VertebralLevel::kT1) -
                            std::max(count, 1) + 2);
  const double step = study.rows / (count + 1.0), depth = std::min(1.1 * step, 0.4 * study.columns);
  const double side = study.outlines.anterior == AnteriorSide::kLeft ? 1 : -1;
  for (int i = 0; i < count; ++i) {
    const auto level = static_cast<VertebralLevel>(first + i);
    const Vector2d centre(study.columns * dice.In(0.4, 0.6), step * (i + 1));
    VertebralBody body = BodyAt(centre, depth, side, dice);
    VertebraMeasurement measurement;
    GenantGrade grade;
    measurement.level = grade.level = level;
    Name(level, dice, body);
    measurement.evaluable = body.evaluable = dice.Sometimes(0.85);
    grade.evaluable = body.evaluable && dice.Sometimes(0.9);
    if (!grade.evaluable) grade.reason = dice.Text();
    if (!body.evaluable) body.reason = measurement.reason = grade.reason;
    if (body.evaluable) Measure(study.calibration.mm_per_px.has_value(), dice, measurement);
    if (grade.evaluable) Grade(dice, grade);
    study.outlines.bodies.push_back(std::move(body));
    study.measurements.vertebrae.push_back(std::move(measurement));
    study.grades.push_back(std::move(grade));
  }
}

void Calibrate(Dice& dice, Calibration& calibration) {
  if (dice.Sometimes(0.3)) calibration.pixel_aspect = 1.25;
  if (dice.Sometimes(0.3)) return;
  const double columns_mm = dice.In(0.08, 0.6);
  calibration.mm_per_px = Vector2d(columns_mm, columns_mm * calibration.pixel_aspect);
  calibration.source = "PixelSpacing (0028,0030)";
  calibration.plane = dice.Sometimes(0.5) ? CalibrationPlane::kDetector : CalibrationPlane::kPatient;
  if (dice.Sometimes(0.3)) calibration.magnification = Rounded(dice.In(1.05, 1.4));
}

void AddEdits(Dice& dice, StudyAssessment& study) {
  for (const VertebralBody& body : study.outlines.bodies) {
    if (!dice.Sometimes(0.1)) continue;
    LandmarkEdit edit{.change = "moved", .level = LevelName(body.level), .point = "inferior_middle"};
    edit.after_px = body.points.inferior_middle.position_px;
    edit.before_px = RoundedPx(*edit.after_px + Vector2d(dice.In(-9, 9), dice.In(-9, 9)));
    if (dice.Sometimes(0.3)) {
      edit = {.change = "renamed", .level = LevelName(body.level), .before = "C7"};
      edit.after = edit.level;
    }
    edit.tool = "LabelMe 5.2.1";
    edit.editor = dice.Text();
    edit.time = "2024-05-06T07:08:09Z";
    study.edits.push_back(edit);
  }
}

CobbAngle Angle(VertebralLevel upper, VertebralLevel lower, Dice& dice) {
  return {.upper = upper, .lower = lower, .angle_deg = dice.Number(-10, 80)};
}

}  // namespace

StudyAssessment RandomAssessment(std::uint64_t seed) {
  Dice dice(seed);
  StudyAssessment study;
  study.source_path = "films/" + dice.Text() + ".dcm";
  if (dice.Sometimes(0.7)) {
    study.reference.sop_instance_uid = "2.25." + std::to_string(1 + seed);
    study.reference.study_instance_uid = "2.25." + std::to_string(1000000 + seed);
  }
  study.view = static_cast<View>(dice.Up(3));
  if (dice.Sometimes(0.5)) study.routing = {{"Modality (0008,0060)", "DX", dice.Text()}};
  study.rows = 400 + dice.Up(2600);
  study.columns = 300 + dice.Up(2200);
  Calibrate(dice, study.calibration);
  study.outlines.anterior = dice.Sometimes(0.5) ? AnteriorSide::kLeft : AnteriorSide::kRight;
  study.outlines.anterior_probability = Rounded(dice.In(0.5, 1));
  study.outlines.networks = {{"locate", std::string(64, 'a')}, {"refine", std::string(64, '0')}};
  AddBodies(dice, study);
  using enum VertebralLevel;
  if (dice.Sometimes(0.5)) study.measurements.kyphosis = Angle(kT4, kT12, dice);
  if (dice.Sometimes(0.5)) study.measurements.lordosis = Angle(kL1, kL5, dice);
  study.deformity_index = SumDeformity(study.grades);
  if (dice.Sometimes(0.5)) study.diagnostics = {{Severity::kWarning, "reader-check", dice.Text()}};
  if (dice.Sometimes(0.5)) study.diagnostics.push_back({Severity::kInfo, "detector-plane", dice.Text()});
  AddEdits(dice, study);
  if (dice.Sometimes(0.1)) study.risk = std::make_shared<const RiskSummary>(SampleRisk());
  return study;
}

}  // namespace openvfa::testing
