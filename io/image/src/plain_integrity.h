// Checks that a plain image is whole, because the decoders fill what is missing with grey and say nothing.
#ifndef OPENVFA_IO_IMAGE_SRC_PLAIN_INTEGRITY_H_
#define OPENVFA_IO_IMAGE_SRC_PLAIN_INTEGRITY_H_

#include <filesystem>

#include "pixel_limits.h"
#include "plain_format.h"

namespace openvfa::image {

// Throws ReadError when the format's end mark is missing, or its header would hang its reader.
void CheckIntegrity(const std::filesystem::path& path, PlainFormat format);

// Throws ReadError when the file is too small for the image it claims.
void CheckStoredSize(const std::filesystem::path& path, PlainFormat format, const PixelClaim& claim);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_PLAIN_INTEGRITY_H_
