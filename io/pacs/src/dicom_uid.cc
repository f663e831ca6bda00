#include "dicom_uid.h"

#include <algorithm>

namespace openvfa {

bool IsUid(const std::string& text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= 64 && digit(text.front()) && digit(text.back()) &&
         text.find("..") == std::string::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) { return c == '.' || digit(c); });
}

}  // namespace openvfa
