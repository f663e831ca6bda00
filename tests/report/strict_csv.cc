#include "strict_csv.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace openvfa::testing {

std::vector<CsvRecord> ParseStrictCsv(const std::string& text) {
  std::vector<CsvRecord> records(1, CsvRecord(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = records.back().back();
    if (quoted) {
      if (text[i] != '"') {
        field += text[i];
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
        const bool ends = i + 1 == text.size() || text[i + 1] == ',' || text[i + 1] == '\r';
        EXPECT_TRUE(ends) << "text behind a closing quote";
      }
    } else if (text[i] == '"') {
      EXPECT_EQ(field, "") << "a quote inside an unquoted field";
      quoted = true;
    } else if (text[i] == ',') {
      records.back().emplace_back();
    } else if (text[i] == '\r') {
      EXPECT_EQ(text.at(++i), '\n');
      if (i + 1 < text.size()) records.emplace_back(1);
    } else {
      EXPECT_NE(text[i], '\n') << "a bare line feed";
      field += text[i];
    }
  }
  EXPECT_FALSE(quoted) << "a quote that is not closed";
  EXPECT_TRUE(text.ends_with("\r\n")) << "a last line without end";
  return records;
}

std::vector<std::map<std::string, std::string>> StrictCsvRows(const std::string& text) {
  const std::vector<CsvRecord> records = ParseStrictCsv(text);
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t r = 1; r < records.size(); ++r) {
    EXPECT_EQ(records[r].size(), records[0].size());
    rows.emplace_back();
    for (std::size_t c = 0; c < records[0].size() && c < records[r].size(); ++c) {
      rows.back()[records[0][c]] = records[r][c];
    }
    EXPECT_EQ(rows.back().size(), records[0].size()) << "a column name twice";
  }
  return rows;
}

void ExpectUtf8(const std::string& text) {
  // The JSON library throws for bytes that are no UTF-8.
  EXPECT_NO_THROW((void)nlohmann::json(text).dump());
}

}  // namespace openvfa::testing
