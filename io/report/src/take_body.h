// One body of a landmark file in the place of the program's own.
#ifndef OPENVFA_REPORT_SRC_TAKE_BODY_H_
#define OPENVFA_REPORT_SRC_TAKE_BODY_H_

#include <vector>

#include "edit_history.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {

struct BodySource {
  const LandmarkBody& from;    // the file's
  const VertebralBody* found;  // the program's; null where it found none there
  bool known = true;           // the program's, or added by an earlier edit: moves are against `before`
  EditedBody before = {};      // after the earlier edits
  double rounding_px = 0;      // of the file
  const Calibration& calibration;
};

// The body with the file's points and name, and an outline that goes with them; what changed is put behind
// `edits`, without tool, editor and time. The verdict stays as it was before. Throws ReadError where points
// are missing or set outside the film.
VertebralBody TakeBody(const BodySource& source, int rows, int columns, std::vector<LandmarkEdit>& edits);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_TAKE_BODY_H_
