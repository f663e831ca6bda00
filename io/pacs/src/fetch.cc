#include "openvfa/pacs/fetch.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "archive_client.h"
#include "done_studies.h"
#include "export_folder.h"
#include "openvfa/image/silence_dicom.h"
#include "query_attributes.h"
#include "storage_server.h"

namespace openvfa {
namespace {

// As many UIDs as one request names: archives limit its length.
constexpr std::size_t kInstancesAtOnce = 100;

// What decides which objects of a study are wanted: a study that is complete for one is not for another. Only
// modalities and attributes of series count, which hold nothing of a patient.
std::string ScopeOf(const PacsSelection& selection) {
  std::string scope;
  for (const std::string& modality : selection.modalities)
    scope.append(scope.empty() ? "" : ",").append(modality);
  std::vector<std::string> keys;
  for (const QueryKey& key : selection.keys) {
    if (FindQueryAttribute(key.keyword)->of_series) keys.push_back(key.keyword + "=" + key.value);
  }
  std::sort(keys.begin(), keys.end());
  for (const std::string& key : keys) scope.append(";").append(key);
  return scope;
}

class Fetcher {
 public:
  Fetcher(const PacsPeer& archive, const std::filesystem::path& folder, const FetchOptions& options)
      : options_(options),
        tls_(TlsLayer(options.tls)),
        call_{archive, options.calling_ae_title, options.timeout_s, tls_.get()},
        folder_(folder, options.disk),
        done_(folder / ".fetched.jsonl", ScopeOf(options.selection)) {
    if (options.move_port) Listen();
  }

  FetchReport Run() {
    const std::vector<std::string> studies = Studies();
    report_.found = studies.size();
    progress_.studies_total = studies.size();
    for (const std::string& study : studies) {
      if (done_.Objects(study)) {
        ++report_.complete_before;
      } else if (MustEnd()) {
        break;
      } else {
        Fetch(study);
      }
      ++progress_.studies_done;
      Tell();
    }
    return report_;
  }

 private:
  using Instances = std::vector<ArchiveInstance>;

  void Listen() {
    StorageServerOptions server;
    server.bind = options_.move_bind;
    server.port = *options_.move_port;
    server.ae_title = options_.calling_ae_title;
    server.allowed = options_.move_callers;
    if (server.allowed.empty()) server.allowed = {call_.peer.ae_title};
    server.tls = options_.tls;
    server.timeout_s = options_.timeout_s;
    server.received = [this](const Received& received) { Count(received); };
    server_ = std::make_unique<StorageServer>(std::move(server), folder_);
  }

  // One query for each modality: not every archive understands a list of them.
  std::vector<std::string> Studies() {
    std::vector<std::string> modalities = options_.selection.modalities;
    if (modalities.empty()) modalities.emplace_back();
    ArchiveClient client(call_);
    client.OpenForFind();
    std::vector<std::string> studies;
    std::set<std::string> known;
    for (const std::string& modality : modalities) {
      for (std::string& study : client.FindStudies(options_.selection, modality)) {
        if (known.insert(study).second) studies.push_back(std::move(study));
      }
    }
    client.Close();
    return studies;
  }

  bool MustEnd() {
    if (options_.stop && options_.stop()) {
      report_.ended_early = "it was interrupted";
    } else if (folder_.IsFull() || folder_.Trouble()) {
      report_.ended_early = folder_.Trouble();
    }
    return report_.ended_early.has_value();
  }

  void Fetch(const std::string& study) {
    ArchiveClient asking(call_);
    asking.OpenForFind();
    const Instances instances = asking.FindInstances(study, options_.selection);
    asking.Close();
    const std::string cause = Retrieve(study, instances);
    const Instances missing = Missing(study, instances);
    if (missing.empty()) {
      ++report_.complete;
      done_.Add(study, instances.size());
      return;
    }
    if (folder_.Trouble()) {  // ends the run, which says so, after the last study too
      report_.ended_early = folder_.Trouble();
      return;
    }
    const std::string counts =
        std::to_string(missing.size()) + " of " + std::to_string(instances.size()) + " objects did not come";
    report_.failures.push_back({study, cause.empty() ? counts : counts + ": " + cause});
  }

