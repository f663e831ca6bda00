#include "reader_diagnostics.h"

#include <set>
#include <string>

namespace openvfa {
namespace {

using Diagnostics = std::vector<Diagnostic>;

void Calibrated(const Calibration& calibration, Diagnostics& out) {
  if (!calibration.mm_per_px || calibration.plane != CalibrationPlane::kDetector) return;
  out.push_back({Severity::kInfo, "detector-plane",
                 "Millimetres are those at the detector and include the radiographic magnification; "
                 "ratios, angles and grades do not depend on it."});
}

void RepeatedNames(const std::vector<GenantGrade>& grades, Diagnostics& out) {
  std::set<VertebralLevel> seen, told;
  for (const GenantGrade& grade : grades) {
    if (seen.insert(grade.level).second || !told.insert(grade.level).second) continue;
    out.push_back({Severity::kWarning, "duplicate-level",
                   "More than one body is named " + LevelName(grade.level) +
                       "; the index counts the first evaluable one."});
  }
}

// The rule sees heights only; these are the outcomes where heights alone mislead.
void HeightsMislead(const GenantGrade& grade, const GenantOptions& options, Diagnostics& out) {
  const std::string level = LevelName(grade.level);
  if (grade.posterior_wedge)
    out.push_back({Severity::kWarning, "reader-check",
                   level + " has lost more height posteriorly than anteriorly (posterior wedge, atypical): "
                           "consider a pathologic fracture."});
  const bool one_sided = grade.reference_levels.size() == 1;
  if (grade.type == DeformityType::kCrush && one_sided)
    out.push_back({Severity::kInfo, "reader-check",
                   "The crush grade of " + level + " rests on one neighbour only, " +
                       LevelName(grade.reference_levels.front()) + "."});
  const bool ungraded_loss = grade.evaluable && grade.type != DeformityType::kCrush && grade.crush_ratio &&
                             1 - grade.crush_ratio->value >= options.mild;
  if (ungraded_loss)
    out.push_back({Severity::kInfo, "reader-check",
                   "The posterior height of " + level +
                       " is well below that of its neighbour; the lowest lumbar body is lower by nature and "
                       "is not graded for crush."});
}

// ISCD positions on VFA, after secondary sources (the primary text is still to be checked): two or more mild
// deformities without any moderate or severe one call for another imaging modality after VFA.
void MildOnly(const std::vector<GenantGrade>& grades, Diagnostics& out) {
  int mild = 0, worse = 0;
  for (const GenantGrade& grade : grades) {
    if (!grade.evaluable || !IsIndexLevel(grade.level)) continue;
    mild += grade.grade == 1;
    worse += grade.grade > 1;
  }
  if (mild < 2 || worse > 0) return;
  out.push_back({Severity::kWarning, "further-imaging",
                 std::to_string(mild) + " mild deformities without any moderate or severe one: the ISCD "
                                        "positions on VFA advise another imaging modality."});
}

// Same positions: so do vertebrae T7-L4 that cannot be identified.
void UnevaluableLevels(const std::vector<GenantGrade>& grades, Diagnostics& out) {
  if (grades.empty()) return;
  std::string missing;
  for (int k = static_cast<int>(VertebralLevel::kT7); k <= static_cast<int>(VertebralLevel::kL4); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (!IsIndexLevel(level)) continue;
    bool found = false;
    for (const GenantGrade& grade : grades) found = found || (grade.level == level && grade.evaluable);
    if (!found) missing += (missing.empty() ? "" : ", ") + LevelName(level);
  }
  if (missing.empty()) return;
  out.push_back(
      {Severity::kInfo, "unevaluable-levels", "Not seen or not evaluable of T7-L4: " + missing + "."});
}

}  // namespace

std::vector<Diagnostic> ReaderDiagnostics(const StudyAssessment& study, const GenantOptions& options) {
  Diagnostics out;
  Calibrated(study.calibration, out);
  RepeatedNames(study.grades, out);
  for (const GenantGrade& grade : study.grades) HeightsMislead(grade, options, out);
  MildOnly(study.grades, out);
  UnevaluableLevels(study.grades, out);
  return out;
}

}  // namespace openvfa
