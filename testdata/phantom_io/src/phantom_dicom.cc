#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "openvfa/image/error.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/atomic_file.h"

namespace openvfa::phantom {
namespace {

// The film stands this much nearer to the focus than the detector: ImagerPixelSpacing is larger by it.
constexpr double kMagnification = 1.2;

void Check(const OFCondition& condition, const char* what) {
  if (condition.bad()) throw WriteError(std::string("The DICOM file cannot be made: ") + what + ".");
}

void Put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  Check(item.putAndInsertString(tag, value.c_str()), tag.toString().c_str());
}

void Put(DcmItem& item, const DcmTagKey& tag, int value) {
  Check(item.putAndInsertUint16(tag, static_cast<Uint16>(value)), tag.toString().c_str());
}

std::string DecimalString(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);  // a DS holds 16 characters
  return text;
}

// FNV-1a over everything that makes the file what it is, so that other pixels get another UID.
class Hash {
 public:
  void Add(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte)
      state_ = (state_ ^ ((value >> (8 * byte)) & 0xFF)) * 0x100000001b3ULL;
  }
  std::string Uid() const { return "2.25." + std::to_string(state_); }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

enum class UidRole { kStudy = 1, kSeries, kInstance };

std::string UidFor(UidRole role, const PhantomFilm& film, const FilmIdentity& identity) {
  Hash hash;
  hash.Add(static_cast<std::uint64_t>(role));
  hash.Add(identity.seed);
  hash.Add(identity.index);
  hash.Add(static_cast<std::uint64_t>(film.rows));
  hash.Add(static_cast<std::uint64_t>(film.columns));
  for (const std::uint16_t pixel : film.pixels) hash.Add(pixel);
  return hash.Uid();
}

void PutIdentity(const PhantomFilm& film, const FilmIdentity& identity, DcmDataset& data) {
  Put(data, DCM_SOPClassUID, std::string(UID_ComputedRadiographyImageStorage));
  Put(data, DCM_SOPInstanceUID, UidFor(UidRole::kInstance, film, identity));
  Put(data, DCM_StudyInstanceUID, UidFor(UidRole::kStudy, film, identity));
  Put(data, DCM_SeriesInstanceUID, UidFor(UidRole::kSeries, film, identity));
  Put(data, DCM_Modality, "CR");
  Put(data, DCM_PatientName, "Phantom^Simulated");
  Put(data, DCM_PatientID, FilmName(identity));
  for (const auto& tag : {DCM_StudyDate, DCM_StudyTime, DCM_AccessionNumber, DCM_ReferringPhysicianName,
                          DCM_StudyID, DCM_PatientBirthDate, DCM_PatientSex, DCM_Laterality}) {
    Put(data, tag, "");
  }
  Put(data, DCM_SeriesNumber, "1");
  Put(data, DCM_InstanceNumber, std::to_string(identity.index + 1));
}

// A calibrated computed radiograph.
void PutRadiographHeader(const PhantomFilm& film, DcmDataset& data) {
  const bool lumbar = film.framing == Framing::kLumbar, thoracic = film.framing == Framing::kThoracic;
  const std::string spacing = DecimalString(film.mm_per_px);
  const std::string at_detector = DecimalString(film.mm_per_px * kMagnification);
  Put(data, DCM_Manufacturer, "OpenVFA simulation");
  Put(data, DCM_ImageType, "ORIGINAL\\PRIMARY");
  Put(data, DCM_SeriesDescription,
      lumbar     ? "L-spine lateral"
      : thoracic ? "T-spine lateral"
                 : "Spine lateral");
  Put(data, DCM_BodyPartExamined, lumbar ? "LSPINE" : thoracic ? "TSPINE" : "SPINE");
  Put(data, DCM_ViewPosition, film.anterior_right ? "RL" : "LL");
  // Where the rows and the columns of the picture lead to: posterior or anterior, and the feet.
  Put(data, DCM_PatientOrientation, film.anterior_right ? "A\\F" : "P\\F");
  Put(data, DCM_ImagerPixelSpacing, at_detector + "\\" + at_detector);
  Put(data, DCM_PixelSpacing, spacing + "\\" + spacing);
  Put(data, DCM_PixelSpacingCalibrationType, "GEOMETRY");
  Put(data, DCM_PixelSpacingCalibrationDescription, "simulated, at the spine");
  Put(data, DCM_EstimatedRadiographicMagnificationFactor, DecimalString(kMagnification));
}

// What a GE Lunar iDXA sends with a lateral: no spacing, no image type, an orientation not to be trusted.
void PutDxaHeader(const PhantomFilm& film, DcmDataset& data) {
  Put(data, DCM_Manufacturer, "GE Healthcare");
  Put(data, DCM_ManufacturerModelName, "Lunar iDXA");
  Put(data, DCM_DeviceSerialNumber, "simulated");
  Put(data, DCM_SeriesDescription, "DXA Images");
  Put(data, DCM_BodyPartExamined, "");
  Put(data, DCM_ProtocolName, "LVA");
  Put(data, DCM_ViewPosition, "");
  Put(data, DCM_PatientOrientation, "L\\F");
  Put(data, DCM_PerformedProcedureStepDescription, "LVA");
  const Uint16 exposed_mm[] = {static_cast<Uint16>(std::lround(film.columns * film.mm_per_px)),
                               static_cast<Uint16>(std::lround(film.rows * film.mm_per_px))};
  Check(data.putAndInsertUint16Array(DCM_ExposedArea, exposed_mm, 2), "ExposedArea");
}

void PutPixels(const PhantomFilm& film, int bits, DcmDataset& data) {
  Put(data, DCM_SamplesPerPixel, 1);
  Put(data, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(data, DCM_Rows, film.rows);
  Put(data, DCM_Columns, film.columns);
  Put(data, DCM_BitsAllocated, bits > 8 ? 16 : 8);
  Put(data, DCM_BitsStored, bits);
  Put(data, DCM_HighBit, bits - 1);
  Put(data, DCM_PixelRepresentation, 0);
  if (bits > 8) {
    Check(data.putAndInsertUint16Array(DCM_PixelData, film.pixels.data(), film.pixels.size()), "PixelData");
    return;
  }
  std::vector<Uint8> bytes;
  bytes.reserve(film.pixels.size() + 1);
  for (const std::uint16_t pixel : film.pixels) bytes.push_back(static_cast<Uint8>(pixel >> 4));
  if (bytes.size() % 2 != 0) bytes.push_back(0);  // values of a DICOM element fill whole words
  Check(data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size()), "PixelData");
}

}  // namespace

void WriteFilmDicom(const PhantomFilm& film, const FilmIdentity& identity,
                    const std::filesystem::path& path) {
  const bool dxa = film.framing == Framing::kDxa;
  DcmFileFormat file;
  DcmDataset& data = *file.getDataset();
  PutIdentity(film, identity, data);
  dxa ? PutDxaHeader(film, data) : PutRadiographHeader(film, data);
  PutPixels(film, dxa ? 8 : 12, data);
  const E_TransferSyntax syntax = dxa ? EXS_LittleEndianImplicit : EXS_LittleEndianExplicit;
  ReplaceFileAtomically(path, [&](const std::filesystem::path& temporary) {
    const OFCondition saved = file.saveFile(temporary.c_str(), syntax);
    if (saved.bad()) throw WriteError("Cannot write \"" + path.string() + "\": " + saved.text() + ".");
  });
}

}  // namespace openvfa::phantom
