#include "basic_profile.h"

#include <dcmtk/dcmdata/dcdict.h>

#include <sstream>
#include <string>
#include <vector>

#include "dicom_put.h"
#include "embedded/BasicProfileCsv.h"
#include "openvfa/report/uid_map.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

ProfileAction ActionOf(const std::string& code, const DcmTagKey& key) {
  if (key == DCM_PatientID) return ProfileAction::kReplacePatient;
  if (code == "U") return ProfileAction::kReplaceUid;
  if (code == "D") return ProfileAction::kDummy;
  if (code == "Z" || code == "X/Z" || code == "Z/D") return ProfileAction::kEmpty;
  // References to other images stay, with their UIDs replaced.
  if (code == "X/Z/U*") return ProfileAction::kKeep;
  return ProfileAction::kRemove;  // "X", "X/D", "X/Z/D"
}

bool IsOverlayOrCurve(const DcmTagKey& key) {
  return (key.getGroup() & 0xFF00) == 0x6000 || (key.getGroup() & 0xFF00) == 0x5000;
}

bool IsUnknown(const DcmTagKey& key) {
  const DcmDataDictionary& dictionary = dcmDataDict.rdlock();
  const bool loaded = dictionary.isDictionaryLoaded() == OFTrue;
  const bool unknown = dictionary.findEntry(key, nullptr) == nullptr;
  dcmDataDict.rdunlock();
  if (!loaded) throw WriteError("A film cannot be de-identified: DCMTK finds no data dictionary.");
  return unknown;
}

// A value that says nothing, fit for the value representation.
const char* DummyFor(DcmEVR vr) {
  switch (vr) {
    case EVR_DA:
      return "19000101";
    case EVR_TM:
      return "000000";
    case EVR_DT:
      return "19000101000000";
    case EVR_AS:
      return "000Y";
    case EVR_DS:
    case EVR_IS:
      return "0";
    default:
      return "REMOVED";
  }
}

IdentifierKind KindOf(const DcmTagKey& key) {
  if (key == DCM_StudyInstanceUID) return IdentifierKind::kStudy;
  if (key == DCM_SeriesInstanceUID) return IdentifierKind::kSeries;
  if (key == DCM_SOPInstanceUID || key == DCM_ReferencedSOPInstanceUID) return IdentifierKind::kInstance;
  return IdentifierKind::kOtherUid;
}

// Each of the values, which a backslash separates.
void Replace(DcmElement& element, IdentifierKind kind, UidMap& map) {
  OFString text;
  element.getOFStringArray(text);
  std::string replaced;
  std::istringstream values(text.c_str());
  for (std::string value; std::getline(values, value, '\\');) {
    while (!value.empty() && value.back() == ' ') value.pop_back();
    if (!replaced.empty()) replaced += "\\";
    if (!value.empty()) replaced += map.Replace(value, kind);
  }
  RequireDicom(element.putString(replaced.c_str()), element.getTag());
}

void Apply(ProfileAction action, const DcmTagKey& key, DcmItem& item, UidMap& map) {
  DcmElement* element = nullptr;
  if (item.findAndGetElement(key, element).bad() || element == nullptr) return;
  const bool is_text = element->isaString() == OFTrue;
  // A value whose representation got lost may hold anything, whole sequences included.
  if (element->ident() == EVR_UN || element->ident() == EVR_UNKNOWN) action = ProfileAction::kRemove;
  switch (action) {
    case ProfileAction::kRemove:
      delete item.remove(element);
      break;
    case ProfileAction::kEmpty:
      RequireDicom(item.insertEmptyElement(key, OFTrue), key);
      break;
    case ProfileAction::kDummy:
      RequireDicom(item.insertEmptyElement(key, OFTrue), key);
      if (is_text) PutText(item, key, DummyFor(DcmTag(key).getEVR()));
      break;
    case ProfileAction::kReplaceUid:
      Replace(*element, KindOf(key), map);
      break;
    case ProfileAction::kReplacePatient:
      Replace(*element, IdentifierKind::kPatient, map);
      break;
    case ProfileAction::kKeep:
      break;
  }
}

void ApplyToItem(DcmItem& item, UidMap& map) {
  std::vector<DcmTag> tags;
  for (DcmObject* object = nullptr; (object = item.nextInContainer(object)) != nullptr;) {
    tags.push_back(object->getTag());
  }
  for (const DcmTag& tag : tags) {
    const ProfileAction action = ActionFor(tag);
    Apply(action, tag, item, map);
    DcmSequenceOfItems* sequence = nullptr;
    if (action != ProfileAction::kKeep || item.findAndGetSequence(tag, sequence).bad()) continue;
    for (unsigned long i = 0; i < sequence->card(); ++i) ApplyToItem(*sequence->getItem(i), map);
  }
}

}  // namespace

const std::map<DcmTagKey, ProfileAction>& BasicProfile() {
  static const auto table = [] {
    std::map<DcmTagKey, ProfileAction> rows;
    std::istringstream in{std::string(BasicProfileCsv())};
    std::string line;
    std::getline(in, line);  // tag,action,name
    while (std::getline(in, line)) {
      const DcmTagKey key(static_cast<Uint16>(std::stoul(line.substr(0, 4), nullptr, 16)),
                          static_cast<Uint16>(std::stoul(line.substr(4, 4), nullptr, 16)));
      rows.emplace(key, ActionOf(line.substr(9, line.find(',', 9) - 9), key));
    }
    return rows;
  }();
  return table;
}

ProfileAction ActionFor(const DcmTag& tag) {
  if (tag.getGroup() % 2 != 0 || IsOverlayOrCurve(tag)) return ProfileAction::kRemove;
  const auto row = BasicProfile().find(tag);
  if (row != BasicProfile().end()) return row->second;
  if (IsUnknown(tag)) return ProfileAction::kRemove;
  switch (tag.getEVR()) {
    case EVR_DA:
    case EVR_TM:
    case EVR_DT:
    case EVR_PN:
      return ProfileAction::kRemove;
    default:
      return ProfileAction::kKeep;
  }
}

void ApplyBasicProfile(DcmItem& item, UidMap& map) {
  ApplyToItem(item, map);
  PutText(item, DCM_PatientIdentityRemoved, "YES");
  PutText(item, DCM_DeidentificationMethod,
          "OpenVFA " + ProgramVersion() + ", DICOM PS3.15 2024b Annex E, Basic Profile");
  item.findAndDeleteElement(DCM_DeidentificationMethodCodeSequence);
  DcmItem& code = AppendItem(item, DCM_DeidentificationMethodCodeSequence);
  PutText(code, DCM_CodeValue, "113100");
  PutText(code, DCM_CodingSchemeDesignator, "DCM");
  PutText(code, DCM_CodeMeaning, "Basic Application Confidentiality Profile");
  PutText(item, DCM_LongitudinalTemporalInformationModified, "REMOVED");
}

}  // namespace openvfa
