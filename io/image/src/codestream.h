// The size that a compressed image states inside its own data, to be compared with the header around it.
#ifndef OPENVFA_IO_IMAGE_SRC_CODESTREAM_H_
#define OPENVFA_IO_IMAGE_SRC_CODESTREAM_H_

#include <cstdint>
#include <optional>
#include <span>

namespace openvfa::image {

struct CodestreamHeader {
  std::int64_t rows = 0;  // 0: stated later in the stream
  std::int64_t columns = 0;
  int components = 0;
  int precision = 0;
  bool is_signed = false;
  std::int64_t tiles = 1;
};

// JPEG, lossless JPEG and JPEG-LS (frame header), JPEG 2000 (SIZ, also inside a JP2 file). Absent when
// `bytes` is none of these.
std::optional<CodestreamHeader> ParseCodestream(std::span<const unsigned char> bytes);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_CODESTREAM_H_
