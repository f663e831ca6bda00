// Which body of one reading is which of another: by place, never by name.
#ifndef OPENVFA_EVALUATION_MATCHING_H_
#define OPENVFA_EVALUATION_MATCHING_H_

#include <Eigen/Core>
#include <optional>
#include <utility>
#include <vector>

#include "openvfa/evaluation/reading.h"

namespace openvfa {

struct BodyMatch {
  int truth = 0, prediction = 0;  // indices of the bodies
  double overlap = 0;             // intersection over union; 0 where matched by name
};

// The one-to-one pairs that have the greatest sum of `weight` (rows x columns, all >= 0) among pairs of at
// least `minimum`; Hungarian method (Kuhn 1955; Jonker, Volgenant 1987), so no order decides. By row.
std::vector<std::pair<int, int>> BestAssignment(const Eigen::MatrixXd& weight, double minimum);

// Intersection over union: of the outlines where both have one, else of the polygons through their points.
// Nothing where a body has neither.
std::optional<double> BodyOverlap(const BodyReading& a, const BodyReading& b);

// Optimal one-to-one assignment by overlap. Bodies without any place (tables of heights) match a body of the
// same name, and only among those that have no place or whose partner has none.
std::vector<BodyMatch> MatchBodies(const FilmReading& truth, const FilmReading& prediction,
                                   double minimum_overlap);

// Signed number of levels from `from` down to `to` in the usual spine; nothing for T13 and L6, which it
// lacks.
std::optional<int> LevelStep(VertebralLevel from, VertebralLevel to);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_MATCHING_H_
