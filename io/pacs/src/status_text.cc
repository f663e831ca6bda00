#include "status_text.h"

#include <cstdio>

namespace openvfa {

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string RefusedWith(std::uint16_t status, std::string meaning) {
  char code[8];
  std::snprintf(code, sizeof code, "%04X", static_cast<unsigned>(status));
  if (const std::size_t at = meaning.find(": "); at != std::string::npos) meaning.erase(0, at + 2);
  return std::string("refused with status ") + code + " (" + meaning + ")";
}

}  // namespace openvfa
