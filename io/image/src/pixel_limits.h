// What a file may claim before it is believed. Every check runs before the memory it is about is allocated.
#ifndef OPENVFA_IO_IMAGE_SRC_PIXEL_LIMITS_H_
#define OPENVFA_IO_IMAGE_SRC_PIXEL_LIMITS_H_

#include <cstdint>
#include <string>

namespace openvfa::image {

// Largest text element that is looked at, and largest lookup table, in bytes.
inline constexpr std::uint32_t kMaxTextBytes = 64 << 10;
inline constexpr std::uint32_t kMaxTableBytes = 1 << 20;
// Sequence items and fragments of a whole file: DCMTK parses nested items recursively, so this bounds its
// stack.
inline constexpr std::int64_t kMaxItems = 4000;
// Bytes a deflated data set may inflate to.
inline constexpr std::int64_t kMaxInflatedBytes = std::int64_t{512} << 20;
// Compressed images up to this size are never called implausible.
inline constexpr std::int64_t kAlwaysPlausiblePixels = 1 << 20;
// Decoded bytes per compressed byte that a coder can reach at most.
inline constexpr std::int64_t kMaxRatioRle = 64;        // PackBits: 128 bytes from 2
inline constexpr std::int64_t kMaxRatioFlate = 1032;    // zlib
inline constexpr std::int64_t kMaxRatioJpeg = 2048;     // an empty 8x8 block in two bits, chroma subsampled
inline constexpr std::int64_t kMaxRatioWavelet = 8192;  // JPEG 2000 and JPEG-LS of a constant image

struct PixelClaim {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t frames = 1;
  std::int64_t bytes_per_pixel = 1;  // all samples together

  std::int64_t Pixels() const { return rows * columns * frames; }
  std::int64_t Bytes() const { return Pixels() * bytes_per_pixel; }
};

// Throws ReadError when an image of no pixels or of more than `max_pixels` is claimed.
void CheckPixelCount(const std::string& name, const PixelClaim& claim, std::int64_t max_pixels);

// Throws ReadError when `compressed_bytes` cannot hold the claimed image at the coder's best ratio.
void CheckCompression(const std::string& name, const PixelClaim& claim, std::int64_t compressed_bytes,
                      std::int64_t max_ratio);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_PIXEL_LIMITS_H_
