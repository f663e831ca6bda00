// What PS3.15 Table E.1-1 (2024b), column "Basic Profile", asks for each attribute.
#ifndef OPENVFA_REPORT_SRC_BASIC_PROFILE_H_
#define OPENVFA_REPORT_SRC_BASIC_PROFILE_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <map>

namespace openvfa {

enum class ProfileAction { kKeep, kRemove, kEmpty, kDummy, kReplaceUid, kReplacePatient };

// The table's rows; io/report/data/basic_profile.csv. Codes that leave a choice are decided for images: X/Z
// empties, since the attribute may be of type 2; X/D and X/Z/D remove; Z/D empties, but a patient ID gets a
// replacement, so that the films of one patient stay together.
const std::map<DcmTagKey, ProfileAction>& BasicProfile();

// For any attribute: as the table says; beyond it, what is private, unknown, an overlay or a curve, a date, a
// time, or the name of a person is removed. Throws WriteError where DCMTK has no data dictionary.
ProfileAction ActionFor(const DcmTag& tag);

// Treats every attribute of `item` and of its sequences, then records in it that this was done.
class UidMap;
void ApplyBasicProfile(DcmItem& item, UidMap& map);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_BASIC_PROFILE_H_
