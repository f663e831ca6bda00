// The tables over all films of a run: DIR/vertebrae.csv and DIR/studies.csv.
#ifndef OPENVFA_APPS_RUN_TABLES_H_
#define OPENVFA_APPS_RUN_TABLES_H_

#include <filesystem>
#include <string>
#include <vector>

#include "openvfa/scoring/study_assessment.h"
#include "output_plan.h"

namespace openvfa::app {

class RunTables {
 public:
  // Only where "csv" is among the formats. Throws InputError where a film's own table would have the name of
  // one of these.
  RunTables(std::filesystem::path folder, const std::vector<std::string>& formats,
            const std::vector<PlannedInput>& plan);

  void Add(const StudyAssessment& assessment);
  // Nothing where no film was assessed. Throws WriteError.
  void Write() const;

 private:
  std::filesystem::path folder_;
  bool wanted_;
  std::string vertebrae_, studies_;  // rows so far
};

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_RUN_TABLES_H_
