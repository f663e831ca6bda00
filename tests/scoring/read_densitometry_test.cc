// Densitometry from JSON and CSV, and the recognition of a file by its content. DICOM has its own test.
#include "openvfa/scoring/read_densitometry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

#include "densitometry_input.h"
#include "format_check.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"
#include "schema_check.h"
#include "temp_folder.h"

namespace openvfa {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

json RecordJson(const DensitometryRecord& record);

std::string JsonError(const std::string& text) {
  try {
    ParseDensitometryJson(text, "bmd.json");
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("bmd.json"));
    return error.what();
  }
  return "";
}

std::string CsvError(const std::string& text) {
  try {
    std::istringstream in(text);
    DensitometryCsv table(in, "bmd.csv");
    while (table.Next()) {
    }
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("bmd.csv"), Not(HasSubstr("Doe"))));
    return error.what();
  }
  return "";
}

// Written out here as a second account of what is allowed: JSON name, CSV name, range.
struct Limits {
  const char* field;
  const char* column;
  double minimum, maximum;
};
constexpr Limits kLimits[] = {{"bmd_g_per_cm2", "bmd", 0.1, 3},
                              {"bmc_g", "bmc", 0.1, 250},
                              {"area_cm2", "area", 0.5, 150},
                              {"t_score", "t_score", -10, 10},
                              {"z_score", "z_score", -10, 10}};
constexpr const char* kSites[] = {"femoral_neck", "total_hip", "l1", "l2", "l3", "l4", "l1_l4", "radius_33"};

std::string Text(double value) { return json(value).dump(); }

json RecordJson(const DensitometryRecord& record) {
  const auto list = [](const std::vector<BoneDensityResult>& results) {
    json entries = json::array();
    for (const auto& result : results) {
      json entry = {{"site", kSites[static_cast<int>(result.site)]}};
      if (result.bmd_g_per_cm2) entry["bmd_g_per_cm2"] = *result.bmd_g_per_cm2;
      if (result.bmc_g) entry["bmc_g"] = *result.bmc_g;
      if (result.area_cm2) entry["area_cm2"] = *result.area_cm2;
      if (result.t_score) entry["t_score"] = *result.t_score;
      if (result.z_score) entry["z_score"] = *result.z_score;
      entries.push_back(entry);
    }
    return entries;
  };
  constexpr const char* kMakers[] = {"hologic", "ge_lunar", "norland"};
  json object = json::object();
  if (record.maker) object["maker"] = kMakers[static_cast<int>(*record.maker)];
  if (!record.model.empty()) object["model"] = record.model;
  if (!record.software.empty()) object["software"] = record.software;
  if (!record.results.empty()) object["results"] = list(record.results);
  if (!record.previous.empty()) object["previous"] = list(record.previous);
  if (record.reported_tbs) object["reported_tbs"] = *record.reported_tbs;
  for (const auto& lsc : record.least_significant_change) {
    object["least_significant_change"].push_back(
        {{"site", kSites[static_cast<int>(lsc.site)]}, {"lsc_g_per_cm2", lsc.lsc_g_per_cm2}});
  }
  return object;
}

TEST(DensitometryJson, NumbersHoldAtTheirLimitsAndNotBeyond) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto* site : kSites) {
    for (const auto& limits : kLimits) {
      const auto object = [&](double value) {
        return json{{"results", {{{"site", site}, {limits.field, value}}}}};
      };
      for (const double value : {limits.minimum, limits.maximum}) {
        EXPECT_EQ(RecordJson(ParseDensitometryJson(object(value).dump(), "p")), object(value));
        EXPECT_EQ(testing::SchemaErrors(object(value), "densitometry.schema.json"), "");
      }
      for (const double value :
           {std::nextafter(limits.minimum, -infinity), std::nextafter(limits.maximum, infinity)}) {
        EXPECT_THAT(JsonError(object(value).dump()), AllOf(HasSubstr(limits.field), HasSubstr("outside")));
        EXPECT_NE(testing::SchemaErrors(object(value), "densitometry.schema.json"), "");
      }
    }
  }
  EXPECT_EQ(JsonError(R"({"results": [{"site": "l1", "bmd_g_per_cm2": 12}]})"),
            "bmd.json: results[0].bmd_g_per_cm2 is 12, outside 0.1 to 3 g/cm2");
  EXPECT_EQ(JsonError(R"({"reported_tbs": 0.3})"), "");
  EXPECT_EQ(JsonError(R"({"reported_tbs": 2})"), "");
  EXPECT_THAT(JsonError(R"({"reported_tbs": 0.29})"), HasSubstr("outside 0.3 to 2"));
  EXPECT_THAT(JsonError(R"({"reported_tbs": 2.01})"), HasSubstr("outside 0.3 to 2"));
  EXPECT_THAT(JsonError(R"({"least_significant_change": [{"site": "l1", "lsc_g_per_cm2": 0.6}]})"),
              HasSubstr("outside 0.001 to 0.5 g/cm2"));
}

