// Points set by a reader or by another tool, from whatever file they are in. ReadLandmarks only reads; what
// they mean for the spine is decided by ApplyLandmarks.
#ifndef OPENVFA_REPORT_LANDMARKS_H_
#define OPENVFA_REPORT_LANDMARKS_H_

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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

struct LandmarkBody {
  std::optional<VertebralLevel> level;  // absent where the file names none
  std::array<std::optional<Eigen::Vector2d>, 6> points_px;
  std::array<std::optional<Eigen::Vector2d>, 6> sd_px;  // standard deviations, where the file states them
  std::vector<Eigen::Vector2d> outline_px;              // may be empty
  std::optional<bool> evaluable;
  std::string reason;
};

struct LandmarkFile {
  std::string format;  // "openvfa/assessment", "openvfa csv", "coco", "labelme", "slicer markups", "dicom sr"
  std::string tool;    // as the file names it: "LabelMe 5.2.1"; empty where it does not
  std::optional<AnteriorSide> anterior;
  std::optional<int> rows, columns;             // of the film it was drawn on, where stated
  std::optional<std::string> sop_instance_uid;  // likewise
  std::vector<LandmarkBody> bodies;
  std::vector<LandmarkEdit> edits;  // earlier ones that the file records
};

// Recognised by content: our JSON, our vertebrae CSV, COCO keypoints, LabelMe, 3D Slicer markups (.mrk.json),
// our DICOM SR. Throws ReadError naming file and cause; a schema newer than ours says so.
// `film` picks the rows or annotations of this film where a file holds several (COCO, CSV): matched by file
// name.
LandmarkFile ReadLandmarks(const std::filesystem::path& path, const std::string& film_path);

// Writers: what is written can be edited in the tool and read back.
void WriteCoco(const ReportInput& input, std::ostream& out);
void WriteSlicerMarkups(const ReportInput& input, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_LANDMARKS_H_
