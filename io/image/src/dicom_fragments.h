// Encapsulated (compressed) pixel data.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_FRAGMENTS_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_FRAGMENTS_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dicom_file.h"
#include "dicom_layout.h"

namespace openvfa::image {

enum class Coder { kRle, kJpeg, kJpegLs, kJpeg2000, kUnknown };

Coder CoderOf(const std::string& transfer_syntax_uid);

// Null when the pixel data is not encapsulated.
DcmPixelSequence* FindFragments(DcmPixelData& pixel_data);

// Throws ReadError when the fragments cannot hold the claimed image, or state another size themselves.
void CheckFragments(const DicomFile& file, const PixelLayout& layout, DcmPixelData& pixel_data);

// The bytes of one frame (counted from 0), its fragments joined.
std::vector<unsigned char> FrameCodestream(const DicomFile& file, const PixelLayout& layout,
                                           DcmPixelData& pixel_data, std::int64_t frame);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_FRAGMENTS_H_
