// Reading one film: DICOM by content, else PNG, JPEG, TIFF, NIfTI, NRRD, MetaImage.
#ifndef OPENVFA_IMAGE_READ_IMAGE_H_
#define OPENVFA_IMAGE_READ_IMAGE_H_

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "openvfa/image/radiograph.h"

namespace openvfa {

struct ReadOptions {
  // Frame to read of a multi-frame file, counted from 1. Unset: a file of several frames is an InputError
  // that says how many there are.
  std::optional<int> frame;
  // Overrides whatever the file says, mm per pixel, x (columns) then y (rows).
  std::optional<Eigen::Vector2d> pixel_spacing_mm;
  // Largest Rows x Columns x Frames that is accepted, before anything is allocated.
  std::int64_t max_pixels = std::int64_t{512} << 20;

  // Throws InputError naming the field.
  void Validate() const;
};

// What `openvfa info` shows: the reader's view of a file, without a patient's name, ID or date.
struct ImageInfo {
  std::string format;  // "DICOM", "PNG", ...
  std::string transfer_syntax;
  std::string photometric;
  int rows = 0;
  int columns = 0;
  int frames = 1;
  int bits_stored = 0;
  bool is_signed = false;
  View view = View::kOther;
  std::string view_reason;  // one sentence: why the view was chosen, or why the image is refused
  // Nothing in the header speaks for or against a lateral spine film: only the pixels can tell.
  bool view_undecided = false;
  std::vector<RoutingCue> routing;
  Calibration calibration;
  StudyReference reference;
  std::vector<Diagnostic> diagnostics;
};

// Reads headers only. Throws ReadError (not an image, truncated, ...), InputError.
ImageInfo InspectImage(const std::filesystem::path& path, const ReadOptions& options = {});

// Reads pixels of any view (also View::kOther: the caller decides with RequireLateralSpine).
// Throws ReadError for what cannot be read, InputError for several frames without options.frame.
Radiograph ReadImage(const std::filesystem::path& path, const ReadOptions& options = {});

// Throws ReadError with one sentence when the image is not a lateral spine film or DXA lateral: an AP spine,
// a femur, a chest, a report page. Plain images (PNG, ...) carry no cues and pass as radiographs.
void RequireLateralSpine(const Radiograph& radiograph);

// "lateral spine radiograph", "DXA lateral", "something else".
std::string ViewName(View view);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_READ_IMAGE_H_
