#include "dicom_jpeg2000.h"

#include <gdcmDataElement.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

#include <mutex>

#include "codestream.h"
#include "openvfa/image/error.h"

namespace openvfa::image {
namespace {

// OpenJPEG allocates per tile before it looks at any; films have few.
constexpr std::int64_t kMaxTiles = 4096;

// What the codestream decodes to, rather than what the header says: GDCM writes samples of this depth.
PixelLayout DecodedLayout(const CodestreamHeader& header, PixelLayout layout) {
  layout.bits_allocated = header.precision <= 8 ? 8 : 16;
  layout.bits_stored = header.precision;
  layout.high_bit = header.precision - 1;
  // Writers that declare signed pixels but code them unsigned mean two's complement.
  layout.is_signed = layout.is_signed || header.is_signed;
  layout.planar = false;
  if (layout.photometric == "YBR_RCT" || layout.photometric == "YBR_ICT") layout.photometric = "RGB";
  return layout;
}

// The library prints nothing: what fails is returned as an error.
void SilenceGdcm() {
  static std::once_flag once;
  std::call_once(once, [] {
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    gdcm::Trace::DebugOff();
  });
}

gdcm::DataElement AsFragments(const std::vector<unsigned char>& codestream) {
  gdcm::Fragment fragment;
  fragment.SetByteValue(reinterpret_cast<const char*>(codestream.data()),
                        static_cast<std::uint32_t>(codestream.size()));
  auto* fragments = new gdcm::SequenceOfFragments;  // counts its references: the element owns it
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
  element.SetValue(*fragments);
  return element;
}

}  // namespace

RawFrame DecodeJpeg2000(const std::string& name, const std::vector<unsigned char>& codestream,
                        const PixelLayout& layout) {
  SilenceGdcm();
  const auto header = ParseCodestream(codestream);
  if (!header || header->rows != layout.rows || header->columns != layout.columns ||
      header->components != layout.samples || header->precision > 16 || header->tiles > kMaxTiles) {
    throw ReadError(name + " is damaged: its JPEG 2000 data is not the image its header describes");
  }
  RawFrame raw{{}, DecodedLayout(*header, layout)};
  const auto bits = [](int value) { return static_cast<unsigned short>(value); };
  gdcm::JPEG2000Codec codec;
  codec.SetNumberOfDimensions(2);
  const unsigned int dimensions[3] = {static_cast<unsigned int>(layout.columns),
                                      static_cast<unsigned int>(layout.rows), 1};
  codec.SetDimensions(dimensions);
  codec.SetPixelFormat(gdcm::PixelFormat(bits(layout.samples), bits(raw.layout.bits_allocated),
                                         bits(raw.layout.bits_stored), bits(raw.layout.high_bit),
                                         bits(header->is_signed ? 1 : 0)));
  codec.SetPhotometricInterpretation(layout.samples == 1 ? gdcm::PhotometricInterpretation::MONOCHROME2
                                                         : gdcm::PhotometricInterpretation::RGB);
  gdcm::DataElement decoded;
  const bool good = codec.Decode(AsFragments(codestream), decoded);
  const gdcm::ByteValue* value = good ? decoded.GetByteValue() : nullptr;
  const auto expected = static_cast<std::size_t>(raw.layout.FrameBytes());
  if (value == nullptr || value->GetLength() < expected) {
    throw ReadError(name + " is truncated or damaged: its JPEG 2000 data cannot be decoded");
  }
  const auto* begin = reinterpret_cast<const unsigned char*>(value->GetPointer());
  raw.bytes.assign(begin, begin + expected);
  return raw;
}

}  // namespace openvfa::image
