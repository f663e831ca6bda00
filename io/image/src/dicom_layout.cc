#include "dicom_layout.h"

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <algorithm>
#include <array>

#include "dicom_fragments.h"
#include "openvfa/image/error.h"
#include "pixel_limits.h"
#include "text.h"

namespace openvfa::image {
namespace {

// What the object is called, for files without an image: "EnhancedSRStorage", "Modality RTPLAN".
std::string ObjectKind(const DicomFile& file) {
  const auto header = file.Header();
  std::string sop_class = header.Text(DCM_SOPClassUID);
  if (sop_class.empty() && file.format->getMetaInfo() != nullptr) {
    sop_class = DicomHeader(*file.format->getMetaInfo()).Text(DCM_MediaStorageSOPClassUID);
  }
  const char* known = dcmFindNameOfUID(sop_class.c_str());
  if (known != nullptr) return std::string("a \"") + known + "\" object";
  const std::string modality = header.Text(DCM_Modality);
  if (!modality.empty()) return "an object of modality " + Printable(modality);
  return "an object of unknown kind";
}

[[noreturn]] void ThrowNoPixels(const DicomFile& file) {
  const auto header = file.Header();
  if (header.Has(DCM_FloatPixelData) || header.Has(DCM_DoubleFloatPixelData)) {
    throw ReadError(file.name + " holds a computed map of floating-point values, not a film");
  }
  if (header.Has(DCM_Rows)) throw ReadError(file.name + " has an image's header but no pixels");
  throw ReadError(file.name + " is a DICOM file without an image: it is " + ObjectKind(file));
}

std::int64_t Required(const DicomFile& file, const DcmTagKey& tag, const char* keyword) {
  const auto value = file.Header().Integer(tag);
  if (!value) throw ReadError(file.name + " does not say its " + std::string(keyword));
  return *value;
}

bool IsKnownPhotometric(const std::string& name) {
  static constexpr std::array kKnown{"MONOCHROME1", "MONOCHROME2",  "PALETTE COLOR",   "RGB",
                                     "YBR_FULL",    "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420",
                                     "YBR_ICT",     "YBR_RCT"};
  return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

// Empty when absent, as one sentence's cause otherwise.
std::string BitsProblem(const PixelLayout& layout) {
  const std::string allocated = std::to_string(layout.bits_allocated);
  if (layout.bits_allocated == 1) return "holds a mask of one bit per pixel, not a film";
  if (layout.bits_allocated != 8 && layout.bits_allocated != 16 && layout.bits_allocated != 32) {
    return "stores " + allocated + " bits per sample, which is not supported";
  }
  if (layout.bits_stored < 1 || layout.bits_stored > layout.bits_allocated ||
      layout.high_bit >= layout.bits_allocated || layout.high_bit < layout.bits_stored - 1) {
    return "contradicts itself: BitsStored " + std::to_string(layout.bits_stored) + " and HighBit " +
           std::to_string(layout.high_bit) + " do not fit BitsAllocated " + allocated;
  }
  if (layout.samples != 1 && layout.samples != 3) {
    return "stores " + std::to_string(layout.samples) + " samples per pixel, which is not supported";
  }
  if (!IsKnownPhotometric(layout.photometric)) {
    return "has the PhotometricInterpretation \"" + layout.photometric + "\", which is not supported";
  }
  if (layout.samples == 1 && (layout.photometric == "RGB" || layout.photometric.starts_with("YBR"))) {
    return "contradicts itself: " + layout.photometric + " with one sample per pixel";
  }
  if (layout.samples == 3 && (layout.IsMonochrome() || layout.photometric == "PALETTE COLOR")) {
    return "contradicts itself: " + layout.photometric + " with three samples per pixel";
  }
  return {};
}

int Small(std::optional<std::int64_t> value, int fallback) {
  return value && *value >= 0 && *value <= 65535 ? static_cast<int>(*value) : fallback;
}

PixelLayout ReadAttributes(const DicomFile& file) {
  const auto header = file.Header();
  PixelLayout layout;
  layout.rows = Required(file, DCM_Rows, "number of rows");
  layout.columns = Required(file, DCM_Columns, "number of columns");
  layout.frames = std::max<std::int64_t>(1, header.Integer(DCM_NumberOfFrames).value_or(1));
  layout.samples = Small(header.Integer(DCM_SamplesPerPixel), 1);
  layout.planar = layout.samples > 1 && header.Integer(DCM_PlanarConfiguration) == 1;
  layout.bits_allocated = Small(Required(file, DCM_BitsAllocated, "bits per sample (BitsAllocated)"), 0);
  layout.bits_stored = Small(header.Integer(DCM_BitsStored), layout.bits_allocated);
  layout.high_bit = Small(header.Integer(DCM_HighBit), layout.bits_stored - 1);
  layout.is_signed = header.Integer(DCM_PixelRepresentation) == 1;
  layout.photometric = Printable(header.Value(DCM_PhotometricInterpretation, 0));
  if (layout.photometric.empty()) layout.photometric = layout.samples == 1 ? "MONOCHROME2" : "RGB";
  const auto problem = BitsProblem(layout);
  if (!problem.empty()) throw ReadError(file.name + " " + problem);
  return layout;
}

void CheckUncompressedSize(DicomFile& file, const PixelLayout& layout, std::int64_t stored) {
  const std::int64_t expected = layout.FrameBytes() * layout.frames;
  // A file may be cut after its header was written: what DCMTK could not find is not there.
  const bool beyond_file = stored > file.size;
  if (stored < expected || beyond_file) {
    throw ReadError(file.name + " is truncated or damaged: " + std::to_string(layout.rows) + " x " +
                    std::to_string(layout.columns) + " pixels" +
                    (layout.frames > 1 ? " in " + std::to_string(layout.frames) + " frames" : "") + " need " +
                    std::to_string(expected) + " bytes, and it holds " +
                    std::to_string(beyond_file ? file.size : stored));
  }
  if (stored - expected > (expected & 1)) {
    // Left-over bytes shift nothing: the image is read from the front.
    file.diagnostics.push_back(
        {Severity::kWarning, "pixel-data-longer",
         "PixelData holds " + std::to_string(stored - expected) + " bytes more than the image needs."});
  }
}

}  // namespace

std::int64_t PixelLayout::FrameBytes() const {
  if (IsChromaSubsampled()) return rows * ((columns + 1) / 2) * 4 * BytesPerSample();
  return rows * columns * samples * BytesPerSample();
}

PixelLayout ReadLayout(DicomFile& file, std::int64_t max_pixels) {
  auto& dataset = file.Dataset();
  DcmElement* element = nullptr;
  dataset.findAndGetElement(DCM_PixelData, element);
  auto* pixel_data = dynamic_cast<DcmPixelData*>(element);
  if (pixel_data == nullptr) ThrowNoPixels(file);
  if (pixel_data->getLengthField() == 0) throw ReadError(file.name + " has an image's header but no pixels");
  PixelLayout layout = ReadAttributes(file);
  CheckPixelCount(file.name, {layout.rows, layout.columns, layout.frames}, max_pixels);
  layout.big_endian = file.transfer_syntax_uid == UID_BigEndianExplicitTransferSyntax;
  layout.encapsulated = FindFragments(*pixel_data) != nullptr;
  if (layout.encapsulated) {
    CheckFragments(file, layout, *pixel_data);
  } else {
    CheckUncompressedSize(file, layout, pixel_data->getLengthField());
  }
  return layout;
}

}  // namespace openvfa::image
