#include "sr_codes.h"

namespace openvfa {
namespace {

struct LevelRow {
  VertebralLevel level;
  Code code;
};

constexpr Code Sct(const char* value, const char* meaning) { return {value, "SCT", meaning}; }

// PS3.16 CID 7603.
constexpr std::array kLevels = {
    LevelRow{VertebralLevel::kC2, Sct("39976000", "C2 vertebra")},
    LevelRow{VertebralLevel::kC3, Sct("113205007", "C3 vertebra")},
    LevelRow{VertebralLevel::kC4, Sct("5329002", "C4 vertebra")},
    LevelRow{VertebralLevel::kC5, Sct("36978003", "C5 vertebra")},
    LevelRow{VertebralLevel::kC6, Sct("36054005", "C6 vertebra")},
    LevelRow{VertebralLevel::kC7, Sct("87391001", "C7 vertebra")},
    LevelRow{VertebralLevel::kT1, Sct("64864005", "T1 vertebra")},
    LevelRow{VertebralLevel::kT2, Sct("53733008", "T2 vertebra")},
    LevelRow{VertebralLevel::kT3, Sct("1626008", "T3 vertebra")},
    LevelRow{VertebralLevel::kT4, Sct("73071006", "T4 vertebra")},
    LevelRow{VertebralLevel::kT5, Sct("56401006", "T5 vertebra")},
    LevelRow{VertebralLevel::kT6, Sct("45296009", "T6 vertebra")},
    LevelRow{VertebralLevel::kT7, Sct("62487009", "T7 vertebra")},
    LevelRow{VertebralLevel::kT8, Sct("11068009", "T8 vertebra")},
    LevelRow{VertebralLevel::kT9, Sct("82687006", "T9 vertebra")},
    LevelRow{VertebralLevel::kT10, Sct("7610001", "T10 vertebra")},
    LevelRow{VertebralLevel::kT11, Sct("12989004", "T11 vertebra")},
    LevelRow{VertebralLevel::kT12, Sct("23215003", "T12 vertebra")},
    LevelRow{VertebralLevel::kT13, Private("T13", "T13 vertebra (supernumerary)")},
    LevelRow{VertebralLevel::kL1, Sct("66794005", "L1 vertebra")},
    LevelRow{VertebralLevel::kL2, Sct("14293000", "L2 vertebra")},
    LevelRow{VertebralLevel::kL3, Sct("36470004", "L3 vertebra")},
    LevelRow{VertebralLevel::kL4, Sct("11994002", "L4 vertebra")},
    LevelRow{VertebralLevel::kL5, Sct("49668003", "L5 vertebra")},
    LevelRow{VertebralLevel::kL6, Private("L6", "L6 vertebra (supernumerary)")},
    LevelRow{VertebralLevel::kS1, Private("S1", "S1, first sacral segment")}};

constexpr std::array kDeformityTypes = {Private("NONE", "No deformity"), Private("WEDGE", "Wedge"),
                                        Private("BICONCAVE", "Biconcave"), Private("CRUSH", "Crush")};

}  // namespace

Code DeformityCode(DeformityType type) { return kDeformityTypes.at(static_cast<std::size_t>(type)); }

Code LevelCode(VertebralLevel level) {
  for (const LevelRow& row : kLevels) {
    if (row.level == level) return row.code;
  }
  return codes::kVertebra;
}

std::optional<VertebralLevel> LevelOfCode(const std::string& value, const std::string& scheme) {
  for (const LevelRow& row : kLevels) {
    if (value == row.code.value && scheme == row.code.scheme) return row.level;
  }
  return std::nullopt;
}

std::vector<Code> PrivateCodes() {
  using namespace codes;
  std::vector<Code> all = {kAnteriorHeight,
                           kMiddleHeight,
                           kPosteriorHeight,
                           kDepth,
                           kWedgeRatio,
                           kBiconcavityRatio,
                           kCrushRatio,
                           kReferenceHeight,
                           kWedgeAngle,
                           kDeformity,
                           kLevelProbability,
                           kConfidence,
                           kGradeProbability,
                           kColumnDeviation,
                           kRowDeviation,
                           kDeformityIndex,
                           kIndexLevels,
                           kKyphosis,
                           kLordosis,
                           kEvaluable,
                           kReason,
                           kNotGraded,
                           kDeformityType,
                           kSecondaryType,
                           kBoundary,
                           kPosteriorWedge,
                           kReferenceLevel,
                           kPoint,
                           kUpperLevel,
                           kLowerLevel,
                           kAnteriorSide,
                           kLeftOfImage,
                           kRightOfImage,
                           kCalibration,
                           kDiagnostic,
                           kDiagnosticCode,
                           kRiskFinding,
                           kRuleId,
                           kSeverity,
                           kSource,
                           kEvidence,
                           kInput,
                           kEdit};
  all.insert(all.end(), kPoints.begin(), kPoints.end());
  all.insert(all.end(), kGrades.begin(), kGrades.end());
  all.insert(all.end(), kDeformityTypes.begin(), kDeformityTypes.end());
  for (const LevelRow& row : kLevels) {
    if (std::string(row.code.scheme) == kPrivateScheme) all.push_back(row.code);
  }
  return all;
}

}  // namespace openvfa
