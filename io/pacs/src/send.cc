#include "openvfa/pacs/send.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/dcmnet/diutil.h>
#include <dcmtk/dcmnet/dstorscu.h>

#include <map>

#include "openvfa/image/silence_dicom.h"
#include "status_text.h"
#include "tls_layer.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

void RegisterDecoders() {
  static const bool once = [] {
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    DcmRLEDecoderRegistration::registerCodecs();
    return true;
  }();
  (void)once;
}

// Stored, perhaps with a warning that elements were coerced or left out (PS3.4 B.2.3).
bool MeansStored(Uint16 status) { return status == STATUS_Success || (status & 0xF000) == 0xB000; }

class Sender : public DcmStorageSCU {
 public:
  // `tls` may be null; it outlives this.
  Sender(const PacsPeer& peer, const SendOptions& options, DcmTLSTransportLayer* tls)
      : progress_(options.progress), tls_(tls) {
    setPeerHostName(peer.host.c_str());
    setPeerPort(static_cast<Uint16>(peer.port));
    setPeerAETitle(peer.ae_title.c_str());
    setAETitle(options.calling_ae_title.c_str());
    setConnectionTimeout(options.timeout_s);
    setACSETimeout(static_cast<Uint32>(options.timeout_s));
    setDIMSETimeout(static_cast<Uint32>(options.timeout_s));
    setDIMSEBlockingMode(DIMSE_NONBLOCKING);
    setHaltOnUnsuccessfulStoreMode(OFFalse);
    setHaltOnInvalidFileMode(OFFalse);
  }

  void Add(const fs::path& file) {
    const OFCondition added = addDicomFile(file.c_str(), ERM_fileOnly, OFTrue);
    if (added.good()) {
      ++total_;
    } else {
      causes_[file.string()] = "not a DICOM object that can be stored: " + OneLine(added.text());
    }
  }

  // One association for up to 128 kinds of objects, until all have been offered.
  void Run(const PacsPeer& peer) {
    while (addPresentationContexts().good()) {
      OpenNetwork();
      const OFCondition association = negotiateAssociation();
      if (association == NET_EC_NoAcceptablePresentationContexts) {
        was_answered_ = true;
        continue;
      }
      if (association.bad()) return BreakOff(association, peer);
      was_answered_ = true;
      const OFCondition sent = sendSOPInstances();
      if (sent.bad()) {
        abortAssociation();
        return BreakOff(sent, peer);
      }
      releaseAssociation();
    }
  }

  SendReport Report(const std::vector<fs::path>& files) const {
    SendReport report;
    for (const fs::path& file : files) {
      const auto cause = causes_.find(file.string());
      if (cause == causes_.end()) {
        report.failures.push_back({file, not_offered_});
      } else if (cause->second.empty()) {
        report.stored.push_back(file);
      } else {
        report.failures.push_back({file, cause->second});
      }
    }
    return report;
  }

 protected:
  void notifySOPInstanceSent(const TransferEntry& entry) override {
    std::string& cause = causes_[entry.Filename.getCharPointer()];
    cause.clear();
    if (!entry.RequestSent || !isConnected()) {
      cause = "the connection broke";
    } else if (!MeansStored(entry.ResponseStatusCode)) {
      cause = DICOM_PENDING_STATUS(entry.ResponseStatusCode)
                  ? "it takes no objects of this kind"
                  : RefusedWith(entry.ResponseStatusCode, DU_cstoreStatusString(entry.ResponseStatusCode));
    }
    if (progress_) progress_(++done_, total_);
  }

  // Nothing more can be sent over a connection that is gone.
  OFBool shouldStopAfterCurrentSOPInstance() override { return isConnected() ? OFFalse : OFTrue; }

 private:
  // Again for each association: DCMTK needs to know the presentation contexts before.
  void OpenNetwork() {
    freeNetwork();
    OFCondition ready = initNetwork();
    if (ready.good() && tls_ != nullptr) ready = useSecureConnection(tls_);
    if (ready.bad()) throw PacsError("The network cannot be used: " + OneLine(ready.text()) + ".");
  }

  void BreakOff(const OFCondition& condition, const PacsPeer& peer) {
    const std::string text = OneLine(condition.text());
    if (!was_answered_) {
      if (condition == DUL_ASSOCIATIONREJECTED) {
        throw PacsError(PeerText(peer) + " refuses the association from \"" + getAETitle().c_str() +
                        "\": one of the two AE titles is not known there, or it is busy. Nothing was sent.");
      }
      throw PacsError(PeerText(peer) + " cannot be reached: " + text + ". Nothing was sent.");
    }
    not_offered_ = "the connection broke: " + text;
  }

  std::function<void(std::size_t, std::size_t)> progress_;
  DcmTLSTransportLayer* tls_;
  std::size_t done_ = 0, total_ = 0;
  bool was_answered_ = false;
  std::map<std::string, std::string> causes_;  // by file; empty: stored
  std::string not_offered_ = "it takes no objects of this kind";
};

}  // namespace

void SendOptions::Validate() const {
  RequireAeTitle(calling_ae_title);
  if (timeout_s < 1) throw InputError("timeout_s must be at least 1, not " + std::to_string(timeout_s) + ".");
  tls.Validate();
}

SendReport SendFiles(const std::vector<fs::path>& files, const PacsPeer& peer, const SendOptions& options) {
  options.Validate();
  SilenceDicomLibrary();
  RegisterDecoders();
  const auto tls = TlsLayer(options.tls);
  Sender sender(peer, options, tls.get());
  for (const fs::path& file : files) sender.Add(file);
  sender.Run(peer);
  return sender.Report(files);
}

}  // namespace openvfa
