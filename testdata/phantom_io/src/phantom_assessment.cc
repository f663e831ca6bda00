#include <array>
#include <utility>

#include "openvfa/image/error.h"
#include "openvfa/phantom_io/phantom_io.h"

namespace openvfa::phantom {
namespace {

DeformityType TypeOf(Fracture fracture) {
  switch (fracture) {
    case Fracture::kWedge:
      return DeformityType::kWedge;
    case Fracture::kBiconcave:
      return DeformityType::kBiconcave;
    case Fracture::kCrush:
      return DeformityType::kCrush;
    case Fracture::kNone:
      break;
  }
  return DeformityType::kNone;
}

VertebralBody BodyOf(const TruthBody& truth) {
  const auto level = ParseLevel(truth.level);
  if (!level) throw InputError("The simulator names a vertebra \"" + truth.level + "\", which is none.");
  const auto exact = [](const Eigen::Vector2d& position) { return Landmark{.position_px = position}; };
  VertebralBody body;
  body.level = *level;
  body.level_probability = 1;
  body.level_alternatives = {{*level, 1.0}};
  body.outline_px = truth.outline_px;
  body.points = {.superior_anterior = exact(truth.superior_anterior_px),
                 .superior_middle = exact(truth.superior_middle_px),
                 .superior_posterior = exact(truth.superior_posterior_px),
                 .inferior_anterior = exact(truth.inferior_anterior_px),
                 .inferior_middle = exact(truth.inferior_middle_px),
                 .inferior_posterior = exact(truth.inferior_posterior_px)};
  if (*level == VertebralLevel::kS1) {
    body.evaluable = false;
    body.reason = "only the superior endplate of S1 has truth";
  }
  return body;
}

void ApplyTruth(const TruthBody& truth, double mm_per_px, GenantGrade& grade) {
  grade.grade = truth.grade;
  grade.type = truth.grade > 0 ? TypeOf(truth.type) : DeformityType::kNone;
  grade.secondary_type.reset();
  grade.boundary = false;
  grade.probability = {};
  grade.probability.at(static_cast<std::size_t>(truth.grade)) = 1;
  grade.reference_levels.clear();
  if (truth.posterior_height_reference_mm <= 0) return;
  grade.hp_reference_px = truth.posterior_height_reference_mm / mm_per_px;
  grade.crush_ratio =
      Estimate{.value = truth.posterior_height_mm / truth.posterior_height_reference_mm, .sd = 0};
}

}  // namespace

Radiograph FilmRadiograph(const PhantomFilm& film) {
  Radiograph radiograph;
  radiograph.rows = film.rows;
  radiograph.columns = film.columns;
  radiograph.pixels.assign(film.pixels.begin(), film.pixels.end());
  radiograph.calibration = {.mm_per_px = Eigen::Vector2d::Constant(film.mm_per_px),
                            .pixel_aspect = 1,
                            .source = "simulation",
                            .plane = CalibrationPlane::kPatient,
                            .magnification = std::nullopt};
  radiograph.view = film.framing == Framing::kDxa ? View::kLateralDxa : View::kLateralRadiograph;
  return radiograph;
}

SpineOutlines TruthOutlines(const PhantomFilm& film) {
  SpineOutlines outlines;
  outlines.anterior = film.anterior_right ? AnteriorSide::kRight : AnteriorSide::kLeft;
  outlines.anterior_probability = 1;
  for (const TruthBody& body : film.bodies) outlines.bodies.push_back(BodyOf(body));
  return outlines;
}

StudyAssessment TruthAssessment(const PhantomFilm& film, const std::string& source_path) {
  StudyAssessment assessment = AssessOutlines(FilmRadiograph(film), TruthOutlines(film));
  assessment.source_path = source_path;
  for (std::size_t i = 0; i < film.bodies.size(); ++i) {
    if (assessment.grades.at(i).evaluable) ApplyTruth(film.bodies[i], film.mm_per_px, assessment.grades[i]);
  }
  assessment.deformity_index = SumDeformity(assessment.grades);
  assessment.diagnostics.clear();  // they spoke of the grades that the truth has replaced
  return assessment;
}

}  // namespace openvfa::phantom
