#include "openvfa/image/dicom_mark.h"

#include <array>
#include <fstream>
#include <string_view>

namespace openvfa {

bool HasDicomMark(const std::filesystem::path& path) {
  constexpr std::size_t kPreamble = 128;
  std::array<char, kPreamble + 4> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  return file && std::string_view(head.data(), head.size()).ends_with("DICM");
}

}  // namespace openvfa
