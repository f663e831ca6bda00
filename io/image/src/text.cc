#include "text.h"

#include <cctype>
#include <cstdio>

namespace openvfa::image {

std::string FileName(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.empty() ? path.string() : name;
}

std::string Printable(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  std::string clean;
  for (const char c : text.substr(0, kLongest)) clean += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > kLongest) clean += "...";
  return clean;
}

std::string Number(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  return buffer;
}

std::string Words(std::string_view text) {
  std::string words = " ";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      words += static_cast<char>(std::toupper(byte));
    } else if (words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

}  // namespace openvfa::image
