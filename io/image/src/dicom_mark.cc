#include "openvfa/image/dicom_mark.h"

#include <array>
#include <cstring>
#include <fstream>

namespace openvfa {
namespace {

constexpr std::size_t kPreamble = 128, kMark = 4;

}  // namespace

bool HasDicomMark(const std::filesystem::path& path) {
  std::array<unsigned char, kPreamble + kMark> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(head.data()), head.size());
  return file && HasDicomMark(std::span<const unsigned char>(head));
}

bool HasDicomMark(std::span<const unsigned char> head) {
  return head.size() >= kPreamble + kMark && std::memcmp(&head[kPreamble], "DICM", kMark) == 0;
}

}  // namespace openvfa
