// Room that a text takes on screen.
#ifndef OPENVFA_REPORT_SRC_TEXT_WIDTH_H_
#define OPENVFA_REPORT_SRC_TEXT_WIDTH_H_

#include <algorithm>
#include <cstddef>
#include <string>

namespace openvfa {

// Characters on screen: UTF-8 continuation bytes take no room.
inline std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_TEXT_WIDTH_H_
