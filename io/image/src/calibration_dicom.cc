#include <dcmtk/dcmdata/dcdeftag.h>

#include <cmath>

#include "calibration.h"
#include "text.h"

namespace openvfa::image {
namespace {

constexpr char kPixel[] = "PixelSpacing (0028,0030)";
constexpr char kImager[] = "ImagerPixelSpacing (0018,1164)";
constexpr char kNominal[] = "NominalScannedPixelSpacing (0018,2010)";
constexpr char kAspect[] = "PixelAspectRatio (0028,0034)";
constexpr char kExposed[] = "ExposedArea (0040,0303)";
constexpr char kFactor[] = "EstimatedRadiographicMagnificationFactor (0018,1114)";
constexpr char kDistances[] = "DistanceSourceToDetector (0018,1110) / DistanceSourceToPatient (0018,1111)";

std::string Mm(const Eigen::Vector2d& v) { return Number(v.x()) + " x " + Number(v.y()) + " mm"; }

bool Agree(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * std::abs(b); }

bool Agree(const Eigen::Vector2d& a, const Eigen::Vector2d& b, double tolerance) {
  return Agree(a.x(), b.x(), tolerance) && Agree(a.y(), b.y(), tolerance);
}

struct Magnification {
  double value = 1;
  std::string source;
};

// Everything a header says about sizes; collects what it cannot use.
class SizeTags {
 public:
  SizeTags(const DicomHeader& header, int rows, int columns, bool is_dxa) : header_(header) {
    pixel = Spacing(DCM_PixelSpacing, kPixel);
    imager = Spacing(DCM_ImagerPixelSpacing, kImager);
    nominal = Spacing(DCM_NominalScannedPixelSpacing, kNominal);
    type = header.Text(DCM_PixelSpacingCalibrationType);
    if (is_dxa) ReadExposedArea(rows, columns);
    ReadAspect();
    ReadMagnification();
  }

  std::optional<Eigen::Vector2d> pixel, imager, nominal, exposed;
  std::optional<double> aspect;
  std::optional<Magnification> magnification;
  std::string type;
  std::vector<Diagnostic> diagnostics;

  void Conflict(const std::string& text) {
    diagnostics.push_back({Severity::kWarning, "calibration-conflict", text});
  }

 private:
  void Ignore(const char* name, const DcmTagKey& tag) {
    diagnostics.push_back({Severity::kWarning, "spacing-ignored",
                           std::string(name) + " is \"" + Printable(header_.Text(tag)) +
                               "\", which is impossible, and was ignored."});
  }

  // DICOM states the distance of rows (y) first, then that of columns (x).
  std::optional<Eigen::Vector2d> Spacing(const DcmTagKey& tag, const char* name) {
    const auto numbers = header_.Numbers(tag);
    if (numbers.empty()) return std::nullopt;
    if (numbers.size() == 2) {
      const Eigen::Vector2d spacing(numbers[1], numbers[0]);
      if (IsPlausibleSpacing(spacing)) return spacing;
    }
    Ignore(name, tag);
    return std::nullopt;
  }

  void ReadExposedArea(int rows, int columns) {
    const auto area = header_.Numbers(DCM_ExposedArea);
    if (area.empty()) return;
    if (area.size() == 2) {
      const Eigen::Vector2d spacing(area[0] / columns, area[1] / rows);
      // Densitometers have square pixels; whole millimetres round a little.
      constexpr double kSquare = 0.05;
      if (IsPlausibleSpacing(spacing) && Agree(spacing.x(), spacing.y(), kSquare)) {
        exposed = spacing;
        return;
      }
    }
    Ignore(kExposed, DCM_ExposedArea);
  }

  void ReadAspect() {
    const auto ratio = header_.Numbers(DCM_PixelAspectRatio);
    if (ratio.empty()) return;
    constexpr double kOblong = 20;
    const double value = ratio.size() == 2 ? ratio[0] / ratio[1] : 0;
    if (std::isfinite(value) && value > 1 / kOblong && value < kOblong) {
      aspect = value;
    } else {
      Ignore(kAspect, DCM_PixelAspectRatio);
    }
  }

  void ReadMagnification() {
    constexpr double kLargest = 3;
    const auto plausible = [](double m) { return m >= 1 && m <= kLargest; };
    if (const auto factor = header_.FirstNumber(DCM_EstimatedRadiographicMagnificationFactor)) {
      if (plausible(*factor))
        magnification = Magnification{*factor, kFactor};
      else
        Ignore(kFactor, DCM_EstimatedRadiographicMagnificationFactor);
    }
    const auto detector = header_.FirstNumber(DCM_DistanceSourceToDetector);
    const auto patient = header_.FirstNumber(DCM_DistanceSourceToPatient);
    if (!detector || !patient || *patient <= 0 || !plausible(*detector / *patient)) return;
    const double ratio = *detector / *patient;
    constexpr double kSame = 0.05;
    if (!magnification) {
      magnification = Magnification{ratio, kDistances};
    } else if (!Agree(ratio, magnification->value, kSame)) {
      Conflict(std::string(kFactor) + " is " + Number(magnification->value) + ", but " + kDistances + " is " +
               Number(ratio) + ": the factor was used.");
    }
  }

