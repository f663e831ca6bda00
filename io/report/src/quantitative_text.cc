#include "quantitative_text.h"

#include "assessment_text.h"

namespace openvfa {
namespace {

std::string MethodText(const QuantitativeMorphometry& morphometry, MorphometryMethod method) {
  const MethodSummary summary = Summarise(morphometry, method);
  std::string text = MorphometryMethodTitle(method) + " ";
  if (summary.evaluated == 0) return text + summary.needs;
  if (summary.deformed.empty()) return text + "none of " + std::to_string(summary.evaluated);
  for (const VertebralLevel level : summary.deformed) {
    text += (level == summary.deformed.front() ? "" : ", ") + LevelName(level);
  }
  return text;
}

std::string TypeText(QuantitativeType type) {
  return type == QuantitativeType::kPosteriorWedge ? "posterior wedge" : QuantitativeTypeName(type);
}

}  // namespace

std::string NormsOfText(std::optional<NormSex> sex) {
  if (!sex) return "none that fit";
  return *sex == NormSex::kFemale ? "women" : *sex == NormSex::kMale ? "men" : "both sexes";
}

std::string SpineText(const QuantitativeMorphometry& morphometry) {
  std::string text = "norms of " + NormsOfText(morphometry.sex) + ": ";
  for (const MorphometryMethod method : kMorphometryMethods) {
    text += (method == kMorphometryMethods.front() ? "" : "; ") + MethodText(morphometry, method);
  }
  if (morphometry.deformity_index) text += " (index " + WithSd(*morphometry.deformity_index, 2) + ")";
  return text;
}

std::string ResultText(const MethodResult& result) {
  if (!result.deformed) return result.needs;
  if (!*result.deformed) return result.needs.empty() ? "no" : "no; " + result.needs;
  if (result.deformity_index) return "yes, index " + WithSd(*result.deformity_index, 2);
  if (!result.type || !result.grade) return "yes";
  return TypeText(*result.type) + " " + std::to_string(*result.grade);
}

}  // namespace openvfa
