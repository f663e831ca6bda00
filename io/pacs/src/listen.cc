#include "openvfa/pacs/listen.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "done_studies.h"
#include "export_folder.h"
#include "openvfa/image/silence_dicom.h"
#include "storage_server.h"

namespace openvfa {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{200};
constexpr char kHandedOver[] = ".handed-over.jsonl";

// Studies that got something, until they are handed over.
class Waiting {
 public:
  explicit Waiting(int idle_s) : idle_(idle_s) {}

  void Touch(const std::string& study) {
    const std::lock_guard lock(mutex_);
    last_[study] = Clock::now();
    any_ = true;
  }
  // One whose time is up; it waits no longer.
  std::optional<std::string> Next() {
    const std::lock_guard lock(mutex_);
    for (auto entry = last_.begin(); entry != last_.end(); ++entry) {
      if (Clock::now() - entry->second < idle_) continue;
      const std::string study = entry->first;
      last_.erase(entry);
      return study;
    }
    return std::nullopt;
  }
  bool AllHandedOver() const {
    const std::lock_guard lock(mutex_);
    return any_ && last_.empty();
  }

 private:
  std::chrono::seconds idle_;
  mutable std::mutex mutex_;
  std::map<std::string, Clock::time_point> last_;
  bool any_ = false;
};

StorageServerOptions ServerOptions(const ListenOptions& options, Waiting& waiting) {
  StorageServerOptions server;
  server.bind = options.bind;
  server.port = options.port;
  server.ae_title = options.ae_title;
  server.allowed = options.allowed;
  server.tls = options.tls;
  server.timeout_s = options.timeout_s;
  server.notice = options.notice;
  server.received = [&](const Received& received) {
    if (received.reception == Reception::kNew) waiting.Touch(received.study);
    if (received.reception == Reception::kUnreadable && options.notice) {
      options.notice("an object was refused: it is not the DICOM object it was announced as");
    }
  };
  return server;
}

}  // namespace

void ListenOptions::Validate() const {
  RequireAeTitle(ae_title);
  for (const std::string& title : allowed) RequireAeTitle(title);
  if (port < 0 || port > 65535)
    throw InputError("port must be between 0 and 65535, not " + std::to_string(port) + ".");
  if (timeout_s < 1) throw InputError("timeout_s must be at least 1, not " + std::to_string(timeout_s) + ".");
  if (study_idle_s < 1) {
    throw InputError("study_idle_s must be at least 1, not " + std::to_string(study_idle_s) + ".");
  }
  tls.Validate();
  if (tls.enabled && tls.certificate.empty()) {
    throw InputError("A service with TLS needs a certificate of its own and its key.");
  }
}

void ForgetHandedOver(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove(folder / kHandedOver, error);
  if (error) {
    throw WriteError("\"" + (folder / kHandedOver).string() + "\" cannot be removed: " + error.message() +
                     ".");
  }
}

void ListenForStudies(const std::filesystem::path& folder, const ListenOptions& options,
                      const StudyHandler& handler) {
  options.Validate();
  SilenceDicomLibrary();
  ExportFolder received(folder, options.disk);
  DoneStudies done(folder / kHandedOver, "");
  Waiting waiting(options.study_idle_s);
  for (const std::string& study : received.Studies()) {
    const std::size_t objects = received.CountObjects(study);
    if (objects > 0 && done.Objects(study) != objects) waiting.Touch(study);
  }
  const StorageServer server(ServerOptions(options, waiting), received);
  if (options.listening) options.listening(server.port());
  while (!options.stop || !options.stop()) {
    if (const auto study = waiting.Next()) {
      const std::size_t objects = received.CountObjects(*study);  // before: what comes meanwhile counts anew
      handler(received.StudyFolder(*study));
      done.Add(*study, objects);
    } else if (options.once && server.OpenAssociations() == 0 && waiting.AllHandedOver()) {
      return;
    } else {
      std::this_thread::sleep_for(kTick);
    }
  }
}

}  // namespace openvfa
