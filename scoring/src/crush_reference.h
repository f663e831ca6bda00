// The posterior height a body should have had, judged from its unfractured neighbours.
#ifndef OPENVFA_SCORING_SRC_CRUSH_REFERENCE_H_
#define OPENVFA_SCORING_SRC_CRUSH_REFERENCE_H_

#include <optional>
#include <vector>

#include "openvfa/morphometry/vertebra_measurement.h"

namespace openvfa {

struct CrushReference {
  Estimate height_px;
  std::vector<VertebralLevel> levels;  // cranial to caudal
};

class NeighbourTable {
 public:
  // Keeps a reference to `vertebrae`.
  explicit NeighbourTable(const std::vector<VertebraMeasurement>& vertebrae);

  // Mean posterior height of the nearest usable body on either side of vertebrae[index], at most two levels
  // away by name; bodies with usable[k] == false are passed over. Absent without any.
  std::optional<CrushReference> ReferenceFor(std::size_t index, const std::vector<bool>& usable) const;

 private:
  std::optional<std::size_t> Nearest(std::size_t index, int direction, const std::vector<bool>& usable) const;

  const std::vector<VertebraMeasurement>& vertebrae_;
  std::vector<int> position_;                     // of vertebrae_[i] in this spine, from the head down
  std::vector<std::optional<std::size_t>> body_;  // at each position: its index, absent where none was seen
};

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_CRUSH_REFERENCE_H_
