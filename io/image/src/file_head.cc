#include "file_head.h"

#include <algorithm>
#include <fstream>

namespace openvfa::image {

std::vector<unsigned char> ReadHead(const std::filesystem::path& path) {
  constexpr std::size_t kHeadBytes = 64 << 10;
  std::ifstream file(path, std::ios::binary);
  std::vector<unsigned char> head(kHeadBytes);
  file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return head;
}

}  // namespace openvfa::image
