// UIDs that follow from what they name.
#ifndef OPENVFA_REPORT_SRC_DICOM_UID_H_
#define OPENVFA_REPORT_SRC_DICOM_UID_H_

#include <string>

namespace openvfa {

// A UID under `root` made from SHA-256 of `name`: same root and name, same UID. Under "2.25" it is the
// decimal form of a UUID (RFC 9562 version 8, PS3.5 B.2); at most 64 characters under any root of up to 24.
std::string UidFromName(const std::string& root, const std::string& name);

// A UID under `root` that follows from nothing: a random UUID (version 4) in decimal form.
std::string RandomUid(const std::string& root);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_DICOM_UID_H_
