#include "dicom_lookup.h"

#include <dcmtk/dcmdata/dcdeftag.h>

#include <cmath>

#include "openvfa/image/error.h"

namespace openvfa::image {
namespace {

// Eight-bit entries may be packed two to a word, the first in the low byte.
std::vector<std::uint16_t> Unpacked(const std::vector<std::uint16_t>& words, std::size_t entries) {
  if (words.size() >= entries || words.size() * 2 < entries) return words;
  std::vector<std::uint16_t> values;
  for (const auto word : words) {
    values.push_back(word & 0xff);
    values.push_back(word >> 8);
  }
  return values;
}

}  // namespace

std::optional<Lookup> ReadLookup(const DicomHeader& header, const DcmTagKey& descriptor,
                                 const DcmTagKey& data, bool is_signed) {
  const auto shape = header.Numbers(descriptor);
  if (shape.size() != 3 || !std::isfinite(shape[0] + shape[1] + shape[2])) return std::nullopt;
  // 16-bit fields: 65536 entries are written as 0, and a signed start may arrive as unsigned.
  const auto entries = static_cast<std::size_t>(shape[0] == 0 ? 65536 : std::clamp(shape[0], 0.0, 65536.0));
  Lookup lookup;
  lookup.first = static_cast<std::int64_t>(std::clamp(shape[1], -65536.0, 65536.0));
  if (is_signed && lookup.first > 32767) lookup.first -= 65536;
  lookup.bits = static_cast<int>(std::clamp(shape[2], 1.0, 16.0));
  lookup.values = Unpacked(header.Table(data), entries);
  if (entries == 0 || lookup.values.size() < entries) return std::nullopt;
  lookup.values.resize(entries);
  return lookup;
}

Palette ReadPalette(const DicomFile& file) {
  const auto header = file.Header();
  const auto read = [&](const DcmTagKey& descriptor, const DcmTagKey& data) {
    const auto lookup = ReadLookup(header, descriptor, data, false);
    if (!lookup) throw ReadError(file.name + " is a palette colour image whose palette cannot be read");
    return *lookup;
  };
  return {read(DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData),
          read(DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData),
          read(DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData)};
}

}  // namespace openvfa::image
