// Lookup tables of a DICOM file: modality, VOI and palette.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_LOOKUP_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_LOOKUP_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "dicom_file.h"
#include "luminance.h"

namespace openvfa::image {

struct Lookup {
  std::int64_t first = 0;  // stored value of the first entry
  std::vector<std::uint16_t> values;
  int bits = 16;

  // Values outside the table take its nearest end.
  float At(std::int64_t stored) const {
    const auto last = static_cast<std::int64_t>(values.size()) - 1;
    return values[static_cast<std::size_t>(std::clamp<std::int64_t>(stored - first, 0, last))];
  }
};

// Absent when the descriptor or the data is missing or contradictory.
std::optional<Lookup> ReadLookup(const DicomHeader& header, const DcmTagKey& descriptor,
                                 const DcmTagKey& data, bool is_signed);

struct Palette {
  Lookup red, green, blue;

  float Luminance(std::int64_t stored) const {
    return LuminanceOf(red.At(stored), green.At(stored), blue.At(stored));
  }
};

// Throws ReadError when the palette is missing or segmented.
Palette ReadPalette(const DicomFile& file);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_LOOKUP_H_
