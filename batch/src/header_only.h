// What a DICOM file says of itself where it is no image.
#ifndef OPENVFA_BATCH_SRC_HEADER_ONLY_H_
#define OPENVFA_BATCH_SRC_HEADER_ONLY_H_

#include <filesystem>
#include <optional>
#include <string>

namespace openvfa::batch {

struct ObjectHeader {
  std::string sop_class_name;  // "Enhanced SR Storage"
  std::string modality, study_uid, sop_uid;
  bool has_pixels = false;
};

// Nothing where the file is no DICOM object that can be read up to its pixels.
std::optional<ObjectHeader> ReadObjectHeader(const std::filesystem::path& path);

// Whether the first bytes are those of a DICOM file, or of a picture format.
bool LooksLikeImage(const std::filesystem::path& path);

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_HEADER_ONLY_H_
