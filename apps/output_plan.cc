#include "output_plan.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <map>
#include <system_error>

#include "openvfa/image/error.h"

namespace openvfa::app {
namespace {

namespace fs = std::filesystem;

// The file name without what tells its type: "film.nii.gz" -> "film". An ending of digits only is part of the
// name: archives name DICOM files by their UID.
std::string StemOf(const std::string& input) {
  fs::path name = fs::path(input).lexically_normal().filename();
  if (name.extension() == ".gz") name = name.stem();
  const std::string ending = name.extension().string();
  const bool digits = std::all_of(ending.begin() + (ending.empty() ? 0 : 1), ending.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits ? name.string() : name.stem().string();
}

bool SameFile(const fs::path& a, const fs::path& b) {
  std::error_code error;  // of a file that does not exist: then they are not the same
  return fs::equivalent(a, b, error) && !error;
}

void RequireInputsStay(const std::vector<PlannedInput>& plan, const std::vector<std::string>& extensions) {
  for (const auto& writer : plan) {
    for (const auto& extension : extensions) {
      for (const auto& input : plan) {
        if (!SameFile(writer.Output(extension), input.path)) continue;
        std::string text = "The result of \"";
        text.append(writer.path).append("\" would overwrite the input \"").append(input.path);
        throw InputError(text.append("\": choose another --out folder."));
      }
    }
  }
}

}  // namespace

std::vector<PlannedInput> PlanOutputs(const std::vector<std::string>& inputs, const fs::path& folder,
                                      const std::vector<std::string>& extensions) {
  std::vector<PlannedInput> plan;
  std::map<std::string, std::string> input_of;
  for (const std::string& input : inputs) {
    const std::string stem = StemOf(input);
    const auto [first, is_new] = input_of.emplace(stem, input);
    if (!is_new) {
      throw InputError("\"" + first->second + "\" and \"" + input + "\" would both be written as \"" + stem +
                       "\": give them separate --out folders.");
    }
    plan.push_back({.path = input, .base = folder / stem});
  }
  RequireInputsStay(plan, extensions);
  return plan;
}

void PrepareFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder)) {
    const std::string cause = error ? error.message() : "it is not a folder";
    throw InputError("The --out folder \"" + folder.string() + "\" cannot be made: " + cause + ".");
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw InputError("The --out folder \"" + folder.string() +
                     "\" cannot be written to: " + std::generic_category().message(errno) + ".");
  }
}

}  // namespace openvfa::app
