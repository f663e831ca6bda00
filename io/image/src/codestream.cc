#include "codestream.h"

#include <algorithm>
#include <array>

namespace openvfa::image {
namespace {

std::int64_t Big(std::span<const unsigned char> bytes, std::size_t at, int count) {
  std::int64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

bool IsFrameHeader(unsigned char marker) {
  if (marker == 0xf7) return true;  // JPEG-LS
  const bool is_table = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
  return marker >= 0xc0 && marker <= 0xcf && !is_table;
}

std::optional<CodestreamHeader> ParseJpeg(std::span<const unsigned char> bytes) {
  std::size_t at = 2;
  while (at + 10 <= bytes.size()) {
    if (bytes[at] != 0xff) return std::nullopt;
    const unsigned char marker = bytes[at + 1];
    if (marker == 0xff) {  // fill byte
      ++at;
      continue;
    }
    if (IsFrameHeader(marker)) {
      CodestreamHeader header;
      header.precision = bytes[at + 4];
      header.rows = Big(bytes, at + 5, 2);
      header.columns = Big(bytes, at + 7, 2);
      header.components = bytes[at + 9];
      return header;
    }
    at += 2 + static_cast<std::size_t>(Big(bytes, at + 2, 2));
  }
  return std::nullopt;
}

std::optional<CodestreamHeader> ParseJpeg2000(std::span<const unsigned char> bytes) {
  constexpr std::size_t kFixedPart = 43;  // SOC, and SIZ up to the first component's depth
  if (bytes.size() < kFixedPart) return std::nullopt;
  const std::int64_t right = Big(bytes, 8, 4), bottom = Big(bytes, 12, 4);
  const std::int64_t left = Big(bytes, 16, 4), top = Big(bytes, 20, 4);
  const std::int64_t tile_width = Big(bytes, 24, 4), tile_height = Big(bytes, 28, 4);
  if (right <= left || bottom <= top || tile_width == 0 || tile_height == 0) return std::nullopt;
  CodestreamHeader header;
  header.rows = bottom - top;
  header.columns = right - left;
  header.tiles = (right / tile_width + 1) * (bottom / tile_height + 1);
  header.components = static_cast<int>(Big(bytes, 40, 2));
  header.precision = (bytes[42] & 0x7f) + 1;
  header.is_signed = (bytes[42] & 0x80) != 0;
  return header;
}

}  // namespace

std::optional<CodestreamHeader> ParseCodestream(std::span<const unsigned char> bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xff && bytes[1] == 0xd8) return ParseJpeg(bytes);
  // Some writers store a whole JP2 file: the codestream follows its boxes.
  constexpr std::array<unsigned char, 4> kStart{0xff, 0x4f, 0xff, 0x51};
  const auto searched = bytes.first(std::min<std::size_t>(bytes.size(), 4096));
  const auto found = std::search(searched.begin(), searched.end(), kStart.begin(), kStart.end());
  if (found == searched.end()) return std::nullopt;
  return ParseJpeg2000(bytes.subspan(static_cast<std::size_t>(found - searched.begin())));
}

}  // namespace openvfa::image
