// The skeleton of one simulated patient: bodies from S1 to C2 in world millimetres.
#ifndef OPENVFA_PHANTOM_SPINE_H_
#define OPENVFA_PHANTOM_SPINE_H_

#include <vector>

#include "body_shape.h"

namespace openvfa::phantom {

struct Spine {
  std::vector<BodyShape> bodies;  // S1 first, then upwards to C2
  double size = 1;                // of this patient, 1 = table values
  bool osteophytes = false;

  const BodyShape& At(const std::string& level) const;
  // x of the spine's midline at height y (world), by interpolation between body centres.
  double MidlineAt(double y) const;
};

Spine SampleSpine(double fracture_probability, Rng& rng);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_SPINE_H_
