// What a NIfTI header says, read before ITK sees it.
#ifndef OPENVFA_IO_IMAGE_SRC_NIFTI_HEADER_H_
#define OPENVFA_IO_IMAGE_SRC_NIFTI_HEADER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace openvfa::image {

inline constexpr std::size_t kNiftiHeaderBytes = 540;  // of version 2; version 1 has 348

struct NiftiHeader {
  std::int64_t bytes_per_pixel = 0;  // as stored, before any scaling
  // Voxel sizes and orientation are finite and not astronomical: ITK decomposes the orientation matrix with
  // an iteration that does not end on others.
  bool is_sane = false;
};

// Either version, either byte order. Absent when `head`, the uncompressed beginning, is none of these.
std::optional<NiftiHeader> ParseNifti(std::string_view head);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_NIFTI_HEADER_H_
