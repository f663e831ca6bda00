// The deflated transfer syntax: DCMTK would hold such a data set in memory whatever it claims, so it is
// inflated to a bounded, unnamed temporary file first and read from there like any other.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_INFLATE_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_INFLATE_H_

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "dicom_file.h"

namespace openvfa::image {

// Throws ReadError when the stream is damaged or inflates to more than kMaxInflatedBytes.
std::unique_ptr<std::FILE, FileCloser> Inflate(const std::filesystem::path& path, const std::string& name,
                                               std::int64_t dataset_offset);

// A path under which an open file can be opened again.
std::filesystem::path ReopenablePath(std::FILE& file);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_INFLATE_H_
