#include "openvfa/scoring/read_densitometry.h"

#include <array>
#include <fstream>
#include <iterator>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

enum class Format { kDicom, kJson, kCsv };

void CheckIsFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw ReadError(path.string() + " does not exist");
  if (!std::filesystem::is_regular_file(status)) throw ReadError(path.string() + " is not a file");
  if (std::filesystem::file_size(path, error) == 0 && !error) throw ReadError(path.string() + " is empty");
}

Format FormatOf(const std::filesystem::path& path, const std::string& name) {
  if (IsDicomFile(path)) return Format::kDicom;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4096> head{};
  file.read(head.data(), head.size());
  std::string_view text(head.data(), static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (text.empty()) throw ReadError(name + " cannot be opened for reading");
  if (text.find('\0') != std::string_view::npos) {
    throw ReadError(name + " is not densitometry in a known format (JSON, CSV or DICOM)");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  return json ? Format::kJson : Format::kCsv;
}

DensitometryRecord ReadJson(std::ifstream& file, const std::string& name) {
  // One byte more than the parser takes is enough for it to refuse the rest.
  constexpr std::size_t kMostBytes = (1 << 20) + 1;
  std::string text(kMostBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return ParseDensitometryJson(text, name);
}

bool HasKey(const StudyKeys& study) {
  return study.patient_id || study.accession_number || study.study_instance_uid;
}

// Of a table with one row, that row: there is nothing to choose.
std::optional<DensitometryRecord> OnlyRow(DensitometryCsv& table, const std::string& name) {
  auto row = table.Next();
  if (!row) throw ReadError(name + " holds no row with a value");
  if (table.Next()) return std::nullopt;
  return std::move(row->record);
}

std::optional<DensitometryRecord> ReadCsv(std::ifstream& file, const std::string& name,
                                          const StudyKeys& study) {
  DensitometryCsv table(file, name);
  if (!HasKey(study)) return OnlyRow(table, name);
  auto row = table.Find(study);
  if (!row) return std::nullopt;
  return std::move(row->record);
}

}  // namespace

std::optional<DensitometryRecord> FindDensitometry(const std::filesystem::path& path,
                                                   const StudyKeys& study) {
  CheckIsFile(path);
  const auto name = path.filename().string();
  const Format format = FormatOf(path, name);
  if (format == Format::kDicom) return ReadDensitometryDicom(path);
  std::ifstream file(path, std::ios::binary);
  if (format == Format::kJson) return ReadJson(file, name);
  return ReadCsv(file, name, study);
}

DensitometryRecord ReadDensitometry(const std::filesystem::path& path, const StudyKeys& study) {
  auto record = FindDensitometry(path, study);
  if (record) return *std::move(record);
  const auto name = path.filename().string();
  if (HasKey(study)) throw ReadError(name + " holds no row for this study");
  throw InputError(name + " holds several rows: without a study's identifiers none can be chosen");
}

}  // namespace openvfa
