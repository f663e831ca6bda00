// Patients as JSON, written by hand here as a second account of the file's fields; and patients at random.
#ifndef OPENVFA_TESTS_SCORING_PATIENT_JSON_H_
#define OPENVFA_TESTS_SCORING_PATIENT_JSON_H_

#include <nlohmann/json.hpp>
#include <random>

#include "openvfa/scoring/patient.h"

namespace openvfa::test {

// What is absent is left out.
nlohmann::json PatientJson(const Patient& patient);

// Each field absent or anywhere in its range, height and weight together plausible.
Patient RandomPatient(std::mt19937_64& random);

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_SCORING_PATIENT_JSON_H_
