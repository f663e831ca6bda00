#include "archive_client.h"

#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/diutil.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "dicom_uid.h"
#include "query_attributes.h"
#include "status_text.h"
#include "transfer_syntaxes.h"

namespace openvfa {
namespace {

// An association has 128 presentation contexts; one is the information model's.
constexpr std::size_t kContextsForObjects = 127;

void Put(DcmDataset& keys, const DcmTagKey& tag, const std::string& value = {}) {
  keys.putAndInsertOFStringArray(tag, value.c_str());
}

std::string Text(DcmDataset& answer, const DcmTagKey& tag) {
  OFString value;
  answer.findAndGetOFString(tag, value);
  while (!value.empty() && value[value.length() - 1] == ' ') value.erase(value.length() - 1);
  return value.c_str();
}

std::string Joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text.append(text.empty() ? "" : "\\").append(value);
  return text;
}

void PutSelected(DcmDataset& keys, const PacsSelection& selection, bool of_series) {
  for (const QueryKey& key : selection.keys) {
    const QueryAttribute& attribute = *FindQueryAttribute(key.keyword);
    if (attribute.of_series != of_series) continue;
    Put(keys, DcmTagKey(attribute.group, attribute.element), key.value);
    const bool ascii =
        std::all_of(key.value.begin(), key.value.end(), [](char c) { return (c & 0x80) == 0; });
    if (!ascii) Put(keys, DCM_SpecificCharacterSet, "ISO_IR 192");
  }
}

// What is to be retrieved: a series, or some of its instances.
DcmDataset Wanted(const std::string& study, const std::string& series,
                  const std::vector<std::string>& instances) {
  DcmDataset keys;
  Put(keys, DCM_QueryRetrieveLevel, instances.empty() ? "SERIES" : "IMAGE");
  Put(keys, DCM_StudyInstanceUID, study);
  Put(keys, DCM_SeriesInstanceUID, series);
  if (!instances.empty()) Put(keys, DCM_SOPInstanceUID, Joined(instances));
  return keys;
}

}  // namespace

ArchiveClient::ArchiveClient(ArchiveCall call) : call_(std::move(call)) {
  setPeerHostName(call_.peer.host.c_str());
  setPeerPort(static_cast<Uint16>(call_.peer.port));
  setPeerAETitle(call_.peer.ae_title.c_str());
  setAETitle(call_.calling_ae_title.c_str());
  setConnectionTimeout(call_.timeout_s);
  setACSETimeout(static_cast<Uint32>(call_.timeout_s));
  setDIMSETimeout(static_cast<Uint32>(call_.timeout_s));
  setDIMSEBlockingMode(DIMSE_NONBLOCKING);
  setMaxReceivePDULength(ASC_MAXIMUMPDUSIZE);
  setStorageMode(DCMSCU_STORAGE_BIT_PRESERVING);
}

void ArchiveClient::Open(const char* information_model) {
  model_ = information_model;
  OFList<OFString> plain;
  plain.push_back(UID_LittleEndianExplicitTransferSyntax);
  plain.push_back(UID_LittleEndianImplicitTransferSyntax);
  addPresentationContext(model_, plain);
  OFCondition ready = initNetwork();
  if (ready.good() && call_.tls != nullptr) ready = useSecureConnection(call_.tls);
  if (ready.bad()) throw PacsError("The network cannot be used: " + OneLine(ready.text()) + ".");
  const OFCondition association = negotiateAssociation();
  const std::string peer = PeerText(call_.peer);
  if (association == DUL_ASSOCIATIONREJECTED) {
    throw PacsError(peer + " refuses the association from \"" + call_.calling_ae_title +
                    "\": one of the two AE titles is not known there, or it is busy.");
  }
  if (association == NET_EC_NoAcceptablePresentationContexts) {
    throw PacsError(peer + " does not offer the service that is needed.");
  }
  if (association.bad()) throw PacsError(peer + " cannot be reached: " + OneLine(association.text()) + ".");
  if (findAnyPresentationContextID(model_, "") == 0) {
    throw PacsError(peer + " does not offer the service that is needed.");
  }
}

