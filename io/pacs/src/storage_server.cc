#include "storage_server.h"

#include <dcmtk/dcmdata/dcostrmf.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/cond.h>
#include <dcmtk/dcmnet/dul.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "dicom_uid.h"
#include "listen_socket.h"
#include "status_text.h"
#include "transfer_syntaxes.h"

namespace openvfa {
namespace {

constexpr int kTickMs = 200;  // how soon a stop is noticed
constexpr std::size_t kMostAssociations = 16;
constexpr int kNoSocket = -1;

// DCMTK takes a connection that is already open through a variable of the whole process.
class HandOver {
 public:
  explicit HandOver(int socket) : lock_(Mutex()) { dcmExternalSocketHandle.set(socket); }
  HandOver(const HandOver&) = delete;
  HandOver& operator=(const HandOver&) = delete;
  ~HandOver() { dcmExternalSocketHandle.set(kNoSocket); }

 private:
  static std::mutex& Mutex() {
    static std::mutex mutex;
    return mutex;
  }
  std::lock_guard<std::mutex> lock_;
};

void Reject(T_ASC_Association& association, T_ASC_RejectParametersResult result,
            T_ASC_RejectParametersSource source, T_ASC_RejectParametersReason reason) {
  const T_ASC_RejectParameters why{result, source, reason};
  ASC_rejectAssociation(&association, &why);
}

// Ends the transport connection and frees everything.
void Destroy(T_ASC_Association* association) {
  if (association == nullptr) return;
  ASC_dropSCPAssociation(association, 1);
  ASC_destroyAssociation(&association);
}

std::string Trimmed(const char* title) {
  std::string text = title;
  text.erase(text.find_last_not_of(' ') + 1);
  text.erase(0, text.find_first_not_of(' '));
  return text;
}

}  // namespace

StorageServer::StorageServer(StorageServerOptions options, ExportFolder& folder)
    : options_(std::move(options)), folder_(folder), tls_(TlsLayer(options_.tls, NET_ACCEPTOR)) {
  dcmDisableGethostbyaddr.set(OFTrue);  // a name server that does not answer would hold everybody up
  const ListenSocket listening = OpenListenSocket(options_.bind, options_.port);
  socket_ = listening.descriptor;
  port_ = listening.port;
  OFCondition ready;
  {
    const HandOver no_listening_of_its_own(socket_);
    ready = ASC_initializeNetwork(NET_ACCEPTOR, 0, options_.timeout_s, &network_);
  }
  if (ready.good() && tls_ != nullptr) ready = ASC_setTransportLayer(network_, tls_.get(), 0);
  if (ready.bad()) {
    ::close(socket_);
    throw PacsError("The network cannot be used: " + OneLine(ready.text()) + ".");
  }
  listener_ = std::jthread([this] { Listen(); });
}

StorageServer::~StorageServer() {
  stop_ = true;
  listener_.join();
  callers_.clear();  // waits for each
  ASC_dropNetwork(&network_);
  ::close(socket_);
}

void StorageServer::TakeOnly(const std::string& study) {
  const std::lock_guard lock(mutex_);
  only_study_ = study;
}

void StorageServer::Notice(const std::string& text) const {
  if (options_.notice) options_.notice(text);
}

void StorageServer::Listen() {
  while (!stop_) {
    if (WaitReadable(socket_, kTickMs)) Accept();
    callers_.remove_if([](const Caller& caller) { return caller.done.load(); });
  }
}

void StorageServer::Accept() {
  const int connection = AcceptConnection(socket_, options_.timeout_s);
  if (connection < 0) return;
  if (open_ >= kMostAssociations) {
    ::close(connection);
    return Notice("a connection was closed since " + std::to_string(kMostAssociations) + " are open");
  }
  ++open_;
  Caller& caller = callers_.emplace_back();
  caller.thread = std::jthread([this, &caller, connection] {
    Serve(connection);
    --open_;
    caller.done = true;
  });
}

// The connection is DCMTK's as soon as it begins to speak; who never does holds nobody else up.
void StorageServer::Serve(int connection) {
  for (int waited_ms = 0; !WaitReadable(connection, kTickMs); waited_ms += kTickMs) {
    if (stop_ || waited_ms > options_.timeout_s * 1000) {
      ::close(connection);
      return;
    }
  }
  T_ASC_Association* association = nullptr;
  OFCondition begun;
  {
    const HandOver connected(connection);
    begun = ASC_receiveAssociation(network_, &association, ASC_MAXIMUMPDUSIZE, nullptr, nullptr,
                                   tls_ != nullptr, DUL_NOBLOCK, options_.timeout_s);
  }
  if (begun.bad()) {
    Notice("a connection was no association: " + OneLine(begun.text()));
  } else if (Negotiate(*association)) {
    Receive(*association);
  }
  Destroy(association);
}

bool StorageServer::Negotiate(T_ASC_Association& association) {
  const DUL_ASSOCIATESERVICEPARAMETERS& asked = association.params->DULparams;
  const std::string calling = Trimmed(asked.callingAPTitle), called = Trimmed(asked.calledAPTitle);
  const auto& allowed = options_.allowed;
  const auto refuse = [&](T_ASC_RejectParametersReason reason, const std::string& why) {
    Notice("an association was refused: " + why);
    Reject(association, ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER, reason);
    return false;
  };
  if (std::strcmp(asked.applicationContextName, UID_StandardApplicationContext) != 0) {
    return refuse(ASC_REASON_SU_APPCONTEXTNAMENOTSUPPORTED, "it is not for DICOM");
  }
  if (called != options_.ae_title) {
    return refuse(ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED, "it calls another AE title than ours");
  }
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), calling) == allowed.end()) {
    return refuse(ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED, "the caller's AE title is not allowed");
  }
  const char* echo[] = {UID_VerificationSOPClass};
  std::vector<const char*> encodings(std::begin(kTransferSyntaxes), std::end(kTransferSyntaxes));
  ASC_acceptContextsWithPreferredTransferSyntaxes(association.params, echo, 1, encodings.data(), 2);
  ASC_acceptContextsWithPreferredTransferSyntaxes(association.params, dcmAllStorageSOPClassUIDs,
                                                  numberOfDcmAllStorageSOPClassUIDs, encodings.data(),
                                                  static_cast<int>(encodings.size()));
  return ASC_acknowledgeAssociation(&association).good();
}

