#include "openvfa/report/markup.h"

#include <openssl/evp.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "embedded/ReportStyle.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Decoded {
  std::size_t length = 1;  // bytes it takes
  bool valid = false;
};

// One character of UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
Decoded Decode(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {.length = 1, .valid = first >= 0x20 || first == '\n' || first == '\t'};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  unsigned code = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr unsigned kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  const bool control = code < 0xA0 || (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
  return {.length = length, .valid = !control};
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = Decode(text);
    const char first = text.front();
    if (!next.valid) {
      out += kReplacement;
    } else if (first == '<') {
      out += "&lt;";
    } else if (first == '>') {
      out += "&gt;";
    } else if (first == '&') {
      out += "&amp;";
    } else if (first == '"') {
      out += "&quot;";
    } else if (first == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(0, next.length);
    }
    text.remove_prefix(next.length);
  }
  return out;
}

std::string Coordinate(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f", std::abs(value) < 0.005 ? 0.0 : value);
  std::string trimmed(text);
  trimmed.erase(trimmed.find_last_not_of('0') + 1);
  if (trimmed.back() == '.') trimmed.pop_back();
  return trimmed;
}

std::string Base64(std::span<const unsigned char> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string PolicyHash(std::string_view content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw WriteError("The report cannot be written: SHA-256 is not available.");
  }
  return "sha256-" + Base64(std::span(digest).first(length));
}

std::string Element(std::string_view name, const Attributes& attributes, std::string_view content) {
  std::string out = "<";
  out += name;
  for (const auto& [key, value] : attributes) {
    out.append(" ").append(key).append("=\"").append(Escaped(value)).append("\"");
  }
  out.append(">").append(content).append("</").append(name).append(">");
  return out;
}

std::string DefinitionList(const NamedMarkup& rows) {
  std::string content;
  for (const auto& [name, value] : rows) {
    content += Element("dt", {}, Escaped(name)) + Element("dd", {}, value) + "\n";
  }
  return Element("dl", {}, content);
}

std::string BulletList(const std::vector<std::string>& items) {
  std::string content;
  for (const std::string& item : items) content += Element("li", {}, item) + "\n";
  return Element("ul", {}, content);
}

std::string Paragraph(std::string_view content) { return Element("p", {}, content) + "\n"; }

std::string Section(const std::string& id, const std::string& title, const std::string& content) {
  return Element("section", {{"aria-labelledby", id}},
                 Element("h2", {{"id", id}}, Escaped(title)) + "\n" + content) +
         "\n";
}

std::string Filled(std::string_view page, const std::map<std::string, std::string, std::less<>>& parts) {
  std::string out;
  for (;;) {
    const std::size_t begin = page.find("{{"), end = page.find("}}", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return out.append(page);
    out += page.substr(0, begin);
    out += parts.at(std::string(page.substr(begin + 2, end - begin - 2)));
    page.remove_prefix(end + 2);
  }
}

std::string_view HouseStyle() { return ReportStyle(); }

}  // namespace openvfa
