// UIDs that come over the network become names of files.
#ifndef OPENVFA_PACS_SRC_DICOM_UID_H_
#define OPENVFA_PACS_SRC_DICOM_UID_H_

#include <string>

namespace openvfa {

// Numbers with single dots between, at most 64 characters (PS3.5 9.1): never a path that leads elsewhere.
// Leading zeros, which the standard forbids and devices write, pass.
bool IsUid(const std::string& text);

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_DICOM_UID_H_
