// How a DICOM file stores its pixels, checked against the file's size before anything is allocated.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_LAYOUT_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "dicom_file.h"

namespace openvfa::image {

struct PixelLayout {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t frames = 1;
  int samples = 1;
  bool planar = false;  // RRR...GGG...BBB... instead of RGBRGB...
  int bits_allocated = 0;
  int bits_stored = 0;
  int high_bit = 0;
  bool is_signed = false;
  std::string photometric;
  bool encapsulated = false;
  bool big_endian = false;

  std::size_t FramePixels() const { return static_cast<std::size_t>(rows * columns); }
  int BytesPerSample() const { return bits_allocated / 8; }
  bool IsMonochrome() const { return photometric.starts_with("MONOCHROME"); }
  // YBR_FULL_422 outside compressed data: two luminances, then one pair of colour differences.
  bool IsChromaSubsampled() const { return !encapsulated && photometric.ends_with("_422"); }
  std::int64_t FrameBytes() const;
};

// Throws ReadError when the file holds no image, one that this program cannot measure, or claims that its
// bytes cannot back. Adds to file.diagnostics.
PixelLayout ReadLayout(DicomFile& file, std::int64_t max_pixels);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_LAYOUT_H_
