// Text that goes into HTML and SVG, and what the program's pages are made of.
#ifndef OPENVFA_REPORT_MARKUP_H_
#define OPENVFA_REPORT_MARKUP_H_

#include <map>
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

// Parts of a page; `content`, the values of `rows` and `items` are markup, names and titles are text.
using NamedMarkup = std::vector<std::pair<std::string, std::string>>;
std::string DefinitionList(const NamedMarkup& rows);
std::string BulletList(const std::vector<std::string>& items);
std::string Paragraph(std::string_view content);
std::string Section(const std::string& id, const std::string& title, const std::string& content);

// Every {{name}} of the page, in one pass: what is put in is never looked at again. Throws std::out_of_range
// for a name that is not among the parts.
std::string Filled(std::string_view page, const std::map<std::string, std::string, std::less<>>& parts);

// Style sheet of the film's report: colours as variables (light and dark), type, tables, print.
std::string_view HouseStyle();

}  // namespace openvfa

#endif  // OPENVFA_REPORT_MARKUP_H_