TEST(DensitometryJson, WrongFieldsAreNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"results": [{"bmd_g_per_cm2": 1}]})", "results[0] lacks its site"},
      {R"({"results": [{"site": "l1"}, {"site": "l1"}]})", "holds l1 twice"},
      {R"({"results": [{"site": "l5"}]})", "one of femoral_neck"},
      {R"({"results": [{"site": "l1", "bmd": 1}]})", "results[0]: \"bmd\""},
      {R"({"results": {"l1": 1}})", "must be a list"},
      {R"({"results": [1]})", "must be an object"},
      {R"({"results": [{"site": "l1", "t_score": "-1"}]})", "must be a number"},
      {R"({"maker": "Siemens"})", "one of hologic, ge_lunar, norland"},
      {R"({"model": 3})", "must be a text"},
      {R"({"least_significant_change": [{"site": "l1"}]})", "lacks its lsc_g_per_cm2"},
      {R"({"patient_name": "x"})", "\"patient_name\" is not a known field"},
      {R"({"schema": "openvfa/patient/1"})", "openvfa/densitometry/1"}};
  for (const auto& [text, expected] : cases) {
    EXPECT_THAT(JsonError(text), HasSubstr(expected));
    const bool twice = std::string(expected).find("twice") != std::string::npos;  // beyond a schema
    if (!twice) {
      EXPECT_NE(testing::SchemaErrors(json::parse(text), "densitometry.schema.json"), "") << text;
    }
  }
  EXPECT_THAT(JsonError("{"), HasSubstr("not JSON"));
  EXPECT_THAT(JsonError("[]"), HasSubstr("JSON object"));
}

TEST(DensitometryJson, ExampleHoldsAndSaysWhatItSays) {
  json example = testing::FormatFile("densitometry.example.json");
  EXPECT_EQ(testing::SchemaErrors(example, "densitometry.schema.json"), "");
  const auto record = ParseDensitometryJson(example.dump(), "densitometry.example.json");
  EXPECT_EQ(record.source, "densitometry.example.json");
  example.erase("schema");
  EXPECT_EQ(RecordJson(record), example);
}

TEST(DensitometryJson, RandomSubsetsRoundTripAlsoThroughCsv) {
  std::mt19937_64 random(5);
  const auto coin = [&] { return random() % 2 == 0; };
  for (int draw = 0; draw < 10'000; ++draw) {
    json object = json::object();
    std::string header = "PatientID", row = "7";
    const auto cell = [&](const std::string& column, const std::string& text) {
      header += "," + column;
      row += "," + text;
    };
    if (coin()) cell("maker", object["maker"] = "ge_lunar");
    if (coin()) cell("model", object["model"] = "iDXA 3");
    for (const auto* site : kSites) {
      json entry = {{"site", site}};
      for (const auto& limits : kLimits) {
        if (!coin()) continue;
        const double value = std::uniform_real_distribution<double>(limits.minimum, limits.maximum)(random);
        entry[limits.field] = value;
        cell(std::string(site) + "_" + limits.column, Text(value));
      }
      if (entry.size() > 1) object["results"].push_back(entry);
    }
    for (const auto* site : kSites) {
      if (!coin()) continue;
      const double value = std::uniform_real_distribution<double>(0.1, 3)(random);
      object["previous"].push_back({{"site", site}, {"bmd_g_per_cm2", value}});
      cell("previous_" + std::string(site) + "_bmd", Text(value));
      object["least_significant_change"].push_back({{"site", site}, {"lsc_g_per_cm2", value / 10}});
      cell(std::string(site) + "_lsc", Text(value / 10));
    }
    ASSERT_EQ(RecordJson(ParseDensitometryJson(object.dump(), "p")), object);
    std::istringstream in(header + "\n" + row + "\n");
    DensitometryCsv table(in, "p");
    const auto read = table.Next();
    const bool values = object.contains("results") || object.contains("previous");
    ASSERT_EQ(read.has_value(), values);
    if (read) {
      ASSERT_EQ(RecordJson(read->record), object) << header << row;
    }
  }
}

