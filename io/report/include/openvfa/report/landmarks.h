// Points set by a reader or by another tool, from whatever file they are in. ReadLandmarks only reads; what
// they mean for the spine is decided by ApplyLandmarks.
#ifndef OPENVFA_REPORT_LANDMARKS_H_
#define OPENVFA_REPORT_LANDMARKS_H_

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/report/report_input.h"
#include "openvfa/scoring/study_assessment.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Order of the six points wherever they are an array.
enum LandmarkIndex {
  kSuperiorAnterior,
  kSuperiorMiddle,
  kSuperiorPosterior,
  kInferiorAnterior,
  kInferiorMiddle,
  kInferiorPosterior
};
inline constexpr std::array<const char*, 6> kLandmarkNames = {"superior_anterior",  "superior_middle",
                                                              "superior_posterior", "inferior_anterior",
                                                              "inferior_middle",    "inferior_posterior"};

struct LandmarkBody {
  std::optional<VertebralLevel> level = {};  // absent where the file names none
  std::array<std::optional<Eigen::Vector2d>, 6> points_px = {};
  // Standard deviations, where the file states them.
  std::array<std::optional<Eigen::Vector2d>, 6> sd_px = {};
  std::vector<Eigen::Vector2d> outline_px = {};  // closed polygon; may be empty
  std::optional<bool> evaluable = {};
  std::string reason = {};
};

struct LandmarkFile {
  // "openvfa/assessment", "openvfa csv", "coco", "labelme", "slicer markups", "dicom sr"
  std::string format = {};
  std::string tool = {};  // as the file names it: "LabelMe 5.2.1"; empty where it does not
  std::optional<AnteriorSide> anterior = {};
  std::optional<int> rows = {}, columns = {};        // of the film it was drawn on, where stated
  std::optional<std::string> sop_instance_uid = {};  // likewise
  std::vector<LandmarkBody> bodies = {};
  std::vector<LandmarkEdit> edits = {};  // earlier ones that the file records
  // The largest error of a coordinate that the digits of the file explain.
  double rounding_px = 0;
};

// Recognised by content: our JSON, our vertebrae CSV, COCO keypoints, LabelMe, 3D Slicer markups (.mrk.json),
// our DICOM SR; docs/formats/landmarks.md describes each. `film` is the film the points belong to, read from
// `film_path`: its name picks the rows or annotations where a file holds several films (COCO, CSV), its
// calibration turns the millimetres of 3D Slicer into pixels. Throws ReadError naming file and cause: a file
// that is none of these, broken or of a schema newer than ours, names of levels or points that are unknown or
// given twice, points far outside the film, a file of another film.
LandmarkFile ReadLandmarks(const std::filesystem::path& path, const Radiograph& film,
                           const std::string& film_path);

struct FilmLandmarks {
  std::string film_path = {};  // as the file names its film; empty where it does not
  LandmarkFile landmarks = {};
};

// The points and outlines of all films of a file of another tool (COCO keypoints or polygons, LabelMe, 3D
// Slicer markups) without the films being at hand: what is said there is not held against any film. Polygons
// need no name. `mm_per_px` turns the millimetres of 3D Slicer into pixels where its file does not say how;
// without it 1 mm is taken for a pixel. `text` is the file's content. Throws ReadError naming file and cause;
// returns nothing for JSON of another kind.
std::vector<FilmLandmarks> ReadFilmLandmarks(const std::string& text, const std::filesystem::path& path,
                                             const std::optional<Eigen::Vector2d>& mm_per_px = {});

// Writers: what is written can be edited in the tool and read back.
void WriteCoco(const ReportInput& input, std::ostream& out);
void WriteLabelMe(const ReportInput& input, std::ostream& out);
void WriteSlicerMarkups(const ReportInput& input, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_LANDMARKS_H_
