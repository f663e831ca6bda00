// Choosing one frame of several.
#ifndef OPENVFA_IO_IMAGE_SRC_FRAMES_H_
#define OPENVFA_IO_IMAGE_SRC_FRAMES_H_

#include <cstdint>
#include <optional>
#include <string>

namespace openvfa::image {

// Index from 0. Throws InputError when the choice is missing or out of range.
std::int64_t ChooseFrame(const std::string& name, std::int64_t frames, std::optional<int> choice);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_FRAMES_H_
