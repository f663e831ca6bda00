// Rows of comma-separated values (RFC 4180) from a stream, one at a time.
#ifndef OPENVFA_SCORING_SRC_CSV_ROWS_H_
#define OPENVFA_SCORING_SRC_CSV_ROWS_H_

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace openvfa {

class CsvRows {
 public:
  // `in` outlives this; `name` is the file's name for messages.
  CsvRows(std::istream& in, const std::string& name);

  // The next row that is not blank into `cells`; false at the end. Cells are trimmed of blanks around them
  // unless quoted. Throws ReadError naming the row for a quote out of place or a row beyond the limits.
  bool Next(std::vector<std::string>& cells);
  // Of the row last read, counted from 1 including blank ones.
  std::int64_t Number() const { return number_; }

 private:
  bool ReadRow(std::vector<std::string>& cells);
  void ReadQuoted(std::string& cell);
  [[noreturn]] void Fail(const std::string& cause) const;
  int Get();

  std::istream* in_;
  std::string name_;
  std::int64_t number_ = 0;
  std::size_t row_bytes_ = 0;
};

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_CSV_ROWS_H_
