// What one reader (a person, this program, another tool) says about one film. Truth and prediction are both
// Readings, so that two tools or two readers can be compared as well.
#ifndef OPENVFA_EVALUATION_READING_H_
#define OPENVFA_EVALUATION_READING_H_

#include <Eigen/Core>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/morphometry/vertebra_measurement.h"
#include "openvfa/scoring/genant.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

struct BodyReading {
  std::optional<VertebralLevel> level;  // absent where the source names none
  bool level_certain = true;  // false: the source doubts the name, which then counts for no figure on names
  std::optional<double> level_probability;
  bool evaluable = true;
  // Order of LandmarkIndex (openvfa/report/landmarks.h): SA SM SP IA IM IP. Pixels of the film as displayed.
  std::array<std::optional<Eigen::Vector2d>, 6> points_px;
  std::array<std::optional<Eigen::Vector2d>, 6> sd_px;  // of each point, per axis, where stated
  // Points read off the outline, not set by anybody: which pair is anterior is unknown until the film is
  // compared with another reading.
  bool points_derived = false;
  std::vector<Eigen::Vector2d> outline_px;  // closed polygon; may be empty
  // Heights and ratios as the source states them, else from the points (FilmReading::height_unit; "px" are in
  // units of the column distance, corrected for oblong pixels). `sd` 0 where not stated.
  std::optional<Estimate> anterior, middle, posterior;
  std::optional<Estimate> wedge_ratio, biconcavity_ratio, crush_ratio;
  std::optional<int> grade;  // Genant 0..3
  std::optional<DeformityType> type;
  std::optional<std::array<double, 4>> grade_probability;
  std::optional<double> deformity;  // continuous score: largest fractional height loss
};

struct FilmReading {
  std::string film;     // what truth and prediction have in common: file name without folder and extension
  std::string patient;  // whom films are counted under for figures per patient; the film where unknown
  std::string source;   // file it was read from
  std::string image;    // path of the picture, where the source names one; may be empty
  std::string modality, device;    // "" where unknown; "radiograph" and "dxa" for our own results
  std::string height_unit = "px";  // or "mm": heights stated without points
  std::optional<Eigen::Vector2d> mm_per_px;
  std::optional<int> rows, columns;
  std::optional<AnteriorSide> anterior;
  std::vector<BodyReading> bodies;  // cranial to caudal where known
};

struct ReadingSet {
  // "openvfa/assessment", "openvfa csv", "six-point list", "coco", "labelme", "slicer markups",
  // "four-corner csv", "nhanes", "mask"
  std::string format;
  std::string tool;                // as the source names it
  std::vector<FilmReading> films;  // by film name
};

// "film" of folder/film.png, film.labelme.json, film.nii.gz: what pairs the films of two readings.
std::string FilmNameOf(const std::string& path);

// Row distance / column distance; 1 where unknown.
double PixelAspectOf(const FilmReading& film);

// Mean of the two endplate chords in px (corrected for oblong pixels), where four corners are there.
std::optional<double> DepthPx(const BodyReading& body, double pixel_aspect);

// Fills what the source left out: six points of bodies that have an outline only (points_derived), heights
// and ratios of bodies that have points.
void CompleteReading(FilmReading& film);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_READING_H_
