// Everything one film says, and the function that finds it out.
#ifndef OPENVFA_SCORING_STUDY_ASSESSMENT_H_
#define OPENVFA_SCORING_STUDY_ASSESSMENT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/morphometry/vertebra_measurement.h"
#include "openvfa/scoring/genant.h"
#include "openvfa/segmentation/segment_spine.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Sum of the Genant grades over T4..L4 (Crans, Genant, Krege, Bone 2005;37:175).
struct SpinalDeformityIndex {
  int sum = 0;
  int evaluable_levels = 0;  // of the 13; the sum speaks of these only
};

struct RiskSummary;              // openvfa/scoring/risk.h
struct QuantitativeMorphometry;  // openvfa/scoring/quantitative_morphometry.h

// One change a reader made to what the program had found.
struct LandmarkEdit {
  // "moved" (a point), "added" (a body, then each of its points), "removed" (a body), "renamed" (a level),
  // "evaluable" (a verdict), "redrawn" (an outline).
  std::string change = {};
  std::string level = {};  // of the body after the edit, "L1"
  std::string point = {};  // "superior_anterior", ...; empty where the change concerns the whole body
  // Of a point that moved; one that was added has no before.
  std::optional<Eigen::Vector2d> before_px = {}, after_px = {};
  std::string before = {}, after = {};  // the words of other changes, e.g. "L1", "T12"
  std::string tool = {};                // what it was made with, "LabelMe 5.2.1"
  std::string editor = {};              // who, as the user said; may be empty
  std::string time = {};                // ISO 8601, UTC: when it was taken over
};

struct StudyAssessment {
  std::string source_path;  // as the user gave it
  StudyReference reference;
  View view = View::kOther;
  std::vector<RoutingCue> routing;
  int rows = 0, columns = 0;
  Calibration calibration;
  SpineOutlines outlines;
  SpineMeasurements measurements;   // .vertebrae[i] belongs to outlines.bodies[i]
  std::vector<GenantGrade> grades;  // [i] likewise
  SpinalDeformityIndex deformity_index;
  std::vector<Diagnostic> diagnostics;  // of all stages, in order
  std::vector<LandmarkEdit> edits;      // what readers changed, oldest first; empty: all as found
  // What SummariseRisk made of this film and the patient's file; null where it was not asked for. Shared and
  // constant, since it is made from the rest of this.
  std::shared_ptr<const RiskSummary> risk = nullptr;
  // What ScoreMorphometry made of the measurements and a norms file; null without norms.
  std::shared_ptr<const QuantitativeMorphometry> quantitative = nullptr;
};

struct AssessmentOptions {
  SegmentationOptions segmentation;
  GenantOptions genant;

  void Validate() const;
};

SpinalDeformityIndex SumDeformity(const std::vector<GenantGrade>& grades);

// Segments, measures and grades. Does not route: call RequireLateralSpine first where wanted.
StudyAssessment AssessStudy(const Radiograph& radiograph, const AssessmentOptions& options = {});

// Measures and grades outlines that are already there (a reader's, or the simulator's truth).
StudyAssessment AssessOutlines(const Radiograph& radiograph, SpineOutlines outlines,
                               const AssessmentOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_SCORING_STUDY_ASSESSMENT_H_
