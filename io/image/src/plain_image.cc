#include "plain_image.h"

#include "calibration.h"
#include "frames.h"
#include "openvfa/image/error.h"
#include "pixel_limits.h"
#include "plain_file.h"
#include "plain_integrity.h"
#include "routing.h"
#include "text.h"

namespace openvfa::image {
namespace {

// An opened file whose header has been read and believed.
struct OpenedFile {
  std::unique_ptr<PlainFile> source;
  PlainFormat format = PlainFormat::kPng;
  std::size_t column_axis = 0;
  std::size_t row_axis = 1;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t frames = 1;  // pages of a TIFF
};

// The two axes that are longer than one voxel; a third one makes a volume, or pages.
void FindAxes(OpenedFile& file) {
  const auto& size = file.source->Size();
  std::vector<std::size_t> extended;
  std::string text;
  for (std::size_t axis = 0; axis < size.size(); ++axis) {
    text += (axis == 0 ? "" : " x ") + std::to_string(size[axis]);
    if (size[axis] > 1) extended.push_back(axis);
  }
  const bool pages = file.format == PlainFormat::kTiff && size.size() == 3;
  if (size.size() < 2) throw ReadError(file.source->Name() + " holds a row of numbers, not an image");
  if (extended.size() > 2 && !pages) {
    throw ReadError(file.source->Name() + " is a volume of " + text + " voxels, not a film");
  }
  if (!pages && extended.size() == 2) {
    file.column_axis = extended[0];
    file.row_axis = extended[1];
  }
  file.columns = size[file.column_axis];
  file.rows = size[file.row_axis];
  if (pages) file.frames = size[2];
}

OpenedFile Open(const std::filesystem::path& path, PlainFormat format, const ReadOptions& options) {
  CheckIntegrity(path, format);
  const std::string name = FileName(path);
  const bool is_picture = format == PlainFormat::kPng || format == PlainFormat::kJpeg;
  OpenedFile file{is_picture ? OpenPicture(path, name, format) : OpenWithItk(path, name, format), format};
  FindAxes(file);
  const PixelClaim claim{file.rows, file.columns, file.frames,
                         file.source->Components() * file.source->ComponentBytes()};
  CheckPixelCount(file.source->Name(), claim, options.max_pixels);
  CheckStoredSize(path, format, claim);
  return file;
}

CalibrationResult Calibrate(const OpenedFile& file, const ReadOptions& options) {
  if (options.pixel_spacing_mm) return CalibrateByOption(*options.pixel_spacing_mm);
  const std::string format = FormatName(file.format);
  const bool is_picture = file.format == PlainFormat::kPng || file.format == PlainFormat::kJpeg ||
                          file.format == PlainFormat::kTiff;
  if (is_picture) {
    return Uncalibrated("A " + format + " file states a print resolution at most, not the size of a pixel");
  }
  const auto& spacing = file.source->Spacing();
  return CalibratePlain(format, {spacing[file.column_axis], spacing[file.row_axis]});
}

}  // namespace

ImageInfo InspectPlain(const std::filesystem::path& path, PlainFormat format, const ReadOptions& options) {
  const OpenedFile file = Open(path, format, options);
  ImageInfo info;
  info.format = FormatName(format);
  info.photometric = file.source->Components() < 3 ? "grey" : "RGB";
  info.rows = static_cast<int>(file.rows);
  info.columns = static_cast<int>(file.columns);
  info.frames = static_cast<int>(file.frames);
  info.bits_stored = file.source->ComponentBytes() * 8;
  info.is_signed = file.source->IsSigned();
  const Routing routing = RoutePlain(info.format);
  info.view = routing.view;
  info.view_reason = routing.reason;
  info.routing = routing.cues;
  auto calibration = Calibrate(file, options);
  info.calibration = calibration.calibration;
  info.diagnostics = std::move(calibration.diagnostics);
  return info;
}

Radiograph ReadPlain(const std::filesystem::path& path, PlainFormat format, const ReadOptions& options) {
  const OpenedFile file = Open(path, format, options);
  const std::int64_t frame = ChooseFrame(file.source->Name(), file.frames, options.frame);
  const auto count = static_cast<std::size_t>(file.rows * file.columns);
  Radiograph radiograph;
  radiograph.pixels = file.source->ReadGrey(static_cast<std::size_t>(frame) * count, count);
  radiograph.rows = static_cast<int>(file.rows);
  radiograph.columns = static_cast<int>(file.columns);
  const Routing routing = RoutePlain(FormatName(format));
  radiograph.view = routing.view;
  radiograph.routing = routing.cues;
  auto calibration = Calibrate(file, options);
  radiograph.calibration = calibration.calibration;
  radiograph.diagnostics = std::move(calibration.diagnostics);
  return radiograph;
}

}  // namespace openvfa::image
