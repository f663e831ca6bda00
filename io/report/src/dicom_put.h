// Setting attributes of a result object, with one way to fail.
#ifndef OPENVFA_REPORT_SRC_DICOM_PUT_H_
#define OPENVFA_REPORT_SRC_DICOM_PUT_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <string>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {

inline void RequireDicom(const OFCondition& condition, const DcmTagKey& key) {
  if (condition.bad()) {
    throw WriteError(std::string("A DICOM result cannot be made: ") + DcmTag(key).getTagName() + ": " +
                     condition.text() + ".");
  }
}

inline void PutText(DcmItem& item, const DcmTagKey& key, const std::string& value) {
  RequireDicom(item.putAndInsertString(key, value.c_str()), key);
}

inline void PutUint16(DcmItem& item, const DcmTagKey& key, int value) {
  RequireDicom(item.putAndInsertUint16(key, static_cast<Uint16>(value)), key);
}

inline void PutFloats(DcmItem& item, const DcmTagKey& key, const std::vector<Float32>& values) {
  RequireDicom(item.putAndInsertFloat32Array(key, values.data(), static_cast<unsigned long>(values.size())),
               key);
}

// A new item behind those that `sequence` has.
inline DcmItem& AppendItem(DcmItem& parent, const DcmTagKey& sequence) {
  DcmItem* item = nullptr;
  RequireDicom(parent.findOrCreateSequenceItem(sequence, item, -2), sequence);
  return *item;
}

// Repeats an element where `from` has it; whether it had.
inline bool CopyElement(DcmItem& from, const DcmTagKey& key, DcmItem& to) {
  DcmElement* element = nullptr;
  if (from.findAndGetElement(key, element).bad() || element == nullptr) return false;
  RequireDicom(to.insert(static_cast<DcmElement*>(element->clone()), OFTrue), key);
  return true;
}

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_DICOM_PUT_H_
