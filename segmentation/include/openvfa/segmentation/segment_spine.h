// Radiograph -> SpineOutlines: locate, chain, name, refine.
#ifndef OPENVFA_SEGMENTATION_SEGMENT_SPINE_H_
#define OPENVFA_SEGMENTATION_SEGMENT_SPINE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Called with a stage's name when it begins and the seconds it took when it ends (seconds < 0: begins). Must
// not throw.
using ProgressCallback = std::function<void(std::string_view stage, double seconds)>;

struct SegmentationOptions {
  // Side the patient faces; unset: decided from the image.
  std::optional<AnteriorSide> anterior;
  // Name of the lowest vertebra that is shown; unset: inferred from the image.
  std::optional<VertebralLevel> lowest_level;
  // Least probability for a body to be kept, 0..1.
  double min_confidence = 0.3;
  // Threads for the networks, from here on in the whole process; 0: as OpenCV is set.
  int threads = 0;
  ProgressCallback progress;

  // Throws InputError naming the field.
  void Validate() const;
};

// Finds the vertebral bodies of a lateral film. An image without any gives an empty `bodies` and a diagnostic
// "no-vertebra". Throws InputError for an image that is empty or contradicts itself and for bad options,
// std::bad_alloc where memory runs out, Error where a library fails.
SpineOutlines SegmentSpine(const Radiograph& radiograph, const SegmentationOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SEGMENT_SPINE_H_
