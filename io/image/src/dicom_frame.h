// One frame of a DICOM file as uncompressed samples in the machine's byte order.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_FRAME_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_FRAME_H_

#include <cstdint>
#include <vector>

#include "dicom_file.h"
#include "dicom_layout.h"

namespace openvfa::image {

struct RawFrame {
  std::vector<unsigned char> bytes;
  PixelLayout layout;  // of `bytes`: decoding may change colour model, sample order and depth
};

// Requires a layout from ReadLayout and 0 <= frame < layout.frames. Throws ReadError.
RawFrame ReadFrame(const DicomFile& file, const PixelLayout& layout, std::int64_t frame);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_FRAME_H_
