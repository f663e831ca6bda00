// What DicomSource holds.
#ifndef OPENVFA_REPORT_SRC_DICOM_HEADER_DATA_H_
#define OPENVFA_REPORT_SRC_DICOM_HEADER_DATA_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <optional>
#include <string>

namespace openvfa {

struct DicomHeader {
  mutable DcmDataset dataset;  // without pixel data; DCMTK's getters are not const
  std::optional<int> frame;    // from 1
};

// The text of `key`, without trailing blanks; "" where absent.
std::string HeaderText(const DicomHeader& header, const DcmTagKey& key);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_DICOM_HEADER_DATA_H_
