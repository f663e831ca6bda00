// What earlier edits made of a body, so that taking over a file twice records an edit once.
#ifndef OPENVFA_REPORT_SRC_EDIT_HISTORY_H_
#define OPENVFA_REPORT_SRC_EDIT_HISTORY_H_

#include <array>
#include <optional>
#include <vector>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

// A body after the edits that a file already records.
struct EditedBody {
  VertebralLevel level = VertebralLevel::kL1;
  std::array<std::optional<Eigen::Vector2d>, 6> points_px = {};  // of those that a reader set
  std::optional<bool> evaluable = {};                            // where a reader said so
  bool redrawn = false;
  bool removed = false;
};

class EditHistory {
 public:
  explicit EditHistory(const std::vector<LandmarkEdit>& edits);

  // Of a body that the program named `level`.
  EditedBody Of(VertebralLevel level) const { return Replay(level, 0); }
  // Of a body that a reader added and that is named `level` now.
  std::optional<EditedBody> OfAdded(VertebralLevel level) const;
  // Whether a reader has named any body.
  bool HasNames() const;

 private:
  // Edits of one reader at one time, which do not see each other: T12 that became L1 is not the L1 that
  // became L2.
  using Session = std::vector<LandmarkEdit>;
  EditedBody Replay(VertebralLevel level, std::size_t first_session) const;

  std::vector<Session> sessions_;
};

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_EDIT_HISTORY_H_
