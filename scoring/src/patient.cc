#include "openvfa/scoring/patient.h"

#include "openvfa/image/error.h"
#include "patient_fields.h"

namespace openvfa {
namespace {

using nlohmann::json;

constexpr std::string_view kDocumentation = "docs/formats/patient.md";

template <typename Owner>
Owner ReadObject(const json& object, const std::vector<Field<Owner>>& fields, const std::string& where) {
  RequireObject(object, where);
  Owner owner;
  for (const auto& [key, value] : object.items()) {
    if (!ReadField(key, value, fields, where + "." + key, owner)) {
      ThrowUnknownField(where, key, kDocumentation);
    }
  }
  return owner;
}

std::vector<PriorFracture> ReadPriorFractures(const json& list, const std::string& where) {
  RequireList(list, kMostPriorFractures, where);
  std::vector<PriorFracture> fractures;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto entry = where + "[" + std::to_string(i) + "]";
    fractures.push_back(ReadObject(list[i], PriorFractureFields(), entry));
    if (!list[i].contains("site") || list[i]["site"].is_null()) throw InputError(entry + " lacks its site");
  }
  return fractures;
}

// The members that are objects or lists of objects. False when `key` is none of them.
bool ReadNested(const std::string& key, const json& value, const std::string& where, Patient& patient) {
  const bool stated = !value.is_null();
  if (key == "prior_fractures") {
    if (stated) patient.prior_fractures = ReadPriorFractures(value, where);
  } else if (key == "glucocorticoid") {
    if (stated) patient.glucocorticoid = ReadObject(value, GlucocorticoidFields(), where);
  } else if (key == "frax") {
    if (stated) patient.frax = ReadObject(value, FraxFields(), where);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<double> Patient::BodyMassIndex() const {
  if (!height_cm || !weight_kg) return std::nullopt;
  const double height_m = *height_cm / 100;
  return *weight_kg / (height_m * height_m);
}

Patient ParsePatient(std::string_view text, const std::string& name) {
  const json object = ParseStrictJson(text, name);
  CheckSchemaName(object, kPatientSchema, name);
  Patient patient;
  for (const auto& [key, value] : object.items()) {
    const auto where = name + ": " + key;
    if (key == "schema" || ReadNested(key, value, where, patient)) continue;
    if (!ReadField(key, value, PatientFields(), where, patient)) ThrowUnknownField(name, key, kDocumentation);
  }
  if (const auto index = patient.BodyMassIndex()) {
    CheckFieldNumber(*index, BodyMassIndexRange(), name + ": the body mass index of height_cm and weight_kg");
  }
  return patient;
}

}  // namespace openvfa
