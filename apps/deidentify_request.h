// What is asked of the DICOM results and of de-identification.
#ifndef OPENVFA_APPS_DEIDENTIFY_REQUEST_H_
#define OPENVFA_APPS_DEIDENTIFY_REQUEST_H_

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "openvfa/report/report_input.h"
#include "openvfa/report/uid_map.h"
#include "output_plan.h"

namespace openvfa::app {

struct DeidentifyRequest {
  bool wanted = false;
  std::string map_path;         // empty: uid-map.csv in the folder of the results
  std::shared_ptr<UidMap> map;  // opened once for all films
  // Whether the names of results are the caller's (PlannedInput::base), made with the map and without copies.
  bool named_by_caller = false;
  // Names of results so far: two copies of one film have the same.
  std::shared_ptr<std::set<std::string>> names = std::make_shared<std::set<std::string>>();

  // Throws ReadError where the map cannot be used.
  void Open(const std::filesystem::path& folder, const std::string& uid_root);
};

// Beside a result: the film itself, where it is DICOM.
inline constexpr char kFilmExtension[] = ".film.dcm";

// --uid-root, --deidentify, --uid-map.
void AddDicomOptions(CLI::App& command, DicomOptions& dicom, DeidentifyRequest& deidentify);

// What results are dated: SOURCE_DATE_EPOCH (seconds since 1970) where it is set, so that a run can be
// repeated byte for byte, else now. Throws InputError where it is no number.
std::chrono::system_clock::time_point ResultTime();

// Writes all `formats` of `report` at `input`'s base; de-identified, with the film, under another name.
// Returns the assessment as it was written, for whatever else is made of it.
StudyAssessment WriteFormats(const ReportInput& report, const PlannedInput& input,
                             const std::vector<std::string>& formats, const DeidentifyRequest& deidentify);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_DEIDENTIFY_REQUEST_H_
