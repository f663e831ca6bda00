#include "bmd_reference.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "embedded/BmdReferenceCsv.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

constexpr std::string_view kHeader =
    "site,maker,population,mean_g_per_cm2,sd_g_per_cm2,for_t_scores,source,confidence";
constexpr std::size_t kColumns = 8;

// Says where in the file a fault lies.
class Row {
 public:
  Row(std::string where, const std::string& line) : where_(std::move(where)) {
    std::string field;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields_.push_back(std::move(field));
        field.clear();
      } else {
        field += c;
      }
    }
    fields_.push_back(std::move(field));
    if (quoted) Fail("a quotation mark is not closed");
    if (fields_.size() != kColumns)
      Fail("there are " + std::to_string(fields_.size()) + " fields, not " + std::to_string(kColumns));
  }

  [[noreturn]] void Fail(const std::string& cause) const { throw InputError(where_ + ": " + cause); }

  const std::string& Text(std::size_t column) const { return fields_[column]; }

  double Number(std::size_t column, const char* name, double above, double to) const {
    const std::string& text = fields_[column];
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value > above && value <= to)) {
      std::ostringstream cause;
      cause << name << " is \"" << text << "\"; allowed: above " << above << " to " << to << " g/cm2";
      Fail(cause.str());
    }
    return value;
  }

 private:
  std::string where_;
  std::vector<std::string> fields_;
};

BmdReference ReferenceOf(const Row& row) {
  BmdReference reference;
  const auto& sites = BoneSiteNames();
  const auto site = std::ranges::find(sites, row.Text(0), &BoneSiteName::name);
  if (site == sites.end()) row.Fail("unknown site \"" + row.Text(0) + "\"");
  reference.site = site->site;
  const auto& makers = DensitometerMakerNames();
  const auto maker = std::ranges::find(makers, row.Text(1), &DensitometerMakerName::name);
  if (maker != makers.end())
    reference.maker = maker->maker;
  else if (row.Text(1) != "unstated")
    row.Fail("unknown maker \"" + row.Text(1) + "\"");
  reference.population = row.Text(2);
  reference.mean_g_per_cm2 = row.Number(3, "mean_g_per_cm2", 0, 3);
  reference.sd_g_per_cm2 = row.Number(4, "sd_g_per_cm2", 0, 1);
  if (row.Text(5) != "0" && row.Text(5) != "1") row.Fail("for_t_scores is \"" + row.Text(5) + "\"; 0 or 1");
  reference.for_t_scores = row.Text(5) == "1";
  if (reference.for_t_scores && !reference.maker) row.Fail("a row for T-scores must name the maker");
  reference.source = row.Text(6);
  reference.confidence = row.Text(7);
  if (reference.population.empty() || reference.source.empty() || reference.confidence.empty())
    row.Fail("population, source and confidence must be given");
  return reference;
}

}  // namespace

ReferenceTables ParseReferenceTables(const std::string& csv, const std::string& name) {
  ReferenceTables tables;
  std::istringstream lines(csv);
  std::string line;
  bool header_seen = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const std::string where = name + ", line " + std::to_string(number);
    if (!header_seen) {
      if (line != kHeader) throw InputError(where + ": the header must be " + std::string(kHeader));
      header_seen = true;
      continue;
    }
    const Row row(where, line);
    const BmdReference reference = ReferenceOf(row);
    if (reference.for_t_scores && tables.ForTScore(reference.site, *reference.maker))
      row.Fail("a second row for T-scores of this site and maker");
    tables.rows_.push_back(reference);
  }
  if (tables.rows_.empty()) throw InputError(name + ": no reference rows");
  return tables;
}

const ReferenceTables& ReferenceTables::Shipped() {
  static const ReferenceTables tables =
      ParseReferenceTables(std::string(BmdReferenceCsv()), "the shipped bmd_reference.csv");
  return tables;
}

ReferenceTables ReferenceTables::FromFolder(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder) / "bmd_reference.csv";
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw ReadError(path.string() + ": cannot be read");
  return ParseReferenceTables(text.str(), path.string());
}

const BmdReference* ReferenceTables::ForTScore(BoneSite site, DensitometerMaker maker) const {
  const auto found = std::ranges::find_if(rows_, [&](const BmdReference& row) {
    return row.for_t_scores && row.site == site && row.maker == maker;
  });
  return found == rows_.end() ? nullptr : &*found;
}

}  // namespace openvfa
