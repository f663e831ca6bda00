#include "landmark_request.h"

#include <system_error>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEndings[] = {".json", ".csv", ".coco.json", ".labelme.json", ".mrk.json", ".sr.dcm"};

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

}  // namespace

void AddLandmarkOptions(CLI::App& command, LandmarkRequest& request) {
  auto* landmarks =
      command
          .add_option(
              "--landmarks", request.path,
              "Points set by a reader, from which everything is computed anew: a file (JSON or CSV of "
              "this program, COCO keypoints, LabelMe, 3D Slicer markups, DICOM SR), or a folder with "
              "one for each film")
          ->type_name("FILE|DIR");
  command.add_option("--editor", request.editor, "Who set the points, for the record of edits")
      ->type_name("TEXT")
      ->needs(landmarks);
}

void RequireOneFilmPerFile(const LandmarkRequest& request, std::size_t films) {
  if (films <= 1 || !request.Wanted() || IsFolder(request.path)) return;
  throw InputError("--landmarks \"" + request.path + "\" is one file for " + std::to_string(films) +
                   " films: give a folder with a file for each.");
}

fs::path LandmarksFor(const LandmarkRequest& request, const PlannedInput& input) {
  if (!IsFolder(request.path)) return request.path;
  const std::string stem = input.base.filename().string();
  std::vector<fs::path> present;
  for (const char* ending : kEndings) {
    const fs::path candidate = fs::path(request.path) / (stem + ending);
    std::error_code ignored;
    if (fs::exists(candidate, ignored)) present.push_back(candidate);
  }
  const std::string where = "The folder \"" + request.path + "\" given as --landmarks holds ";
  if (present.empty()) {
    throw ReadError(where + "no points for \"" + input.path + "\": \"" + stem +
                    ".json\" or the like is missing.");
  }
  if (present.size() > 1) {
    throw ReadError(where + "both \"" + present[0].filename().string() + "\" and \"" +
                    present[1].filename().string() + "\" for \"" + input.path +
                    "\": leave the one that is meant.");
  }
  return present[0];
}

}  // namespace openvfa::app