TEST(DensitometryCsv, NumbersHoldAtTheirLimitsAndNotBeyond) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const auto* site : kSites) {
    for (const auto& limits : kLimits) {
      const auto column = std::string(site) + "_" + limits.column;
      const auto error = [&](double value) { return CsvError("PatientID," + column + "\n7," + Text(value)); };
      EXPECT_EQ(error(limits.minimum), "");
      EXPECT_EQ(error(limits.maximum), "");
      for (const double value :
           {std::nextafter(limits.minimum, -infinity), std::nextafter(limits.maximum, infinity)}) {
        EXPECT_THAT(error(value), AllOf(HasSubstr("row 2, column " + column + " is"), HasSubstr("outside")));
      }
    }
  }
  EXPECT_EQ(CsvError("PatientID,l1_bmd\n7,12\n"),
            "bmd.csv: row 2, column l1_bmd is 12, outside 0.1 to 3 g/cm2");
}

TEST(DensitometryCsv, ReadsWhatRfc4180Allows) {
  std::istringstream in(
      "\xEF\xBB\xBFPatientID,model,l1_bmd , \"l2_bmd\"\r\n"
      "\"A,\"\"1\"\"\",\"two\nlines\", 0.8 ,\"0.9\"\r\n"
      "\r\n"
      "B, plain , ,+0.7");
  DensitometryCsv table(in, "p");
  auto row = table.Next();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->keys.patient_id, "A,\"1\"");
  EXPECT_EQ(row->record.model, "two\nlines");
  ASSERT_EQ(row->record.results.size(), 2u);
  EXPECT_EQ(row->record.results[0].bmd_g_per_cm2, 0.8);
  EXPECT_EQ(row->record.results[1].bmd_g_per_cm2, 0.9);
  EXPECT_EQ(row->number, 2);
  row = table.Next();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->record.model, "plain");
  ASSERT_EQ(row->record.results.size(), 1u);
  EXPECT_EQ(row->record.results[0].site, BoneSite::kSpineL2);
  EXPECT_EQ(row->number, 4);
  EXPECT_FALSE(table.Next());
  EXPECT_FALSE(table.Next());
}

TEST(DensitometryCsv, ErrorsNameRowAndColumnAndNoContent) {
  EXPECT_THAT(CsvError(""), HasSubstr("is empty"));
  EXPECT_THAT(CsvError("PatientID,weight\n"), HasSubstr("\"weight\" is not a known field"));
  EXPECT_THAT(CsvError("PatientID,l1_bmd,l1_bmd\n"), HasSubstr("l1_bmd is there twice"));
  EXPECT_THAT(CsvError("maker,l1_bmd\n"), HasSubstr("no column PatientID"));
  EXPECT_THAT(CsvError("PatientID;l1_bmd\n"), HasSubstr("separated by commas"));
  EXPECT_THAT(CsvError("PatientID,l1_bmd\n1,0.8\n2\n"), HasSubstr("row 3 has 1 cells, the header 2"));
  EXPECT_THAT(CsvError("PatientID,l1_bmd\n1,0.8,\n"), HasSubstr("row 2 has 3 cells"));
  EXPECT_THAT(CsvError("PatientID,l1_bmd\n1,Doe\n"), HasSubstr("row 2, column l1_bmd is not a number"));
  EXPECT_THAT(CsvError("PatientID,l1_bmd\n1,\"0,8\"\n"), HasSubstr("is not a number"));
  for (const auto* text : {"nan", "inf", "1e999", "0.8x", "0x1", "--1", "+-1", "."}) {
    EXPECT_THAT(CsvError(std::string("PatientID,l1_bmd\n1,") + text), HasSubstr("column l1_bmd is")) << text;
  }
  EXPECT_THAT(CsvError("PatientID,maker\n1,Doe\n"), HasSubstr("row 2, column maker must be one of hologic"));
  EXPECT_THAT(CsvError("PatientID,model\n1,\"Doe\n"), HasSubstr("row 2 ends within a quote"));
  EXPECT_THAT(CsvError("PatientID,model\n1,a\"Doe\"\n"), HasSubstr("row 2 has a quote inside"));
  EXPECT_THAT(CsvError("PatientID,model\n1,\"a\"Doe\n"), HasSubstr("text behind a closing quote"));
  EXPECT_THAT(CsvError(std::string("PatientID,l1_bmd\n1,0.8\0\n", 24)), HasSubstr("NUL"));
  EXPECT_THAT(CsvError("PatientID,model\n1,\"" + std::string(1 << 20, 'x')), HasSubstr("quote not closed"));
  EXPECT_THAT(CsvError("PatientID" + std::string(1000, ',')), HasSubstr("more cells"));
  EXPECT_THAT(CsvError("PatientID,model\n1," + std::string(65, 'x')), HasSubstr("longer than 64"));
}

