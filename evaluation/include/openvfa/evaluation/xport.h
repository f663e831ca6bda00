// SAS transport files, version 5 ("XPORT", .xpt): the public specification of SAS Institute, technical
// support document TS-140, "The Record Layout of a Data Set in SAS Transport (XPORT) Format". NHANES is
// published in them.
#ifndef OPENVFA_EVALUATION_XPORT_H_
#define OPENVFA_EVALUATION_XPORT_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace openvfa {

// A numeric cell: a value, or the code of a missing one: '.', '_' or 'A' to 'Z'.
struct XportNumber {
  std::optional<double> value;
  char missing = 0;  // 0 where there is a value
};

// 2 to 8 bytes of an IBM System/360 floating-point number, cut at the right: sign, 7 bits of exponent to base
// 16 in excess of 64, fraction. Throws ReadError for another length.
XportNumber ParseIbmFloat(std::span<const unsigned char> bytes);

struct XportVariable {
  std::string name, label;  // without trailing blanks
  bool numeric = true;
  std::size_t offset = 0, length = 0;  // of its bytes in a row
};

// One data set of a file.
struct XportMember {
  std::string name, label;
  std::string modified;  // as written, "02OCT15:10:11:12"
  std::vector<XportVariable> variables;
  std::size_t rows = 0;

  // Index of a variable; names are compared without regard to case. Absent: none of that name.
  std::optional<std::size_t> Find(std::string_view variable) const;
  // Require row < rows; Number throws ReadError for a character variable, Text requires one. A text comes
  // without trailing blanks.
  XportNumber Number(std::size_t row, std::size_t variable) const;
  std::string Text(std::size_t row, std::size_t variable) const;

  std::string bytes;  // the rows as stored
  std::size_t row_bytes = 0;
};

// All data sets of a file. Rows at the end that are nothing but blanks and would fit into the padding of the
// last record are padding. Throws ReadError naming the file and what is wrong: not a transport file, version
// 8, cut short, a header that claims more than the file holds, or more than `max_bytes`. The format does not
// say how many rows there are: a file cut exactly at the end of both a row and a record looks whole.
std::vector<XportMember> ReadXport(const std::filesystem::path& path,
                                   std::uintmax_t max_bytes = std::uintmax_t{1} << 30);

// The same from memory; `name` stands for the file in messages.
std::vector<XportMember> ParseXport(std::string_view bytes, const std::string& name);

// "2015-10-02" of "02OCT15:10:11:12" (a year below 60 is of this century); absent where it is no date.
std::optional<std::string> XportDate(std::string_view text);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_XPORT_H_
