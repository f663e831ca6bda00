// The fields of the patient file (docs/formats/patient.md) with their ranges: the only place that states
// them.
#ifndef OPENVFA_SCORING_SRC_PATIENT_FIELDS_H_
#define OPENVFA_SCORING_SRC_PATIENT_FIELDS_H_

#include <string_view>
#include <vector>

#include "input_field.h"
#include "openvfa/scoring/patient.h"

namespace openvfa {

inline constexpr std::string_view kPatientSchema = "openvfa/patient/1";
inline constexpr std::size_t kMostPriorFractures = 100;

// Those of the file itself, and those of the objects in it: "glucocorticoid", "frax", and each entry of
// "prior_fractures", whose "site" is required.
const std::vector<Field<Patient>>& PatientFields();
const std::vector<Field<GlucocorticoidUse>>& GlucocorticoidFields();
const std::vector<Field<FraxResult>>& FraxFields();
const std::vector<Field<PriorFracture>>& PriorFractureFields();

// What height and weight together must give, kg/m2.
const FieldInfo& BodyMassIndexRange();

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_PATIENT_FIELDS_H_
