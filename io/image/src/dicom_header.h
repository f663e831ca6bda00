// Read access to the attributes of a DICOM data set that never throws and never loads an oversized value.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_HEADER_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_HEADER_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dctagkey.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openvfa::image {

class DicomHeader {
 public:
  // Keeps a reference to `item`.
  explicit DicomHeader(DcmItem& item) : item_(&item) {}

  bool Has(const DcmTagKey& tag) const;
  // All values joined by a backslash, trimmed; empty when absent or longer than kMaxTextBytes.
  std::string Text(const DcmTagKey& tag) const;
  // The value at `position`, trimmed.
  std::string Value(const DcmTagKey& tag, unsigned long position) const;
  // The numeric values (DS, IS, US, ...); a value that is no number becomes NaN. Empty when absent.
  std::vector<double> Numbers(const DcmTagKey& tag) const;
  std::optional<double> FirstNumber(const DcmTagKey& tag) const;
  std::optional<std::int64_t> Integer(const DcmTagKey& tag) const;
  // 16-bit table values (LUT data), of OW, US or SS. Empty when absent or longer than kMaxTableBytes.
  std::vector<std::uint16_t> Table(const DcmTagKey& tag) const;
  // The first item of a sequence.
  std::optional<DicomHeader> Item(const DcmTagKey& sequence) const;

 private:
  DcmElement* Find(const DcmTagKey& tag, std::uint32_t max_bytes) const;

  DcmItem* item_;
};

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_HEADER_H_
