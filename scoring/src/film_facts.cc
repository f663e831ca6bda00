#include <algorithm>
#include <cmath>

#include "risk_facts.h"

namespace openvfa {
namespace {

using enum VertebralLevel;

// Grades above T4 are an extrapolation of the scale (docs/genant.md), at levels that are hard to see: they
// are shown, but no rule rests on them.
bool Counts(const GenantGrade& grade) { return grade.evaluable && grade.level >= kT4; }

template <typename Predicate>
double CountGrades(const StudyAssessment& film, const Predicate& predicate) {
  return static_cast<double>(
      std::count_if(film.grades.begin(), film.grades.end(),
                    [&predicate](const GenantGrade& grade) { return Counts(grade) && predicate(grade); }));
}

bool HasDeformityAt(const StudyAssessment& film, const std::set<VertebralLevel>& levels) {
  return CountGrades(film, [&levels](const GenantGrade& grade) {
           return grade.grade >= 1 && levels.contains(grade.level);
         }) > 0;
}

// "T12 (grade 2, wedge), L1 (grade 1, crush)"
std::string DeformityList(const StudyAssessment& film) {
  std::string text;
  for (const GenantGrade& grade : film.grades) {
    if (!Counts(grade) || grade.grade < 1) continue;
    if (!text.empty()) text += ", ";
    text += LevelName(grade.level) + " (grade " + std::to_string(grade.grade) + ", " +
            DeformityName(grade.type) + ")";
  }
  return text;
}

// Near the threshold of grade 1 rather than that of grade 2.
bool IsEquivocal(const GenantGrade& grade) {
  const GenantOptions thresholds;
  return grade.boundary && grade.grade <= 1 && grade.deformity < (thresholds.mild + thresholds.moderate) / 2;
}

void AddShapes(const StudyAssessment& film, Facts& facts) {
  const auto wedge = [](const GenantGrade& grade) {
    return grade.grade >= 1 && grade.type == DeformityType::kWedge;
  };
  const auto lumbar_wedge = [&wedge](const GenantGrade& grade) {
    return wedge(grade) && grade.level >= kL1 && grade.level <= kL6;
  };
  facts["wedge_on_film"] = CountGrades(film, wedge) > 0;
  facts["lumbar_wedge_on_film"] = CountGrades(film, lumbar_wedge) > 0;
  facts["t11_t12_fracture_on_film"] = HasDeformityAt(film, {kT11, kT12});
  facts["t7_t8_l5_fracture_on_film"] = HasDeformityAt(film, {kT7, kT8, kL5});
  facts["l5_fracture_on_film"] = HasDeformityAt(film, {kL5});
  facts["posterior_wedge_on_film"] =
      CountGrades(film, [](const GenantGrade& grade) { return grade.posterior_wedge; }) > 0;
  facts["boundary_grade_on_film"] = CountGrades(film, IsEquivocal) > 0;
}

}  // namespace

std::set<VertebralLevel> FracturedLevels(const StudyAssessment* assessment) {
  std::set<VertebralLevel> levels;
  if (assessment == nullptr) return levels;
  for (const GenantGrade& grade : assessment->grades) {
    if (Counts(grade) && grade.grade >= 1) levels.insert(grade.level);
  }
  return levels;
}

int UnevaluableT7ToL4(const StudyAssessment& assessment) {
  std::set<VertebralLevel> graded;
  for (const GenantGrade& grade : assessment.grades) {
    if (grade.evaluable) graded.insert(grade.level);
  }
  int missing = 0;
  for (const VertebralLevel level : {kT7, kT8, kT9, kT10, kT11, kT12, kL1, kL2, kL3, kL4}) {
    missing += graded.contains(level) ? 0 : 1;
  }
  return missing;
}

Answer FractureOnFilm(const StudyAssessment* assessment) {
  if (assessment == nullptr) return std::nullopt;
  if (!FracturedLevels(assessment).empty()) return true;
  if (UnevaluableT7ToL4(*assessment) > 1) return std::nullopt;
  return false;
}

void AddFilmFacts(const StudyAssessment* assessment, Facts& facts) {
  facts["film_assessed"] = assessment != nullptr;
  facts["deformity_seen"] = !FracturedLevels(assessment).empty();
  AddFact(facts, "fracture_on_film", FractureOnFilm(assessment));
  if (assessment == nullptr) return;
  facts["unevaluable_t7_l4"] = static_cast<double>(UnevaluableT7ToL4(*assessment));
  if (CountGrades(*assessment, [](const GenantGrade&) { return true; }) == 0) return;
  const auto graded = [&](int least, int most) {
    return CountGrades(*assessment,
                       [=](const GenantGrade& grade) { return grade.grade >= least && grade.grade <= most; });
  };
  facts["fractures_on_film"] = graded(1, 3);
  facts["mild_deformities"] = graded(1, 1);
  facts["moderate_or_severe_deformities"] = graded(2, 3);
  facts["max_genant_grade"] = graded(3, 3) > 0 ? 3.0 : graded(2, 2) > 0 ? 2.0 : graded(1, 1) > 0 ? 1.0 : 0.0;
  if (graded(1, 3) > 0) facts["fractured_levels"] = DeformityList(*assessment);
  AddShapes(*assessment, facts);
}

}  // namespace openvfa
