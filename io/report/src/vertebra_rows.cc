#include "vertebra_rows.h"

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

VertebraRow RowFor(const VertebralBody& body, const VertebraMeasurement& measurement,
                   const GenantGrade& grade) {
  VertebraRow row;
  row.body = &body;
  const bool measured = body.evaluable && measurement.evaluable;
  if (measured) row.measurement = &measurement;
  if (measured && grade.evaluable) row.grade = &grade;
  if (row.Evaluable()) return row;
  for (const std::string* reason : {&body.reason, &measurement.reason, &grade.reason}) {
    if (row.reason.empty()) row.reason = *reason;
  }
  if (row.reason.empty()) row.reason = "not evaluable";
  return row;
}

}  // namespace

std::vector<VertebraRow> VertebraRows(const StudyAssessment& assessment) {
  const auto& bodies = assessment.outlines.bodies;
  const auto& measurements = assessment.measurements.vertebrae;
  if (measurements.size() != bodies.size() || assessment.grades.size() != bodies.size()) {
    throw InputError("The assessment holds " + std::to_string(bodies.size()) + " bodies but " +
                     std::to_string(measurements.size()) + " measurements and " +
                     std::to_string(assessment.grades.size()) + " grades.");
  }
  std::vector<VertebraRow> rows;
  rows.reserve(bodies.size());
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    rows.push_back(RowFor(bodies[i], measurements[i], assessment.grades[i]));
  }
  return rows;
}

}  // namespace openvfa
