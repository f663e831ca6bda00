#include "risk_request.h"

#include <fstream>
#include <iterator>

#include "openvfa/batch/shard.h"
#include "openvfa/image/error.h"
#include "openvfa/scoring/read_densitometry.h"

namespace openvfa::app {
namespace {

// What `read` gives; an implausible value in a file is bad input, not a wrong option.
template <typename Read>
auto FromFile(const std::string& what, const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const InputError&) {
    std::string text = what;
    std::throw_with_nested(ReadError(text.append(" \"").append(path).append("\" cannot be used")));
  }
}

std::string WholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open()) {
    std::string message = "\"";
    throw ReadError(message.append(path).append("\" cannot be opened."));
  }
  return text;
}

}  // namespace

void AddRiskOptions(CLI::App& command, RiskRequest& request) {
  command.add_option("--patient", request.patient, "What is known of the patient (docs/formats/patient.md)")
      ->type_name("FILE");
  command
      .add_option("--densitometry", request.densitometry,
                  "Densitometry: JSON, CSV or DICOM (docs/formats/densitometry.md)")
      ->type_name("FILE");
  auto* image = command.add_option("--texture-image", request.texture_image,
                                   "AP spine DXA that --texture-roi speaks of; else the film");
  image->type_name("FILE");
  auto* regions = command.add_option("--texture-roi", request.texture_regions,
                                     "Regions for the texture index, JSON with polygons or boxes in pixels");
  regions->type_name("FILE");
  image->needs(regions);
  command.add_option("--rules", request.options.rules_path, "Rules instead of the shipped ones")
      ->type_name("FILE");
  command
      .add_option("--reference", request.options.reference_folder,
                  "Folder with bmd_reference.csv instead of the shipped one")
      ->type_name("DIR");
  command
      .add_option_function<std::string>(
          "--gc-mode",
          [&request](const std::string& mode) {
            request.options.frax.glucocorticoid_mode =
                mode == "age" ? GlucocorticoidMode::kByAge : GlucocorticoidMode::kAllAges;
          },
          "Glucocorticoid factors on FRAX: one for all ages, or by age (Kanis 2011)")
      ->check(CLI::IsMember({"all", "age"}))
      ->default_str("all");
}

RiskTables::RiskTables(const RiskOptions& options) {
  if (!options.rules_path.empty()) {
    own_rules_ = FromFile("The rules file", options.rules_path,
                          [&options] { return RuleSet::FromFile(options.rules_path); });
  }
  if (!options.reference_folder.empty()) {
    own_references_ = FromFile("The reference folder", options.reference_folder,
                               [&options] { return ReferenceTables::FromFolder(options.reference_folder); });
  }
}

Patient ReadPatient(const std::string& path) {
  if (path.empty()) return {};
  return FromFile("The patient file", path, [&path] { return ParsePatient(WholeFile(path), path); });
}

std::optional<DensitometryRecord> ReadDensity(const std::string& path, const StudyKeys& study) {
  if (path.empty()) return std::nullopt;
  return FromFile("The densitometry file", path,
                  [&path, &study] { return std::optional(ReadDensitometry(path, study)); });
}

std::optional<DensitometryRecord> FindDensity(const std::string& path, const StudyKeys& study) {
  if (path.empty()) return std::nullopt;
  return FromFile("The densitometry file", path, [&path, &study] { return FindDensitometry(path, study); });
}

std::map<std::string, std::string> RiskIdentity(const RiskRequest& request) {
  std::map<std::string, std::string> identity;
  const auto add = [&identity](const std::string& name, const std::string& path, const char* file = "") {
    const std::string bytes = path.empty() ? "" : WholeFile(path + file);
    identity[name] = path.empty() ? "none" : std::to_string(StableHash(bytes));
  };
  add("--patient", request.patient);
  add("--densitometry", request.densitometry);
  add("--texture-image", request.texture_image);
  add("--texture-roi", request.texture_regions);
  add("--rules", request.options.rules_path);
  add("--reference", request.options.reference_folder, "/bmd_reference.csv");
  const bool by_age = request.options.frax.glucocorticoid_mode == GlucocorticoidMode::kByAge;
  identity["--gc-mode"] = by_age ? "age" : "all";
  return identity;
}

std::optional<TextureSummary> ReadTexture(const RiskRequest& request, const ReadOptions& read,
                                          const Radiograph* film, const SpineOutlines* outlines) {
  const TextureOptions& options = request.options.texture;
  if (request.texture_regions.empty()) {
    if (film == nullptr || outlines == nullptr || outlines->bodies.empty()) return std::nullopt;
    return TextureOfBodies(*film, *outlines, options);
  }
  const std::string& path = request.texture_regions;
  const auto regions =
      FromFile("The regions file", path, [&path] { return ParseTextureRegions(WholeFile(path), path); });
  if (!request.texture_image.empty()) {
    return TextureOfRegions(ReadImage(request.texture_image, read), regions, options);
  }
  if (film == nullptr) throw InputError("--texture-roi needs --texture-image here: there is no film.");
  return TextureOfRegions(*film, regions, options);
}

}  // namespace openvfa::app
