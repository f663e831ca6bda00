#include "openvfa/image/dicom_mark.h"

#include <array>
#include <cstring>
#include <fstream>

namespace openvfa {

bool HasDicomMark(const std::filesystem::path& path) {
  std::array<unsigned char, kDicomHeadBytes> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(head.data()), head.size());
  return file && HasDicomMark(std::span<const unsigned char>(head));
}

bool HasDicomMark(std::span<const unsigned char> head) {
  constexpr std::size_t kMark = 4;
  return head.size() >= kDicomHeadBytes && std::memcmp(&head[kDicomHeadBytes - kMark], "DICM", kMark) == 0;
}

}  // namespace openvfa
