#include "run_tables.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/tables.h"

namespace openvfa::app {

RunTables::RunTables(std::filesystem::path folder, const std::vector<std::string>& formats,
                     const std::vector<PlannedInput>& plan)
    : folder_(std::move(folder)), wanted_(std::find(formats.begin(), formats.end(), "csv") != formats.end()) {
  if (!wanted_) return;
  for (const PlannedInput& input : plan) {
    const std::string stem = input.base.filename().string();
    if (stem != "vertebrae" && stem != "studies") continue;
    throw InputError("The table of \"" + input.path + "\" would have the name of the table of all films, \"" +
                     stem + ".csv\": rename the film or leave out --format csv.");
  }
}

void RunTables::Add(const StudyAssessment& assessment) {
  if (!wanted_) return;
  vertebrae_ += VertebraCsvRows(assessment);
  studies_ += StudyCsvRow(assessment);
}

void RunTables::Write() const {
  if (studies_.empty()) return;
  if (std::filesystem::exists(folder_ / "studies.csv"))
    spdlog::warn(
        "\"{}\" and vertebrae.csv of an earlier run are replaced: they list the films of this run only",
        (folder_ / "studies.csv").string());
  WriteFileAtomically(folder_ / "vertebrae.csv",
                      [this](std::ostream& out) { out << VertebraCsvHeader() << vertebrae_; });
  WriteFileAtomically(folder_ / "studies.csv",
                      [this](std::ostream& out) { out << StudyCsvHeader() << studies_; });
}

}  // namespace openvfa::app
