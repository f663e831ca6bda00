#include <utility>

#include "openvfa/scoring/study_assessment.h"
#include "reader_diagnostics.h"

namespace openvfa {
namespace {

void Append(const std::vector<Diagnostic>& more, std::vector<Diagnostic>& diagnostics) {
  diagnostics.insert(diagnostics.end(), more.begin(), more.end());
}

}  // namespace

SpinalDeformityIndex SumDeformity(const std::vector<GenantGrade>& grades) {
  SpinalDeformityIndex index;
  for (auto grade = grades.begin(); grade != grades.end(); ++grade) {
    if (!IsIndexLevel(grade->level) || !grade->evaluable) continue;
    bool counted = false;  // of two bodies with one name the first stands
    for (auto earlier = grades.begin(); earlier != grade; ++earlier)
      counted = counted || (earlier->level == grade->level && earlier->evaluable);
    if (counted) continue;
    index.sum += grade->grade;
    ++index.evaluable_levels;
  }
  return index;
}

StudyAssessment AssessOutlines(const Radiograph& radiograph, SpineOutlines outlines,
                               const AssessmentOptions& options) {
  StudyAssessment study;
  study.reference = radiograph.reference;
  study.view = radiograph.view;
  study.routing = radiograph.routing;
  study.rows = radiograph.rows;
  study.columns = radiograph.columns;
  study.calibration = radiograph.calibration;
  study.outlines = std::move(outlines);
  study.measurements = MeasureSpine(study.outlines, study.calibration);
  study.grades = GradeSpine(study.measurements, options.genant);
  study.deformity_index = SumDeformity(study.grades);
  Append(radiograph.diagnostics, study.diagnostics);
  Append(study.outlines.diagnostics, study.diagnostics);
  Append(ReaderDiagnostics(study, options.genant), study.diagnostics);
  return study;
}

}  // namespace openvfa
