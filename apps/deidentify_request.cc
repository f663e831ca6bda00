#include "deidentify_request.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/deidentify.h"
#include "openvfa/report/formats.h"

namespace openvfa::app {
namespace {

void WriteAll(const ReportInput& report, const PlannedInput& input, const std::vector<std::string>& formats) {
  for (const std::string& name : formats) {
    const ReportFormat& format = FormatByName(name);
    WriteFileAtomically(input.Output(format.extension),
                        [&](std::ostream& out) { format.write(report, out); });
  }
}

}  // namespace

void DeidentifyRequest::Open(const std::filesystem::path& folder, const std::string& uid_root) {
  if (!wanted) return;
  const std::filesystem::path path =
      map_path.empty() ? folder / "uid-map.csv" : std::filesystem::path(map_path);
  map = std::make_shared<UidMap>(path, RandomReplacements(uid_root));
}

void AddDicomOptions(CLI::App& command, DicomOptions& dicom, DeidentifyRequest& deidentify) {
  command
      .add_option("--uid-root", dicom.uid_root, "Root of the UIDs of DICOM results, at most 24 characters")
      ->type_name("ROOT")
      ->capture_default_str();
  auto* flag = command.add_flag(
      "--deidentify", deidentify.wanted,
      "Write everything without the patient's identity (DICOM PS3.15 Basic Profile), and the film likewise");
  command
      .add_option("--uid-map", deidentify.map_path,
                  "Which UID stands for which, kept for later runs; default DIR/uid-map.csv")
      ->type_name("FILE")
      ->needs(flag);
}

std::chrono::system_clock::time_point ResultTime() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr || *text == '\0') return std::chrono::system_clock::now();
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), seconds);
  constexpr long long kYear9999 = 253402300799;  // DICOM dates have four digits for the year
  if (error != std::errc() || *end != '\0' || seconds < 0 || seconds > kYear9999) {
    throw InputError("SOURCE_DATE_EPOCH must be seconds since 1970, not \"" + std::string(text) + "\".");
  }
  return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
}

StudyAssessment WriteFormats(const ReportInput& report, const PlannedInput& input,
                             const std::vector<std::string>& formats, const DeidentifyRequest& deidentify) {
  if (!deidentify.map) {
    WriteAll(report, input, formats);
    return report.assessment;
  }
  const DeidentifiedReport clean = Deidentify(report, *deidentify.map);
  PlannedInput renamed = input;
  if (!deidentify.named_by_caller) {
    if (!deidentify.names->insert(clean.name).second) {
      throw InputError("\"" + input.path + "\" is the same film as another input.");
    }
    renamed.base = input.base.parent_path() / clean.name;
  }
  WriteAll(clean.Input(), renamed, formats);
  if (clean.source) WriteDeidentifiedFilm(input.path, *deidentify.map, renamed.Output(kFilmExtension));
  return clean.assessment;
}

}  // namespace openvfa::app
