// One association with an archive, for asking and retrieving (C-FIND, C-GET, C-MOVE; study root).
#ifndef OPENVFA_PACS_SRC_ARCHIVE_CLIENT_H_
#define OPENVFA_PACS_SRC_ARCHIVE_CLIENT_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/scu.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "export_folder.h"
#include "openvfa/pacs/peer.h"
#include "openvfa/pacs/query.h"
#include "tls_layer.h"

namespace openvfa {

struct ArchiveCall {
  PacsPeer peer;
  std::string calling_ae_title;
  int timeout_s = 60;
  DcmTLSTransportLayer* tls = nullptr;  // may be null; outlives the client
};

struct ArchiveInstance {
  std::string series, uid;
  std::string sop_class;  // empty where the archive does not say
};

class ArchiveClient : public DcmSCU {
 public:
  explicit ArchiveClient(ArchiveCall call);

  // Associations for asking, for C-MOVE, and for C-GET of objects of these classes (all usual ones where one
  // is not known). Each throws PacsError where the archive cannot be reached or refuses.
  void OpenForFind();
  void OpenForMove();
  void OpenForGet(const std::set<std::string>& sop_classes);
  void Close();

  // StudyInstanceUIDs, in the archive's order. Throw PacsError where the query is refused or breaks off.
  std::vector<std::string> FindStudies(const PacsSelection& selection, const std::string& modality);
  std::vector<ArchiveInstance> FindInstances(const std::string& study, const PacsSelection& selection);

  // Into `folder`, only objects of this study. `instances` empty: the whole series. Returns why it did not
  // work, without full stop, or nothing. What came is in the folder in any case.
  std::string Get(const std::string& study, const std::string& series,
                  const std::vector<std::string>& instances, ExportFolder& folder,
                  const std::function<void(const Received&)>& received);
  // The archive opens an association of its own to our storage service.
  std::string Move(const std::string& study, const std::string& series,
                   const std::vector<std::string>& instances);

 protected:
  OFCondition handleFINDResponse(const T_ASC_PresentationContextID id, QRResponse* response,
                                 OFBool& wait) override;
  OFCondition handleCGETResponse(const T_ASC_PresentationContextID id, RetrieveResponse* response,
                                 OFBool& go_on) override;
  OFCondition handleMOVEResponse(const T_ASC_PresentationContextID id, RetrieveResponse* response,
                                 OFBool& wait) override;
  OFCondition handleSTORERequestFile(T_ASC_PresentationContextID* id, const OFString& filename,
                                     T_DIMSE_C_StoreRQ* request) override;

 private:
  void Open(const char* information_model);
  std::vector<std::string> FindSeries(const std::string& study, const PacsSelection& selection);
  void Find(DcmDataset& keys, const std::function<void(DcmDataset&)>& answer);
  OFCondition NoteStatus(const QRResponse* response, OFBool& go_on);
  std::string Outcome(const OFCondition& condition) const;

  ArchiveCall call_;
  const char* model_ = nullptr;
  Uint16 status_ = 0;
  std::function<void(DcmDataset&)> answer_;
  // Of the C-GET that runs.
  std::string study_;
  ExportFolder* folder_ = nullptr;
  std::function<void(const Received&)> received_;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_ARCHIVE_CLIENT_H_