  const DicomHeader& header_;
};

Calibration Make(const Eigen::Vector2d& mm, std::string source, CalibrationPlane plane) {
  return {mm, mm.y() / mm.x(), std::move(source), plane, std::nullopt};
}

// ImagerPixelSpacing is measured at the detector; a known magnification brings it to the patient.
Calibration FromDetector(const Eigen::Vector2d& mm, const std::string& source, const SizeTags& tags) {
  if (!tags.magnification) return Make(mm, source, CalibrationPlane::kDetector);
  auto calibration = Make(mm / tags.magnification->value,
                          source + " divided by " + tags.magnification->source, CalibrationPlane::kPatient);
  calibration.magnification = tags.magnification->value;
  return calibration;
}

// A pixel at the patient cannot be larger than at the detector.
void CheckAgainstImager(SizeTags& tags) {
  if (!tags.pixel || !tags.imager) return;
  constexpr double kSame = 0.01, kNear = 0.03;
  const Eigen::Vector2d ratio = tags.imager->cwiseQuotient(*tags.pixel);
  if (Agree(*tags.pixel, *tags.imager, kSame)) {
    if (tags.type == "GEOMETRY" && tags.magnification && tags.magnification->value > 1 + kNear) {
      tags.Conflict(std::string(kPixel) + " claims to be corrected for geometry but equals " + kImager +
                    " (" + Mm(*tags.imager) + ") despite " + tags.magnification->source + " = " +
                    Number(tags.magnification->value) + ".");
    }
    return;
  }
  const bool same_shape = Agree(ratio.x(), ratio.y(), kNear);
  const bool explained =
      same_shape &&
      (tags.magnification ? Agree(ratio.x(), tags.magnification->value, kNear) || tags.type == "FIDUCIAL"
                          : !tags.type.empty()) &&
      ratio.minCoeff() >= 1 - kNear;
  if (explained) return;
  tags.Conflict(std::string(kPixel) + " is " + Mm(*tags.pixel) + ", but " + kImager + " is " +
                Mm(*tags.imager) + ": " +
                (tags.magnification ? tags.magnification->source + " = " + Number(tags.magnification->value) +
                                          " does not explain the difference"
                                    : "nothing explains the difference") +
                ", and PixelSpacing was used.");
}

void CheckOthers(SizeTags& tags, const Calibration& calibration) {
  constexpr double kSame = 0.02;
  if (tags.pixel && tags.exposed && !Agree(*tags.pixel, *tags.exposed, kSame)) {
    tags.Conflict(std::string(kPixel) + " is " + Mm(*tags.pixel) + ", but " + kExposed +
                  " over the matrix gives " + Mm(*tags.exposed) + ": PixelSpacing was used.");
  }
  if (calibration.mm_per_px && tags.aspect && !Agree(calibration.pixel_aspect, *tags.aspect, kSame)) {
    tags.Conflict(std::string(kAspect) + " is " + Number(*tags.aspect) + ", but " + calibration.source +
                  " gives " + Number(calibration.pixel_aspect) + ": the latter was used.");
  }
}

Calibration FromPixelSpacing(const SizeTags& tags, bool is_dxa) {
  const bool typed = tags.type == "GEOMETRY" || tags.type == "FIDUCIAL";
  if (typed) return Make(*tags.pixel, std::string(kPixel) + ", " + tags.type, CalibrationPlane::kPatient);
  if (is_dxa) return Make(*tags.pixel, std::string(kPixel) + ", densitometer", CalibrationPlane::kPatient);
  constexpr double kSame = 0.01;
  if (!tags.imager) return Make(*tags.pixel, kPixel, CalibrationPlane::kDetector);
  if (Agree(*tags.pixel, *tags.imager, kSame)) {
    return FromDetector(*tags.imager, std::string(kPixel) + " = " + kImager, tags);
  }
  // PS3.3 10.7.1.3: where the two differ, PixelSpacing has been corrected or calibrated.
  const bool smaller = tags.pixel->x() < tags.imager->x() && tags.pixel->y() < tags.imager->y();
  return Make(*tags.pixel, std::string(kPixel) + ", unlike " + kImager,
              smaller ? CalibrationPlane::kPatient : CalibrationPlane::kDetector);
}

Calibration Choose(const SizeTags& tags, bool is_dxa) {
  if (tags.pixel) return FromPixelSpacing(tags, is_dxa);
  if (tags.imager) return FromDetector(*tags.imager, kImager, tags);
  if (tags.exposed) {
    return Make(*tags.exposed, std::string(kExposed) + " in mm / matrix, inferred",
                CalibrationPlane::kPatient);
  }
  if (tags.nominal) return Make(*tags.nominal, kNominal, CalibrationPlane::kDetector);
  Calibration none;
  none.pixel_aspect = tags.aspect.value_or(1.0);
  return none;
}

}  // namespace

CalibrationResult CalibrateDicom(const DicomHeader& header, int rows, int columns, bool is_dxa) {
  SizeTags tags(header, rows, columns, is_dxa);
  CheckAgainstImager(tags);
  CalibrationResult result;
  result.calibration = Choose(tags, is_dxa);
  CheckOthers(tags, result.calibration);
  result.diagnostics = std::move(tags.diagnostics);
  if (!result.calibration.mm_per_px) {
    const auto none = Uncalibrated("The file does not say how large a pixel is");
    result.diagnostics.push_back(none.diagnostics.front());
  } else if (result.calibration.plane == CalibrationPlane::kDetector) {
    result.diagnostics.push_back({Severity::kInfo, "detector-plane",
                                  "Millimetres are those at the detector: lengths include the radiographic "
                                  "magnification, usually 1.15 to 1.3."});
  }
  return result;
}

}  // namespace openvfa::image