TEST(DensitometryCsv, FindsAStudyByItsMostTellingKey) {
  const std::string text =
      "PatientID,AccessionNumber,StudyInstanceUID,l1_bmd\n"
      "P1,A1,1.2.1,0.81\n"
      "P1,A2,1.2.2,0.82\n"
      "P2,A3,,0.83\n"
      "P3,,,0.84\n";
  const auto find = [&](const StudyKeys& keys) -> std::optional<double> {
    std::istringstream in(text);
    const auto row = DensitometryCsv(in, "bmd.csv").Find(keys);
    if (!row) return std::nullopt;
    return row->record.results[0].bmd_g_per_cm2;
  };
  EXPECT_EQ(find({"P1", "A1", "1.2.2"}), 0.82);  // by UID
  EXPECT_EQ(find({"P1", "A2", std::nullopt}), 0.82);
  EXPECT_EQ(find({"P2", "A3", "1.9"}), 0.83);  // the row has no UID
  EXPECT_EQ(find({"P3", "A9", "1.9"}), 0.84);
  EXPECT_EQ(find({"P2", "A9", std::nullopt}), std::nullopt);
  EXPECT_EQ(find({"P9", std::nullopt, std::nullopt}), std::nullopt);
  EXPECT_EQ(find({}), std::nullopt);
  try {
    find({"P1", std::nullopt, std::nullopt});
    FAIL() << "two rows for one patient";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("rows 2 and 3 both belong"), Not(HasSubstr("P1"))));
  }
}

// A table that exists only as it is read.
class EndlessTable : public std::streambuf {
 public:
  explicit EndlessTable(int rows) : rows_(rows), block_("PatientID,model,l1_bmd,femoral_neck_t_score\n") {
    setg(block_.data(), block_.data(), block_.data() + block_.size());
  }
  int RowsMade() const { return made_; }

 private:
  int underflow() override {
    if (made_ == rows_) return traits_type::eof();
    block_ = "P" + std::to_string(++made_) + ",\"Model, a\",0.812,-2.5\n";
    setg(block_.data(), block_.data(), block_.data() + block_.size());
    return traits_type::to_int_type(block_[0]);
  }

  int rows_, made_ = 0;
  std::string block_;
};

TEST(DensitometryCsv, AMillionRowsPassInConstantMemory) {
  constexpr int kRows = 1'000'000;
  EndlessTable source(kRows);
  std::istream in(&source);
  DensitometryCsv table(in, "bmd.csv");
  std::size_t early = 0;
  int read = 0;
  while (const auto row = table.Next()) {
    ++read;
    ASSERT_LE(source.RowsMade(), read + 1);  // nothing is read ahead
    if (read == 1000) early = mallinfo2().uordblks;
  }
  EXPECT_EQ(read, kRows);
  // In use at the end: what was in use after a thousand rows, give or take what the runtime itself keeps.
  EXPECT_LT(mallinfo2().uordblks, early + (64 << 10));
}

