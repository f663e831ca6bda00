#include "dicom_pixels.h"

#include <dcmtk/dcmdata/dcdeftag.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dicom_lookup.h"
#include "luminance.h"
#include "openvfa/image/error.h"

namespace openvfa::image {
namespace {

// One stored sample, cut out of its container and sign-extended.
class SampleReader {
 public:
  explicit SampleReader(const RawFrame& frame)
      : bytes_(frame.bytes.data()),
        width_(frame.layout.BytesPerSample()),
        shift_(frame.layout.high_bit + 1 - frame.layout.bits_stored),
        mask_((std::uint64_t{1} << frame.layout.bits_stored) - 1),
        sign_(frame.layout.is_signed ? std::int64_t{1} << (frame.layout.bits_stored - 1) : 0) {}

  std::int64_t operator()(std::size_t index) const {
    std::uint32_t container = 0;
    std::memcpy(&container, bytes_ + index * width_, width_);
    const auto value = static_cast<std::int64_t>(std::uint64_t{container} >> shift_ & mask_);
    return (value & sign_) != 0 ? value - 2 * sign_ : value;
  }

 private:
  const unsigned char* bytes_;
  std::size_t width_;
  int shift_;
  std::uint64_t mask_;
  std::int64_t sign_;
};

std::vector<float> Luminance(const DicomFile& file, const RawFrame& frame) {
  const PixelLayout& layout = frame.layout;
  const std::size_t count = layout.FramePixels();
  const SampleReader sample(frame);
  std::vector<float> grey(count);
  if (layout.photometric == "PALETTE COLOR") {
    const Palette palette = ReadPalette(file);
    for (std::size_t i = 0; i < count; ++i) grey[i] = palette.Luminance(sample(i));
  } else if (layout.IsChromaSubsampled()) {
    const auto columns = static_cast<std::size_t>(layout.columns);
    const std::size_t row_samples = (columns + 1) / 2 * 4;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t column = i % columns;
      grey[i] = static_cast<float>(sample(i / columns * row_samples + column / 2 * 4 + column % 2));
    }
  } else if (layout.samples == 3 && layout.photometric == "RGB") {
    const std::size_t step = layout.planar ? 1 : 3, plane = layout.planar ? count : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = i * step;
      grey[i] = LuminanceOf(sample(at), sample(at + plane), sample(at + 2 * plane));
    }
  } else {
    // Monochrome, or the luminance that leads every YBR model.
    const std::size_t step = layout.planar ? 1 : static_cast<std::size_t>(layout.samples);
    for (std::size_t i = 0; i < count; ++i) grey[i] = static_cast<float>(sample(i * step));
  }
  return grey;
}

// Declared in the representation of the pixels, whatever VR the writer chose.
std::optional<std::int64_t> PaddingNumber(const DicomHeader& header, const DcmTagKey& tag, bool is_signed) {
  auto value = header.Integer(tag);
  if (value && is_signed && *value > 32767 && *value <= 65535) *value -= 65536;
  if (value && !is_signed && *value < 0 && *value >= -32768) *value += 65536;
  return value;
}

std::vector<unsigned char> Padding(const DicomHeader& header, bool is_signed,
                                   const std::vector<float>& stored) {
  const auto value = PaddingNumber(header, DCM_PixelPaddingValue, is_signed);
  if (!value) return {};
  const auto limit = PaddingNumber(header, DCM_PixelPaddingRangeLimit, is_signed).value_or(*value);
  const auto low = static_cast<float>(std::min(*value, limit));
  const auto high = static_cast<float>(std::max(*value, limit));
  std::vector<unsigned char> padding(stored.size());
  std::transform(stored.begin(), stored.end(), padding.begin(),
                 [=](float v) { return static_cast<unsigned char>(v >= low && v <= high); });
  if (std::find(padding.begin(), padding.end(), 1) == padding.end()) return {};
  return padding;
}

bool IsShownInverted(const DicomHeader& header, const PixelLayout& layout) {
  if (layout.photometric == "MONOCHROME1") return true;
  return layout.photometric == "MONOCHROME2" && header.Text(DCM_PresentationLUTShape) == "INVERSE";
}

std::optional<DisplayWindow> Window(const DicomHeader& header) {
  const auto centre = header.FirstNumber(DCM_WindowCenter);
  const auto width = header.FirstNumber(DCM_WindowWidth);
  constexpr double kLargest = 1e9;  // far beyond 32-bit pixels
  if (centre && width && *width > 1 && *width < kLargest && std::abs(*centre) < kLargest) {
    if (header.Text(DCM_VOILUTFunction) == "LINEAR_EXACT") {
      return DisplayWindow{*centre - *width / 2, *centre + *width / 2};
    }
    // PS3.3 C.11.2.1.2: the window of width w covers w grey values, w - 1 steps.
    return DisplayWindow{*centre - 0.5 - (*width - 1) / 2, *centre - 0.5 + (*width - 1) / 2};
  }
  const auto table = header.Item(DCM_VOILUTSequence);
  if (!table) return std::nullopt;
  const auto lookup = ReadLookup(*table, DCM_LUTDescriptor, DCM_LUTData, false);
  if (!lookup) return std::nullopt;
  return DisplayWindow{static_cast<double>(lookup->first),
                       static_cast<double>(lookup->first) + static_cast<double>(lookup->values.size()) - 1};
}

void ApplyModalityTransformation(const DicomFile& file, const PixelLayout& layout, Radiograph& radiograph) {
  const auto header = file.Header();
  auto& pixels = radiograph.pixels;
  const auto item = header.Item(DCM_ModalityLUTSequence);
  if (item && item->Has(DCM_LUTDescriptor)) {
    if (const auto lookup = ReadLookup(*item, DCM_LUTDescriptor, DCM_LUTData, layout.is_signed)) {
      for (float& v : pixels) v = lookup->At(static_cast<std::int64_t>(v));
      return;
    }
    radiograph.diagnostics.push_back({Severity::kWarning, "modality-lut-ignored",
                                      "The modality lookup table is unreadable and was ignored."});
  }
  const double slope = header.FirstNumber(DCM_RescaleSlope).value_or(1.0);
  const double intercept = header.FirstNumber(DCM_RescaleIntercept).value_or(0.0);
  if (slope == 0.0 || std::abs(slope) > 1e12 || std::abs(intercept) > 1e12) {
    radiograph.diagnostics.push_back(
        {Severity::kWarning, "rescale-ignored",
         "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is unusable and was ignored."});
    return;
  }
  if (slope == 1.0 && intercept == 0.0) return;
  for (float& v : pixels) v = static_cast<float>(v * slope + intercept);
}

}  // namespace

void FillPixels(const DicomFile& file, const RawFrame& frame, Radiograph& radiograph) {
  const auto header = file.Header();
  radiograph.rows = static_cast<int>(frame.layout.rows);
  radiograph.columns = static_cast<int>(frame.layout.columns);
  radiograph.pixels = Luminance(file, frame);
  if (!frame.layout.IsMonochrome()) return;
  radiograph.padding = Padding(header, frame.layout.is_signed, radiograph.pixels);
  ApplyModalityTransformation(file, frame.layout, radiograph);
  radiograph.window = Window(header);
  if (!IsShownInverted(header, frame.layout)) return;
  for (float& v : radiograph.pixels) v = 0.0F - v;  // no negative zeros
  if (radiograph.window) radiograph.window = DisplayWindow{-radiograph.window->high, -radiograph.window->low};
}

}  // namespace openvfa::image
