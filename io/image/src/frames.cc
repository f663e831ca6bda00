#include "frames.h"

#include "openvfa/image/error.h"

namespace openvfa::image {

std::int64_t ChooseFrame(const std::string& name, std::int64_t frames, std::optional<int> choice) {
  const std::string count = std::to_string(frames);
  if (!choice && frames > 1) {
    throw InputError(name + " has " + count + " frames: choose one with --frame N (1 to " + count + ")");
  }
  if (!choice) return 0;
  if (*choice < 1 || *choice > frames) {
    throw InputError(name + " has " + (frames == 1 ? "one frame" : count + " frames") +
                     ", so there is no frame " + std::to_string(*choice));
  }
  return *choice - 1;
}

}  // namespace openvfa::image
