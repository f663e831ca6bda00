// What the readers of landmark files share. All of it throws ReadError with a cause that reads on from the
// file's name, or Json::exception.
#ifndef OPENVFA_REPORT_SRC_LANDMARK_PARTS_H_
#define OPENVFA_REPORT_SRC_LANDMARK_PARTS_H_

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "json_text.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {

// "superior_anterior", "Superior anterior", "sup_ant", "SA", also the other way round ("anterior superior").
std::optional<LandmarkIndex> ParsePoint(const std::string& text);

// The level that a text names, in either case; nothing for other words. Throws for what looks like a level
// and is none ("L9").
std::optional<VertebralLevel> ParseLevelName(const std::string& text);

// "L1/superior_anterior", "L1 SA", "L1" or "SA". Throws where the level or the point is unknown.
struct PointLabel {
  std::optional<VertebralLevel> level;
  std::optional<LandmarkIndex> point;
};
PointLabel ParsePointLabel(const std::string& label);

// "L1" or "a body without a name", for messages.
std::string NameForMessage(const LandmarkBody& body);

// Puts a point into its body; throws where there is one already.
void SetPoint(LandmarkIndex index, const Eigen::Vector2d& point_px, LandmarkBody& body);

// Keeps the finest digit of the numbers it is shown.
class DigitWatch {
 public:
  void See(double value);
  // Half of the finest step seen: 0.5 where all were whole numbers.
  double Rounding() const;

 private:
  int decimals_ = 0;
};

// The last part of a path, with either slash.
std::string FileName(const std::string& path);
// Whether two paths mean the same film by their names: the same name, or the same but for the ending.
bool SameFilmName(const std::string& a, const std::string& b);

// One reader for each format. `film_path` picks a film where the file holds several.
LandmarkFile LandmarksOfAssessment(const Json& in);
LandmarkFile LandmarksOfCoco(const Json& in, const std::string& film_path);
// `nameless`: polygons that name no level and are in no group are bodies of their own, not an error.
LandmarkFile LandmarksOfLabelMe(const Json& in, bool nameless = false);
// Every image of the file.
std::vector<FilmLandmarks> FilmsOfCoco(const Json& in);
LandmarkFile LandmarksOfSlicer(const Json& in, const Calibration& calibration);
LandmarkFile LandmarksOfCsv(const std::string& text, const std::string& film_path);

// The six points of a body in the order of LandmarkIndex.
std::array<const Landmark*, 6> PointsOf(const SixPoints& points);
std::array<Landmark*, 6> PointsOf(SixPoints& points);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_LANDMARK_PARTS_H_
