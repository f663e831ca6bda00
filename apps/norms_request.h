// --norms and --sex: what the commands that assess films ask for to score against norms.
#ifndef OPENVFA_APPS_NORMS_REQUEST_H_
#define OPENVFA_APPS_NORMS_REQUEST_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "openvfa/morphometry/norms.h"
#include "openvfa/scoring/patient.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa::app {

struct NormsRequest {
  std::string path;  // empty: none
  std::optional<NormSex> sex;
  std::optional<Norms> norms;  // once opened

  // Reads the file, if any. Throws ReadError, and InputError for --sex without --norms.
  void Open();
  // The patient's sex where --sex says nothing. Throws InputError where the two differ.
  void TakeSexOf(const Patient& patient);
  // What decides the scores, as text: "none" without norms.
  std::string Identity() const;
  // Scores, where norms were given.
  void Apply(StudyAssessment& assessment) const;
};

void AddNormsOptions(CLI::App& command, NormsRequest& request);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_NORMS_REQUEST_H_
