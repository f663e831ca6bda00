#include "format_check.h"

#include <fstream>
#include <iterator>

namespace openvfa::test {

std::string FormatPath(const std::string& file) { return std::string(OPENVFA_FORMATS) + "/" + file; }

std::string FormatText(const std::string& file) {
  std::ifstream in(FormatPath(file), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace openvfa::test
