// Receiving studies that others send (storage service, C-STORE SCP).
#ifndef OPENVFA_PACS_LISTEN_H_
#define OPENVFA_PACS_LISTEN_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "openvfa/pacs/disk_limit.h"
#include "openvfa/pacs/peer.h"

namespace openvfa {

struct ListenOptions {
  std::string bind = "127.0.0.1";  // IPv4 address to listen on; 0.0.0.0: all of this machine
  int port = 11112;                // 0: a free one
  std::string ae_title = "OPENVFA";
  std::vector<std::string> allowed;  // AE titles that may send; empty: any
  PacsTls tls = {};                  // needs a certificate of our own
  int timeout_s = 30;                // a caller who is silent for longer is dropped
  int study_idle_s = 30;             // a study is finished when nothing more came for it for as long
  DiskLimit disk = {};
  bool once = false;  // end when everything received was handed over and nobody is connected
  // Asked a few times a second: whether to end. A study that is being handed over is finished before.
  std::function<bool()> stop = {};
  std::function<void(int port)> listening = {};
  // Refused callers and objects, a full disk: a clause without full stop. From several threads.
  std::function<void(const std::string&)> notice = {};

  // Throws InputError naming the field.
  void Validate() const;
};

// Called with the folder of a finished study, one at a time; reception goes on meanwhile. A study that gets
// more objects later is handed over again. An exception passes through and ends listening.
using StudyHandler = std::function<void(const std::filesystem::path& study_folder)>;

// Puts what is received at folder/<StudyInstanceUID>/<SOPInstanceUID>.dcm, each object whole or not at all,
// as it came. folder/.handed-over.jsonl says which studies were handed over; others that lie there from an
// earlier run are handed over when their time is up. Throws PacsError where the port cannot be had.
void ListenForStudies(const std::filesystem::path& folder, const ListenOptions& options,
                      const StudyHandler& handler);

// All that lies in `folder` is handed over again by the next call.
void ForgetHandedOver(const std::filesystem::path& folder);

}  // namespace openvfa

#endif  // OPENVFA_PACS_LISTEN_H_
