#include "openvfa/evaluation/xport.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <system_error>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

constexpr std::size_t kRecord = 80;
constexpr std::size_t kMaxVariables = 9999;  // four digits in the header

std::string Trimmed(std::string_view text) {
  const std::size_t end = text.find_last_not_of(std::string_view(" \0", 2));
  return std::string(text.substr(0, end == text.npos ? 0 : end + 1));
}

unsigned Short(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])) << 8 |
         static_cast<unsigned char>(bytes[at + 1]);
}

bool IsBlank(std::string_view bytes) { return bytes.find_first_not_of(' ') == bytes.npos; }

std::string HeaderStart(std::string_view kind) {
  std::string text = "HEADER RECORD*******";
  text.append(kind).resize(28, ' ');
  return text + "HEADER RECORD!!!!!!!";
}

class XportParser {
 public:
  XportParser(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::vector<XportMember> Members() {
    RequireLibrary();
    at_ = 3 * kRecord;  // the library's header and its two real headers
    std::vector<XportMember> members;
    while (at_ < bytes_.size()) members.push_back(Member());
    if (members.empty()) Fail("ends before its first data set: it is cut short.");
    return members;
  }

 private:
  void RequireLibrary() const {
    if (bytes_.starts_with(HeaderStart("LIBV8"))) {
      Fail(
          "is a SAS transport file of version 8; only version 5 is read. SAS writes it with the XPORT "
          "engine.");
    }
    if (!bytes_.starts_with(HeaderStart("LIBRARY"))) Fail("is not a SAS transport file.");
    if (bytes_.size() % kRecord != 0) Fail("is cut short: it does not end with a whole 80-byte record.");
    if (bytes_.size() < 3 * kRecord) Fail("ends within its first header: it is cut short.");
  }

  XportMember Member() {
    const std::string_view header = Header("MEMBER");
    const std::size_t namestr_bytes = Digits(header, 74, 4);
    if (namestr_bytes != 140 && namestr_bytes != 136) {
      Fail("describes variables in " + std::to_string(namestr_bytes) + " bytes; 140 and 136 are known.");
    }
    Header("DSCRPTR");
    const std::string_view about = Records(2);
    XportMember member;
    member.name = Trimmed(about.substr(8, 8));
    member.modified = Trimmed(about.substr(kRecord, 16));
    member.label = Trimmed(about.substr(kRecord + 32, 40));
    ReadVariables(namestr_bytes, member);
    Header("OBS");
    ReadRows(member);
    return member;
  }

  void ReadVariables(std::size_t namestr_bytes, XportMember& member) {
    const std::size_t count = Digits(Header("NAMESTR"), 54, 4);
    if (count == 0 || count > kMaxVariables) Fail("holds a data set without variables.");
    const std::string_view block = Records((count * namestr_bytes + kRecord - 1) / kRecord);
    for (std::size_t i = 0; i < count; ++i) {
      member.variables.push_back(Variable(block.substr(i * namestr_bytes, namestr_bytes)));
      const XportVariable& variable = member.variables.back();
      member.row_bytes = std::max(member.row_bytes, variable.offset + variable.length);
    }
  }

  // Positions as in TS-140's struct NAMESTR.
  XportVariable Variable(std::string_view namestr) const {
    XportVariable variable;
    const unsigned type = Short(namestr, 0);
    variable.numeric = type == 1;
    variable.length = Short(namestr, 4);
    variable.name = Trimmed(namestr.substr(8, 8));
    variable.label = Trimmed(namestr.substr(16, 40));
    variable.offset = static_cast<std::size_t>(Short(namestr, 84)) << 16 | Short(namestr, 86);
    if (type != 1 && type != 2) Fail("holds a variable that is neither a number nor a text.");
    const bool sound = variable.numeric ? variable.length >= 2 && variable.length <= 8 : variable.length >= 1;
    if (!sound) Fail("holds a variable of " + std::to_string(variable.length) + " bytes.");
    if (variable.offset + variable.length > bytes_.size()) {
      Fail("describes a row that is longer than the file: it is cut short or damaged.");
    }
    return variable;
  }

  // Up to the next member's header or the end.
  void ReadRows(XportMember& member) {
    const std::size_t begin = at_;
    const std::string next = HeaderStart("MEMBER");
    while (at_ < bytes_.size() && !bytes_.substr(at_).starts_with(next)) at_ += kRecord;
    const std::string_view data = bytes_.substr(begin, at_ - begin);
    member.rows = data.size() / member.row_bytes;
    const std::size_t used = member.rows * member.row_bytes;
    if (data.size() - used >= kRecord || !IsBlank(data.substr(used))) {
      Fail("ends within a row of data: it is cut short.");
    }
    const std::size_t last_record = data.empty() ? 0 : data.size() - kRecord;
    while (member.rows > 0 && (member.rows - 1) * member.row_bytes > last_record &&
           IsBlank(data.substr((member.rows - 1) * member.row_bytes, member.row_bytes))) {
      --member.rows;
    }
    member.bytes = data.substr(0, member.rows * member.row_bytes);
  }

  std::string_view Header(const std::string& kind) {
    const std::string_view record = Records(1);
    if (!record.starts_with(HeaderStart(kind))) Fail("lacks the header \"" + kind + "\" where it belongs.");
    return record;
  }

  std::string_view Records(std::size_t count) {
    if (count * kRecord > bytes_.size() - at_) {
      Fail("ends before what its headers announce: it is cut short.");
    }
    at_ += count * kRecord;
    return bytes_.substr(at_ - count * kRecord, count * kRecord);
  }

  std::size_t Digits(std::string_view record, std::size_t at, std::size_t count) const {
    std::size_t value = 0;
    for (const char c : record.substr(at, count)) {
      if (c < '0' || c > '9') Fail("has a header whose counts are no numbers.");
      value = 10 * value + static_cast<std::size_t>(c - '0');
    }
    return value;
  }

  [[noreturn]] void Fail(const std::string& cause) const { throw ReadError("\"" + name_ + "\" " + cause); }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
};

bool SameName(std::string_view a, std::string_view b) {
  const auto same = [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

}  // namespace

XportNumber ParseIbmFloat(std::span<const unsigned char> bytes) {
  if (bytes.size() < 2 || bytes.size() > 8) throw ReadError("A SAS number has 2 to 8 bytes.");
  std::uint64_t fraction = 0;
  for (std::size_t i = 1; i < 8; ++i) fraction = fraction << 8 | (i < bytes.size() ? bytes[i] : 0U);
  const unsigned char first = bytes[0];
  if (fraction == 0 && (first == '.' || first == '_' || (first >= 'A' && first <= 'Z'))) {
    return {.value = std::nullopt, .missing = static_cast<char>(first)};
  }
  const int exponent = 4 * ((first & 0x7F) - 64) - 56;
  const double size = std::ldexp(static_cast<double>(fraction), exponent);
  return {.value = (first & 0x80) != 0 && fraction != 0 ? -size : size, .missing = 0};
}

std::optional<std::size_t> XportMember::Find(std::string_view variable) const {
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (SameName(variables[i].name, variable)) return i;
  }
  return std::nullopt;
}

XportNumber XportMember::Number(std::size_t row, std::size_t variable) const {
  const XportVariable& about = variables[variable];
  if (!about.numeric)
    throw ReadError("The variable " + about.name + " of " + name + " holds text, not numbers.");
  std::array<unsigned char, 8> cell{};
  const std::string_view stored =
      std::string_view(bytes).substr(row * row_bytes + about.offset, about.length);
  std::copy(stored.begin(), stored.end(), cell.begin());
  return ParseIbmFloat(std::span(cell).first(about.length));
}

std::string XportMember::Text(std::size_t row, std::size_t variable) const {
  const XportVariable& about = variables[variable];
  return Trimmed(std::string_view(bytes).substr(row * row_bytes + about.offset, about.length));
}

std::vector<XportMember> ParseXport(std::string_view bytes, const std::string& name) {
  return XportParser(bytes, name).Members();
}

std::vector<XportMember> ReadXport(const std::filesystem::path& path, std::uintmax_t max_bytes) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed) throw ReadError("\"" + path.string() + "\" cannot be read: " + failed.message() + ".");
  if (size > max_bytes) throw ReadError("\"" + path.string() + "\" is larger than any file of its kind.");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw ReadError("\"" + path.string() + "\" cannot be read.");
  }
  return ParseXport(bytes, path.string());
}

std::optional<std::string> XportDate(std::string_view text) {
  static constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  if (text.size() < 7) return std::nullopt;
  const auto digit = [text](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  const std::size_t month = kMonths.find(text.substr(2, 3));
  if (!digit(0) || !digit(1) || !digit(5) || !digit(6) || month == kMonths.npos || month % 3 != 0) {
    return std::nullopt;
  }
  const std::string number = std::to_string(101 + month / 3).substr(1);
  return (text[5] < '6' ? "20" : "19") + std::string(text.substr(5, 2)) + "-" + number + "-" +
         std::string(text.substr(0, 2));
}

}  // namespace openvfa
