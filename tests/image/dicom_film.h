// DICOM files made for a test, attribute by attribute.
#ifndef OPENVFA_TESTS_IMAGE_DICOM_FILM_H_
#define OPENVFA_TESTS_IMAGE_DICOM_FILM_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::test {

class DicomFilm {
 public:
  // A lateral lumbar film of 16 bits, 12 stored, without pixels or calibration.
  DicomFilm(int rows, int columns);

  DicomFilm& Set(const DcmTagKey& tag, const std::string& value);
  DicomFilm& Set(const DcmTagKey& tag, std::uint16_t value);
  DicomFilm& Set(const DcmTagKey& tag, const std::vector<std::uint16_t>& values);
  DicomFilm& Remove(const DcmTagKey& tag);
  DicomFilm& SetDepth(int allocated, int stored, int high_bit, bool is_signed);
  DicomFilm& SetColour(const char* photometric, bool planar);
  DicomFilm& SetCode(const DcmTagKey& sequence, const std::string& meaning);
  DicomFilm& SetLookup(const DcmTagKey& sequence, int first, const std::vector<std::uint16_t>& values);
  DicomFilm& Pixels(const std::vector<std::uint8_t>& values);
  DicomFilm& Pixels(const std::vector<std::uint16_t>& values);

  // Encodes if `syntax` is compressed; throws std::runtime_error where DCMTK cannot.
  void Save(const std::filesystem::path& path, E_TransferSyntax syntax = EXS_LittleEndianExplicit);
  // Without preamble and meta header.
  void SaveBare(const std::filesystem::path& path, E_TransferSyntax syntax);
  // As `syntax` with these compressed frames, one fragment each.
  void SaveFragments(const std::filesystem::path& path, E_TransferSyntax syntax,
                     const std::vector<std::vector<std::uint8_t>>& frames);

  DcmDataset& Dataset() { return *format_.getDataset(); }

 private:
  DcmFileFormat format_;
};

// The reversible JPEG 2000 codestream of an image of one 8- or 16-bit sample per pixel.
std::vector<std::uint8_t> Jpeg2000(int rows, int columns, const std::vector<std::uint16_t>& values, int bits);

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_IMAGE_DICOM_FILM_H_
