#include <Eigen/Core>
#include <cmath>

#include "landmark_parts.h"
#include "sr_content.h"
#include "vertebra_tracking.h"

namespace openvfa {
namespace {

constexpr auto kContains = DSRTypes::RT_contains;
constexpr auto kModifier = DSRTypes::RT_hasConceptMod;

// Variance -> item; none where the covariance is not one.
void AddDeviation(const Code& name, double variance, const Code& point, SrTree& tree) {
  if (!(variance >= 0)) return;
  tree.Number(kContains, name, std::sqrt(variance), codes::kPixels,
              [&] { tree.Coded(kModifier, codes::kPoint, point); });
}

void AddPoints(const SixPoints& points, const SrImage& film, SrTree& tree) {
  const auto landmarks = PointsOf(points);
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const Landmark& landmark = *landmarks[i];
    if (!landmark.position_px.allFinite()) continue;
    tree.Point(codes::kPoints[i], landmark.position_px, film);
    AddDeviation(codes::kColumnDeviation, landmark.covariance_px2(0, 0), codes::kPoints[i], tree);
    AddDeviation(codes::kRowDeviation, landmark.covariance_px2(1, 1), codes::kPoints[i], tree);
  }
}

void AddMeasurement(const VertebraMeasurement& m, SrTree& tree) {
  const Heights& heights = m.heights_mm ? *m.heights_mm : m.heights_px;
  const Code& unit = m.heights_mm ? codes::kMillimetre : codes::kPixels;
  tree.Number(codes::kAnteriorHeight, heights.anterior, unit);
  tree.Number(codes::kMiddleHeight, heights.middle, unit);
  tree.Number(codes::kPosteriorHeight, heights.posterior, unit);
  tree.Number(codes::kDepth, m.depth_mm ? *m.depth_mm : m.depth_px,
              m.depth_mm ? codes::kMillimetre : codes::kPixels);
  tree.Number(codes::kWedgeRatio, m.wedge_ratio, codes::kNoUnits);
  tree.Number(codes::kBiconcavityRatio, m.biconcavity_ratio, codes::kNoUnits);
  tree.Number(codes::kWedgeAngle, m.wedge_angle_deg, codes::kDegree);
  tree.Number(kContains, codes::kArea, m.area_mm2 ? *m.area_mm2 : m.area_px2,
              m.area_mm2 ? codes::kSquareMillimetre : codes::kSquarePixels);
}

void AddGrade(const GenantGrade& grade, SrTree& tree) {
  if (grade.crush_ratio) tree.Number(codes::kCrushRatio, *grade.crush_ratio, codes::kNoUnits);
  if (grade.hp_reference_px) {
    tree.Number(kContains, codes::kReferenceHeight, *grade.hp_reference_px, codes::kPixels);
  }
  tree.Number(kContains, codes::kDeformity, grade.deformity, codes::kNoUnits);
  for (std::size_t i = 0; i < grade.probability.size(); ++i) {
    tree.Number(kContains, codes::kGradeProbability, grade.probability[i], codes::kNoUnits,
                [&] { tree.Coded(kModifier, codes::kGenantSet, codes::kGrades[i]); });
  }
  tree.Coded(kContains, codes::kGenantSet, codes::kGrades.at(static_cast<std::size_t>(grade.grade)));
  tree.Coded(kContains, codes::kDeformityType, DeformityCode(grade.type));
  if (grade.secondary_type)
    tree.Coded(kContains, codes::kSecondaryType, DeformityCode(*grade.secondary_type));
  tree.Coded(kContains, codes::kBoundary, grade.boundary ? codes::kYes : codes::kNo);
  tree.Coded(kContains, codes::kPosteriorWedge, grade.posterior_wedge ? codes::kYes : codes::kNo);
  for (const VertebralLevel level : grade.reference_levels) {
    tree.Coded(kContains, codes::kReferenceLevel, LevelCode(level));
  }
}

void AddName(const VertebralBody& body, SrTree& tree) {
  tree.Number(kContains, codes::kLevelProbability, body.level_probability, codes::kNoUnits,
              [&] { tree.Coded(kModifier, codes::kFindingSite, LevelCode(body.level)); });
  for (const LevelProbability& other : body.level_alternatives) {
    if (other.level == body.level) continue;
    tree.Number(kContains, codes::kLevelProbability, other.probability, codes::kNoUnits,
                [&] { tree.Coded(kModifier, codes::kFindingSite, LevelCode(other.level)); });
  }
  tree.Number(kContains, codes::kConfidence, body.confidence, codes::kNoUnits);
}

}  // namespace

void AddVertebraGroup(const ReportInput& input, const VertebraRow& row, std::size_t index,
                      const SrImage& film, SrTree& tree) {
  const VertebralBody& body = *row.body;
  const bool has_region = body.outline_px.size() >= 3;
  const Tracking tracking = TrackingOf(input, index);
  tree.Container(kContains, codes::kMeasurementGroup, has_region ? "1410" : "1501", [&] {
    tree.Text(DSRTypes::RT_hasObsContext, codes::kTrackingIdentifier, tracking.identifier);
    tree.Uid(DSRTypes::RT_hasObsContext, codes::kTrackingUid, tracking.uid);
    tree.Coded(kContains, codes::kFinding, codes::kVertebra);
    if (has_region) tree.Polygon(codes::kImageRegion, body.outline_px, film);
    tree.Coded(kModifier, codes::kFindingSite, LevelCode(body.level));
    AddAlgorithm(input.assessment, tree);
    if (row.measurement != nullptr) AddMeasurement(*row.measurement, tree);
    if (row.grade != nullptr) AddGrade(*row.grade, tree);
    tree.Coded(kContains, codes::kEvaluable, row.measurement != nullptr ? codes::kYes : codes::kNo);
    if (!row.Evaluable()) {
      tree.Text(kContains, row.measurement == nullptr ? codes::kReason : codes::kNotGraded, row.reason);
    }
    AddName(body, tree);
    AddPoints(body.points, film, tree);
  });
}

}  // namespace openvfa
