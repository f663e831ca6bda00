// The coded concepts of the DICOM results: standard ones, and the private scheme "99OPENVFA" for what has no
// code that could be verified.
#ifndef OPENVFA_REPORT_SRC_SR_CODES_H_
#define OPENVFA_REPORT_SRC_SR_CODES_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/morphometry/vertebra_measurement.h"
#include "openvfa/scoring/genant.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

struct Code {
  const char* value;
  const char* scheme;
  const char* meaning;
};

inline constexpr const char* kPrivateScheme = "99OPENVFA";
// Raised when a reader of the previous version would misunderstand a document.
inline constexpr int kPrivateSchemeVersion = 1;

constexpr Code Private(const char* value, const char* meaning) { return {value, kPrivateScheme, meaning}; }

namespace codes {

// PS3.16, SNOMED CT, UCUM.
inline constexpr Code kAlgorithmName{"111001", "DCM", "Algorithm Name"};
inline constexpr Code kAlgorithmParameters{"111002", "DCM", "Algorithm Parameters"};
inline constexpr Code kAlgorithmVersion{"111003", "DCM", "Algorithm Version"};
inline constexpr Code kArea{"42798000", "SCT", "Area"};
inline constexpr Code kComment{"121106", "DCM", "Comment"};
inline constexpr Code kDevice{"121007", "DCM", "Device"};
inline constexpr Code kDeviceManufacturer{"121014", "DCM", "Device Observer Manufacturer"};
inline constexpr Code kDeviceModel{"121015", "DCM", "Device Observer Model Name"};
inline constexpr Code kDeviceName{"121013", "DCM", "Device Observer Name"};
inline constexpr Code kDeviceUid{"121012", "DCM", "Device Observer UID"};
inline constexpr Code kEnglish{"en", "RFC5646", "English"};
inline constexpr Code kFinding{"121071", "DCM", "Finding"};
inline constexpr Code kFindingSite{"363698007", "SCT", "Finding Site"};
inline constexpr Code kGenantSet{"RDES150", "RADELEMENT", "Genant classification"};
inline constexpr Code kImageLibrary{"111028", "DCM", "Image Library"};
inline constexpr Code kImageLibraryGroup{"126200", "DCM", "Image Library Group"};
inline constexpr Code kImageRegion{"111030", "DCM", "Image Region"};
inline constexpr Code kImagingMeasurements{"126010", "DCM", "Imaging Measurements"};
inline constexpr Code kImagingProcedure{"363679005", "SCT", "Imaging procedure"};
inline constexpr Code kLanguage{"121049", "DCM", "Language of Content Item and Descendants"};
inline constexpr Code kMeasurementGroup{"125007", "DCM", "Measurement Group"};
inline constexpr Code kMeasurementReport{"126000", "DCM", "Imaging Measurement Report"};
inline constexpr Code kModality{"121139", "DCM", "Modality"};
inline constexpr Code kNo{"373067005", "SCT", "No"};
inline constexpr Code kObserverType{"121005", "DCM", "Observer Type"};
inline constexpr Code kPixelColumns{"110911", "DCM", "Pixel Data Columns"};
inline constexpr Code kPixelRows{"110910", "DCM", "Pixel Data Rows"};
inline constexpr Code kProbability{"122157", "DCM", "Probability"};
inline constexpr Code kProcedureReported{"121058", "DCM", "Procedure reported"};
inline constexpr Code kQualitativeEvaluations{"C0034375", "UMLS", "Qualitative Evaluations"};
inline constexpr Code kSpine{"421060004", "SCT", "Spine"};
inline constexpr Code kStandardDeviation{"386136009", "SCT", "Standard Deviation"};
inline constexpr Code kStudyDate{"111060", "DCM", "Study Date"};
inline constexpr Code kStructure{"123037004", "SCT", "Anatomical Structure"};
inline constexpr Code kTargetRegion{"123014", "DCM", "Target Region"};
inline constexpr Code kTrackingIdentifier{"112039", "DCM", "Tracking Identifier"};
inline constexpr Code kTrackingUid{"112040", "DCM", "Tracking Unique Identifier"};
inline constexpr Code kVertebra{"51282000", "SCT", "Vertebra"};
inline constexpr Code kYes{"373066001", "SCT", "Yes"};

inline constexpr Code kDegree{"deg", "UCUM", "deg"};
inline constexpr Code kMillimetre{"mm", "UCUM", "millimeter"};
inline constexpr Code kNoUnits{"1", "UCUM", "no units"};
inline constexpr Code kPixels{"{pixels}", "UCUM", "pixels"};
inline constexpr Code kSquareMillimetre{"mm2", "UCUM", "square millimeter"};
inline constexpr Code kSquarePixels{"{square_pixels}", "UCUM", "square pixels"};

// Private: names of measurements.
inline constexpr Code kAnteriorHeight = Private("HA", "Anterior vertebral height");
inline constexpr Code kMiddleHeight = Private("HM", "Middle vertebral height");
inline constexpr Code kPosteriorHeight = Private("HP", "Posterior vertebral height");
inline constexpr Code kDepth = Private("DEPTH", "Vertebral depth");
inline constexpr Code kWedgeRatio = Private("WEDGE_RATIO", "Wedge ratio Ha/Hp");
inline constexpr Code kBiconcavityRatio = Private("BICONC_RATIO", "Biconcavity ratio Hm/Hp");
inline constexpr Code kCrushRatio = Private("CRUSH_RATIO", "Crush ratio Hp/Hp of neighbours");
inline constexpr Code kReferenceHeight = Private("HP_REFERENCE", "Posterior height of neighbours");
inline constexpr Code kWedgeAngle = Private("WEDGE_ANGLE", "Wedge angle between the endplates");
inline constexpr Code kDeformity = Private("DEFORMITY", "Largest fractional height loss");
inline constexpr Code kLevelProbability = Private("LEVEL_PROB", "Probability of the level name");
inline constexpr Code kConfidence = Private("CONFIDENCE", "Probability of being a vertebra");
inline constexpr Code kGradeProbability = Private("GRADE_PROB", "Probability of the Genant grade");
inline constexpr Code kColumnDeviation = Private("POINT_SD_X", "Standard deviation of a point along rows");
inline constexpr Code kRowDeviation = Private("POINT_SD_Y", "Standard deviation of a point along columns");
inline constexpr Code kDeformityIndex = Private("SDI", "Spinal Deformity Index");
inline constexpr Code kIndexLevels = Private("SDI_LEVELS", "Evaluable levels of the Spinal Deformity Index");
inline constexpr Code kKyphosis = Private("KYPHOSIS", "Thoracic kyphosis (Cobb angle)");
inline constexpr Code kLordosis = Private("LORDOSIS", "Lumbar lordosis (Cobb angle)");

// Private: names of evaluations, texts and modifiers.
inline constexpr Code kEvaluable = Private("EVALUABLE", "Evaluable");
inline constexpr Code kReason = Private("REASON", "Reason why not evaluable");
inline constexpr Code kNotGraded = Private("NOT_GRADED", "Reason why not graded");
inline constexpr Code kDeformityType = Private("TYPE", "Type of deformity");
inline constexpr Code kSecondaryType = Private("SECONDARY_TYPE", "Secondary type of deformity");
inline constexpr Code kBoundary = Private("BOUNDARY", "Near a threshold of the grades");
inline constexpr Code kPosteriorWedge = Private("POSTERIOR_WEDGE", "Posterior wedge, atypical");
inline constexpr Code kReferenceLevel = Private("REFERENCE_LEVEL", "Neighbour used as reference");
inline constexpr Code kPoint = Private("POINT", "Point of vertebral morphometry");
inline constexpr Code kUpperLevel = Private("UPPER_LEVEL", "Upper vertebra of the angle");
inline constexpr Code kLowerLevel = Private("LOWER_LEVEL", "Lower vertebra of the angle");
inline constexpr Code kAnteriorSide = Private("ANTERIOR_SIDE", "Side of the image the patient faces");
inline constexpr Code kLeftOfImage = Private("LEFT", "Left side of the image");
inline constexpr Code kRightOfImage = Private("RIGHT", "Right side of the image");
inline constexpr Code kCalibration = Private("CALIBRATION", "Calibration statement");
inline constexpr Code kDiagnostic = Private("DIAGNOSTIC", "Message of the program");
inline constexpr Code kDiagnosticCode = Private("DIAGNOSTIC_CODE", "Code of the message");
inline constexpr Code kRiskFinding = Private("RISK_FINDING", "Fracture risk finding");
inline constexpr Code kRuleId = Private("RULE_ID", "Rule that made the finding");
inline constexpr Code kSeverity = Private("SEVERITY", "Severity of the finding");
inline constexpr Code kSource = Private("SOURCE", "Source of the rule");
inline constexpr Code kEvidence = Private("EVIDENCE", "Evidence of the rule");
inline constexpr Code kInput = Private("INPUT", "Value the rule saw");
inline constexpr Code kEdit = Private("EDIT", "Change made by a reader (JSON)");

// In the order of LandmarkIndex.
inline constexpr std::array<Code, 6> kPoints = {
    Private("POINT_SA", "Superior anterior corner"),    Private("POINT_SM", "Superior mid-endplate point"),
    Private("POINT_SP", "Superior posterior corner"),   Private("POINT_IA", "Inferior anterior corner"),
    Private("POINT_IM", "Inferior mid-endplate point"), Private("POINT_IP", "Inferior posterior corner")};

inline constexpr std::array<Code, 4> kGrades = {
    Private("GENANT_0", "Genant grade 0, normal"), Private("GENANT_1", "Genant grade 1, mild"),
    Private("GENANT_2", "Genant grade 2, moderate"), Private("GENANT_3", "Genant grade 3, severe")};

}  // namespace codes

Code DeformityCode(DeformityType type);

// CID 7603 "Vertebra" where it has the level, else private (T13, L6, S1).
Code LevelCode(VertebralLevel level);
std::optional<VertebralLevel> LevelOfCode(const std::string& value, const std::string& scheme);

// Every code of the private scheme: what docs/formats/dicom.md lists.
std::vector<Code> PrivateCodes();

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_SR_CODES_H_
