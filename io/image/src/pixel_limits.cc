#include "pixel_limits.h"

#include "openvfa/image/error.h"

namespace openvfa::image {
namespace {

std::string Claimed(const PixelClaim& claim) {
  std::string text = std::to_string(claim.rows) + " rows of " + std::to_string(claim.columns) + " pixels";
  if (claim.frames > 1) text += " in " + std::to_string(claim.frames) + " frames";
  return text;
}

}  // namespace

void CheckPixelCount(const std::string& name, const PixelClaim& claim, std::int64_t max_pixels) {
  if (claim.rows <= 0 || claim.columns <= 0) throw ReadError(name + " claims an image without pixels");
  // Division instead of multiplication: the claims come from the file and may overflow.
  const bool too_many =
      claim.rows > max_pixels / claim.columns || claim.frames > max_pixels / (claim.rows * claim.columns);
  if (too_many) {
    throw ReadError(name + " claims " + Claimed(claim) + ", more than the limit of " +
                    std::to_string(max_pixels) + " pixels");
  }
}

void CheckCompression(const std::string& name, const PixelClaim& claim, std::int64_t compressed_bytes,
                      std::int64_t max_ratio) {
  if (claim.Pixels() <= kAlwaysPlausiblePixels) return;
  if (claim.Bytes() / max_ratio > compressed_bytes) {
    throw ReadError(name + " claims " + Claimed(claim) + ", which its " + std::to_string(compressed_bytes) +
                    " bytes of compressed data cannot hold");
  }
}

}  // namespace openvfa::image