TEST(DensitometryCsv, DamagedTablesNeverCrash) {
  const std::string whole = test::FormatText("densitometry.example.csv");
  std::mt19937_64 random(9);
  for (int draw = 0; draw < 3000; ++draw) {
    std::string text = whole;
    for (int k = 0; k < 1 + draw % 4; ++k) text[random() % text.size()] = static_cast<char>(random());
    if (draw % 3 == 0) text.resize(random() % text.size());
    try {
      std::istringstream in(text);
      DensitometryCsv table(in, "p");
      while (table.Next()) {
      }
    } catch (const Error&) {
    }
  }
}

TEST(DensitometryCsv, ExampleHoldsAndSaysWhatItSays) {
  std::istringstream in(test::FormatText("densitometry.example.csv"));
  DensitometryCsv table(in, "densitometry.example.csv");
  const auto first = table.Next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->keys.patient_id, "P001");
  EXPECT_FALSE(first->keys.accession_number);
  EXPECT_EQ(first->record.results.size(), 5u);
  EXPECT_EQ(first->record.reported_tbs, 1.252);
  ASSERT_EQ(first->record.previous.size(), 1u);
  EXPECT_EQ(first->record.previous[0].bmd_g_per_cm2, 0.801);
  const auto second = table.Next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->record.maker, DensitometerMaker::kGeLunar);
  EXPECT_EQ(second->record.model, "iDXA, room 2");
  EXPECT_FALSE(table.Next());
}

class Folder : public testing::TempFolder {
 public:
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
};

TEST(ReadDensitometry, RecognisesContentNotNames) {
  const Folder folder;
  const auto l1 = [](const DensitometryRecord& record) { return record.results.at(0).bmd_g_per_cm2; };
  EXPECT_EQ(l1(ReadDensitometry(folder.Write(
                "a.csv", "\xEF\xBB\xBF\n {\"results\": [{\"site\": \"l1\", \"bmd_g_per_cm2\": 0.8}]}"))),
            0.8);
  const auto table = folder.Write("b.json", "PatientID,l1_bmd\nP1,0.81\nP2,0.82\n");
  EXPECT_EQ(l1(ReadDensitometry(table, {"P2", std::nullopt, std::nullopt})), 0.82);
  EXPECT_EQ(ReadDensitometry(table, {"P2", std::nullopt, std::nullopt}).source, "b.json");
  EXPECT_EQ(l1(ReadDensitometry(folder.Write("c.csv", "PatientID,l1_bmd\nP1,0.83\n"))), 0.83);
}

TEST(ReadDensitometry, SaysWhatIsWrong) {
  const Folder folder;
  const auto error = [](const std::filesystem::path& path, const StudyKeys& keys = {}) -> std::string {
    try {
      ReadDensitometry(path, keys);
    } catch (const Error& caught) {
      return caught.what();
    }
    return "";
  };
  EXPECT_THAT(error(folder.Path() / "none.csv"), HasSubstr("none.csv does not exist"));
  EXPECT_THAT(error(folder.Path()), HasSubstr("is not a file"));
  EXPECT_THAT(error(folder.Write("empty.csv", "")), HasSubstr("empty.csv is empty"));
  EXPECT_THAT(error(folder.Write("noise.bin", std::string("\x01\x00\x02", 3))), HasSubstr("known format"));
  const auto table = folder.Write("t.csv", "PatientID,l1_bmd\nP1,0.81\nP2,0.82\n");
  EXPECT_THAT(error(table), HasSubstr("several rows"));
  EXPECT_THAT(error(table, {"P3", std::nullopt, std::nullopt}),
              AllOf(HasSubstr("t.csv holds no row for this study"), Not(HasSubstr("P3"))));
  EXPECT_THAT(error(folder.Write("only.csv", "PatientID,l1_bmd\nP1,\n")), HasSubstr("no row with a value"));
  std::string dicom(200, '\0');
  dicom.replace(128, 4, "DICM");
  EXPECT_THAT(error(folder.Write("d.csv", dicom)), HasSubstr("d.csv"));
}

}  // namespace
}  // namespace openvfa
