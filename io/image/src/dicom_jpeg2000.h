// JPEG 2000, which DCMTK lacks, through the GDCM that ITK brings.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_JPEG2000_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_JPEG2000_H_

#include <string>
#include <vector>

#include "dicom_frame.h"

namespace openvfa::image {

// Throws ReadError naming `name` when the codestream is damaged or is not what `layout` says.
RawFrame DecodeJpeg2000(const std::string& name, const std::vector<unsigned char>& codestream,
                        const PixelLayout& layout);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_JPEG2000_H_
