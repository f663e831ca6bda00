#include "nifti_header.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace openvfa::image {
namespace {

class Reader {
 public:
  Reader(std::string_view bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}

  template <typename T>
  T At(std::size_t offset) const {
    char raw[sizeof(T)];
    std::copy_n(bytes_.data() + offset, sizeof(T), raw);
    if (swapped_) std::reverse(raw, raw + sizeof(T));
    T value;
    std::memcpy(&value, raw, sizeof(T));
    return value;
  }

  template <typename T>
  bool AreSane(std::size_t offset, int count) const {
    constexpr double kLargest = 1e6;  // mm
    for (int i = 0; i < count; ++i) {
      const auto value = static_cast<double>(At<T>(offset + static_cast<std::size_t>(i) * sizeof(T)));
      if (!(std::abs(value) <= kLargest)) return false;
    }
    return true;
  }

 private:
  std::string_view bytes_;
  bool swapped_;
};

}  // namespace

std::optional<NiftiHeader> ParseNifti(std::string_view head) {
  constexpr std::int32_t kFirst = 348, kSecond = 540;
  if (head.size() < kFirst) return std::nullopt;
  for (const bool swapped : {false, true}) {
    const Reader reader(head, swapped);
    const auto size = reader.At<std::int32_t>(0);
    // bitpix; then pixdim, the quaternion with its offsets, and the matrix.
    if (size == kFirst) {
      return NiftiHeader{reader.At<std::int16_t>(72) / 8,
                         reader.AreSane<float>(76, 8) && reader.AreSane<float>(256, 6 + 12)};
    }
    if (size == kSecond && head.size() >= kSecond) {
      return NiftiHeader{reader.At<std::int16_t>(14) / 8,
                         reader.AreSane<double>(104, 8) && reader.AreSane<double>(352, 6 + 12)};
    }
  }
  return std::nullopt;
}

}  // namespace openvfa::image
