// A reader's points instead of the program's own.
#ifndef OPENVFA_APPS_LANDMARK_REQUEST_H_
#define OPENVFA_APPS_LANDMARK_REQUEST_H_

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "output_plan.h"

namespace openvfa::app {

struct LandmarkRequest {
  std::string path;    // a file, or a folder with a file for each film; empty where not given
  std::string editor;  // who set the points, for the record
  bool Wanted() const { return !path.empty(); }
};

// --landmarks, --editor.
void AddLandmarkOptions(CLI::App& command, LandmarkRequest& request);

// Throws InputError where one file is given for several films.
void RequireOneFilmPerFile(const LandmarkRequest& request, std::size_t films);

// The file for this film. In a folder it is the one named as the film's results: X.json, X.csv, X.coco.json,
// X.labelme.json, X.mrk.json or X.sr.dcm. Throws ReadError where there is none or more than one.
std::filesystem::path LandmarksFor(const LandmarkRequest& request, const PlannedInput& input);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_LANDMARK_REQUEST_H_
