#include "batch_options.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "batch_film.h"
#include "openvfa/batch/path_text.h"
#include "openvfa/report/version.h"
#include "openvfa/segmentation/networks.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

std::string NetworkText() {
  std::string text;
  for (const NetworkIdentity& network : ShippedNetworks()) {
    text += (text.empty() ? "" : " ") + network.name + "=" + network.sha256.substr(0, 16);
  }
  return text;
}

}  // namespace

void AddWorkerOptions(CLI::App& command, const std::string& timeout_name, BatchOptions& batch) {
  batch.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command
      .add_option("-j,--jobs", batch.jobs, "Worker processes, one film each at a time; default: one per core")
      ->type_name("N")
      ->check(Positive());
  command.add_option(timeout_name, batch.timeout_s, "Longest time for one film, in seconds")
      ->type_name("N")
      ->check(Positive())
      ->capture_default_str();
  command.add_option("--memory-mb", batch.memory_mib, "Most memory for one worker, in MiB; 0: no limit")
      ->type_name("N")
      ->capture_default_str();
}

OnOtherRun PolicyOf(bool fresh, bool accept_mixed) {
  if (fresh) return OnOtherRun::kFresh;
  return accept_mixed ? OnOtherRun::kAcceptMixed : OnOtherRun::kRefuse;
}

RunIdentity ResultIdentity(const FilmOptions& film) {
  const ReadOptions& read = film.read;
  RunIdentity identity;
  identity["program"] = ProgramVersion() + " commit " + ProgramCommit();
  identity["networks"] = NetworkText();
  identity["--format"] = nlohmann::json(film.formats).dump();
  identity["--uid-root"] = film.dicom.uid_root;
  identity["--max-pixels"] = std::to_string(read.max_pixels);
  identity["--frame"] = read.frame ? std::to_string(*read.frame) : "none";
  const auto& spacing = read.pixel_spacing_mm;
  identity["--pixel-spacing"] = spacing ? nlohmann::json({spacing->x(), spacing->y()}).dump() : "none";
  identity["--deidentify"] = film.deidentify.wanted ? "yes" : "no";
  identity["--uid-map"] = film.deidentify.map_path;
  // Only where given, so that runs from before there were norms can be gone on with.
  if (film.norms.norms) identity["--norms"] = film.norms.Identity();
  identity.merge(RiskIdentity(film.risk));
  return identity;
}

void PrepareForWorkers(FilmOptions& film) {
  film.assessment.segmentation.threads = 1;  // a worker each core is faster than threads
  film.read.Validate();
  film.assessment.Validate();
  film.dicom.Validate();
  film.dicom.now = ResultTime();
  if (film.risk.Wanted()) {
    film.risk.of_many = true;
    film.risk_tables.emplace(film.risk.options);
    film.patient = ReadPatient(film.risk.patient);
    FindDensity(film.risk.densitometry, {});  // what cannot be used at all is said before the first film
  }
  film.norms.Open();
  film.norms.TakeSexOf(film.patient);
  // Libraries that make threads on their own.
  ::setenv("ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS", "1", 1);
  ::setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
}

void NameByMap(FilmOptions& film, BatchOptions& batch) {
  film.deidentify.named_by_caller = true;
  batch.base_of = [map = film.deidentify.map](const ExportFile& file, const Routed& routed) {
    if (!routed.study_uid.empty() && !routed.sop_uid.empty()) {
      return "studies/" + map->Replace(routed.study_uid, IdentifierKind::kStudy) + "/" +
             map->Replace(routed.sop_uid, IdentifierKind::kInstance);
    }
    std::string path = std::filesystem::absolute(file.path).lexically_normal().string();
    if (path.find_first_of("\r\n") != std::string::npos) path = EncodePath(path);
    return "studies/plain/" + map->Replace(path, IdentifierKind::kFile);
  };
}

AssessFilm FilmAssessor(FilmOptions& film, bool all) {
  return [&film, all](const FilmJob& job, const StageNote& note) {
    return AssessBatchFilm(job, film, all, note);
  };
}

}  // namespace openvfa::app
