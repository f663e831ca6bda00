// The mark by which a DICOM file is known.
#ifndef OPENVFA_IMAGE_DICOM_MARK_H_
#define OPENVFA_IMAGE_DICOM_MARK_H_

#include <cstddef>
#include <filesystem>
#include <span>

namespace openvfa {

// Whether "DICM" stands behind the preamble of 128 bytes. False where the file cannot be read. IsDicomFile()
// also takes old files without the mark.
bool HasDicomMark(const std::filesystem::path& path);

// Preamble and mark.
inline constexpr std::size_t kDicomHeadBytes = 132;

// The same of a file's first bytes; kDicomHeadBytes are enough.
bool HasDicomMark(std::span<const unsigned char> head);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_DICOM_MARK_H_