  Instances Missing(const std::string& study, const Instances& instances) const {
    Instances missing;
    std::copy_if(instances.begin(), instances.end(), std::back_inserter(missing),
                 [&](const ArchiveInstance& instance) { return !folder_.Has(study, instance.uid); });
    return missing;
  }

  // Whole series, or what is missing of those that lie there in part. Returns the first cause of failure.
  std::string Retrieve(const std::string& study, const Instances& instances) {
    std::map<std::string, std::size_t> size_of_series;
    for (const ArchiveInstance& instance : instances) ++size_of_series[instance.series];
    std::map<std::string, std::vector<std::string>> missing;
    std::set<std::string> classes;
    for (const ArchiveInstance& instance : Missing(study, instances)) {
      missing[instance.series].push_back(instance.uid);
      classes.insert(instance.sop_class);
    }
    if (missing.empty()) return {};
    ArchiveClient client(call_);
    if (server_) {
      server_->TakeOnly(study);
      client.OpenForMove();
    } else {
      client.OpenForGet(classes);
    }
    std::string cause;
    for (auto& [series, uids] : missing) {
      if (uids.size() == size_of_series[series]) uids.clear();
      if (cause.empty()) cause = RetrieveSeries(client, study, series, uids);
    }
    client.Close();
    return cause;
  }

  std::string RetrieveSeries(ArchiveClient& client, const std::string& study, const std::string& series,
                             const std::vector<std::string>& uids) {
    std::string cause;
    for (std::size_t first = 0; cause.empty() && (first == 0 || first < uids.size());
         first += kInstancesAtOnce) {
      const auto from = uids.begin() + static_cast<std::ptrdiff_t>(first);
      const auto count = static_cast<std::ptrdiff_t>(std::min(kInstancesAtOnce, uids.size() - first));
      const std::vector<std::string> part(from, from + count);
      cause = server_ ? client.Move(study, series, part)
                      : client.Get(study, series, part, folder_,
                                   [this](const Received& received) { Count(received); });
    }
    return cause;
  }

  void Count(const Received& received) {
    if (received.reception != Reception::kNew) return;
    const std::lock_guard lock(mutex_);
    ++report_.objects;
    report_.bytes += received.bytes;
    progress_.bytes += received.bytes;
  }

  void Tell() {
    if (!options_.progress) return;
    const std::lock_guard lock(mutex_);
    options_.progress(progress_);
  }

  const FetchOptions& options_;
  std::unique_ptr<DcmTLSTransportLayer> tls_;
  ArchiveCall call_;
  ExportFolder folder_;
  DoneStudies done_;
  std::mutex mutex_;  // of what Count changes
  FetchReport report_;
  FetchProgress progress_;
  std::unique_ptr<StorageServer> server_;  // last: its threads use the rest
};

}  // namespace

void FetchOptions::Validate() const {
  selection.Validate();
  RequireAeTitle(calling_ae_title);
  if (timeout_s < 1) throw InputError("timeout_s must be at least 1, not " + std::to_string(timeout_s) + ".");
  if (move_port && (*move_port < 0 || *move_port > 65535)) {
    throw InputError("move_port must be between 0 and 65535, not " + std::to_string(*move_port) + ".");
  }
  for (const std::string& title : move_callers) RequireAeTitle(title);
  tls.Validate();
  if (move_port && tls.enabled && tls.certificate.empty()) {
    throw InputError("C-MOVE with TLS needs a certificate of our own for the storage service.");
  }
}

FetchReport FetchStudies(const PacsPeer& archive, const std::filesystem::path& folder,
                         const FetchOptions& options) {
  options.Validate();
  SilenceDicomLibrary();
  return Fetcher(archive, folder, options).Run();
}

}  // namespace openvfa
