// SAS transport files of version 5, written byte by byte as TS-140 lays them out.
#ifndef OPENVFA_TESTS_SUPPORT_XPORT_WRITER_H_
#define OPENVFA_TESTS_SUPPORT_XPORT_WRITER_H_

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace openvfa::testing {

inline std::string Padded(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

inline std::string BigEndian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

// An IBM System/360 double: sign, exponent to base 16 in excess of 64, 56 bits of fraction.
inline std::string IbmDouble(double value) {
  if (value == 0) return std::string(8, '\0');
  int exponent = 64;
  double fraction = std::abs(value);
  while (fraction >= 1) {
    fraction /= 16;
    ++exponent;
  }
  while (fraction < 1.0 / 16) {
    fraction *= 16;
    --exponent;
  }
  const auto bits = static_cast<std::uint64_t>(std::ldexp(fraction, 56));
  const std::uint64_t sign = value < 0 ? 1 : 0;
  return BigEndian(sign << 63 | static_cast<std::uint64_t>(exponent) << 56 | bits, 8);
}

inline std::string MissingDouble(char code = '.') { return code + std::string(7, '\0'); }

inline std::string Header(const std::string& kind, const std::string& rest = std::string(30, '0')) {
  return Padded("HEADER RECORD*******" + Padded(kind, 8) + "HEADER RECORD!!!!!!!" + rest, 80);
}

inline std::string Digits(int value, int width) {
  std::string text = std::to_string(value);
  return std::string(static_cast<std::size_t>(width) - text.size(), '0') + text;
}

struct XportColumn {
  std::string name, label;
  bool numeric = true;
  int length = 8;
};

struct XportTable {
  std::string name = "DATA";
  std::vector<XportColumn> columns;
  std::vector<std::string> rows;  // bytes of each
  int namestr_bytes = 140;
  std::string modified = "02OCT15:10:11:12";

  // Rows of numbers; NaN is the plain missing code.
  void AddNumbers(const std::vector<double>& values) {
    std::string row;
    for (const double value : values) row += std::isnan(value) ? MissingDouble() : IbmDouble(value);
    rows.push_back(row);
  }
};

inline std::string PaddedToRecord(std::string bytes) {
  bytes.resize((bytes.size() + 79) / 80 * 80, ' ');
  return bytes;
}

inline std::string Namestr(const XportColumn& column, int number, int offset, int bytes) {
  std::string out = BigEndian(column.numeric ? 1 : 2, 2) + BigEndian(0, 2) +
                    BigEndian(static_cast<std::uint64_t>(column.length), 2) +
                    BigEndian(static_cast<std::uint64_t>(number), 2);
  out += Padded(column.name, 8) + Padded(column.label, 40) + Padded("", 8);  // name, label, format
  out += std::string(8, '\0') + Padded("", 8) + std::string(4, '\0');        // its widths, informat
  out += BigEndian(static_cast<std::uint64_t>(offset), 4);
  return out + std::string(static_cast<std::size_t>(bytes) - out.size(), '\0');
}

inline std::string Member(const XportTable& table) {
  std::string out = Header("MEMBER",
                           "0000000000000000"
                           "01600000000" +
                               Digits(table.namestr_bytes, 3));
  out += Header("DSCRPTR");
  out += Padded("SAS     " + Padded(table.name, 8) + "SASDATA 9.4     Linux", 64) + "01JAN14:00:00:00";
  out += Padded(Padded(table.modified, 32) + Padded("a label", 40), 80);
  out +=
      Header("NAMESTR", "000000" + Digits(static_cast<int>(table.columns.size()), 4) + std::string(20, '0'));
  std::string names;
  int offset = 0, number = 0;
  for (const XportColumn& column : table.columns) {
    names += Namestr(column, ++number, offset, table.namestr_bytes);
    offset += column.length;
  }
  out += PaddedToRecord(names) + Header("OBS");
  std::string data;
  for (const std::string& row : table.rows) data += row;
  return out + PaddedToRecord(data);
}

inline std::string XportFile(const std::vector<XportTable>& tables) {
  std::string out = Header("LIBRARY") + Padded("SAS     SAS     SASLIB  9.4     Linux", 64) +
                    "01JAN14:00:00:00" + Padded("01JAN14:00:00:00", 80);
  for (const XportTable& table : tables) out += Member(table);
  return out;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_SUPPORT_XPORT_WRITER_H_
