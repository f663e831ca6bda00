#include "dicom_frame.h"

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>

#include <limits>
#include <utility>

#include "dicom_fragments.h"
#include "dicom_jpeg2000.h"
#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa::image {
namespace {

[[noreturn]] void ThrowUnreadable(const DicomFile& file, const OFCondition& condition) {
  throw ReadError(file.name + " is truncated or damaged: its pixels cannot be decoded (" +
                  Printable(condition.text()) + ")");
}

// DCMTK swaps big endian data word by word; in a 32-bit sample the two words remain in the wrong order.
void SwapWordPairs(std::vector<unsigned char>& bytes) {
  for (std::size_t i = 0; i + 3 < bytes.size(); i += 4) {
    std::swap(bytes[i], bytes[i + 2]);
    std::swap(bytes[i + 1], bytes[i + 3]);
  }
}

RawFrame ReadUncompressed(const DicomFile& file, const PixelLayout& layout, DcmPixelData& pixel_data,
                          std::int64_t frame) {
  RawFrame raw{{}, layout};
  const std::int64_t size = layout.FrameBytes();
  const std::int64_t first = frame * size;
  // Words are swapped in place by DCMTK: read whole words and drop the odd first byte.
  const std::int64_t lead = first & 1;
  std::int64_t count = size + lead;
  if ((count & 1) != 0 && first - lead + count < pixel_data.getLengthField()) ++count;
  raw.bytes.resize(static_cast<std::size_t>(count + 1));
  const auto condition = pixel_data.getPartialValue(raw.bytes.data(), static_cast<Uint32>(first - lead),
                                                    static_cast<Uint32>(count));
  if (condition.bad()) ThrowUnreadable(file, condition);
  raw.bytes.erase(raw.bytes.begin(), raw.bytes.begin() + lead);
  raw.bytes.resize(static_cast<std::size_t>(size));
  if (layout.big_endian && layout.bits_allocated == 32) SwapWordPairs(raw.bytes);
  return raw;
}

// The decoders were asked for colour by pixel; RLE keeps the order of the data set.
RawFrame DecodeWithDcmtk(const DicomFile& file, const PixelLayout& layout, DcmPixelData& pixel_data,
                         std::int64_t frame) {
  RawFrame raw{{}, layout};
  const std::int64_t size = layout.FrameBytes() + (layout.FrameBytes() & 1);
  if (size > std::numeric_limits<Uint32>::max()) throw ReadError(file.name + " has frames beyond 4 GiB");
  raw.bytes.resize(static_cast<std::size_t>(size));
  Uint32 fragment = 0;
  OFString colour_model;
  const auto condition =
      pixel_data.getUncompressedFrame(&file.Dataset(), static_cast<Uint32>(frame), fragment, raw.bytes.data(),
                                      static_cast<Uint32>(size), colour_model);
  if (condition.bad()) ThrowUnreadable(file, condition);
  if (!colour_model.empty()) raw.layout.photometric = Printable(colour_model.c_str());
  if (CoderOf(file.transfer_syntax_uid) != Coder::kRle) raw.layout.planar = false;
  return raw;
}

}  // namespace

RawFrame ReadFrame(const DicomFile& file, const PixelLayout& layout, std::int64_t frame) {
  DcmElement* element = nullptr;
  file.Dataset().findAndGetElement(DCM_PixelData, element);
  auto& pixel_data = dynamic_cast<DcmPixelData&>(*element);
  if (!layout.encapsulated) return ReadUncompressed(file, layout, pixel_data, frame);
  if (CoderOf(file.transfer_syntax_uid) == Coder::kJpeg2000) {
    return DecodeJpeg2000(file.name, FrameCodestream(file, layout, pixel_data, frame), layout);
  }
  return DecodeWithDcmtk(file, layout, pixel_data, frame);
}

}  // namespace openvfa::image
