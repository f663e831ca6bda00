#include "norms_request.h"

#include <memory>
#include <sstream>

#include "openvfa/batch/shard.h"
#include "openvfa/image/error.h"
#include "openvfa/report/norms.h"
#include "openvfa/scoring/quantitative_morphometry.h"
#include "openvfa/scoring/read_norms.h"

namespace openvfa::app {

void NormsRequest::Open() {
  if (path.empty() && sex) throw InputError("--sex chooses among the norms of --norms, which is not given.");
  if (!path.empty()) norms = ReadNorms(path);
}

void NormsRequest::TakeSexOf(const Patient& patient) {
  if (!patient.sex) return;
  const NormSex own = *patient.sex == Sex::kFemale ? NormSex::kFemale : NormSex::kMale;
  if (sex && *sex != own) throw InputError("--sex is not the sex that --patient says.");
  sex = own;
}

std::string NormsRequest::Identity() const {
  if (!norms) return "none";
  std::ostringstream text;
  WriteNorms(*norms, text);
  return std::to_string(StableHash(text.str())) + (sex ? " " + NormSexName(*sex) : "");
}

void NormsRequest::Apply(StudyAssessment& assessment) const {
  if (!norms) return;
  assessment.quantitative =
      std::make_shared<const QuantitativeMorphometry>(ScoreMorphometry(assessment.measurements, *norms, sex));
}

void AddNormsOptions(CLI::App& command, NormsRequest& request) {
  command
      .add_option("--norms", request.path,
                  "Norms from openvfa norms: adds z-scores and quantitative methods (docs/norms.md)")
      ->type_name("FILE");
  command
      .add_option_function<std::string>(
          "--sex", [&request](const std::string& name) { request.sex = ParseNormSex(name); },
          "Whose norms; else the sex that --patient says, else those of both sexes")
      ->check(CLI::IsMember({"female", "male"}));
}

}  // namespace openvfa::app
