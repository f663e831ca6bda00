#include <sstream>

#include "assessment_names.h"
#include "json_text.h"
#include "openvfa/report/version.h"
#include "openvfa/scoring/risk.h"
#include "sr_content.h"

namespace openvfa {
namespace {

constexpr auto kContains = DSRTypes::RT_contains;
constexpr auto kModifier = DSRTypes::RT_hasConceptMod;
constexpr auto kProperty = DSRTypes::RT_hasProperties;

void AddAngle(const Code& name, const std::optional<CobbAngle>& angle, SrTree& tree) {
  if (!angle) return;
  tree.Number(name, angle->angle_deg, codes::kDegree, [&] {
    tree.Coded(kModifier, codes::kUpperLevel, LevelCode(angle->upper));
    tree.Coded(kModifier, codes::kLowerLevel, LevelCode(angle->lower));
  });
}

std::string CalibrationText(const Calibration& calibration) {
  std::ostringstream text;
  if (!calibration.mm_per_px) {
    text << "No millimetres are known: lengths are in pixels";
    if (calibration.pixel_aspect != 1) {
      text << " of the column distance, with a row distance " << calibration.pixel_aspect
           << " times as large";
    }
    return text.str() + ".";
  }
  text << calibration.mm_per_px->x() << " mm between columns, " << calibration.mm_per_px->y()
       << " mm between rows, in the " << PlaneToken(calibration.plane) << " plane; from "
       << calibration.source;
  if (calibration.magnification) text << "; magnification " << *calibration.magnification << " divided out";
  return text.str() + ".";
}

Json PointOrNull(const std::optional<Eigen::Vector2d>& point) {
  return point ? Json{point->x(), point->y()} : Json(nullptr);
}

// Read again by ReadStructuredReportLandmarks.
std::string EditText(const LandmarkEdit& edit) {
  return CompactText({{"change", edit.change},
                      {"level", edit.level},
                      {"point", edit.point},
                      {"before_px", PointOrNull(edit.before_px)},
                      {"after_px", PointOrNull(edit.after_px)},
                      {"before", edit.before},
                      {"after", edit.after},
                      {"tool", edit.tool},
                      {"editor", edit.editor},
                      {"time", edit.time}});
}

void AddRiskFinding(const RiskFinding& finding, SrTree& tree) {
  tree.Text(kContains, codes::kRiskFinding, finding.text, [&] {
    tree.Text(kProperty, codes::kRuleId, finding.rule_id);
    tree.Text(kProperty, codes::kSeverity, SeverityName(finding.severity));
    tree.Text(kProperty, codes::kSource, finding.source);
    tree.Text(kProperty, codes::kEvidence, finding.evidence);
    for (const auto& [name, value] : finding.inputs) {
      tree.Text(kProperty, codes::kInput, name + " = " + value);
    }
  });
}

}  // namespace

void AddAlgorithm(const StudyAssessment& assessment, SrTree& tree) {
  tree.Text(kModifier, codes::kAlgorithmName, "openvfa");
  tree.Text(kModifier, codes::kAlgorithmVersion, ProgramVersion() + " (" + ProgramCommit() + ")");
  for (const NetworkIdentity& network : assessment.outlines.networks) {
    tree.Text(kModifier, codes::kAlgorithmParameters,
              "network " + network.name + ", SHA-256 " + network.sha256);
  }
}

void AddSpineGroup(const StudyAssessment& assessment, SrTree& tree) {
  const SpinalDeformityIndex& index = assessment.deformity_index;
  const SpineMeasurements& measured = assessment.measurements;
  if (index.evaluable_levels == 0 && !measured.kyphosis && !measured.lordosis) return;
  tree.Container(kContains, codes::kMeasurementGroup, "1501", [&] {
    tree.Text(DSRTypes::RT_hasObsContext, codes::kTrackingIdentifier, "spine");
    tree.Coded(kModifier, codes::kFindingSite, codes::kSpine);
    AddAlgorithm(assessment, tree);
    if (index.evaluable_levels > 0) {
      tree.Number(kContains, codes::kDeformityIndex, index.sum, codes::kNoUnits);
      tree.Number(kContains, codes::kIndexLevels, index.evaluable_levels, codes::kNoUnits);
    }
    AddAngle(codes::kKyphosis, measured.kyphosis, tree);
    AddAngle(codes::kLordosis, measured.lordosis, tree);
  });
}

void AddEvaluations(const StudyAssessment& assessment, SrTree& tree) {
  const SpineOutlines& outlines = assessment.outlines;
  tree.Container(kContains, codes::kQualitativeEvaluations, "", [&] {
    tree.Coded(kContains, codes::kAnteriorSide,
               outlines.anterior == AnteriorSide::kLeft ? codes::kLeftOfImage : codes::kRightOfImage, [&] {
                 tree.Number(kProperty, codes::kProbability, outlines.anterior_probability, codes::kNoUnits);
               });
    tree.Text(kContains, codes::kCalibration, CalibrationText(assessment.calibration));
    for (const Diagnostic& diagnostic : assessment.diagnostics) {
      tree.Text(kContains, codes::kDiagnostic, diagnostic.text, [&] {
        tree.Text(kProperty, codes::kDiagnosticCode, diagnostic.code);
        tree.Text(kProperty, codes::kSeverity, SeverityToken(diagnostic.severity));
      });
    }
    if (assessment.risk != nullptr) {
      for (const RiskFinding& finding : assessment.risk->findings) AddRiskFinding(finding, tree);
    }
    for (const LandmarkEdit& edit : assessment.edits) tree.Text(kContains, codes::kEdit, EditText(edit));
    tree.Text(kContains, codes::kComment, kVerifySentence);
  });
}

}  // namespace openvfa
