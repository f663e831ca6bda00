#include "dicom_film.h"

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <gdcmDataElement.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmSequenceOfFragments.h>

#include <memory>
#include <stdexcept>

namespace openvfa::test {
namespace {

void Check(const OFCondition& condition, const char* what) {
  if (condition.bad()) throw std::runtime_error(std::string(what) + ": " + condition.text());
}

void RegisterEncoders() {
  static const bool once = [] {
    DJEncoderRegistration::registerCodecs();
    DJLSEncoderRegistration::registerCodecs();
    DcmRLEEncoderRegistration::registerCodecs();
    return true;
  }();
  (void)once;
}

std::unique_ptr<DcmRepresentationParameter> Parameter(E_TransferSyntax syntax) {
  if (syntax == EXS_JPEGProcess1 || syntax == EXS_JPEGProcess2_4) return std::make_unique<DJ_RPLossy>(100);
  return nullptr;  // each codec's default: lossless, or 2 grey levels of loss
}

}  // namespace

DicomFilm::DicomFilm(int rows, int columns) {
  Set(DCM_SOPClassUID, UID_ComputedRadiographyImageStorage);
  Set(DCM_SOPInstanceUID, "1.2.276.0.7230010.3.1.4.1");
  Set(DCM_SeriesInstanceUID, "1.2.276.0.7230010.3.1.3.1");
  Set(DCM_StudyInstanceUID, "1.2.276.0.7230010.3.1.2.1");
  Set(DCM_PatientName, "Secret^Name");
  Set(DCM_PatientID, "SECRET-ID");
  Set(DCM_Modality, "CR").Set(DCM_BodyPartExamined, "LSPINE").Set(DCM_ViewPosition, "LL");
  Set(DCM_Rows, static_cast<std::uint16_t>(rows)).Set(DCM_Columns, static_cast<std::uint16_t>(columns));
  Set(DCM_SamplesPerPixel, 1).Set(DCM_PhotometricInterpretation, "MONOCHROME2");
  SetDepth(16, 12, 11, false);
}

DicomFilm& DicomFilm::Set(const DcmTagKey& tag, const std::string& value) {
  Check(Dataset().putAndInsertString(tag, value.c_str()), "setting text");
  return *this;
}

DicomFilm& DicomFilm::Set(const DcmTagKey& tag, std::uint16_t value) {
  return Set(tag, std::vector<std::uint16_t>{value});
}

DicomFilm& DicomFilm::Set(const DcmTagKey& tag, const std::vector<std::uint16_t>& values) {
  Check(Dataset().putAndInsertUint16Array(tag, values.data(), values.size()), "setting numbers");
  return *this;
}

DicomFilm& DicomFilm::Remove(const DcmTagKey& tag) {
  Dataset().findAndDeleteElement(tag);
  return *this;
}

DicomFilm& DicomFilm::SetDepth(int allocated, int stored, int high_bit, bool is_signed) {
  Set(DCM_BitsAllocated, static_cast<std::uint16_t>(allocated));
  Set(DCM_BitsStored, static_cast<std::uint16_t>(stored));
  Set(DCM_HighBit, static_cast<std::uint16_t>(high_bit));
  return Set(DCM_PixelRepresentation, static_cast<std::uint16_t>(is_signed ? 1 : 0));
}

DicomFilm& DicomFilm::SetColour(const char* photometric, bool planar) {
  Set(DCM_PhotometricInterpretation, photometric).Set(DCM_SamplesPerPixel, 3);
  return Set(DCM_PlanarConfiguration, static_cast<std::uint16_t>(planar ? 1 : 0));
}

DicomFilm& DicomFilm::SetCode(const DcmTagKey& sequence, const std::string& meaning) {
  DcmItem* item = nullptr;
  Check(Dataset().findOrCreateSequenceItem(sequence, item), "making an item");
  Check(item->putAndInsertString(DCM_CodeMeaning, meaning.c_str()), "setting a code");
  return *this;
}

DicomFilm& DicomFilm::SetLookup(const DcmTagKey& sequence, int first,
                                const std::vector<std::uint16_t>& values) {
  DcmItem* item = nullptr;
  Check(Dataset().findOrCreateSequenceItem(sequence, item), "making an item");
  const Uint16 descriptor[3] = {static_cast<Uint16>(values.size()), static_cast<Uint16>(first), 16};
  Check(item->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, EVR_US), descriptor, 3),
        "setting a descriptor");
  Check(item->putAndInsertUint16Array(DcmTag(DCM_LUTData, EVR_OW), values.data(), values.size()),
        "setting a table");
  return *this;
}

DicomFilm& DicomFilm::Pixels(const std::vector<std::uint8_t>& values) {
  Check(Dataset().putAndInsertUint8Array(DCM_PixelData, values.data(), values.size()), "pixels");
  return *this;
}

DicomFilm& DicomFilm::Pixels(const std::vector<std::uint16_t>& values) {
  Check(Dataset().putAndInsertUint16Array(DCM_PixelData, values.data(), values.size()), "pixels");
  return *this;
}

void DicomFilm::Save(const std::filesystem::path& path, E_TransferSyntax syntax) {
  if (DcmXfer(syntax).isEncapsulated()) {
    RegisterEncoders();
    const auto parameter = Parameter(syntax);
    Check(Dataset().chooseRepresentation(syntax, parameter.get()), "encoding");
  }
  Check(format_.saveFile(path.c_str(), syntax), "saving");
}

void DicomFilm::SaveBare(const std::filesystem::path& path, E_TransferSyntax syntax) {
  Check(Dataset().saveFile(path.c_str(), syntax), "saving");
}

void DicomFilm::SaveFragments(const std::filesystem::path& path, E_TransferSyntax syntax,
                              const std::vector<std::vector<std::uint8_t>>& frames) {
  auto* sequence = new DcmPixelSequence(DcmTag(DCM_PixelData, EVR_OB));
  sequence->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB)));  // no offset table
  for (const auto& frame : frames) {
    auto* item = new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB));
    Check(item->putUint8Array(frame.data(), static_cast<unsigned long>(frame.size())), "a fragment");
    sequence->insert(item);
  }
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  Check(Dataset().insert(pixels, true), "inserting pixels");
  Check(format_.saveFile(path.c_str(), syntax), "saving");
}

std::vector<std::uint8_t> Jpeg2000(int rows, int columns, const std::vector<std::uint16_t>& values,
                                   int bits) {
  gdcm::JPEG2000Codec codec;
  const unsigned int size[3] = {static_cast<unsigned int>(columns), static_cast<unsigned int>(rows), 1};
  codec.SetDimensions(size);
  codec.SetNumberOfDimensions(2);
  codec.SetNumberOfResolutions(2);
  codec.SetReversible(true);
  const auto depth = static_cast<unsigned short>(bits);
  codec.SetPixelFormat(gdcm::PixelFormat(1, 16, depth, static_cast<unsigned short>(bits - 1), 0));
  codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  gdcm::DataElement raw(gdcm::Tag(0x7fe0, 0x0010)), coded;
  raw.SetByteValue(reinterpret_cast<const char*>(values.data()),
                   static_cast<std::uint32_t>(values.size() * 2));
  if (!codec.Code(raw, coded)) throw std::runtime_error("JPEG 2000 encoding failed");
  const auto* fragments = coded.GetSequenceOfFragments();
  const auto* bytes = fragments->GetFragment(0).GetByteValue();
  return {bytes->GetPointer(), bytes->GetPointer() + bytes->GetLength()};
}

}  // namespace openvfa::test
