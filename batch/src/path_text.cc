#include "openvfa/batch/path_text.h"

#include <cstddef>

namespace openvfa {
namespace {

unsigned char Byte(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool Continues(std::string_view text, std::size_t at) { return (Byte(text, at) & 0xC0) == 0x80; }

// Bytes of the valid UTF-8 character at `at`; 0 where there is none (also for overlong forms, surrogates and
// what lies above U+10FFFF).
std::size_t CharacterBytes(std::string_view text, std::size_t at) {
  const unsigned char first = Byte(text, at), second = Byte(text, at + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return Continues(text, at + 1) ? 2 : 0;
  if (!Continues(text, at + 1) || !Continues(text, at + 2)) return 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first < 0xF0 || first > 0xF4 || !Continues(text, at + 3)) return 0;
  const bool overlong = first == 0xF0 && second < 0x90, too_large = first == 0xF4 && second > 0x8F;
  return overlong || too_large ? 0 : 4;
}

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::string EncodePath(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned char first = Byte(bytes, at);
    const std::size_t length = CharacterBytes(bytes, at);
    const bool control = first < 0x20 || first == 0x7F;
    if (length > 0 && !control && first != '%') {
      text.append(bytes.substr(at, length));
      at += length;
      continue;
    }
    text.append({'%', kDigits[first >> 4], kDigits[first & 15]});
    ++at;
  }
  return text;
}

std::string DecodePath(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? HexValue(text[at + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[at + 2]) : -1;
    if (low < 0) {
      bytes += text[at];
      continue;
    }
    bytes += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return bytes;
}

}  // namespace openvfa