void ArchiveClient::OpenForFind() { Open(UID_FINDStudyRootQueryRetrieveInformationModel); }

void ArchiveClient::OpenForMove() { Open(UID_MOVEStudyRootQueryRetrieveInformationModel); }

// A context for each encoding, so that the archive can send what it holds as it is; where there are too many
// classes for that, it chooses one encoding for each.
void ArchiveClient::OpenForGet(const std::set<std::string>& sop_classes) {
  std::set<std::string> classes = sop_classes;
  if (classes.empty() || classes.contains("")) {
    classes.erase("");
    for (int i = 0; i < numberOfDcmLongSCUStorageSOPClassUIDs; ++i) {
      if (classes.size() < kContextsForObjects) classes.insert(dcmLongSCUStorageSOPClassUIDs[i]);
    }
  }
  const bool apart = classes.size() * std::size(kTransferSyntaxes) <= kContextsForObjects;
  OFList<OFString> all;
  for (const char* syntax : kTransferSyntaxes) all.push_back(syntax);
  for (const std::string& sop_class : classes) {
    if (!apart) addPresentationContext(sop_class.c_str(), all, ASC_SC_ROLE_SCP);
    for (const char* syntax : kTransferSyntaxes) {
      OFList<OFString> one;
      one.push_back(syntax);
      if (apart) addPresentationContext(sop_class.c_str(), one, ASC_SC_ROLE_SCP);
    }
  }
  Open(UID_GETStudyRootQueryRetrieveInformationModel);
}

void ArchiveClient::Close() {
  if (isConnected()) releaseAssociation();
  freeNetwork();
  clearPresentationContexts();
}

void ArchiveClient::Find(DcmDataset& keys, const std::function<void(DcmDataset&)>& answer) {
  answer_ = answer;
  status_ = STATUS_Pending;
  const OFCondition sent = sendFINDRequest(findAnyPresentationContextID(model_, ""), &keys, nullptr);
  if (status_ == STATUS_Success) return;
  if (sent.bad() || DICOM_PENDING_STATUS(status_)) {
    abortAssociation();
    throw PacsError(PeerText(call_.peer) + " broke off the query: " + OneLine(sent.text()) + ".");
  }
  throw PacsError(PeerText(call_.peer) + ": the query was " +
                  RefusedWith(status_, DU_cfindStatusString(status_)) + ".");
}

OFCondition ArchiveClient::handleFINDResponse(const T_ASC_PresentationContextID, QRResponse* response,
                                              OFBool& wait) {
  const OFCondition noted = NoteStatus(response, wait);
  if (wait && response->m_dataset != nullptr) answer_(*response->m_dataset);
  return noted;
}

OFCondition ArchiveClient::NoteStatus(const QRResponse* response, OFBool& go_on) {
  go_on = OFFalse;
  if (response == nullptr) return DIMSE_NULLKEY;
  status_ = response->m_status;
  go_on = DICOM_PENDING_STATUS(status_) ? OFTrue : OFFalse;
  return EC_Normal;
}

std::vector<std::string> ArchiveClient::FindStudies(const PacsSelection& selection,
                                                    const std::string& modality) {
  DcmDataset keys;
  Put(keys, DCM_QueryRetrieveLevel, "STUDY");
  Put(keys, DCM_StudyInstanceUID, Joined(selection.studies));
  if (!selection.dates.empty()) Put(keys, DCM_StudyDate, selection.dates);
  if (!modality.empty()) Put(keys, DCM_ModalitiesInStudy, modality);
  PutSelected(keys, selection, false);
  std::vector<std::string> studies;
  Find(keys, [&](DcmDataset& answer) {
    const std::string uid = Text(answer, DCM_StudyInstanceUID);
    if (IsUid(uid)) studies.push_back(uid);
  });
  return studies;
}

