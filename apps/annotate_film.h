// What is done with one film, from file to results: shared by the commands that assess films.
#ifndef OPENVFA_APPS_ANNOTATE_FILM_H_
#define OPENVFA_APPS_ANNOTATE_FILM_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deidentify_request.h"
#include "landmark_request.h"
#include "norms_request.h"
#include "openvfa/image/read_image.h"
#include "openvfa/report/report_input.h"
#include "openvfa/scoring/study_assessment.h"
#include "output_plan.h"
#include "risk_request.h"

namespace openvfa::app {

struct FilmOptions {
  std::vector<std::string> formats;
  bool force = false;  // assess although the file says it is no lateral spine film
  ReadOptions read;
  AssessmentOptions assessment;
  DicomOptions dicom;
  DeidentifyRequest deidentify;
  LandmarkRequest landmarks;
  NormsRequest norms;
  RiskRequest risk;
  // Read once for all films, where a risk summary is wanted.
  std::optional<RiskTables> risk_tables;
  Patient patient;
  // Asked before the film is assessed and before results are written; an exception ends the film there.
  std::function<void(const Radiograph&)> check_film;
  std::function<void(const StudyAssessment&)> check_assessment;
};

// Called with the name of a stage when it begins (seconds < 0) and when it ends.
using StageReport = std::function<void(std::string_view stage, double seconds)>;

// Reads, assesses and writes all formats of `options`; files appear whole or not at all. Returns the
// assessment as it was written: without identity where that was asked for. Throws ReadError or InputError
// where the input is no film to assess, WriteError where a result cannot be written.
StudyAssessment AnnotateFilm(const PlannedInput& input, const FilmOptions& options,
                             const StageReport& report);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_ANNOTATE_FILM_H_
