// SAS transport files of numbers (TS-140), as small as they can be.
#ifndef OPENVFA_TESTS_EVALUATION_XPORT_WRITER_H_
#define OPENVFA_TESTS_EVALUATION_XPORT_WRITER_H_

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openvfa::testing {

// Base 16 in excess of 64; the missing value is a point.
inline std::string IbmFloat(const std::optional<double>& value) {
  std::string bytes(8, '\0');
  if (!value) bytes[0] = '.';
  if (!value || *value == 0) return bytes;
  int exponent = 64;
  double fraction = std::abs(*value);
  while (fraction >= 1) fraction /= 16, ++exponent;
  while (fraction < 1.0 / 16) fraction *= 16, --exponent;
  bytes[0] = static_cast<char>((*value < 0 ? 0x80 : 0) | exponent);
  auto digits = static_cast<std::uint64_t>(std::ldexp(fraction, 56));
  for (int i = 7; i > 0; --i, digits >>= 8) bytes[i] = static_cast<char>(digits & 0xFF);
  return bytes;
}

inline std::string Padded(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

inline std::string BigEndian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

inline void FillRecord(std::string& file) { file.resize((file.size() + 79) / 80 * 80, ' '); }

inline std::string Namestr(const std::string& name, std::uint32_t number) {
  return BigEndian(1, 2) + BigEndian(0, 2) + BigEndian(8, 2) + BigEndian(number + 1, 2) + Padded(name, 8) +
         Padded("", 40) + Padded("", 8) + std::string(8, '\0') + Padded("", 8) + std::string(4, '\0') +
         BigEndian(8 * number, 4) + std::string(52, '\0');
}

inline std::string Xport(const std::string& member, const std::vector<std::string>& variables,
                         const std::vector<std::vector<std::optional<double>>>& rows) {
  const std::string zeros(30, '0'), date = "02OCT15:10:11:12";
  std::string count = std::to_string(variables.size());
  count.insert(0, 4 - count.size(), '0');
  std::string file;
  const auto record = [&file](const std::string& text) { file += Padded(text, 80); };
  record("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + zeros);
  record("SAS     SAS     SASLIB  9.4     Linux" + std::string(27, ' ') + date);
  record(date);
  record("HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140");
  record("HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!" + zeros);
  record("SAS     " + Padded(member, 8) + "SASDATA 9.4     Linux" + std::string(27, ' ') + date);
  record(date);
  record("HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000" + count + std::string(20, '0'));
  for (std::size_t i = 0; i < variables.size(); ++i)
    file += Namestr(variables[i], static_cast<std::uint32_t>(i));
  FillRecord(file);
  record("HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + zeros);
  for (const auto& row : rows) {
    for (const auto& value : row) file += IbmFloat(value);
  }
  FillRecord(file);
  return file;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_EVALUATION_XPORT_WRITER_H_
