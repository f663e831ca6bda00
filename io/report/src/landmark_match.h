// Which body of a landmark file is which of the program's.
#ifndef OPENVFA_REPORT_SRC_LANDMARK_MATCH_H_
#define OPENVFA_REPORT_SRC_LANDMARK_MATCH_H_

#include <optional>
#include <vector>

#include "edit_history.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {

// For each body of the file the index of the one that the program found at its place, if any. A body that
// gives fewer than four points and no outline is that of its name, by the names after earlier edits.
std::vector<std::optional<std::size_t>> MatchBodies(const std::vector<LandmarkBody>& from_file,
                                                    const std::vector<VertebralBody>& found,
                                                    const EditHistory& history);

// The corners of a body of which only the outline is given, and the middle points where the outline has more
// than four points: a polygon of four points is taken for the corners themselves.
void TakePointsFromOutline(AnteriorSide anterior, LandmarkBody& body);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_LANDMARK_MATCH_H_
