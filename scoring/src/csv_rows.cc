#include "csv_rows.h"

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

// A row is bounded, so that a quote that is never closed cannot take the whole file into memory.
constexpr std::size_t kMaxRowBytes = 64 << 10;
constexpr std::size_t kMaxCells = 512;
constexpr int kEnd = std::char_traits<char>::eof();

void Trim(std::string& cell) {
  const auto last = cell.find_last_not_of(" \t");
  cell.erase(last == std::string::npos ? 0 : last + 1);
  cell.erase(0, cell.find_first_not_of(" \t"));
}

}  // namespace

CsvRows::CsvRows(std::istream& in, const std::string& name) : in_(&in), name_(name) {
  // The mark that some spreadsheets put before UTF-8.
  if (in_->peek() == 0xEF) {
    char mark[3] = {};
    in_->read(mark, 3);
    if (std::string(mark, 3) != "\xEF\xBB\xBF") throw ReadError(name_ + " is not a table of UTF-8 text");
  }
}

bool CsvRows::Next(std::vector<std::string>& cells) {
  do {
    if (!ReadRow(cells)) return false;
  } while (cells.size() == 1 && cells.front().empty());
  return true;
}

int CsvRows::Get() {
  const int c = in_->rdbuf()->sbumpc();
  if (c == kEnd) return kEnd;
  if (++row_bytes_ > kMaxRowBytes)
    Fail("is longer than any row of this table can be; is a quote not closed?");
  if (c == '\0') Fail("holds a NUL byte, so this is no table of text");
  return c;
}

void CsvRows::Fail(const std::string& cause) const {
  throw ReadError(name_ + ": row " + std::to_string(number_) + " " + cause);
}

void CsvRows::ReadQuoted(std::string& cell) {
  for (;;) {
    const int c = Get();
    if (c == kEnd) Fail("ends within a quote");
    if (c != '"') {
      cell += static_cast<char>(c);
    } else if (in_->rdbuf()->sgetc() == '"') {
      cell += static_cast<char>(Get());
    } else {
      return;
    }
  }
}

bool CsvRows::ReadRow(std::vector<std::string>& cells) {
  cells.clear();
  row_bytes_ = 0;
  if (in_->rdbuf()->sgetc() == kEnd) return false;
  ++number_;
  std::string cell;
  bool quoted = false;
  for (;;) {
    int c = Get();
    if (c == '\r' && in_->rdbuf()->sgetc() == '\n') c = Get();
    if (c == kEnd || c == '\n' || c == '\r' || c == ',') {
      if (!quoted) Trim(cell);
      cells.push_back(std::move(cell));
      if (cells.size() > kMaxCells) Fail("has more cells than any table of this kind");
      if (c != ',') return true;
      cell.clear();
      quoted = false;
    } else if (c == '"' && !quoted && cell.find_first_not_of(" \t") == std::string::npos) {
      cell.clear();
      quoted = true;
      ReadQuoted(cell);
    } else if (c == '"') {
      Fail("has a quote inside a cell that is not quoted");
    } else if (!quoted) {
      cell += static_cast<char>(c);
    } else if (c != ' ' && c != '\t') {
      Fail("has text behind a closing quote");
    }
  }
}

}  // namespace openvfa
