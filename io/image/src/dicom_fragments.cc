#include "dicom_fragments.h"

#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <span>

#include "codestream.h"
#include "openvfa/image/error.h"
#include "pixel_limits.h"
#include "text.h"

namespace openvfa::image {
namespace {

std::int64_t MaxRatio(Coder coder) {
  switch (coder) {
    case Coder::kRle:
      return kMaxRatioRle;
    case Coder::kJpeg:
      return kMaxRatioJpeg;
    default:
      return kMaxRatioWavelet;
  }
}

std::span<const unsigned char> Fragment(DcmPixelSequence& fragments, unsigned long index) {
  DcmPixelItem* item = nullptr;
  Uint8* bytes = nullptr;
  if (fragments.getItem(item, index).bad() || item == nullptr || item->getLengthField() == 0) return {};
  if (item->getUint8Array(bytes).bad() || bytes == nullptr) return {};
  return {bytes, item->getLengthField()};
}

std::int64_t TotalBytes(DcmPixelSequence& fragments) {
  std::int64_t total = 0;
  for (unsigned long i = 1; i < fragments.card(); ++i) {
    DcmPixelItem* item = nullptr;
    if (fragments.getItem(item, i).good() && item != nullptr) total += item->getLengthField();
  }
  return total;
}

std::string SizeText(std::int64_t rows, std::int64_t columns, int samples, int bits) {
  return std::to_string(rows) + " x " + std::to_string(columns) + " pixels of " + std::to_string(samples) +
         " x " + std::to_string(bits) + " bits";
}

bool StartsJpeg2000(std::span<const unsigned char> bytes) {
  return bytes.size() > 12 &&
         ((bytes[0] == 0xff && bytes[1] == 0x4f) || (bytes[4] == 'j' && bytes[5] == 'P'));
}

// Index of the first fragment of `frame`; index of the end for frame == frames. Fragment 0 is the table.
unsigned long FirstFragment(DcmPixelSequence& fragments, std::int64_t frames, std::int64_t frame) {
  const unsigned long count = fragments.card();
  if (frame >= frames) return count;
  if (static_cast<std::int64_t>(count) - 1 == frames || frame == 0)
    return 1 + static_cast<unsigned long>(frame);
  std::int64_t started = -1;
  for (unsigned long i = 1; i < count; ++i) {
    if (StartsJpeg2000(Fragment(fragments, i)) && ++started == frame) return i;
  }
  return count;
}

}  // namespace

Coder CoderOf(const std::string& uid) {
  if (uid == UID_RLELosslessTransferSyntax) return Coder::kRle;
  if (!uid.starts_with("1.2.840.10008.1.2.4.")) return Coder::kUnknown;
  const std::string kind = uid.substr(20);
  if (kind.size() == 2 && kind >= "50" && kind <= "70") return Coder::kJpeg;
  if (kind == "80" || kind == "81") return Coder::kJpegLs;
  const bool is_jpeg2000 = kind == "90" || kind == "91" || kind == "92" || kind == "93";
  const bool is_high_throughput = kind == "201" || kind == "202" || kind == "203";
  return is_jpeg2000 || is_high_throughput ? Coder::kJpeg2000 : Coder::kUnknown;
}

DcmPixelSequence* FindFragments(DcmPixelData& pixel_data) {
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter* parameter = nullptr;
  pixel_data.getOriginalRepresentationKey(syntax, parameter);
  DcmPixelSequence* fragments = nullptr;
  pixel_data.getEncapsulatedRepresentation(syntax, parameter, fragments);
  return fragments;
}

void CheckFragments(const DicomFile& file, const PixelLayout& layout, DcmPixelData& pixel_data) {
  DcmPixelSequence& fragments = *FindFragments(pixel_data);
  const Coder coder = CoderOf(file.transfer_syntax_uid);
  if (coder == Coder::kUnknown && !DcmXfer(file.transfer_syntax_uid.c_str()).isEncapsulated()) {
    throw ReadError(file.name + " contradicts itself: its pixels are compressed, its transfer syntax is not");
  }
  if (coder == Coder::kUnknown) {
    throw ReadError(file.name + " is compressed in a way that is not supported (transfer syntax " +
                    Printable(file.transfer_syntax_uid) + ")");
  }
  const std::int64_t stored = TotalBytes(fragments);
  if (stored <= 0 || stored > file.size || static_cast<std::int64_t>(fragments.card()) - 1 < layout.frames) {
    throw ReadError(file.name + " is truncated or damaged: its compressed data is incomplete");
  }
  CheckCompression(file.name,
                   {layout.rows, layout.columns, layout.frames, layout.samples * layout.BytesPerSample()},
                   stored, MaxRatio(coder));
  if (coder == Coder::kRle) return;
  const auto header = ParseCodestream(Fragment(fragments, 1));
  if (!header) throw ReadError(file.name + " is damaged: its compressed data has no readable start");
  if ((header->rows != 0 && header->rows != layout.rows) || header->columns != layout.columns ||
      header->components != layout.samples || header->precision > layout.bits_allocated) {
    throw ReadError(file.name + " contradicts itself: its header states " +
                    SizeText(layout.rows, layout.columns, layout.samples, layout.bits_allocated) +
                    ", its compressed data " +
                    SizeText(header->rows, header->columns, header->components, header->precision));
  }
}

std::vector<unsigned char> FrameCodestream(const DicomFile& file, const PixelLayout& layout,
                                           DcmPixelData& pixel_data, std::int64_t frame) {
  DcmPixelSequence& fragments = *FindFragments(pixel_data);
  const unsigned long first = FirstFragment(fragments, layout.frames, frame);
  const unsigned long end = FirstFragment(fragments, layout.frames, frame + 1);
  std::vector<unsigned char> bytes;
  for (unsigned long i = first; i < end; ++i) {
    const auto fragment = Fragment(fragments, i);
    bytes.insert(bytes.end(), fragment.begin(), fragment.end());
  }
  if (bytes.empty())
    throw ReadError(file.name + " is damaged: frame " + std::to_string(frame + 1) + " is empty");
  return bytes;
}

}  // namespace openvfa::image