void StorageServer::Receive(T_ASC_Association& association) {
  for (int silent_s = 0; silent_s <= options_.timeout_s;) {
    T_ASC_PresentationContextID id = 0;
    T_DIMSE_Message message = {};
    const OFCondition received =
        DIMSE_receiveCommand(&association, DIMSE_NONBLOCKING, 1, &id, &message, nullptr);
    if (received == DUL_PEERREQUESTEDRELEASE) {
      ASC_acknowledgeRelease(&association);
      return;
    }
    if (received == DIMSE_NODATAAVAILABLE) {
      if (stop_) break;
      ++silent_s;
    } else if (received.bad()) {
      return;  // the caller aborted, or is gone
    } else if (Answer(association, message, id)) {
      silent_s = 0;
    } else {
      break;
    }
  }
  ASC_abortAssociation(&association);
}

bool StorageServer::Answer(T_ASC_Association& association, T_DIMSE_Message& message,
                           T_ASC_PresentationContextID id) {
  if (message.CommandField == DIMSE_C_ECHO_RQ) {
    return DIMSE_sendEchoResponse(&association, id, &message.msg.CEchoRQ, STATUS_Success, nullptr).good();
  }
  return message.CommandField == DIMSE_C_STORE_RQ && Store(association, message.msg.CStoreRQ, id);
}

// Whether the association can go on.
bool StorageServer::Store(T_ASC_Association& association, const T_DIMSE_C_StoreRQ& request,
                          T_ASC_PresentationContextID id) {
  Uint16 status = STATUS_Success;
  OFCondition received;
  if (folder_.IsFull()) {
    status = STATUS_STORE_Refused_OutOfResources;
  } else if (!IsUid(request.AffectedSOPInstanceUID)) {
    status = STATUS_STORE_Error_CannotUnderstand;
  }
  if (status == STATUS_Success) {
    received = ReceiveObject(association, request, id, status);
  } else {
    DIC_UL bytes = 0, values = 0;
    received = DIMSE_ignoreDataSet(&association, DIMSE_NONBLOCKING, options_.timeout_s, &bytes, &values);
  }
  if (status == STATUS_STORE_Refused_OutOfResources && !told_full_.exchange(true)) {
    Notice("objects are refused from now on: " + folder_.Trouble().value_or("they cannot be written"));
  }
  if (received.bad()) return false;
  T_DIMSE_C_StoreRSP response = {};
  response.DimseStatus = status;
  response.MessageIDBeingRespondedTo = request.MessageID;
  response.DataSetType = DIMSE_DATASET_NULL;
  OFStandard::strlcpy(response.AffectedSOPClassUID, request.AffectedSOPClassUID,
                      sizeof response.AffectedSOPClassUID);
  OFStandard::strlcpy(response.AffectedSOPInstanceUID, request.AffectedSOPInstanceUID,
                      sizeof response.AffectedSOPInstanceUID);
  response.opts = O_STORE_AFFECTEDSOPCLASSUID | O_STORE_AFFECTEDSOPINSTANCEUID;
  return DIMSE_sendStoreResponse(&association, id, &request, &response, nullptr).good();
}

// Straight to a file, without being decoded.
OFCondition StorageServer::ReceiveObject(T_ASC_Association& association, const T_DIMSE_C_StoreRQ& request,
                                         T_ASC_PresentationContextID id, Uint16& status) {
  const auto temporary = folder_.NewTemporary();
  DcmOutputFileStream* file = nullptr;
  OFCondition done = DIMSE_createFilestream(temporary.c_str(), &request, &association, id, 1, &file);
  if (done.bad()) {
    status = STATUS_STORE_Refused_OutOfResources;
    DIC_UL bytes = 0, values = 0;
    return DIMSE_ignoreDataSet(&association, DIMSE_NONBLOCKING, options_.timeout_s, &bytes, &values);
  }
  T_ASC_PresentationContextID data_id = id;
  done = DIMSE_receiveDataSetInFile(&association, DIMSE_NONBLOCKING, options_.timeout_s, &data_id, file,
                                    nullptr, nullptr);
  delete file;
  if (done.bad()) {
    ::unlink(temporary.c_str());
    return done;
  }
  std::optional<std::string> only;
  {
    const std::lock_guard lock(mutex_);
    only = only_study_;
  }
  const Received received = folder_.Take(temporary, request.AffectedSOPInstanceUID, only);
  if (received.reception == Reception::kFull) status = STATUS_STORE_Refused_OutOfResources;
  if (received.reception == Reception::kUnreadable) status = STATUS_STORE_Error_CannotUnderstand;
  if (received.reception == Reception::kUnwanted) status = STATUS_STORE_Refused_SOPClassNotSupported;
  if (options_.received) options_.received(received);
  return EC_Normal;
}

}  // namespace openvfa
