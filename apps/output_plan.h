// Which files an input becomes, decided before any work is done.
#ifndef OPENVFA_APPS_OUTPUT_PLAN_H_
#define OPENVFA_APPS_OUTPUT_PLAN_H_

#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::app {

struct PlannedInput {
  std::string path;            // as the user gave it
  std::filesystem::path base;  // DIR/X, to which ".json" and the like are appended
  std::filesystem::path Output(const std::string& extension) const { return base.string() + extension; }
};

// Throws InputError where two inputs would write the same file, or an input would be overwritten.
std::vector<PlannedInput> PlanOutputs(const std::vector<std::string>& inputs,
                                      const std::filesystem::path& folder,
                                      const std::vector<std::string>& extensions);

// Makes the folder where it is missing. Throws InputError where it cannot be made or written to.
void PrepareFolder(const std::filesystem::path& folder);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_OUTPUT_PLAN_H_
