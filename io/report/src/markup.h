// Text that goes into HTML and SVG.
#ifndef OPENVFA_REPORT_SRC_MARKUP_H_
#define OPENVFA_REPORT_SRC_MARKUP_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openvfa {

// For element content and quoted attributes: markup characters become references, bytes that are not UTF-8
// and characters that XML forbids become U+FFFD.
std::string Escaped(std::string_view text);

// A coordinate: two decimals, without trailing zeros.
std::string Coordinate(double value);

std::string Base64(std::span<const unsigned char> bytes);
// "sha256-...", as a content security policy names an inline script or style.
std::string PolicyHash(std::string_view content);

using Attributes = std::vector<std::pair<std::string_view, std::string>>;
// <name attribute="...">content</name>; attributes are escaped here, `content` is markup already.
std::string Element(std::string_view name, const Attributes& attributes, std::string_view content);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_MARKUP_H_
