// What a file's first bytes say about being DICOM, found without a DICOM parser.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_STRUCTURE_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_STRUCTURE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::image {

// A meta header without preamble, or a bare data set in any byte order: a low group (meta information,
// directory or identification) and a sane first element.
bool LooksLikeBareDicom(const std::vector<unsigned char>& head);

struct MetaHeader {
  std::string transfer_syntax_uid;  // empty when there is no meta header
  std::int64_t dataset_offset = 0;  // first byte after the meta header
};

// The file meta information as far as `head` reaches.
MetaHeader ScanMetaHeader(const std::vector<unsigned char>& head);

// Throws ReadError when the file holds more sequence items than kMaxItems.
void CheckItemCount(const std::filesystem::path& path, const std::string& name);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_STRUCTURE_H_
