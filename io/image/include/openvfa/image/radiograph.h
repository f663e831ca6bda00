// A film as it is measured: grey values, where a millimetre comes from, and what kind of image it is.
#ifndef OPENVFA_IMAGE_RADIOGRAPH_H_
#define OPENVFA_IMAGE_RADIOGRAPH_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/diagnostic.h"

namespace openvfa {

// The plane in which a pixel has the stated size.
enum class CalibrationPlane {
  kNone,      // no millimetres known
  kDetector,  // at the detector: lengths include the radiographic magnification (about 1.15-1.3)
  kPatient,   // at the spine
};

// Millimetres per pixel and their origin.
struct Calibration {
  // x = distance between columns, y = distance between rows. Absent: no millimetres are reported.
  std::optional<Eigen::Vector2d> mm_per_px;
  // Row distance / column distance. Known more often than millimetres (PixelAspectRatio); 1 when nothing
  // is said. Ratios and angles need only this.
  double pixel_aspect = 1.0;
  // The tags the numbers came from, e.g. "PixelSpacing (0028,0030), GEOMETRY"; "none" when absent.
  std::string source = "none";
  CalibrationPlane plane = CalibrationPlane::kNone;
  // The radiographic magnification that was divided out, if any.
  std::optional<double> magnification;

  // Throws InputError naming the field where a size or the aspect is no positive number.
  void Validate() const;
};

// Finite, positive and between 10 micrometres and 10 mm: what a pixel of any film can measure.
bool IsPlausibleSpacing(const Eigen::Vector2d& mm_per_px);

enum class View { kLateralRadiograph, kLateralDxa, kOther };

// One observation that spoke for or against a view, e.g. {"ProtocolName (0018,1030)", "LVA", "DXA lateral"}.
struct RoutingCue {
  std::string name;
  std::string value;
  std::string meaning;
};

// UIDs only: no patient name, ID or date travels with the pixels.
struct StudyReference {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string study_instance_uid;
  std::string modality;
};

// Grey values between which the file asks to be displayed (VOI window); never baked into the pixels.
struct DisplayWindow {
  double low = 0;
  double high = 1;
};

// Pixel (0,0) is the centre of the top-left pixel of the stored image; x right, y down, no flip.
struct Radiograph {
  int rows = 0;
  int columns = 0;
  // Row-major, rows * columns values after the modality LUT / rescale; a larger value is displayed brighter
  // (MONOCHROME1 is negated). Not windowed.
  std::vector<float> pixels;
  // Empty, or rows * columns flags: 1 where the file declares padding (no measurement there).
  std::vector<unsigned char> padding;
  Calibration calibration;
  View view = View::kOther;
  std::vector<RoutingCue> routing;
  StudyReference reference;
  std::optional<DisplayWindow> window;
  std::vector<Diagnostic> diagnostics;

  float At(int row, int column) const { return pixels[static_cast<std::size_t>(row) * columns + column]; }
};

// The one place where pixels become millimetres. Requires calibration.mm_per_px.
inline Eigen::Vector2d MmFromPx(const Eigen::Vector2d& length_px, const Calibration& calibration) {
  return length_px.cwiseProduct(*calibration.mm_per_px);
}

// Lengths in units of the column distance, corrected for oblong pixels: what "_px" lengths mean.
inline Eigen::Vector2d SquarePx(const Eigen::Vector2d& length_px, const Calibration& calibration) {
  return {length_px.x(), length_px.y() * calibration.pixel_aspect};
}

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_RADIOGRAPH_H_
