#include "openvfa/report/csv_text.h"

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

class CsvParser {
 public:
  explicit CsvParser(const std::string& text) : text_(text), at_(text.starts_with("\xEF\xBB\xBF") ? 3 : 0) {}

  std::vector<std::vector<std::string>> Records() {
    std::vector<std::vector<std::string>> records;
    while (at_ < text_.size()) {
      std::vector<std::string> record = Record();
      ++row_;
      if (record.size() > 1 || !record.front().empty()) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  std::vector<std::string> Record() {
    std::vector<std::string> fields;
    do {
      fields.push_back(At('"') ? Quoted() : Plain());
    } while (Take(','));
    if (at_ < text_.size() && !(Take('\r') | Take('\n'))) Fail("has text behind a closing quote.");
    if (text_[at_ - 1] == '\r') Take('\n');
    return fields;
  }

  std::string Plain() {
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    const std::string field = text_.substr(at_, end - at_);
    at_ = end;
    if (field.find('"') != std::string::npos) Fail("has a quote inside a field that is not quoted.");
    return field;
  }

  std::string Quoted() {
    std::string field;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) Fail("ends within a quote.");
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += text_[++at_];
      } else {
        ++at_;
        return field;
      }
    }
  }

  bool At(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool Take(char c) {
    if (!At(c)) return false;
    ++at_;
    return true;
  }
  [[noreturn]] void Fail(const std::string& cause) const {
    throw ReadError("its row " + std::to_string(row_) + " " + cause);
  }

  const std::string& text_;
  std::size_t at_;
  int row_ = 1;
};

}  // namespace

std::vector<std::vector<std::string>> ParseCsv(const std::string& text) { return CsvParser(text).Records(); }

}  // namespace openvfa