std::vector<std::string> ArchiveClient::FindSeries(const std::string& study, const PacsSelection& selection) {
  DcmDataset keys;
  Put(keys, DCM_QueryRetrieveLevel, "SERIES");
  Put(keys, DCM_StudyInstanceUID, study);
  Put(keys, DCM_SeriesInstanceUID);
  Put(keys, DCM_Modality);
  PutSelected(keys, selection, true);
  std::vector<std::string> found;
  const auto& wanted = selection.modalities;
  Find(keys, [&](DcmDataset& answer) {
    const std::string uid = Text(answer, DCM_SeriesInstanceUID), modality = Text(answer, DCM_Modality);
    const bool fits = wanted.empty() || std::find(wanted.begin(), wanted.end(), modality) != wanted.end();
    if (fits && IsUid(uid)) found.push_back(uid);
  });
  return found;
}

std::vector<ArchiveInstance> ArchiveClient::FindInstances(const std::string& study,
                                                          const PacsSelection& selection) {
  std::vector<ArchiveInstance> instances;
  for (const std::string& series : FindSeries(study, selection)) {
    DcmDataset keys;
    Put(keys, DCM_QueryRetrieveLevel, "IMAGE");
    Put(keys, DCM_StudyInstanceUID, study);
    Put(keys, DCM_SeriesInstanceUID, series);
    Put(keys, DCM_SOPInstanceUID);
    Put(keys, DCM_SOPClassUID);
    Find(keys, [&](DcmDataset& answer) {
      const std::string uid = Text(answer, DCM_SOPInstanceUID), sop_class = Text(answer, DCM_SOPClassUID);
      if (IsUid(uid)) instances.push_back({series, uid, IsUid(sop_class) ? sop_class : ""});
    });
  }
  return instances;
}

std::string ArchiveClient::Outcome(const OFCondition& condition) const {
  if (condition.bad() || DICOM_PENDING_STATUS(status_)) {
    return "the connection broke: " + OneLine(condition.text());
  }
  const bool warning = (status_ & 0xF000) == 0xB000;  // some objects were not sent: those are seen missing
  return status_ == STATUS_Success || warning ? "" : RefusedWith(status_, DU_cgetStatusString(status_));
}

std::string ArchiveClient::Get(const std::string& study, const std::string& series,
                               const std::vector<std::string>& instances, ExportFolder& folder,
                               const std::function<void(const Received&)>& received) {
  study_ = study;
  folder_ = &folder;
  received_ = received;
  status_ = STATUS_Pending;
  DcmDataset keys = Wanted(study, series, instances);
  const OFCondition done = sendCGETRequest(findAnyPresentationContextID(model_, ""), &keys, nullptr);
  const std::string outcome = Outcome(done);
  if (DICOM_PENDING_STATUS(status_)) abortAssociation();
  return outcome;
}

OFCondition ArchiveClient::handleCGETResponse(const T_ASC_PresentationContextID, RetrieveResponse* response,
                                              OFBool& go_on) {
  return NoteStatus(response, go_on);
}

// An object that comes with a C-GET. A failure ends it: there is no way to refuse one object here.
OFCondition ArchiveClient::handleSTORERequestFile(T_ASC_PresentationContextID* id, const OFString&,
                                                  T_DIMSE_C_StoreRQ* request) {
  const std::string instance = request->AffectedSOPInstanceUID;
  if (!IsUid(instance) || folder_->IsFull()) return EC_InvalidStream;
  const auto temporary = folder_->NewTemporary();
  const OFCondition stored = DcmSCU::handleSTORERequestFile(id, temporary.c_str(), request);
  if (stored.bad()) return stored;
  const Received received = folder_->Take(temporary, instance, study_);
  if (received_) received_(received);
  return received.reception == Reception::kFull ? EC_InvalidStream : EC_Normal;
}

std::string ArchiveClient::Move(const std::string& study, const std::string& series,
                                const std::vector<std::string>& instances) {
  status_ = STATUS_Pending;
  DcmDataset keys = Wanted(study, series, instances);
  const OFCondition done = sendMOVERequest(findAnyPresentationContextID(model_, ""),
                                           call_.calling_ae_title.c_str(), &keys, nullptr);
  const std::string outcome = Outcome(done);
  if (DICOM_PENDING_STATUS(status_)) abortAssociation();
  return outcome;
}

OFCondition ArchiveClient::handleMOVEResponse(const T_ASC_PresentationContextID, RetrieveResponse* response,
                                              OFBool& wait) {
  return NoteStatus(response, wait);
}

}  // namespace openvfa
