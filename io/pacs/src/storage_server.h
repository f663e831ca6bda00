// A storage service (C-STORE SCP): a thread listens, and one for each association receives.
#ifndef OPENVFA_PACS_SRC_STORAGE_SERVER_H_
#define OPENVFA_PACS_SRC_STORAGE_SERVER_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "export_folder.h"
#include "openvfa/pacs/peer.h"
#include "tls_layer.h"

namespace openvfa {

struct StorageServerOptions {
  std::string bind = "127.0.0.1";    // IPv4 address to listen on
  int port = 0;                      // 0: a free one
  std::string ae_title;              // ours, which callers have to call
  std::vector<std::string> allowed;  // AE titles of callers; empty: any
  PacsTls tls = {};
  int timeout_s = 30;  // for a silent caller
  // Called from several threads.
  std::function<void(const Received&)> received = {};
  std::function<void(const std::string&)> notice = {};  // a clause without full stop
};

class StorageServer {
 public:
  // Listens when it returns. `folder` outlives it. Throws PacsError where the port cannot be had.
  StorageServer(StorageServerOptions options, ExportFolder& folder);
  StorageServer(const StorageServer&) = delete;
  StorageServer& operator=(const StorageServer&) = delete;
  // Objects in hand are received; then the associations end.
  ~StorageServer();

  int port() const { return port_; }
  std::size_t OpenAssociations() const { return open_; }
  // Objects of other studies are refused from now on.
  void TakeOnly(const std::string& study);

 private:
  struct Caller {
    std::jthread thread;
    std::atomic<bool> done = false;
  };

  void Listen();
  void Accept();
  void Serve(int socket);
  bool Negotiate(T_ASC_Association& association);
  void Receive(T_ASC_Association& association);
  bool Answer(T_ASC_Association& association, T_DIMSE_Message& message, T_ASC_PresentationContextID id);
  bool Store(T_ASC_Association& association, const T_DIMSE_C_StoreRQ& request,
             T_ASC_PresentationContextID id);
  OFCondition ReceiveObject(T_ASC_Association& association, const T_DIMSE_C_StoreRQ& request,
                            T_ASC_PresentationContextID id, Uint16& status);
  void Notice(const std::string& text) const;

  StorageServerOptions options_;
  ExportFolder& folder_;
  std::unique_ptr<DcmTLSTransportLayer> tls_;
  int socket_ = -1, port_ = 0;
  T_ASC_Network* network_ = nullptr;
  std::atomic<bool> stop_ = false;
  std::atomic<bool> told_full_ = false;
  std::atomic<std::size_t> open_ = 0;
  mutable std::mutex mutex_;
  std::optional<std::string> only_study_;
  std::list<Caller> callers_;  // of the listening thread
  std::jthread listener_;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_STORAGE_SERVER_H_
